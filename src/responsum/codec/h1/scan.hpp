// Finds the first octet that does not belong: sixteen at a time where the processor can (32 with AVX2), one by one
// near the end of the bytes, beyond which nothing is ever read.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "responsum/base/ascii.hpp"

#if defined(__SSE2__)
#include <immintrin.h>
#endif

namespace responsum::codec::h1::scan {

// One bit a class of octets.
enum Class : std::uint8_t { in_token = 1, in_value = 2, in_path = 4, in_query = 8 };

// What a URI's query may hold (RFC 3986 3.4), and what browsers leave unencoded there although it may not: their
// rules (WHATWG URL) encode in a query only controls, space, the double quote, '#', '<', '>' and what is not ASCII.
constexpr bool belongs_in_query(unsigned char c) {
  return c > ' ' && c < 0x7f && c != '"' && c != '#' && c != '<' && c != '>';
}

// The same without '?', which ends the path, and without the backslash: browsers make it a slash in a path, and
// whatever still sends one there is probing.
constexpr bool belongs_in_path(unsigned char c) { return belongs_in_query(c) && c != '?' && c != '\\'; }

// field-content with the blanks inside it (RFC 9110 5.5): obs-text is opaque and passes.
constexpr bool belongs_in_value(unsigned char c) { return c == '\t' || (c >= ' ' && c != 0x7f); }

inline constexpr std::array<std::uint8_t, 256> classes = [] {
  std::array<std::uint8_t, 256> table{};
  for (unsigned c = 0; c < table.size(); ++c) {
    const auto octet = static_cast<unsigned char>(c);
    unsigned bits = 0;
    if (base::is_token_char(static_cast<char>(octet))) bits |= in_token;
    if (belongs_in_value(octet)) bits |= in_value;
    if (belongs_in_path(octet)) bits |= in_path;
    if (belongs_in_query(octet)) bits |= in_query;
    table[c] = static_cast<std::uint8_t>(bits);
  }
  return table;
}();

constexpr bool belongs(char c, Class wanted) { return (classes[static_cast<unsigned char>(c)] & wanted) != 0; }

inline const char* find_end_one_by_one(const char* at, const char* end, Class wanted) {
  while (at != end && belongs(*at, wanted)) ++at;
  return at;
}

#if defined(__SSE2__)

// Sixteen octets, compared all at once; a comparison yields 0xff where it holds.
struct Narrow {
  static constexpr std::ptrdiff_t width = 16;
  __m128i octets;

  static Narrow load(const char* at) { return {_mm_loadu_si128(reinterpret_cast<const __m128i*>(at))}; }
  static Narrow all(int c) { return {_mm_set1_epi8(static_cast<char>(c))}; }
  Narrow equals(int c) const { return {_mm_cmpeq_epi8(octets, all(c).octets)}; }
  Narrow at_most(int c) const { return {_mm_cmpeq_epi8(_mm_min_epu8(octets, all(c).octets), octets)}; }
  Narrow at_least(int c) const { return {_mm_cmpeq_epi8(_mm_max_epu8(octets, all(c).octets), octets)}; }
  Narrow minus(int c) const { return {_mm_sub_epi8(octets, all(c).octets)}; }
  Narrow but_not(Narrow other) const { return {_mm_andnot_si128(other.octets, octets)}; }
  Narrow operator|(Narrow other) const { return {_mm_or_si128(octets, other.octets)}; }
  Narrow operator&(Narrow other) const { return {_mm_and_si128(octets, other.octets)}; }
  std::uint32_t mask() const { return static_cast<std::uint32_t>(_mm_movemask_epi8(octets)); }
};

#if defined(__AVX2__)
struct Wide {
  static constexpr std::ptrdiff_t width = 32;
  __m256i octets;

