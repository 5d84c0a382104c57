#include "responsum/codec/h1/response_parser.hpp"

#include "responsum/base/ascii.hpp"
#include "responsum/codec/h1/field_lines.hpp"
#include "responsum/codec/h1/framing.hpp"
#include "responsum/status/status.hpp"

namespace responsum::codec::h1 {
namespace {

using message::ReceivedHead;

constexpr std::string_view protocol = "HTTP/";

// The bytes of a status line, as far as they are there and its limit lets them count.
struct Line {
  const char* base;
  const char* end;
  bool cut; // by the limit, not by what has arrived

  // What is said when the line goes on where nothing more is to be seen.
  Finding out_of_octets() const {
    return cut ? Finding::faulty(Fault::response_line_too_long, end) : Finding::incomplete();
  }
};

// The octet where a CRLF may stand: complete with the octet after it, or `otherwise`.
Finding line_end(const Line& line, const char* at, Fault otherwise) {
  if (at == line.end) return line.out_of_octets();
  if (*at == '\n') return Finding::faulty(Fault::response_line_bare_lf, at);
  if (*at != '\r') return Finding::faulty(otherwise, at);
  if (at + 1 == line.end) return line.out_of_octets();
  if (at[1] != '\n') return Finding::faulty(Fault::response_line_bare_cr, at);
  return Finding::complete(at + 2);
}

// Where a line ends too early the end is what is reported only if it is none.
Finding ends_too_early(const Line& line, const char* at, Fault fault) {
  const Finding end = line_end(line, at, fault);
  return end.progress == Progress::complete ? Finding::faulty(fault, at) : end;
}

bool may_become(std::string_view have, std::string_view whole) {
  return whole.starts_with(have.substr(0, whole.size()));
}

// What does not begin with "HTTP/", told apart by what operators connect to by mistake.
[[gnu::cold]] Finding odd_protocol(const Line& line, const char* at) {
  const std::string_view have{line.base, line.end};
  // A TLS record: alert or handshake, major version 3 (RFC 8446 5.1).
  if (have.front() == 0x15 || have.front() == 0x16) {
    if (have.size() == 1) return line.out_of_octets();
    if (have[1] == 0x03) return Finding::faulty(Fault::response_tls_bytes, line.base);
  }
  // RFC 9113 3.4: a server's first frame is SETTINGS, of stream 0; its length stays below 256.
  constexpr std::string_view length{"\0\0", 2};
  constexpr std::string_view type_to_stream{"\4\0\0\0\0\0", 6};
  const bool length_fits = may_become(have, length);
  const bool rest_fits = have.size() <= 3 || may_become(have.substr(3), type_to_stream);
  if (!length_fits || !rest_fits) return Finding::faulty(Fault::response_not_http, at);
  if (have.size() < 3 + type_to_stream.size()) return line.out_of_octets();
  return Finding::faulty(Fault::response_h2_frames, line.base);
}

// Complete with the first octet of the status. HTTP-version is case-sensitive (RFC 9112 2.3).
Finding take_version(const Line& line, ReceivedHead& head) {
  const char* at = line.base;
  for (const char expected : protocol) {
    if (at == line.end) return line.out_of_octets();
    if (*at != expected) [[unlikely]]
      return odd_protocol(line, at);
    ++at;
  }
  if (at == line.end) return line.out_of_octets();
  if (!base::is_digit(*at)) return ends_too_early(line, at, Fault::response_version_syntax);
  if (*at != '1') return Finding::faulty(Fault::response_version_unsupported, at);
  if (++at == line.end) return line.out_of_octets();
  if (*at != '.') return ends_too_early(line, at, Fault::response_version_syntax);
  if (++at == line.end) return line.out_of_octets();
  if (!base::is_digit(*at)) return ends_too_early(line, at, Fault::response_version_syntax);
  // A higher minor version promises to be read as the highest one that is known (RFC 9110 2.5).
  head.version = *at == '0' ? message::Version::http_1_0 : message::Version::http_1_1;
  if (++at == line.end) return line.out_of_octets();
  if (*at != ' ') return ends_too_early(line, at, Fault::response_version_syntax);
  return Finding::complete(at + 1);
}

// Complete with the octet after the three digits, which is there.
Finding take_status(const Line& line, const char* begin, ReceivedHead& head) {
  const char* at = begin;
  int number = 0;
  for (; at != begin + status::code_digits; ++at) {
    if (at == line.end) return line.out_of_octets();
    if (!base::is_digit(*at)) return ends_too_early(line, at, Fault::response_status_syntax);
    number = number * 10 + (*at - '0');
  }
  if (at == line.end) return line.out_of_octets();
  if (*at != ' ' && *at != '\r' && *at != '\n') return Finding::faulty(Fault::response_status_syntax, at);
  if (!status::status_from(number)) return Finding::faulty(Fault::response_status_range, begin);
  head.status = static_cast<std::uint16_t>(number);
  return Finding::complete(at);
}

// Complete with the first octet of the fields.
Finding take_phrase(const Line& line, const char* at, ReceivedHead& head) {
  if (*at == ' ') ++at;
  const char* end = scan::value_end(at, line.end);
  const Finding found = line_end(line, end, Fault::response_phrase_character);
  if (found.progress != Progress::complete) return found;
  head.phrase = {static_cast<std::uint32_t>(at - line.base), static_cast<std::uint32_t>(end - at)};
  return found;
}

Finding take_status_line(const Line& line, ReceivedHead& head) {
  Finding part = take_version(line, head);
  if (part.progress == Progress::complete) part = take_status(line, part.at, head);
  if (part.progress == Progress::complete) part = take_phrase(line, part.at, head);
  return part;
}

} // namespace

void ResponseParser::start(ReceivedHead& head) {
  *this = ResponseParser{};
  head.clear();
}

Progress ResponseParser::settle(const char* base, Finding finding) {
  if (finding.progress == Progress::faulty) [[unlikely]] {
    phase_ = Phase::faulty;
    fault_ = finding.fault;
    fault_offset_ = static_cast<std::uint32_t>(finding.at - base);
  }
  return finding.progress;
}

Progress ResponseParser::parse(std::string_view bytes, const ResponseLimits& limits, ReceivedHead& head) {
  head.set_bytes(bytes.data());
  const char* base = bytes.data();
  const char* end = base + bytes.size();

  if (phase_ == Phase::status_line) {
    const bool cut = bytes.size() > limits.max_status_line_bytes;
    const Finding found = take_status_line({base, cut ? base + limits.max_status_line_bytes : end, cut}, head);
    if (found.progress != Progress::complete) return settle(base, found);
    fields_ = line_ = static_cast<std::uint32_t>(found.at - base);
    phase_ = Phase::fields;
  }
  if (phase_ == Phase::fields) {
    const char* line = base + line_;
    const FieldLimits field_limits{limits.max_fields_bytes, limits.max_field_line_bytes, limits.max_fields};
    const Finding found = take_field_lines({base, base + fields_, end, field_limits}, head, line);
    line_ = static_cast<std::uint32_t>(line - base);
    if (found.progress != Progress::complete) return settle(base, found);
    head.size = static_cast<std::uint32_t>(found.at - base);
    if (const auto wrong = judge_head(head)) return settle(base, Finding::faulty(wrong->fault, base + wrong->offset));
    phase_ = Phase::complete;
  }
  return phase_ == Phase::complete ? Progress::complete : Progress::faulty;
}

} // namespace responsum::codec::h1
