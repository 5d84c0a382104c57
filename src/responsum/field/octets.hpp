// Sets of octets as tables: one load an octet for the grammars of RFC 3986.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "responsum/base/ascii.hpp"

namespace responsum::field {

class OctetSet {
 public:
  constexpr OctetSet() = default;
  constexpr explicit OctetSet(std::string_view members) {
    for (char c : members) table_[static_cast<unsigned char>(c)] = true;
  }
  constexpr OctetSet operator|(const OctetSet& other) const {
    OctetSet both = *this;
    for (std::size_t i = 0; i < table_.size(); ++i) both.table_[i] = table_[i] || other.table_[i];
    return both;
  }
  constexpr bool contains(char c) const { return table_[static_cast<unsigned char>(c)]; }

 private:
  std::array<bool, 256> table_{};
};

inline constexpr OctetSet unreserved{"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"};
inline constexpr OctetSet sub_delims{"!$&'()*+,;="};

// Whether "%XX" stands at `at`, which is the place of the '%'.
constexpr bool is_percent_encoded(std::string_view text, std::size_t at) {
  return at + 2 < text.size() && base::hex_value(text[at + 1]) >= 0 && base::hex_value(text[at + 2]) >= 0;
}

} // namespace responsum::field
