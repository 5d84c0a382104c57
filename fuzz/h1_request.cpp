// A request's head read whole and in pieces must come out the same, and what comes out must be what it claims to be.
//
// Input: octet 0 chooses limits, octet 1 the length of the first piece, octet 2 that of the pieces after it; the rest
// is what a client sends.
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

#include "responsum/base/assert.hpp"
#include "responsum/codec/h1/content.hpp"
#include "responsum/codec/h1/request_parser.hpp"
#include "responsum/field/host.hpp"

namespace {

using namespace responsum;
using namespace responsum::codec;
using message::RequestHead;
using message::Slice;

struct Reading {
  h1::RequestParser parser;
  std::unique_ptr<RequestHead> head = std::make_unique<RequestHead>();
  h1::Progress progress = h1::Progress::incomplete;
};

// Every piece stands in memory of its own, exactly as long as what has arrived.
Reading read(std::string_view bytes, std::size_t first, std::size_t piece, const h1::Limits& limits,
             std::vector<char>& held) {
  Reading reading;
  reading.parser.start(*reading.head);
  for (std::size_t end = first;; end += piece) {
    if (end > bytes.size()) end = bytes.size();
    std::vector<char> moved(end);
    if (end != 0) std::memcpy(moved.data(), bytes.data(), end);
    held.swap(moved);
    reading.progress = reading.parser.parse({held.data(), held.size()}, limits, *reading.head);
    if (reading.progress != h1::Progress::incomplete || end == bytes.size()) return reading;
  }
}

bool same(Slice a, Slice b) { return a.offset == b.offset && a.length == b.length; }

void expect_same(const Reading& a, const Reading& b) {
  RESPONSUM_ASSERT(a.progress == b.progress);
  if (a.progress == h1::Progress::faulty) {
    RESPONSUM_ASSERT(a.parser.fault() == b.parser.fault());
    RESPONSUM_ASSERT(a.parser.fault_offset() == b.parser.fault_offset());
    RESPONSUM_ASSERT(a.parser.line_offset() == b.parser.line_offset());
  }
  if (a.progress != h1::Progress::complete) return;
  const RequestHead& x = *a.head;
  const RequestHead& y = *b.head;
  RESPONSUM_ASSERT(x.size == y.size && x.method == y.method && x.version == y.version);
  RESPONSUM_ASSERT(x.target_form == y.target_form && x.keep_alive == y.keep_alive &&
                   x.length_unknown == y.length_unknown);
  RESPONSUM_ASSERT(x.has_content_length == y.has_content_length && x.content_length == y.content_length);
  RESPONSUM_ASSERT(same(x.target, y.target) && same(x.path, y.path) && same(x.query, y.query));
  RESPONSUM_ASSERT(same(x.scheme, y.scheme) && same(x.authority, y.authority));
  RESPONSUM_ASSERT(x.lines().size() == y.lines().size());
  for (std::size_t i = 0; i < x.lines().size(); ++i) {
    RESPONSUM_ASSERT(x.lines()[i].field == y.lines()[i].field);
    RESPONSUM_ASSERT(same(x.lines()[i].name, y.lines()[i].name) && same(x.lines()[i].value, y.lines()[i].value));
  }
}

// What the rest of the server relies on.
void expect_sound(const RequestHead& head, std::string_view bytes) {
  RESPONSUM_ASSERT(head.size <= bytes.size());
  RESPONSUM_ASSERT(bytes.substr(0, head.size).ends_with("\r\n\r\n"));
  RESPONSUM_ASSERT(!(head.length_unknown && head.has_content_length));
  RESPONSUM_ASSERT(!(head.length_unknown && head.version == message::Version::http_1_0));
  RESPONSUM_ASSERT(head.content_length <= INT64_MAX);
  for (const char c : head.text(head.target)) RESPONSUM_ASSERT(c > ' ' && c < 0x7f && c != '#');
  std::size_t hosts = 0;
  for (const message::FieldLine& line : head.lines()) {
    RESPONSUM_ASSERT(base::is_token(head.text(line.name)));
    RESPONSUM_ASSERT(line.field == message::Field::other ||
                     base::equals_ignoring_case(message::name(line.field), head.text(line.name)));
    const std::string_view value = head.text(line.value);
    RESPONSUM_ASSERT(base::trim(value) == value);
    for (const char c : value) RESPONSUM_ASSERT(c == '\t' || static_cast<unsigned char>(c) >= ' ');
    if (line.field == message::Field::host) ++hosts;
  }
  RESPONSUM_ASSERT(hosts == 1 || (hosts == 0 && head.version == message::Version::http_1_0));
  switch (head.target_form) {
  case message::TargetForm::origin: RESPONSUM_ASSERT(head.text(head.path).starts_with('/')); break;
  case message::TargetForm::absolute:
  case message::TargetForm::authority: RESPONSUM_ASSERT(field::parse_host(head.text(head.authority))); break;
  case message::TargetForm::asterisk: RESPONSUM_ASSERT(head.method == message::Method::options); break;
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 3) return 0;
  h1::Limits limits;
  if ((data[0] & 1) != 0) limits.max_target_bytes = 1 + data[0] / 2u;
  if ((data[0] & 2) != 0) limits.max_fields_bytes = data[0];
  if ((data[0] & 4) != 0) limits.max_field_line_bytes = 1 + data[0] / 8u;
  if ((data[0] & 8) != 0) limits.max_fields = data[0] / 16;
  const std::string_view bytes{reinterpret_cast<const char*>(data) + 3, size - 3};

  std::vector<char> whole_bytes;
  std::vector<char> pieces_bytes;
  const Reading whole = read(bytes, bytes.size(), 1, limits, whole_bytes);
  const Reading pieces = read(bytes, data[1], 1u + data[2] % 64u, limits, pieces_bytes);
  expect_same(whole, pieces);
  if (whole.progress == h1::Progress::complete) {
    expect_sound(*whole.head, bytes);
    h1::ContentReader content{h1::BodyFraming::of(*whole.head)};
    for (std::string_view rest = bytes.substr(whole.head->size);;) {
      const h1::ContentStep step = content.read(rest);
      rest.remove_prefix(step.consumed);
      if (step.state != h1::ContentState::data) break;
    }
  }
  if (whole.progress == h1::Progress::faulty) RESPONSUM_ASSERT(whole.parser.fault_offset() <= bytes.size());
  return 0;
}
