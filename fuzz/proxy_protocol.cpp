// A header of the PROXY protocol read whole and in pieces must come out the same, and be read again when it is
// written.
//
// Input: octet 0 is the length of pieces; the rest is what a balancer sends.
#include <algorithm>
#include <array>
#include <string>

#include "check.hpp"
#include "responsum/codec/proxy_protocol/parser.hpp"
#include "responsum/codec/proxy_protocol/writer.hpp"

using namespace responsum;
using fuzz::check;
namespace proxy_protocol = codec::proxy_protocol;
using proxy_protocol::Progress;

namespace {

struct Reading {
  proxy_protocol::Parser parser;
  proxy_protocol::Header header;
  Progress progress = Progress::incomplete;
};

Reading read(std::string_view bytes, std::size_t piece) {
  Reading reading;
  for (std::size_t end = std::min(piece, bytes.size());; end = std::min(end + piece, bytes.size())) {
    const std::string held{bytes.substr(0, end)};
    reading.progress = reading.parser.parse(held, {.max_header_bytes = 400}, reading.header);
    if (reading.progress != Progress::incomplete || end == bytes.size()) return reading;
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  const std::string_view bytes{reinterpret_cast<const char*>(data) + 1, size - 1};
  const Reading whole = read(bytes, bytes.size() + 1);
  const Reading pieces = read(bytes, 1u + data[0] % 64u);
  check(whole.progress == pieces.progress, "cuts change no outcome");
  if (whole.progress == Progress::faulty)
    check(whole.parser.fault() == pieces.parser.fault() &&
              whole.parser.fault_offset() == pieces.parser.fault_offset(),
          "cuts change no fault");
  if (whole.progress != Progress::complete) return 0;
  check(whole.header == pieces.header && whole.header.size <= bytes.size(), "cuts change no header");
  check(whole.header.extensions_offset + whole.header.extensions_size <= whole.header.size, "extensions lie within");
  std::array<char, proxy_protocol::max_v1_bytes> buffer;
  base::Writer to{buffer};
  proxy_protocol::write_v2(to, whole.header, proxy_protocol::Checksum::stated);
  const Reading again = read(to.written(), 1000);
  check(again.progress == Progress::complete, "what is written is read");
  check(again.header.addresses_known() == whole.header.addresses_known(), "as the same");
  if (again.header.addresses_known())
    check(again.header.source == whole.header.source && again.header.destination == whole.header.destination,
          "with the same ends");
  return 0;
}
