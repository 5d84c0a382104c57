// A response's head read whole and in pieces must come out the same, and so must its content and trailers.
//
// Input: octet 0 chooses limits and the method that was asked, octet 1 the length of the first piece, octet 2 that of
// the pieces after it; the rest is what a server sends.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "check.hpp"
#include "responsum/codec/h1/content.hpp"
#include "responsum/codec/h1/response_parser.hpp"
#include "responsum/codec/h1/trailers.hpp"

namespace {

using namespace responsum;
using namespace responsum::codec;
using fuzz::check;
using message::ReceivedHead;

struct Reading {
  h1::ResponseParser parser;
  std::unique_ptr<ReceivedHead> head = std::make_unique<ReceivedHead>();
  h1::Progress progress = h1::Progress::incomplete;
  std::vector<char> held;
};

// Every piece stands in memory of its own, exactly as long as what has arrived.
Reading read(std::string_view bytes, std::size_t first, std::size_t piece, const h1::ResponseLimits& limits) {
  Reading reading;
  reading.parser.start(*reading.head);
  for (std::size_t end = first;; end += piece) {
    if (end > bytes.size()) end = bytes.size();
    std::vector<char> moved{bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(end)};
    reading.held.swap(moved);
    reading.progress = reading.parser.parse({reading.held.data(), end}, limits, *reading.head);
    if (reading.progress != h1::Progress::incomplete || end == bytes.size()) return reading;
  }
}

void check_same(const Reading& a, const Reading& b) {
  check(a.progress == b.progress, "cuts change no outcome");
  if (a.progress == h1::Progress::faulty) {
    check(a.parser.fault() == b.parser.fault(), "cuts change no fault");
    check(a.parser.fault_offset() == b.parser.fault_offset(), "cuts move no fault");
  }
  if (a.progress != h1::Progress::complete) return;
  check(a.head->status == b.head->status && a.head->size == b.head->size, "cuts change no head");
  check(a.head->text(a.head->phrase) == b.head->text(b.head->phrase), "cuts change no phrase");
  check(a.head->lines().size() == b.head->lines().size(), "cuts change no lines");
}

struct Content {
  std::string data;
  std::string trailers;
  h1::ContentState state = h1::ContentState::more;
};

Content take(h1::BodyFraming framing, std::string_view bytes, std::size_t piece) {
  Content content;
  h1::ContentReader reader{framing, {.max_extension_bytes = 24, .max_trailer_bytes = 64}, &content.trailers};
  for (std::size_t at = 0;;) {
    const h1::ContentStep step = reader.read(bytes.substr(at, piece));
    at += step.consumed;
    content.data += step.data;
    content.state = step.state;
    if (step.state == h1::ContentState::done || step.state == h1::ContentState::faulty) return content;
    if (step.state == h1::ContentState::more && at == bytes.size()) return content;
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 3) return 0;
  h1::ResponseLimits limits;
  if ((data[0] & 1) != 0) limits.max_status_line_bytes = 1 + data[0] / 2u;
  if ((data[0] & 2) != 0) limits.max_fields_bytes = data[0];
  if ((data[0] & 4) != 0) limits.max_field_line_bytes = 1 + data[0] / 8u;
  if ((data[0] & 8) != 0) limits.max_fields = data[0] / 16;
  const auto method = static_cast<message::Method>(data[0] % message::method_rows.size());
  const std::string_view bytes{reinterpret_cast<const char*>(data) + 3, size - 3};

  const Reading whole = read(bytes, bytes.size(), 1, limits);
  check_same(whole, read(bytes, data[1], 1u + data[2] % 64u, limits));
  if (whole.progress == h1::Progress::faulty)
    check(whole.parser.fault_offset() <= bytes.size(), "a fault has a place");
  if (whole.progress != h1::Progress::complete) return 0;

  const ReceivedHead& head = *whole.head;
  check(head.size <= bytes.size() && bytes.substr(0, head.size).ends_with("\r\n"), "a head ends in a line");
  check(status::status_from(head.status).has_value(), "a status is one");
  check(!(head.chunked() && head.has_content_length), "there is one framing");
  const h1::BodyFraming framing = h1::framing_of(head, method);
  const Content at_once = take(framing, bytes.substr(head.size), bytes.size());
  const Content in_pieces = take(framing, bytes.substr(head.size), 1u + data[2] % 64u);
  check(at_once.state == in_pieces.state && at_once.data == in_pieces.data, "cuts change no content");
  check(at_once.trailers == in_pieces.trailers && at_once.trailers.size() <= 64, "cuts change no trailers");
  if (at_once.state == h1::ContentState::done) {
    h1::TrailerCursor trailers{at_once.trailers};
    while (const auto line = trailers.next())
      check(base::is_token(line->name) && base::trim(line->value) == line->value, "a trailer is a field line");
  }
  return 0;
}
