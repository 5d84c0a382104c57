// Accept-Encoding (RFC 9110 12.5.3): how much each content coding is wanted, read in one pass.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "responsum/base/ascii.hpp"
#include "responsum/field/weight.hpp"

namespace responsum::field {

enum class ContentCoding : std::uint8_t { identity, gzip, br, zstd, deflate, compress };

struct ContentCodingRow {
  ContentCoding coding;
  std::string_view name;
  std::string_view alias; // RFC 9110 8.4.1: older spellings mean the same
};

inline constexpr std::array content_coding_rows{
    ContentCodingRow{ContentCoding::identity, "identity", ""},
    ContentCodingRow{ContentCoding::gzip, "gzip", "x-gzip"},
    ContentCodingRow{ContentCoding::br, "br", ""},
    ContentCodingRow{ContentCoding::zstd, "zstd", ""},
    ContentCodingRow{ContentCoding::deflate, "deflate", ""},
    ContentCodingRow{ContentCoding::compress, "compress", "x-compress"},
};

constexpr std::string_view name(ContentCoding coding) {
  return content_coding_rows[static_cast<std::size_t>(coding)].name;
}

constexpr std::optional<ContentCoding> content_coding_named(std::string_view text) {
  if (text.empty()) return std::nullopt;
  for (const ContentCodingRow& row : content_coding_rows)
    if (base::equals_ignoring_case(row.name, text) || base::equals_ignoring_case(row.alias, text)) return row.coding;
  return std::nullopt;
}

class CodingQualities {
 public:
  constexpr Quality of(ContentCoding coding) const { return qualities_[static_cast<std::size_t>(coding)]; }
  constexpr bool accepts(ContentCoding coding) const { return of(coding) > 0; }

 private:
  friend constexpr CodingQualities parse_accept_encoding(std::string_view value);
  std::array<Quality, content_coding_rows.size()> qualities_{};
};

// For a field that was sent; an empty value asks for no coding at all. Identity that nobody mentions stays acceptable
// with the least weight, so that every coding that was asked for goes before it. Not sent: anything may be sent, and
// that is the caller's choice.
constexpr CodingQualities parse_accept_encoding(std::string_view value) {
  std::array<std::optional<Quality>, content_coding_rows.size()> listed{};
  std::optional<Quality> others;
  for_each_weighted(value, [&](const Weighted& member) {
    auto* slot = &others;
    if (member.value != "*") {
      const auto coding = content_coding_named(member.value);
      if (!coding) return;
      slot = &listed[static_cast<std::size_t>(*coding)];
    }
    if (!*slot || **slot < member.quality) *slot = member.quality;
  });
  CodingQualities result;
  for (const ContentCodingRow& row : content_coding_rows) {
    const auto at = static_cast<std::size_t>(row.coding);
    const Quality unlisted = row.coding == ContentCoding::identity ? 1 : 0;
    result.qualities_[at] = listed[at].value_or(others.value_or(unlisted));
  }
  return result;
}

} // namespace responsum::field
