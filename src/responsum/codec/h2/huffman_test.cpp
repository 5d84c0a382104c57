#include "responsum/codec/h2/huffman.hpp"

#include <string>

#include <gtest/gtest.h>

namespace responsum::codec::h2::huffman {
namespace {

using namespace std::string_literals;

std::optional<std::string> decoded(std::string_view encoded) {
  std::string room(decoded_capacity(encoded.size()), '\0');
  const auto octets = decode(encoded, room.data());
  if (!octets) return std::nullopt;
  return room.substr(0, *octets);
}

std::string encoded(std::string_view text) {
  std::string room(encoded_size(text), '\0');
  EXPECT_EQ(encode(text, room.data()), room.data() + room.size());
  return room;
}

TEST(Huffman, IsThatOfAppendixC) {
  EXPECT_EQ(encoded("www.example.com"), "\xf1\xe3\xc2\xe5\xf2\x3a\x6b\xa0\xab\x90\xf4\xff");
  EXPECT_EQ(decoded("\xf1\xe3\xc2\xe5\xf2\x3a\x6b\xa0\xab\x90\xf4\xff"), "www.example.com");
  EXPECT_EQ(decoded("\xa8\xeb\x10\x64\x9c\xbf"), "no-cache");
  EXPECT_EQ(decoded("\x64\x02"), "302");
}

TEST(Huffman, DecodesWhatItEncodes) {
  for (int c = 0; c < 256; ++c)
    for (const std::size_t size : {1u, 2u, 3u, 9u}) {
      const std::string text = std::string(size, static_cast<char>(c)) + "a";
      EXPECT_EQ(decoded(encoded(text)), text) << c;
    }
  std::string all;
  for (int c = 0; c < 256; ++c) all += static_cast<char>(c);
  EXPECT_EQ(decoded(encoded(all)), all);
  EXPECT_EQ(decoded(""), "");
  EXPECT_EQ(encoded(""), "");
}

// RFC 7541 5.2
TEST(Huffman, EndsInTheFirstBitsOfTheEnd) {
  EXPECT_EQ(decoded("\x1f"), "a");              // 00011 111
  EXPECT_EQ(decoded("\x18"), std::nullopt);     // 00011 000
  EXPECT_EQ(decoded("\x1e"), std::nullopt);     // 00011 110
  EXPECT_EQ(decoded("\x1f\xff"), std::nullopt); // a whole octet of padding
  EXPECT_EQ(decoded("\xff"), std::nullopt);     // nothing but padding, eight bits of it
  EXPECT_EQ(decoded("\xff\xff\xff\xff"), std::nullopt) << "the end itself";
  EXPECT_EQ(decoded("\xff\xff\xff\xfc"), std::nullopt);
}

} // namespace
} // namespace responsum::codec::h2::huffman
