// A whole session on a socket: whatever a client sends, in whatever pieces and however slowly, every response is
// sound, agrees with its record, and comes out the same; and the connection ends and leaves nothing behind.
//
// Input: octet 0 is what stands in `Options`, octet 1 the length of the first piece, octet 2 that of the pieces after
// it; the rest is what the client sends.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "responsum/config/read.hpp"
#include "responsum/net/reactor.hpp"
#include "responsum/server/assemble.hpp"
#include "responsum/session/http1.hpp"

#include "session_run.hpp"
#include "session_wire.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using namespace responsum;
using fuzz::check;
using fuzz::Options;
using fuzz::Outcome;
using fuzz::Response;
using fuzz::Run;

// What is in the response is what is in the file, and what is in its record is what was sent.
void expect_true(const Response& r, const observe::Record& record) {
  static const std::string big = fuzz::big_file();
  check(r.status == record.status, "a record has the status that was sent");
  check(r.octets == record.sent_bytes, "a record has as many octets as were sent");
  fuzz::expect_duties(r);
  if (record.method == message::Method::head || r.status != 206) return;
  const auto range = r.field("Content-Range");
  if (range && range->ends_with("/60000")) check(fuzz::named_range(*range, big) == r.content, "a range is true");
  const std::string_view type = r.field("Content-Type").value_or("");
  const std::size_t boundary = type.find("boundary=");
  if (boundary != std::string_view::npos && r.content.find("/60000\r\n") != std::string_view::npos)
    fuzz::expect_byteranges(r, type.substr(boundary + 9), big);
}

// Returns what was received without the interim responses: whether one is sent depends on what had come by then.
std::string expect_sound(const Outcome& outcome, std::string_view sent) {
  std::string finals;
  std::string_view rest = outcome.bytes;
  auto record = outcome.records.begin();
  bool closing = false;
  while (!rest.empty()) {
    while (record != outcome.records.end() && record->status == 0) ++record;
    const std::string_view before = rest;
    const bool to_head = record != outcome.records.end() && record->method == message::Method::head;
    const Response r = fuzz::take_response(rest, to_head);
    fuzz::expect_duties(r);
    check(!closing, "nothing follows a response that ends the connection");
    if (r.interim()) continue;
    check(record != outcome.records.end(), "a response has a record");
    expect_true(r, *record++);
    closing = r.field("Connection") == "close";
    finals += before.substr(0, r.octets);
  }
  check(outcome.records.size() <= static_cast<std::size_t>(std::ranges::count(sent, '\n')) + 1,
        "there are no more exchanges than requests");
  return finals;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 3) return 0;
  static const fuzz::Folder folder;
  constexpr std::string_view http1 = "[server]\nhttp2 = false\n"; // session_http2 has the other
  static fuzz::World timed_world{folder, http1};
  static fuzz::World whole_world{folder, http1};
  static fuzz::World pieces_world{folder, http1};
  const Options options{data[0]};
  const std::string_view bytes{reinterpret_cast<const char*>(data) + 3, size - 3};
  const std::size_t first = data[1];
  const std::size_t piece = 1u + data[2];

  if (options.time_passes || options.drains) {
    expect_sound(Run{timed_world, options}.send(bytes, first, piece), bytes);
    return 0;
  }
  const std::string in_pieces = expect_sound(Run{pieces_world, options}.send(bytes, first, piece), bytes);
  const std::string whole = expect_sound(Run{whole_world, options}.send(bytes, bytes.size() + 1, 1), bytes);
  check(whole == in_pieces, "the same comes out, however the input was cut");
  return 0;
}
