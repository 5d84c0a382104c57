#include "responsum/codec/h2/huffman.hpp"

#include <array>
#include <cstdint>

namespace responsum::codec::h2::huffman {

namespace {

constexpr std::size_t symbols = 257; // the last one ends a string, and must not appear in one
constexpr unsigned longest = 30;

// Bits of each symbol's code (RFC 7541 appendix B). The code is canonical: all else follows from them.
constexpr std::array<std::uint8_t, symbols> lengths{13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, //
                                                    28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28, //
                                                    6,  10, 10, 12, 13, 6,  8,  11, 10, 10, 8,  11, 8,  6,  6,  6,  //
                                                    5,  5,  5,  6,  6,  6,  6,  6,  6,  6,  7,  8,  15, 6,  12, 10, //
                                                    13, 6,  7,  7,  7,  7,  7,  7,  7,  7,  7,  7,  7,  7,  7,  7,  //
                                                    7,  7,  7,  7,  7,  7,  7,  7,  8,  7,  8,  13, 19, 13, 14, 6,  //
                                                    15, 5,  6,  5,  6,  5,  6,  6,  6,  5,  7,  7,  6,  6,  6,  5,  //
                                                    6,  7,  6,  5,  5,  6,  7,  7,  7,  7,  7,  15, 11, 14, 13, 28, //
                                                    20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23, //
                                                    24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24, //
                                                    22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, //
                                                    21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23, //
                                                    26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, //
                                                    19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27, //
                                                    20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23, //
                                                    26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26, //
                                                    30};

// Most octets of header fields have codes of at most this many bits, and are found by a single look.
constexpr unsigned fast_bits = 10;

struct Code {
  std::array<std::uint32_t, symbols> codes{};            // in their lowest bits
  std::array<std::uint16_t, symbols> sorted{};           // symbols by their codes
  std::array<std::uint16_t, longest + 2> first_sorted{}; // of each length, in `sorted`
  std::array<std::uint32_t, longest + 2> first{};        // code of each length
  struct Found {
    std::uint8_t symbol = 0;
    std::uint8_t bits = 0; // 0: the code is longer
  };
  std::array<Found, 1u << fast_bits> fast{};
};

constexpr Code make_code() {
  Code c;
  std::uint32_t next = 0;
  std::uint16_t count = 0;
  for (unsigned bits = 1; bits <= longest; ++bits) {
    next <<= 1;
    c.first[bits] = next;
    c.first_sorted[bits] = count;
    for (std::size_t s = 0; s < symbols; ++s) {
      if (lengths[s] != bits) continue;
      c.sorted[count++] = static_cast<std::uint16_t>(s);
      c.codes[s] = next++;
    }
  }
  c.first_sorted[longest + 1] = count;
  for (std::size_t s = 0; s < symbols; ++s) {
    if (lengths[s] > fast_bits) continue;
    const unsigned open = fast_bits - lengths[s];
    for (std::uint32_t i = 0; i < 1u << open; ++i)
      c.fast[(c.codes[s] << open) + i] = {static_cast<std::uint8_t>(s), lengths[s]};
  }
  return c;
}

constexpr Code code = make_code();
static_assert(code.codes['0'] == 0x0 && code.codes['~'] == 0x1ffd && code.codes[0] == 0x1ff8);
static_assert(code.codes[256] == 0x3fff'ffff, "all codes are used");

// The symbol that `bits`, from its highest on, begins with, and the length of its code.
struct Symbol {
  std::uint16_t symbol;
  unsigned bits;
};
Symbol find_long(std::uint64_t bits) {
  for (unsigned n = fast_bits + 1;; ++n) {
    const auto offset = static_cast<std::uint32_t>(bits >> (64 - n)) - code.first[n];
    const unsigned of_length = code.first_sorted[n + 1] - code.first_sorted[n];
    if (offset < of_length) return {code.sorted[code.first_sorted[n] + offset], n};
  }
}

} // namespace

std::optional<std::size_t> decode(std::string_view encoded, char* to) {
  const char* const begin = to;
  const auto* at = reinterpret_cast<const std::uint8_t*>(encoded.data());
  const auto* const end = at + encoded.size();
  std::uint64_t bits = 0; // from the highest on
  unsigned count = 0;     // of them
  for (;;) {
    while (count <= 56 && at != end) {
      bits |= static_cast<std::uint64_t>(*at++) << (56 - count);
      count += 8;
    }
    if (count == 0) break;
    const Code::Found found = code.fast[bits >> (64 - fast_bits)];
    unsigned taken = found.bits;
    if (taken != 0) [[likely]] {
      if (taken > count) break;
      *to++ = static_cast<char>(found.symbol);
    } else {
      const Symbol symbol = find_long(bits);
      taken = symbol.bits;
      if (taken > count) break;
      if (symbol.symbol > 0xff) return std::nullopt;
      *to++ = static_cast<char>(symbol.symbol);
    }
    bits <<= taken;
    count -= taken;
  }
  // What is left are fewer than eight bits, the first ones of the code of the end: all of them set.
  const bool padded = count < 8 && bits >> (64 - 8) == (0xffu << (8 - count) & 0xffu);
  if (!padded) return std::nullopt;
  return static_cast<std::size_t>(to - begin);
}

std::size_t encoded_size(std::string_view text) {
  std::size_t bits = 0;
  for (const char c : text) bits += lengths[static_cast<std::uint8_t>(c)];
  return (bits + 7) / 8;
}

char* encode(std::string_view text, char* to) {
  std::uint64_t bits = 0; // in its lowest ones
  unsigned count = 0;
  for (const char c : text) {
    const auto symbol = static_cast<std::uint8_t>(c);
    bits = bits << lengths[symbol] | code.codes[symbol];
    count += lengths[symbol];
    for (; count >= 8; count -= 8) *to++ = static_cast<char>(bits >> (count - 8));
  }
  if (count != 0) *to++ = static_cast<char>(bits << (8 - count) | 0xffu >> count);
  return to;
}

} // namespace responsum::codec::h2::huffman
