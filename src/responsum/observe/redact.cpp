#include "responsum/observe/redact.hpp"

#include <algorithm>
#include <array>
#include <functional>

#include "responsum/base/ascii.hpp"
#include "responsum/field/utf8.hpp"

namespace responsum::observe {

namespace {

// Proxy-Authorization and Set-Cookie end in one of these. A typo in the name does not help the scheme behind it.
constexpr std::array<std::string_view, 2> names{"authorization", "cookie"};
constexpr std::array<std::string_view, 6> schemes{"basic", "bearer", "digest", "negotiate", "ntlm", "hoba"};

// Behind `word`, wherever it stands first.
std::size_t behind(std::string_view text, std::string_view word) {
  const auto found = std::ranges::search(text, word, std::ranges::equal_to{}, base::to_lower);
  return found.empty() ? std::string_view::npos : static_cast<std::size_t>(found.end() - text.begin());
}

// Schemes are words of every day: only one that stands by itself counts.
std::size_t behind_scheme(std::string_view text, std::string_view scheme) {
  const auto is_letter = [&](std::size_t at) {
    return base::is_alpha(text[at]) || base::is_digit(text[at]) || text[at] == '/' || text[at] == '.';
  };
  std::size_t end = 0;
  for (;;) {
    const std::size_t length = behind(text.substr(end), scheme);
    if (length == std::string_view::npos) return length;
    end += length;
    const std::size_t begin = end - scheme.size();
    if ((begin == 0 || !is_letter(begin - 1)) && (end == text.size() || !is_letter(end))) return end;
  }
}

bool is_text(std::string_view line) {
  const auto is_control = [](char c) { return (c >= 0 && c < ' ' && c != '\t') || c == 0x7f; };
  return !std::ranges::any_of(line, is_control) && field::is_utf8(line);
}

std::string in_hexadecimal(std::string_view octets) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const char c : octets.substr(0, most_octets_in_hexadecimal)) {
    const auto octet = static_cast<unsigned char>(c);
    if (!text.empty()) text.push_back(' ');
    text.append({digits[octet / 16], digits[octet % 16]});
  }
  return text;
}

// Where behind `from` an authority may begin: behind a colon and slashes of either kind, however many were meant.
std::size_t authority_behind(std::string_view word, std::size_t from) {
  constexpr std::string_view slashes = "/\\";
  for (std::size_t at = word.find(':', from); at != std::string_view::npos; at = word.find(':', at + 1))
    if (at + 1 < word.size() && slashes.contains(word[at + 1]))
      return std::min(word.find_first_not_of(slashes, at + 1), word.size());
  return word.size();
}

std::string word_without_userinfo(std::string_view word) {
  std::string kept;
  std::size_t done = 0;
  // What does not begin with a path may begin with an authority.
  std::size_t at = word.starts_with('/') ? authority_behind(word, 0) : 0;
  while (at < word.size()) {
    const std::size_t end = std::min(word.find_first_of("/?#\\", at), word.size());
    const std::size_t sign = word.substr(at, end - at).rfind('@');
    if (sign != std::string_view::npos) {
      kept.append(word.substr(done, at - done)).append("[redacted]");
      done = at + sign;
    }
    at = authority_behind(word, std::max(at, done));
  }
  return kept.append(word.substr(done));
}

} // namespace

std::string without_userinfo(std::string_view text) {
  if (text.find('@') == std::string_view::npos) return std::string{text};
  std::string kept;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(" \t"), text.size());
    kept.append(word_without_userinfo(text.substr(0, end)));
    text.remove_prefix(end);
    const std::size_t next = std::min(text.find_first_not_of(" \t"), text.size());
    kept.append(text.substr(0, next));
    text.remove_prefix(next);
  }
  return kept;
}

std::size_t credentials_at(std::string_view octets) {
  std::size_t first = std::string_view::npos;
  for (const std::string_view name : names) first = std::min(first, behind(octets, name));
  for (const std::string_view scheme : schemes) first = std::min(first, behind_scheme(octets, scheme));
  return first;
}

std::string redacted_first_line(std::string_view octets) {
  octets.remove_prefix(std::min(octets.find_first_not_of("\r\n"), octets.size()));
  std::string_view line = octets.substr(0, octets.find_first_of("\r\n"));
  line = line.substr(0, credentials_at(line));
  const std::string kept = without_userinfo(line);
  return is_text(line) ? kept : in_hexadecimal(kept);
}

} // namespace responsum::observe
