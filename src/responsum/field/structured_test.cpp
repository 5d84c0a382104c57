#include "responsum/field/structured.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace responsum::field::structured {
namespace {

consteval bool structured_rows_in_order() {
  for (std::size_t i = 0; i < fault_rows.size(); ++i)
    if (static_cast<std::size_t>(fault_rows[i].fault) != i) return false;
  return true;
}
static_assert(structured_rows_in_order());

void expect_fault(std::string_view value, Fault fault, std::size_t offset) {
  const auto parsed = parse_dictionary(value);
  ASSERT_FALSE(parsed) << value;
  EXPECT_EQ(describe(parsed.error().fault), describe(fault)) << value;
  EXPECT_EQ(parsed.error().offset, offset) << value;
}

TEST(Structured, PriorityOfHttp2) {
  const auto priority = parse_dictionary("u=5, i");
  ASSERT_TRUE(priority);
  ASSERT_NE(find(*priority, "u"), nullptr);
  EXPECT_EQ(std::get<Item>(*find(*priority, "u")).value, BareItem{std::int64_t{5}});
  EXPECT_EQ(std::get<Item>(*find(*priority, "i")).value, BareItem{true});
  EXPECT_EQ(find(*priority, "x"), nullptr);
}

TEST(Structured, RepeatedKeysKeepThePlaceOfTheFirst) {
  const auto dictionary = parse_dictionary("a=1, b=2, a=3;x;y;x=4");
  ASSERT_TRUE(dictionary);
  EXPECT_EQ(write(*dictionary), "a=3;x=4;y, b=2");
}

TEST(Structured, FaultsSayWhere) {
  expect_fault("a=1,", Fault::unfinished, 4);
  expect_fault("a=1 b=2", Fault::unexpected, 4);
  expect_fault("A=1", Fault::unexpected, 0);
  expect_fault("a=", Fault::unfinished, 2);
  expect_fault("a=1234567890123456", Fault::number, 18);
  expect_fault("a=1.2345", Fault::number, 8);
  expect_fault("a=(1 2", Fault::unfinished, 6);
  expect_fault("a=:!!!!:", Fault::base64, 3);
  expect_fault("a=:aGVsb:", Fault::base64, 3);
  expect_fault("a=:aGVsbG8==:", Fault::base64, 3);
  expect_fault("a=:aGk===:", Fault::base64, 3);
  expect_fault("a=%\"%ff\"", Fault::utf8, 8);
  expect_fault("a=@1.5", Fault::number, 6);
  expect_fault("a=\"\\x\"", Fault::unexpected, 4);
}

TEST(Structured, Limits) {
  const Limits limits{.members = 2, .inner_items = 1, .parameters = 1};
  EXPECT_TRUE(parse_list("a, b", limits));
  EXPECT_EQ(parse_list("a, b, c", limits).error().fault, Fault::too_many);
  EXPECT_EQ(parse_dictionary("a, b, c", limits).error().fault, Fault::too_many);
  EXPECT_TRUE(parse_dictionary("a, b, a", limits));
  EXPECT_EQ(parse_list("(a b)", limits).error().fault, Fault::too_many);
  EXPECT_EQ(parse_item("a;x;y", limits).error().fault, Fault::too_many);
}

TEST(Structured, DecimalsRoundHalfToEven) {
  EXPECT_EQ(to_decimal(0.0025), Decimal{2});
  EXPECT_EQ(to_decimal(-0.0015), Decimal{-2});
  EXPECT_EQ(to_decimal(999'999'999'999.999), Decimal{999'999'999'999'999});
  EXPECT_FALSE(to_decimal(1e12));
  EXPECT_FALSE(to_decimal(std::numeric_limits<double>::infinity()));
  EXPECT_FALSE(to_decimal(std::nan("")));
}

TEST(Structured, WhatHasNoTextIsAFault) {
  EXPECT_EQ(write(Item{std::int64_t{1'000'000'000'000'000}, {}}).error().fault, Fault::number);
  EXPECT_EQ(write(Item{Decimal{1'000'000'000'000'000}, {}}).error().fault, Fault::number);
  EXPECT_EQ(write(Item{INT64_MIN, {}}).error().fault, Fault::number);
  EXPECT_EQ(write(Item{Date{INT64_MAX}, {}}).error().fault, Fault::number);
  EXPECT_EQ(write(Item{DisplayString{"\xff"}, {}}).error().fault, Fault::utf8);
  EXPECT_EQ(write(Item{Token{""}, {}}).error().fault, Fault::token);
  EXPECT_EQ(write(Item{true, {{"", true}}}).error().fault, Fault::key);
  EXPECT_EQ(write(Item{std::string{"\x7f"}, {}}).error().fault, Fault::string);
}

TEST(Structured, EmptyListsHaveNoText) {
  EXPECT_EQ(write(List{}), "");
  EXPECT_EQ(write(Dictionary{}), "");
  EXPECT_EQ(write(List{InnerList{}}), "()");
  EXPECT_FALSE(parse_item(""));
}

} // namespace
} // namespace responsum::field::structured
