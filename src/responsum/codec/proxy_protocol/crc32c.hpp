// CRC-32C (RFC 9260, appendix A): the checksum that a header of version 2 may state.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace responsum::codec::proxy_protocol {

namespace detail {

consteval std::array<std::uint32_t, 256> make_crc32c_table() {
  constexpr std::uint32_t polynomial = 0x82f63b78; // reversed
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < table.size(); ++i) {
    std::uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit) value = value >> 1 ^ ((value & 1) != 0 ? polynomial : 0);
    table[i] = value;
  }
  return table;
}
inline constexpr auto crc32c_table = make_crc32c_table();

} // namespace detail

// Octet by octet: headers are short, and few.
class Crc32c {
 public:
  constexpr Crc32c& add(std::string_view octets) {
    for (const char c : octets)
      state_ = state_ >> 8 ^ detail::crc32c_table[(state_ ^ static_cast<unsigned char>(c)) & 0xff];
    return *this;
  }
  constexpr std::uint32_t value() const { return ~state_; }

 private:
  std::uint32_t state_ = ~std::uint32_t{0};
};
static_assert(Crc32c{}.add("123456789").value() == 0xe3069283);

} // namespace responsum::codec::proxy_protocol
