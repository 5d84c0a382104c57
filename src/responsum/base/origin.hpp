// Where a rule or a value was written: what every explanation ends in.
#pragma once

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

// "site.toml:12", "command line" where there are no lines, or "built-in default".
inline std::string describe(const Origin& origin) {
  if (origin.built_in()) return "built-in default";
  if (origin.line == 0) return std::string{origin.file};
  return std::string{origin.file} + ":" + std::to_string(origin.line);
}

} // namespace responsum::base
