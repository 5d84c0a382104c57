// Via (RFC 9110 7.6.3): whom a message has passed, and with which version of the protocol.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "responsum/base/ascii.hpp"
#include "responsum/base/assert.hpp"
#include "responsum/base/writer.hpp"
#include "responsum/message/version.hpp"

namespace responsum::field {

// Views into the value.
struct ViaMember {
  std::string_view protocol_name; // empty: HTTP goes without saying
  std::string_view protocol_version;
  std::string_view received_by; // host[:port], or a pseudonym
  std::string_view comment;     // with its parentheses; may be empty
};

namespace detail {

// Where the comment that begins `text` ends; comments nest (RFC 9110 5.6.5). The size of the text if it never does.
constexpr std::size_t comment_end(std::string_view text) {
  std::size_t depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\')
      ++i;
    else if (text[i] == '(')
      ++depth;
    else if (text[i] == ')' && --depth == 0)
      return i + 1;
  }
  return text.size();
}

inline constexpr auto host_chars = [] {
  std::array<bool, 256> belongs{};
  for (unsigned char c = '!'; c < 0x7f; ++c)
    belongs[c] = std::string_view{"\"(),/;<=>?@\\{}"}.find(static_cast<char>(c)) == std::string_view::npos;
  return belongs;
}();
constexpr bool may_name_a_host(char c) { return host_chars[static_cast<unsigned char>(c)]; }

} // namespace detail

// received-protocol RWS received-by [ RWS comment ]
constexpr std::optional<ViaMember> parse_via_member(std::string_view text) {
  ViaMember member;
  const auto blank = [](std::string_view in) { return std::min(in.find_first_of(" \t"), in.size()); };
  const std::string_view protocol = text.substr(0, blank(text));
  std::string_view rest = base::trim(text.substr(protocol.size()));
  const std::size_t slash = protocol.find('/');
  if (slash != std::string_view::npos) {
    member.protocol_name = protocol.substr(0, slash);
    if (!base::is_token(member.protocol_name)) return std::nullopt;
  }
  member.protocol_version = protocol.substr(slash == std::string_view::npos ? 0 : slash + 1);
  if (!base::is_token(member.protocol_version)) return std::nullopt;

  member.received_by = rest.substr(0, blank(rest));
  if (member.received_by.empty() || !std::ranges::all_of(member.received_by, detail::may_name_a_host))
    return std::nullopt;
  rest = base::trim(rest.substr(member.received_by.size()));
  member.comment = rest;
  if (rest.empty()) return member;
  if (rest.front() != '(' || rest.back() != ')' || detail::comment_end(rest) != rest.size()) return std::nullopt;
  return member;
}

// Over the members in the order in which they were passed. What is no member is skipped, and said.
class ViaCursor {
 public:
  constexpr explicit ViaCursor(std::string_view value) : rest_{value} {}

  constexpr std::optional<ViaMember> next() {
    while (!rest_.empty()) {
      const std::string_view text = base::trim(take_text());
      if (text.empty()) continue;
      if (const auto member = parse_via_member(text)) return member;
      malformed_ = true;
    }
    return std::nullopt;
  }
  constexpr bool malformed() const { return malformed_; }

 private:
  // A comma within a comment ends no member.
  constexpr std::string_view take_text() {
    std::size_t end = 0;
    while (end < rest_.size() && rest_[end] != ',')
      end += rest_[end] == '(' ? detail::comment_end(rest_.substr(end)) : 1;
    const std::string_view text = rest_.substr(0, end);
    rest_.remove_prefix(end < rest_.size() ? end + 1 : end);
    return text;
  }

  std::string_view rest_;
  bool malformed_ = false;
};

// How often a message has passed whoever is called `pseudonym`: more than never is a loop, unless it was sent round
// on purpose.
constexpr std::size_t times_passed(std::string_view value, std::string_view pseudonym) {
  std::size_t times = 0;
  ViaCursor members{value};
  while (const auto member = members.next())
    if (base::equals_ignoring_case(member->received_by, pseudonym)) ++times;
  return times;
}

// "1.1"; from version 2 on there is no minor one (RFC 9113 8.6).
constexpr std::string_view via_version(message::Version version) {
  return message::name(version).substr(std::string_view{"HTTP/"}.size());
}

constexpr std::size_t via_member_size(message::Version received, std::string_view pseudonym) {
  return via_version(received).size() + 1 + pseudonym.size();
}

// To be appended to what was received. `received` is the version of the message, not of what is sent on. The
// pseudonym is a token, or host[:port].
inline void write_via_member(base::Writer& to, message::Version received, std::string_view pseudonym) {
  RESPONSUM_ASSERT(!pseudonym.empty() && std::ranges::all_of(pseudonym, detail::may_name_a_host));
  to.text(via_version(received)).character(' ').text(pseudonym);
}

} // namespace responsum::field
