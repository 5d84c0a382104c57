// Fields out of the header sections of one connection (RFC 7541), one at a time and without copies where that can be.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "responsum/base/arena.hpp"
#include "responsum/codec/h2/frame.hpp"
#include "responsum/codec/h2/hpack_table.hpp"

namespace responsum::codec::h2 {

class HpackDecoder {
 public:
  // `max_table_bytes`: what was announced to the peer as SETTINGS_HEADER_TABLE_SIZE.
  explicit HpackDecoder(std::uint32_t max_table_bytes = default_table_bytes)
      : table_{max_table_bytes}, most_bytes_{max_table_bytes} {}

  // Calls take(name, value) for each field of a whole section, in order. The views are good within the call, or are
  // of `arena`. False: the section cannot be decoded, and no other can any more; violation() says why.
  template <class Take>
  bool decode(std::string_view section, base::Arena& arena, Take&& take);

  const Violation& violation() const { return violation_; }
  const hpack::DynamicTable& table() const { return table_; }

 private:
  // What is left of a section.
  struct Rest {
    const char* at;
    const char* end;
  };

  bool fail(std::string_view words) {
    violation_ = {ErrorCode::compression_error, words};
    return false;
  }
  bool take_number(Rest& rest, unsigned prefix_bits, std::uint32_t& number);
  bool take_string(Rest& rest, base::Arena& arena, std::string_view& text);
  bool take_literal(Rest& rest, unsigned prefix_bits, base::Arena& arena, hpack::Entry& field);
  bool take_size(Rest& rest);
  std::optional<hpack::Entry> find(std::uint32_t index) const {
    if (index - 1 < hpack::static_table.size()) return hpack::static_table[index - 1];
    const std::size_t back = index - hpack::static_table.size(); // 1: the newest
    if (index == 0 || back > table_.count()) return std::nullopt;
    return table_.at(table_.inserted() - back);
  }

  hpack::DynamicTable table_;
  std::uint32_t most_bytes_;
  Violation violation_;
};

template <class Take>
bool HpackDecoder::decode(std::string_view section, base::Arena& arena, Take&& take) {
  Rest rest{section.data(), section.data() + section.size()};
  while (rest.at != rest.end && (*rest.at & 0xe0) == 0x20) // 6.3; 4.2: before all fields
    if (!take_size(rest)) return false;
  while (rest.at != rest.end) {
    const auto octet = static_cast<std::uint8_t>(*rest.at);
    if ((octet & 0x80) != 0) { // 6.1: indexed
      std::uint32_t index = octet & 0x7f;
      if (index != 0x7f)
        ++rest.at;
      else if (!take_number(rest, 7, index))
        return false;
      const auto field = find(index);
      if (!field) return fail("a header section names an entry that no table has");
      take(field->name, field->value);
      continue;
    }
    hpack::Entry field;
    if ((octet & 0x40) != 0) { // 6.2.1: to be indexed
      if (!take_literal(rest, 6, arena, field)) return false;
      take(field.name, field.value);
      table_.insert(field.name, field.value);
    } else if ((octet & 0x20) != 0) {
      return fail("a table size stands behind a field");
    } else { // 6.2.2, 6.2.3
      if (!take_literal(rest, 4, arena, field)) return false;
      take(field.name, field.value);
    }
  }
  return true;
}

} // namespace responsum::codec::h2
