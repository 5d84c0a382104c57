// The small fields that decide where a message ends and what becomes of its connection.
#include <string>

#include <gtest/gtest.h>

#include "responsum/field/connection.hpp"
#include "responsum/field/content_length.hpp"
#include "responsum/field/expect.hpp"
#include "responsum/field/transfer_encoding.hpp"

namespace responsum::field {
namespace {

static_assert(parse_content_length("5")->octets == 5);
static_assert(parse_transfer_encoding("chunked") == TransferCodings::chunked_only);

consteval bool rows_in_order() {
  for (std::size_t i = 0; i < length_fault_rows.size(); ++i)
    if (static_cast<std::size_t>(length_fault_rows[i].fault) != i) return false;
  for (std::size_t i = 0; i < transfer_codings_rows.size(); ++i)
    if (static_cast<std::size_t>(transfer_codings_rows[i].codings) != i) return false;
  return true;
}
static_assert(rows_in_order());

TEST(ContentLength, IsDigits) {
  EXPECT_EQ(parse_content_length("0")->octets, 0U);
  EXPECT_EQ(parse_content_length("007")->octets, 7U);
  EXPECT_EQ(parse_content_length("18446744073709551615")->octets, UINT64_MAX);
  EXPECT_FALSE(parse_content_length("5")->repeated);
}

TEST(ContentLength, AndNothingElse) {
  for (const char* text : {"", " ", "-1", "+1", "0x10", "1e3", "5 5", "5;", "5.0", "1_000",
                           "\x0b"
                           "5",
                           "5\x0b", ",5", "5,", "5,,5", "5, x", "٣"})
    EXPECT_EQ(parse_content_length(text).error(), LengthFault::malformed) << text;
}

TEST(ContentLength, TooLarge) {
  EXPECT_EQ(parse_content_length("18446744073709551616").error(), LengthFault::too_large);
  EXPECT_EQ(parse_content_length(std::string(300, '9')).error(), LengthFault::too_large);
}

TEST(ContentLength, RepeatedLengthsMustBeTheSameText) {
  const auto same = parse_content_length("5, 5 ,5");
  ASSERT_TRUE(same);
  EXPECT_EQ(same->octets, 5U);
  EXPECT_TRUE(same->repeated);
  EXPECT_EQ(parse_content_length("5, 6").error(), LengthFault::differing);
  EXPECT_EQ(parse_content_length("5, 05").error(), LengthFault::differing);
  EXPECT_EQ(parse_content_length("5, 99999999999999999999999").error(), LengthFault::differing);
}

TEST(TransferEncoding, ChunkedLastAndOnce) {
  using enum TransferCodings;
  EXPECT_EQ(parse_transfer_encoding("chunked"), chunked_only);
  EXPECT_EQ(parse_transfer_encoding(" Chunked\t"), chunked_only);
  EXPECT_EQ(parse_transfer_encoding("gzip, chunked"), unknown_coding);
  EXPECT_EQ(parse_transfer_encoding("gzip;q=1, chunked"), unknown_coding);
  EXPECT_EQ(parse_transfer_encoding("chunked, gzip"), chunked_not_last);
  EXPECT_EQ(parse_transfer_encoding("gzip"), chunked_not_last);
  EXPECT_EQ(parse_transfer_encoding("identity"), chunked_not_last);
  EXPECT_EQ(parse_transfer_encoding("xchunked"), chunked_not_last);
  EXPECT_EQ(parse_transfer_encoding("chunked, chunked"), repeated_chunked);
  EXPECT_EQ(parse_transfer_encoding("chunked, identity, chunked"), repeated_chunked);
  EXPECT_EQ(parse_transfer_encoding("chunked, chunked, gzip"), repeated_chunked);
}

TEST(TransferEncoding, GuessesNothing) {
  for (const char* text :
       {"", " ", ",", "chunked,", ", chunked", "gzip,,chunked", "chunked;q=1", "chunked ;", "\"chunked\"",
        "\x0b"
        "chunked",
        "chunked\x0b", "chun ked", "chunked/1", "gzip chunked"})
    EXPECT_EQ(parse_transfer_encoding(text), TransferCodings::malformed) << text;
}

TEST(Connection, Options) {
  const auto options = parse_connection("Keep-Alive, UPGRADE");
  EXPECT_TRUE(options.keep_alive && options.upgrade);
  EXPECT_FALSE(options.close || options.malformed);
  EXPECT_TRUE(parse_connection("close").close);
  EXPECT_TRUE(parse_connection(",, te ,close").close);
  EXPECT_FALSE(parse_connection("closed").close);
  EXPECT_FALSE(parse_connection("").malformed);
  EXPECT_TRUE(parse_connection("a b, close").malformed);
  EXPECT_TRUE(parse_connection("a b, close").close);
}

TEST(Connection, NamesHopByHopFields) {
  EXPECT_TRUE(connection_names("close, X-Hop", "x-hop"));
  EXPECT_FALSE(connection_names("close, X-Hop2", "x-hop"));
  EXPECT_FALSE(connection_names("", "x-hop"));
}

TEST(Expect, KnowsOneExpectation) {
  EXPECT_EQ(parse_expect("100-continue"), Expectation::continue_);
  EXPECT_EQ(parse_expect("100-Continue"), Expectation::continue_);
  EXPECT_EQ(parse_expect("100-continue, 100-continue"), Expectation::continue_);
  EXPECT_EQ(parse_expect(""), Expectation::none);
  EXPECT_EQ(parse_expect("100-continue, x"), Expectation::unknown);
  EXPECT_EQ(parse_expect("200-ok"), Expectation::unknown);
  EXPECT_EQ(parse_expect("100-continue;x=1"), Expectation::unknown);
}

} // namespace
} // namespace responsum::field
