// Where a rule or a value was written: what every explanation ends in.
#pragma once

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace responsum::base {

// `file` is a view into names that live as long as the configuration they came from. An empty file means built in.
struct Origin {
  std::string_view file;
  std::uint32_t line = 0;   // from 1; 0: none
  std::uint32_t column = 0; // from 1; 0: none

  constexpr bool built_in() const { return file.empty(); }
  friend constexpr bool operator==(const Origin&, const Origin&) = default;
};

// "site.toml:12", "command line" where there are no lines, or "built-in default": handed to `write` in pieces.
template <class Write>
void describe(const Origin& origin, Write&& write) {
  if (origin.built_in()) return write("built-in default");
  write(origin.file);
  if (origin.line == 0) return;
  std::array<char, 12> text{':'};
  const auto end = std::to_chars(text.begin() + 1, text.end(), origin.line).ptr;
  write(std::string_view{text.data(), static_cast<std::size_t>(end - text.data())});
}
inline std::string describe(const Origin& origin) {
  std::string text;
  describe(origin, [&text](std::string_view piece) { text += piece; });
  return text;
}

} // namespace responsum::base
