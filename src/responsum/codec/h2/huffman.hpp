// Huffman's code for strings in header sections (RFC 7541 5.2, appendix B).
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace responsum::codec::h2::huffman {

// Octets that `octets` encoded ones are decoded to, at most: the shortest code has five bits.
constexpr std::size_t decoded_capacity(std::size_t octets) { return octets * 8 / 5; }

// Writes to `to`, which has room for decoded_capacity(). Returns the octets written; nothing: it is not such a code.
std::optional<std::size_t> decode(std::string_view encoded, char* to);

// Octets that encode() makes of it.
std::size_t encoded_size(std::string_view text);
// Returns the octet behind the last that was written.
char* encode(std::string_view text, char* to);

} // namespace responsum::codec::h2::huffman
