#include "responsum/field/accept_encoding.hpp"

#include <gtest/gtest.h>

namespace responsum::field {
namespace {

consteval bool accept_encoding_rows_in_order() {
  for (std::size_t i = 0; i < content_coding_rows.size(); ++i)
    if (static_cast<std::size_t>(content_coding_rows[i].coding) != i) return false;
  return true;
}
static_assert(accept_encoding_rows_in_order());
static_assert(parse_accept_encoding("gzip, br;q=0.1").of(ContentCoding::br) == 100);

Quality quality(std::string_view value, ContentCoding coding) { return parse_accept_encoding(value).of(coding); }

TEST(AcceptEncoding, ListedCodingsHaveTheirWeight) {
  const auto all = parse_accept_encoding("gzip;q=0.5, BR, zstd;q=0");
  EXPECT_EQ(all.of(ContentCoding::gzip), 500);
  EXPECT_EQ(all.of(ContentCoding::br), 1000);
  EXPECT_FALSE(all.accepts(ContentCoding::zstd));
  EXPECT_FALSE(all.accepts(ContentCoding::deflate));
}

TEST(AcceptEncoding, IdentityStaysAcceptableUnlessExcluded) {
  EXPECT_EQ(quality("gzip;q=0.002", ContentCoding::identity), 1);
  EXPECT_EQ(quality("gzip, identity;q=0", ContentCoding::identity), 0);
  EXPECT_EQ(quality("gzip, *;q=0", ContentCoding::identity), 0);
  EXPECT_EQ(quality("*;q=0, identity;q=0.3", ContentCoding::identity), 300);
  EXPECT_EQ(quality("*;q=0.5", ContentCoding::identity), 500);
}

TEST(AcceptEncoding, StarStandsForWhatIsNotListed) {
  EXPECT_EQ(quality("*", ContentCoding::zstd), 1000);
  EXPECT_EQ(quality("gzip;q=0, *;q=0.4", ContentCoding::gzip), 0);
  EXPECT_EQ(quality("gzip;q=0, *;q=0.4", ContentCoding::br), 400);
}

TEST(AcceptEncoding, EmptyAsksForNoCoding) {
  const auto none = parse_accept_encoding("");
  EXPECT_TRUE(none.accepts(ContentCoding::identity));
  EXPECT_FALSE(none.accepts(ContentCoding::gzip));
}

TEST(AcceptEncoding, OldSpellings) {
  EXPECT_EQ(quality("x-gzip;q=0.7", ContentCoding::gzip), 700);
  EXPECT_EQ(content_coding_named("X-Compress"), ContentCoding::compress);
  EXPECT_FALSE(content_coding_named(""));
  EXPECT_FALSE(content_coding_named("sdch"));
}

TEST(AcceptEncoding, MalformedWeightsCountAsNotSent) {
  EXPECT_FALSE(parse_accept_encoding("gzip;q=yes").accepts(ContentCoding::gzip));
  EXPECT_TRUE(parse_accept_encoding("gzip;q=yes, br").accepts(ContentCoding::br));
}

} // namespace
} // namespace responsum::field
