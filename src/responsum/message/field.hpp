// Field names (RFC 9110 5.1). Those that some room of this server asks for are an enumeration; the rest keep their
// text.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <string_view>

#include "responsum/base/ascii.hpp"

namespace responsum::message {

enum class Field : std::uint8_t {
  other,
  accept,
  accept_charset,
  accept_encoding,
  accept_language,
  access_control_request_headers,
  access_control_request_method,
  age,
  authorization,
  cache_control,
  cdn_loop,
  connection,
  content_encoding,
  content_length,
  content_range,
  content_type,
  cookie,
  date,
  early_data,
  etag,
  expect,
  expires,
  forwarded,
  host,
  http2_settings,
  if_match,
  if_modified_since,
  if_none_match,
  if_range,
  if_unmodified_since,
  keep_alive,
  last_modified,
  location,
  max_forwards,
  origin,
  pragma,
  prefer,
  proxy_authenticate,
  proxy_authorization,
  proxy_connection,
  proxy_status,
  range,
  referer,
  responsum_verdict,
  retry_after,
  sec_fetch_dest,
  sec_fetch_mode,
  server,
  set_cookie,
  status,
  te,
  traceparent,
  trailer,
  transfer_encoding,
  upgrade,
  user_agent,
  vary,
  via,
  want_content_digest,
  want_repr_digest,
  www_authenticate,
  x_forwarded_for,
  x_forwarded_host,
  x_forwarded_proto,
};

struct FieldRow {
  Field field;
  std::string_view name; // in the spelling of the registry
  bool list;             // comma-separated: repeated lines may be joined (RFC 9110 5.3)
};

inline constexpr std::array field_rows{
    FieldRow{Field::other, "", false},
    FieldRow{Field::accept, "Accept", true},
    FieldRow{Field::accept_charset, "Accept-Charset", true},
    FieldRow{Field::accept_encoding, "Accept-Encoding", true},
    FieldRow{Field::accept_language, "Accept-Language", true},
    FieldRow{Field::access_control_request_headers, "Access-Control-Request-Headers", true},
    FieldRow{Field::access_control_request_method, "Access-Control-Request-Method", false},
    FieldRow{Field::age, "Age", false},
    FieldRow{Field::authorization, "Authorization", false},
    FieldRow{Field::cache_control, "Cache-Control", true},
    FieldRow{Field::cdn_loop, "CDN-Loop", true},
    FieldRow{Field::connection, "Connection", true},
    FieldRow{Field::content_encoding, "Content-Encoding", true},
    FieldRow{Field::content_length, "Content-Length", false},
    FieldRow{Field::content_range, "Content-Range", false},
    FieldRow{Field::content_type, "Content-Type", false},
    FieldRow{Field::cookie, "Cookie", false},
    FieldRow{Field::date, "Date", false},
    FieldRow{Field::early_data, "Early-Data", false},
    FieldRow{Field::etag, "ETag", false},
    FieldRow{Field::expect, "Expect", true},
    FieldRow{Field::expires, "Expires", false},
    FieldRow{Field::forwarded, "Forwarded", true},
    FieldRow{Field::host, "Host", false},
    FieldRow{Field::http2_settings, "HTTP2-Settings", false},
    FieldRow{Field::if_match, "If-Match", true},
    FieldRow{Field::if_modified_since, "If-Modified-Since", false},
    FieldRow{Field::if_none_match, "If-None-Match", true},
    FieldRow{Field::if_range, "If-Range", false},
    FieldRow{Field::if_unmodified_since, "If-Unmodified-Since", false},
    FieldRow{Field::keep_alive, "Keep-Alive", true},
    FieldRow{Field::last_modified, "Last-Modified", false},
    FieldRow{Field::location, "Location", false},
    FieldRow{Field::max_forwards, "Max-Forwards", false},
    FieldRow{Field::origin, "Origin", false},
    FieldRow{Field::pragma, "Pragma", true},
    FieldRow{Field::prefer, "Prefer", true},
    FieldRow{Field::proxy_authenticate, "Proxy-Authenticate", true},
    FieldRow{Field::proxy_authorization, "Proxy-Authorization", false},
    FieldRow{Field::proxy_connection, "Proxy-Connection", true},
    FieldRow{Field::proxy_status, "Proxy-Status", true},
    FieldRow{Field::range, "Range", false},
    FieldRow{Field::referer, "Referer", false},
    FieldRow{Field::responsum_verdict, "Responsum-Verdict", false},
    FieldRow{Field::retry_after, "Retry-After", false},
    FieldRow{Field::sec_fetch_dest, "Sec-Fetch-Dest", false},
    FieldRow{Field::sec_fetch_mode, "Sec-Fetch-Mode", false},
    FieldRow{Field::server, "Server", false},
    FieldRow{Field::set_cookie, "Set-Cookie", false},
    FieldRow{Field::status, "Status", false},
    FieldRow{Field::te, "TE", true},
    FieldRow{Field::traceparent, "Traceparent", false},
    FieldRow{Field::trailer, "Trailer", true},
    FieldRow{Field::transfer_encoding, "Transfer-Encoding", true},
    FieldRow{Field::upgrade, "Upgrade", true},
    FieldRow{Field::user_agent, "User-Agent", false},
    FieldRow{Field::vary, "Vary", true},
    FieldRow{Field::via, "Via", true},
    FieldRow{Field::want_content_digest, "Want-Content-Digest", true},
    FieldRow{Field::want_repr_digest, "Want-Repr-Digest", true},
    FieldRow{Field::www_authenticate, "WWW-Authenticate", true},
    FieldRow{Field::x_forwarded_for, "X-Forwarded-For", true},
    FieldRow{Field::x_forwarded_host, "X-Forwarded-Host", true},
    FieldRow{Field::x_forwarded_proto, "X-Forwarded-Proto", true},
};

inline constexpr std::size_t field_count = field_rows.size();

constexpr const FieldRow& row(Field f) { return field_rows[static_cast<std::size_t>(f)]; }
constexpr std::string_view name(Field f) { return row(f).name; }

consteval bool field_rows_in_order() {
  for (std::size_t i = 0; i < field_rows.size(); ++i)
    if (static_cast<std::size_t>(field_rows[i].field) != i) return false;
  return true;
}
static_assert(field_rows_in_order());

namespace detail {

// First, middle and last letter and the length tell the known names apart: with these factors no two share a slot.
// Names that will be added may; then they are compared one after another.
inline constexpr std::size_t field_slots = 256;
constexpr std::size_t field_slot(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front() | 0x20);
  const auto middle = static_cast<unsigned char>(text[text.size() / 2] | 0x20);
  const auto last = static_cast<unsigned char>(text.back() | 0x20);
  return (first * 8u + middle * 4u + last * 9u + static_cast<unsigned>(text.size()) * 32u) % field_slots;
}
struct FieldIndex {
  std::array<std::uint8_t, field_slots> head{};
  std::array<std::uint8_t, field_count> next{};
};
consteval FieldIndex make_field_index() {
  FieldIndex index;
  for (std::size_t i = 1; i < field_count; ++i) {
    const std::size_t slot = field_slot(field_rows[i].name);
    index.next[i] = index.head[slot];
    index.head[slot] = static_cast<std::uint8_t>(i);
  }
  return index;
}
inline constexpr FieldIndex field_index = make_field_index();

// A name in lower case, and the bits in which another spelling of it may differ: a letter's case and nothing else.
struct FieldPattern {
  static constexpr std::size_t capacity = 32;
  std::array<char, capacity> text{};
  std::array<char, capacity> free_bits{};
};
consteval std::array<FieldPattern, field_count> make_field_patterns() {
  std::array<FieldPattern, field_count> patterns;
  for (std::size_t i = 0; i < field_count; ++i) {
    const std::string_view name = field_rows[i].name;
    for (std::size_t c = 0; c < name.size(); ++c) {
      patterns[i].text[c] = base::to_lower(name[c]);
      patterns[i].free_bits[c] = base::is_alpha(name[c]) ? 0x20 : 0;
    }
  }
  return patterns;
}
inline constexpr auto field_patterns = make_field_patterns();

template <class Word>
bool words_match(const FieldPattern& pattern, const char* text, std::size_t at) {
  Word sent, wanted, free_bits;
  std::memcpy(&sent, text + at, sizeof sent);
  std::memcpy(&wanted, pattern.text.data() + at, sizeof wanted);
  std::memcpy(&free_bits, pattern.free_bits.data() + at, sizeof free_bits);
  return (sent | free_bits) == wanted;
}

// Word by word; the last word overlaps the one before. Both are of the same length, at least one word.
template <class Word>
bool all_words_match(const FieldPattern& pattern, std::string_view text) {
  const std::size_t last = text.size() - sizeof(Word);
  for (std::size_t at = 0; at < last; at += sizeof(Word))
    if (!words_match<Word>(pattern, text.data(), at)) return false;
  return words_match<Word>(pattern, text.data(), last);
}

constexpr bool is_field(std::size_t index, std::string_view text) {
  if (field_rows[index].name.size() != text.size()) return false;
  if consteval {
    return base::equals_ignoring_case(field_rows[index].name, text);
  }
  if (text.size() >= 8) return all_words_match<std::uint64_t>(field_patterns[index], text);
  if (text.size() >= 4) return all_words_match<std::uint32_t>(field_patterns[index], text);
  return base::equals_ignoring_case(field_rows[index].name, text);
}

} // namespace detail

// Without regard to case; Field::other when the name is none of ours. `text` is not empty.
constexpr Field field_named(std::string_view text) {
  for (std::uint8_t i = detail::field_index.head[detail::field_slot(text)]; i != 0; i = detail::field_index.next[i])
    if (detail::is_field(i, text)) return field_rows[i].field;
  return Field::other;
}

// A set of fields as a constant: closed lists without a switch that would have to name all others.
class FieldSet {
 public:
  consteval FieldSet(std::initializer_list<Field> fields) {
    for (const Field f : fields) bits_ |= bit(f);
  }
  constexpr bool contains(Field f) const { return (bits_ & bit(f)) != 0; }

 private:
  static_assert(field_count <= 64);
  static constexpr std::uint64_t bit(Field f) { return std::uint64_t{1} << static_cast<unsigned>(f); }
  std::uint64_t bits_ = 0;
};

} // namespace responsum::message
