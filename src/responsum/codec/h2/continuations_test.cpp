#include "responsum/codec/h2/continuations.hpp"

#include <string>

#include <gtest/gtest.h>

#include "responsum/codec/h2/server.hpp"

namespace responsum::codec::h2 {
namespace {

std::string frame(char type, std::size_t length) {
  return std::string{
      {'\0', static_cast<char>(length >> 8), static_cast<char>(length), type, '\0', '\0', '\0', '\0', 1}}
      .append(length, '\x9');
}

constexpr char headers = 1;
constexpr char continuation = 9;

TEST(Continuations, AreCountedBetweenOtherFrames) {
  Continuations counted;
  EXPECT_EQ(counted.count(preface), 0u);
  EXPECT_EQ(counted.count(frame(headers, 20) + frame(continuation, 300)), 1u);
  EXPECT_EQ(counted.count(frame(continuation, 0) + frame(continuation, 1) + frame(headers, 0)), 3u);
  EXPECT_EQ(counted.count(frame(headers, 1)), 0u);
}

TEST(Continuations, AreCountedOnceHoweverTheyCome) {
  const std::string all = std::string{preface} + frame(headers, 5) + frame(continuation, 40) + frame(continuation, 2);
  Continuations counted;
  std::size_t most = 0;
  for (const char octet : all) most = std::max(most, counted.count({&octet, 1}));
  EXPECT_EQ(most, 2u);
}

TEST(Continuations, AreOfASectionThatGoesOn) {
  Continuations counted;
  counted.count(preface);
  EXPECT_EQ(counted.count(frame(continuation, 3) + frame(continuation, 3)), 0u);
  std::string whole = frame(headers, 3);
  whole[4] = 4; // END_HEADERS
  EXPECT_EQ(counted.count(whole + frame(continuation, 3)), 0u);
}

} // namespace
} // namespace responsum::codec::h2
