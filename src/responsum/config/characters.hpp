// Columns of a line: a column is one character of UTF-8, as editors count.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace responsum::config {

constexpr bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0u) == 0x80u; }

// The byte at which `column` (from 1) begins; the end of the line when it has fewer columns.
constexpr std::size_t byte_at_column(std::string_view line, std::uint32_t column) {
  std::uint32_t at = 0;
  for (std::size_t i = 0; i < line.size(); ++i)
    if (!continues_character(line[i]) && ++at == column) return i;
  return line.size();
}

constexpr std::uint32_t column_at_byte(std::string_view line, std::size_t byte) {
  std::uint32_t column = 1;
  for (std::size_t i = 0; i < byte && i < line.size(); ++i)
    if (!continues_character(line[i])) ++column;
  return column - (byte < line.size() && continues_character(line[byte]) ? 1u : 0u);
}

constexpr std::uint32_t columns(std::string_view text) {
  std::uint32_t count = 0;
  for (char c : text) count += continues_character(c) ? 0u : 1u;
  return count;
}

} // namespace responsum::config
