#include "responsum/codec/h2/hpack_decoder.hpp"

#include <limits>

#include "responsum/codec/h2/huffman.hpp"

namespace responsum::codec::h2 {

// RFC 7541 5.1, as far as 32 bits go.
bool HpackDecoder::take_number(Rest& rest, unsigned prefix_bits, std::uint32_t& number) {
  if (rest.at == rest.end) return fail("a header section ends within a field");
  const auto mask = (1u << prefix_bits) - 1;
  number = static_cast<std::uint8_t>(*rest.at++) & mask;
  if (number != mask) return true;
  std::uint64_t sum = number;
  for (unsigned shift = 0; shift <= 28; shift += 7) {
    if (rest.at == rest.end) return fail("a header section ends within a number");
    const auto octet = static_cast<std::uint8_t>(*rest.at++);
    sum += static_cast<std::uint64_t>(octet & 0x7f) << shift;
    if (sum > std::numeric_limits<std::uint32_t>::max()) break;
    number = static_cast<std::uint32_t>(sum);
    if ((octet & 0x80) == 0) return true;
  }
  return fail("a number in a header section is too large");
}

// 5.2
bool HpackDecoder::take_string(Rest& rest, base::Arena& arena, std::string_view& text) {
  if (rest.at == rest.end) return fail("a header section ends within a field");
  const bool encoded = (*rest.at & 0x80) != 0;
  std::uint32_t size = 0;
  if (!take_number(rest, 7, size)) return false;
  if (size > static_cast<std::size_t>(rest.end - rest.at)) return fail("a header section ends within a string");
  text = {rest.at, size};
  rest.at += size;
  if (!encoded) return true;
  const auto room = arena.allocate(huffman::decoded_capacity(size));
  const auto octets = huffman::decode(text, room.data());
  if (!octets) return fail("a string is not in Huffman's code");
  arena.shrink_last(room, *octets);
  text = {room.data(), *octets};
  return true;
}

bool HpackDecoder::take_literal(Rest& rest, unsigned prefix_bits, base::Arena& arena, hpack::Entry& field) {
  std::uint32_t index = 0;
  if (!take_number(rest, prefix_bits, index)) return false;
  if (index == 0) {
    if (!take_string(rest, arena, field.name)) return false;
  } else {
    const auto named = find(index);
    if (!named) return fail("a header section names an entry that no table has");
    field.name = named->name;
  }
  return take_string(rest, arena, field.value);
}

// 6.3
bool HpackDecoder::take_size(Rest& rest) {
  std::uint32_t size = 0;
  if (!take_number(rest, 5, size)) return false;
  if (size > most_bytes_) return fail("a table is to be larger than SETTINGS_HEADER_TABLE_SIZE allows");
  table_.set_max_bytes(size);
  return true;
}

} // namespace responsum::codec::h2
