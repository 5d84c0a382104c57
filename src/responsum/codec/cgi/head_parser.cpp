#include "responsum/codec/cgi/head_parser.hpp"

#include <algorithm>
#include <array>

#include "responsum/base/ascii.hpp"
#include "responsum/codec/h1/framing.hpp"
#include "responsum/codec/h1/scan.hpp"
#include "responsum/status/status.hpp"

namespace responsum::codec::cgi {
namespace {

using h1::FaultAt;
using h1::Finding;
using message::Field;
using message::FieldLine;
using message::ReceivedHead;

// A line ends in CRLF or in LF (RFC 3875 2.2). Complete with the octet after it; `otherwise` is what is wrong when
// none of them stands here.
Finding line_end(const char* at, const char* end, Fault otherwise) {
  if (at == end) return Finding::incomplete();
  if (*at == '\n') return Finding::complete(at + 1);
  if (*at == '\0') return Finding::faulty(Fault::field_nul, at);
  if (*at != '\r') return Finding::faulty(otherwise, at);
  if (at + 1 == end) return Finding::incomplete();
  if (at[1] != '\n') return Finding::faulty(Fault::field_bare_cr, at);
  return Finding::complete(at + 2);
}

Finding odd_name(const char* begin, const char* at, const char* end) {
  if (base::is_blank(*at))
    return Finding::faulty(at == begin ? Fault::field_fold : Fault::field_space_before_colon, at);
  const Finding found = line_end(at, end, Fault::field_name_character);
  return found.progress == Progress::complete ? Finding::faulty(Fault::field_colon_missing, at) : found;
}

// `begin` is the first octet of a line that is not the empty one.
Finding take_line(const char* begin, const char* end, h1::FieldLineParts& parts) {
  const char* at = h1::scan::token_end(begin, end);
  if (at == end) return Finding::incomplete();
  if (*at != ':') return odd_name(begin, at, end);
  if (at == begin) return Finding::faulty(Fault::field_name_empty, at);
  parts.name_end = at++;
  while (at != end && base::is_blank(*at)) ++at;
  parts.value_begin = at;
  at = h1::scan::value_end(at, end);
  parts.value_end = at;
  while (parts.value_end != parts.value_begin && base::is_blank(parts.value_end[-1])) --parts.value_end;
  return line_end(at, end, Fault::field_value_character);
}

// All lines from `line` on, which follows what is whole; complete with the octet behind the empty line.
Finding take_lines(const h1::FieldLinesInput& in, ReceivedHead& head, const char*& line) {
  const auto at_most = [](const char* from, const char* end, std::uint32_t bytes) {
    return end - from > static_cast<std::ptrdiff_t>(bytes) ? from + bytes : end;
  };
  const char* total_end = at_most(in.fields, in.end, in.limits.max_fields_bytes);
  const std::size_t max_lines = std::min<std::size_t>(in.limits.max_fields, ReceivedHead::max_lines);
  while (line != total_end) {
    if (*line == '\n' || *line == '\r') {
      const Finding end = line_end(line, total_end, Fault::field_bare_cr);
      if (end.progress != Progress::incomplete) return end;
      break;
    }
    if (head.lines().size() == max_lines) return Finding::faulty(Fault::fields_too_many, line);
    const char* line_limit = at_most(line, total_end, in.limits.max_field_line_bytes);
    h1::FieldLineParts parts;
    const Finding found = take_line(line, line_limit, parts);
    if (found.progress == Progress::faulty) return found;
    if (found.progress == Progress::incomplete) {
      if (line_limit != total_end) return Finding::faulty(Fault::field_line_too_large, line_limit);
      break;
    }
    head.add_line({in.slice(line, parts.name_end), in.slice(parts.value_begin, parts.value_end),
                   message::field_named({line, parts.name_end})});
    line = found.at;
  }
  if (total_end != in.end) return Finding::faulty(Fault::fields_total_too_large, total_end);
  return Finding::incomplete();
}

constexpr std::array cgi_fields{Field::status, Field::location, Field::content_type};
constexpr message::FieldSet connection_fields{Field::connection, Field::keep_alive, Field::proxy_connection,
                                              Field::transfer_encoding, Field::upgrade};

std::optional<FaultAt> judge_fields(const ReceivedHead& head) {
  std::array<bool, cgi_fields.size()> seen{};
  for (const FieldLine& line : head.lines()) {
    if (connection_fields.contains(line.field)) return FaultAt{Fault::field_of_connection, line.name.offset};
    const auto place = std::ranges::find(cgi_fields, line.field);
    if (place == cgi_fields.end()) continue;
    bool& before = seen[static_cast<std::size_t>(place - cgi_fields.begin())];
    if (before) return FaultAt{Fault::script_field_repeated, line.name.offset};
    before = true;
  }
  if (std::ranges::none_of(seen, [](bool s) { return s; })) return FaultAt{Fault::script_fields_missing, head.size};
  return std::nullopt;
}

// Status = 3DIGIT [ SP reason-phrase ]; scripts have no interim responses.
std::optional<FaultAt> judge_status(ReceivedHead& head) {
  constexpr std::size_t digits = 3;
  if (!head.sent(Field::status)) return std::nullopt;
  const message::Slice value = head.first_line(Field::status).value;
  const std::string_view text = head.text(value);
  const auto number = base::parse_decimal(text.substr(0, digits));
  const auto status = status::status_from(static_cast<int>(number.value_or(0)));
  const bool ends = text.size() == digits || (text.size() > digits && text[digits] == ' ');
  if (!status || status::interim(*status) || !ends) return FaultAt{Fault::script_status_invalid, value.offset};
  head.status = status::code(*status);
  if (text.size() > digits)
    head.phrase = {value.offset + static_cast<std::uint32_t>(digits) + 1,
                   value.length - static_cast<std::uint32_t>(digits) - 1};
  return std::nullopt;
}

bool is_absolute_uri(std::string_view text) {
  const std::size_t colon = text.find(':');
  return colon != std::string_view::npos && colon > 0 && base::is_alpha(text.front()) &&
         std::ranges::all_of(text.substr(0, colon), [](char c) {
           return base::is_alpha(c) || base::is_digit(c) || c == '+' || c == '-' || c == '.';
         });
}

// A path of this server. Two slashes begin a reference to another one (RFC 3986 4.2): that is for the client.
bool is_path(std::string_view text) { return text.starts_with('/'); }
bool is_local(std::string_view text) { return is_path(text) && !text.starts_with("//"); }

} // namespace

void HeadParser::start(ReceivedHead& head) {
  *this = HeadParser{};
  head.clear();
}

Progress HeadParser::refuse(FaultAt wrong) {
  phase_ = Phase::faulty;
  fault_ = wrong.fault;
  fault_offset_ = wrong.offset;
  return Progress::faulty;
}

Progress HeadParser::parse(std::string_view bytes, const h1::FieldLimits& limits, ReceivedHead& head) {
  head.set_bytes(bytes.data());
  if (phase_ == Phase::fields) {
    const char* base = bytes.data();
    const char* line = base + line_;
    const Finding found = take_lines({base, base, base + bytes.size(), limits}, head, line);
    line_ = static_cast<std::uint32_t>(line - base);
    if (found.progress == Progress::incomplete) return Progress::incomplete;
    if (found.progress == Progress::faulty) return refuse({found.fault, static_cast<std::uint32_t>(found.at - base)});
    head.size = static_cast<std::uint32_t>(found.at - base);
    if (const auto wrong = judge(head)) return refuse(*wrong);
    phase_ = Phase::complete;
  }
  return phase_ == Phase::complete ? Progress::complete : Progress::faulty;
}

std::optional<FaultAt> HeadParser::judge(ReceivedHead& head) {
  if (const auto fault = judge_fields(head)) return fault;
  if (const auto fault = judge_status(head)) return fault;
  if (head.sent(Field::location)) {
    const message::Slice value = head.first_line(Field::location).value;
    const std::string_view location = head.text(value);
    const bool visible = std::ranges::all_of(location, [](char c) { return c > ' ' && c < 0x7f; });
    if (!visible || (!is_absolute_uri(location) && !is_path(location)))
      return FaultAt{Fault::script_location_invalid, value.offset};
    // With a status it is a response like any other, and not for this server to follow (RFC 3875 6.2.4).
    const bool followed_here = is_local(location) && head.status == 0;
    kind_ = followed_here ? ResponseKind::local_redirect : ResponseKind::client_redirect;
    if (followed_here && head.lines().size() > 1)
      return FaultAt{Fault::script_local_redirect, head.first_line(Field::location).name.offset};
  }
  return h1::judge_head(head);
}

} // namespace responsum::codec::cgi
