// Comma-separated lists (RFC 9110 5.6.1): the one place that knows where a member ends.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "responsum/base/ascii.hpp"

namespace responsum::field {

// What a double quote means to the members of a list.
enum class Quotes : std::uint8_t {
  none,          // nothing: members are tokens
  quoted_string, // RFC 9110 5.6.4: a backslash escapes the next octet
  opaque_tag,    // RFC 9110 8.8.3: a backslash is an octet like any other
};

// Where the first `separator` outside quotes is, or the size of the text. Quotes that are never closed reach to the
// end: whoever reads that member finds it malformed.
constexpr std::size_t find_unquoted(std::string_view text, char separator, Quotes quotes) {
  if (quotes == Quotes::none) {
    const std::size_t at = text.find(separator);
    return at == std::string_view::npos ? text.size() : at;
  }
  bool inside = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"')
      inside = !inside;
    else if (!inside && text[i] == separator)
      return i;
    else if (inside && text[i] == '\\' && quotes == Quotes::quoted_string)
      ++i;
  }
  return text.size();
}

// Yields the members one by one, trimmed. Empty members are passed over, as RFC 9110 5.6.1.2 asks of a recipient.
// The views are into the value that it was made with.
class ListCursor {
 public:
  constexpr explicit ListCursor(std::string_view value, Quotes quotes = Quotes::quoted_string)
      : rest_{value}, quotes_{quotes} {}

  constexpr std::optional<std::string_view> next() {
    while (!rest_.empty()) {
      const std::size_t end = find_unquoted(rest_, ',', quotes_);
      const std::string_view member = base::trim(rest_.substr(0, end));
      rest_.remove_prefix(end < rest_.size() ? end + 1 : end);
      if (!member.empty()) return member;
    }
    return std::nullopt;
  }

 private:
  std::string_view rest_;
  Quotes quotes_;
};

} // namespace responsum::field