  static Wide load(const char* at) { return {_mm256_loadu_si256(reinterpret_cast<const __m256i*>(at))}; }
  static Wide all(int c) { return {_mm256_set1_epi8(static_cast<char>(c))}; }
  Wide equals(int c) const { return {_mm256_cmpeq_epi8(octets, all(c).octets)}; }
  Wide at_most(int c) const { return {_mm256_cmpeq_epi8(_mm256_min_epu8(octets, all(c).octets), octets)}; }
  Wide at_least(int c) const { return {_mm256_cmpeq_epi8(_mm256_max_epu8(octets, all(c).octets), octets)}; }
  Wide minus(int c) const { return {_mm256_sub_epi8(octets, all(c).octets)}; }
  Wide but_not(Wide other) const { return {_mm256_andnot_si256(other.octets, octets)}; }
  Wide operator|(Wide other) const { return {_mm256_or_si256(octets, other.octets)}; }
  Wide operator&(Wide other) const { return {_mm256_and_si256(octets, other.octets)}; }
  std::uint32_t mask() const { return static_cast<std::uint32_t>(_mm256_movemask_epi8(octets)); }
};
#endif

// The octets of a block that end each class. They say the same as the table; a test compares them octet by octet.
struct EndsValue {
  template <class Block>
  static Block in(Block b) {
    return b.at_most(0x1f).but_not(b.equals('\t')) | b.equals(0x7f);
  }
};
struct EndsQuery {
  template <class Block>
  static Block in(Block b) {
    const Block quote_or_hash = (b & Block::all(0xfe)).equals('"');
    const Block angle = (b & Block::all(0xfd)).equals('<');
    return b.at_most(' ') | b.at_least(0x7f) | quote_or_hash | angle;
  }
};
struct EndsPath {
  template <class Block>
  static Block in(Block b) {
    return EndsQuery::in(b) | b.equals('?') | b.equals('\\');
  }
};
// Nearly every name is of letters, digits and '-': the other characters of a token end the fast part too.
struct EndsPlainName {
  template <class Block>
  static Block in(Block b) {
    const Block letter = (b | Block::all(0x20)).minus('a').at_most(25);
    const Block digit = b.minus('0').at_most(9);
    return Block::all(0xff).but_not(letter | digit | b.equals('-'));
  }
};

template <class Block, class Ends>
inline bool find_in_blocks(const char*& at, const char* end) {
  while (end - at >= Block::width) {
    const std::uint32_t found = Ends::in(Block::load(at)).mask();
    if (found != 0) {
      at += std::countr_zero(found);
      return true;
    }
    at += Block::width;
  }
  return false;
}

template <class Ends>
inline const char* find_end(const char* at, const char* end, Class wanted) {
#if defined(__AVX2__)
  if (find_in_blocks<Wide, Ends>(at, end)) return at;
#endif
  if (find_in_blocks<Narrow, Ends>(at, end)) return at;
  return find_end_one_by_one(at, end, wanted);
}

inline const char* value_end(const char* at, const char* end) { return find_end<EndsValue>(at, end, in_value); }
inline const char* path_end(const char* at, const char* end) { return find_end<EndsPath>(at, end, in_path); }
inline const char* query_end(const char* at, const char* end) { return find_end<EndsQuery>(at, end, in_query); }
inline const char* token_end(const char* at, const char* end) {
  find_in_blocks<Narrow, EndsPlainName>(at, end);
  return find_end_one_by_one(at, end, in_token);
}

#else

inline const char* value_end(const char* at, const char* end) { return find_end_one_by_one(at, end, in_value); }
inline const char* path_end(const char* at, const char* end) { return find_end_one_by_one(at, end, in_path); }
inline const char* query_end(const char* at, const char* end) { return find_end_one_by_one(at, end, in_query); }
inline const char* token_end(const char* at, const char* end) { return find_end_one_by_one(at, end, in_token); }

#endif

// Octets that no field value may hold.
inline std::size_t count_controls(const char* at, const char* end) {
  std::size_t count = 0;
#if defined(__SSE2__)
  for (; end - at >= Narrow::width; at += Narrow::width) {
    const Narrow octets = Narrow::load(at);
    const Narrow low = octets.at_most(0x1f).but_not(octets.equals('\t'));
    // One by one: they are few, and counting bits is a call where the processor may be any.
    for (std::uint32_t found = (low | octets.equals(0x7f)).mask(); found != 0; found &= found - 1) ++count;
  }
#endif
  for (; at != end; ++at) count += belongs(*at, in_value) ? 0 : 1;
  return count;
}

} // namespace responsum::codec::h1::scan
