// What comes out of a session, read the way a strict client reads it and without the server's own parser.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "responsum/base/ascii.hpp"

#include "check.hpp"

namespace responsum::fuzz {

struct Response {
  unsigned status = 0;
  std::vector<std::pair<std::string_view, std::string_view>> fields;
  std::string_view content;
  std::size_t octets = 0; // head and content

  std::optional<std::string_view> field(std::string_view name) const {
    for (const auto& [key, value] : fields)
      if (base::equals_ignoring_case(key, name)) return value;
    return std::nullopt;
  }
  bool interim() const { return status < 200; }
};

// Takes the text up to `end` and `end` itself.
inline std::string_view take_until(std::string_view& rest, std::string_view end) {
  const std::size_t at = rest.find(end);
  check(at != std::string_view::npos, "the response is not cut");
  const std::string_view text = rest.substr(0, at);
  rest.remove_prefix(at + end.size());
  return text;
}

// RFC 9112 6.3: what may have content says how much.
inline bool has_content(const Response& r, bool to_head) {
  return !to_head && !r.interim() && r.status != 204 && r.status != 304;
}

inline Response take_response(std::string_view& rest, bool to_head) {
  const std::string_view all = rest;
  Response r;
  const std::string_view line = take_until(rest, "\r\n");
  check(line.starts_with("HTTP/1.1 ") && line.size() >= 13 && line[12] == ' ', "a status line comes first");
  const auto code = base::parse_decimal(line.substr(9, 3));
  check(code && *code >= 100 && *code <= 599, "the status is one of five classes");
  r.status = static_cast<unsigned>(*code);
  for (std::string_view field = take_until(rest, "\r\n"); !field.empty(); field = take_until(rest, "\r\n")) {
    const std::size_t colon = field.find(':');
    check(colon != std::string_view::npos && base::is_token(field.substr(0, colon)), "a field has a name");
    const std::string_view value = base::trim(field.substr(colon + 1));
    for (const char c : value)
      check(c == '\t' || (static_cast<unsigned char>(c) >= ' ' && c != 0x7f), "a value has no control characters");
    r.fields.emplace_back(field.substr(0, colon), value);
  }
  const auto length = r.field("Content-Length");
  check(!r.field("Transfer-Encoding"), "nothing is sent in chunks");
  if (r.interim() || r.status == 204) check(!length, "RFC 9110 8.6: no length where there can be no content");
  if (has_content(r, to_head)) {
    check(length && base::parse_decimal(*length) <= rest.size(), "the content is there, as long as was said");
    r.content = rest.substr(0, *base::parse_decimal(*length));
    rest.remove_prefix(r.content.size());
  }
  r.octets = all.size() - rest.size();
  return r;
}

// "bytes 3-7/100": the octets of `whole` that it names.
inline std::string_view named_range(std::string_view content_range, std::string_view whole) {
  check(content_range.starts_with("bytes "), "a range is of bytes");
  const std::size_t dash = content_range.find('-');
  const std::size_t slash = content_range.find('/');
  check(dash < slash && slash < content_range.size(), "a range has two ends and a length");
  const auto first = base::parse_decimal(content_range.substr(6, dash - 6));
  const auto last = base::parse_decimal(content_range.substr(dash + 1, slash - dash - 1));
  const auto length = base::parse_decimal(content_range.substr(slash + 1));
  check(first && last && length == whole.size() && *first <= *last && *last < *length, "a range lies in its file");
  return whole.substr(*first, *last - *first + 1);
}

// RFC 9110 14.6: every part says its range and holds it; nothing stands outside of the parts.
inline void expect_byteranges(const Response& r, std::string_view boundary, std::string_view whole) {
  std::string_view rest = r.content;
  const std::string delimiter = "--" + std::string{boundary};
  while (rest.starts_with(delimiter + "\r\n")) {
    std::string_view head = take_until(rest, "\r\n\r\n");
    const std::size_t range = head.find("Content-Range: ");
    check(range != std::string_view::npos, "a part has a range");
    const std::string_view named = named_range(head.substr(range + 15), whole);
    check(rest.substr(0, named.size()) == named, "a part holds what its range names");
    rest.remove_prefix(named.size());
    check(rest.starts_with("\r\n"), "a line end stands before the boundary");
    rest.remove_prefix(2);
  }
  check(rest == delimiter + "--\r\n", "the last boundary ends the content");
}

// What every status obliges.
inline void expect_duties(const Response& r) {
  if (r.interim()) return;
  check(r.field("Date").has_value(), "RFC 9110 6.6.1");
  if (r.status == 405) check(r.field("Allow").has_value(), "RFC 9110 15.5.6");
  if (r.status == 416) check(r.field("Content-Range").has_value(), "RFC 9110 15.5.17");
  if (r.status == 301) check(r.field("Location").has_value(), "RFC 9110 15.4.2");
  if (r.status == 503 || r.status == 429) check(r.field("Retry-After").has_value(), "RFC 9110 10.2.3");
  if (r.status == 206) {
    const bool parts = r.field("Content-Type").value_or("").starts_with("multipart/byteranges");
    check(parts != r.field("Content-Range").has_value(), "RFC 9110 15.3.7: one range above, or one in each part");
  }
}

} // namespace responsum::fuzz
