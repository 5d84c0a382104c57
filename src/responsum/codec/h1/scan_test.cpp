#include "responsum/codec/h1/scan.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace responsum::codec::h1::scan {
namespace {

struct Scanner {
  std::string_view name;
  const char* (*end_of)(const char*, const char*);
  Class wanted;
};

constexpr Scanner scanners[] = {
    {"value", value_end, in_value},
    {"path", path_end, in_path},
    {"query", query_end, in_query},
    {"token", token_end, in_token},
};

// Blocks and table are two descriptions of the same classes: compared for every octet, at every place of a block and
// behind the last one.
TEST(Scan, BlocksAndTableAgree) {
  for (const Scanner& scanner : scanners)
    for (unsigned c = 0; c < 256; ++c)
      for (const std::size_t size : {1u, 15u, 16u, 17u, 40u, 70u})
        for (std::size_t at = 0; at < size; ++at) {
          std::vector<char> octets(size, 'a');
          octets[at] = static_cast<char>(c);
          const char* end = octets.data() + size;
          const char* expected = belongs(static_cast<char>(c), scanner.wanted) ? end : octets.data() + at;
          ASSERT_EQ(scanner.end_of(octets.data(), end), expected)
              << scanner.name << ": octet " << c << " at " << at << " of " << size;
        }
}

TEST(Scan, NothingEndsAtOnce) {
  const char* nowhere = nullptr;
  for (const Scanner& scanner : scanners) EXPECT_EQ(scanner.end_of(nowhere, nowhere), nowhere);
}

std::string members(Class wanted) {
  std::string all;
  for (unsigned c = 0; c < 128; ++c)
    if (belongs(static_cast<char>(c), wanted)) all += static_cast<char>(c);
  return all;
}

TEST(Scan, ClassesAreThoseOfTheDocuments) {
  const std::string digits = "0123456789";
  const std::string upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  const std::string lower = "abcdefghijklmnopqrstuvwxyz";
  EXPECT_EQ(members(in_token), "!#$%&'*+-." + digits + upper + "^_`" + lower + "|~");
  EXPECT_EQ(members(in_path), "!$%&'()*+,-./" + digits + ":;=@" + upper + "[]^_`" + lower + "{|}~");
  EXPECT_EQ(members(in_query), "!$%&'()*+,-./" + digits + ":;=?@" + upper + "[\\]^_`" + lower + "{|}~");
}

} // namespace
} // namespace responsum::codec::h1::scan
