#include "responsum/field/http_date.hpp"

#include <string>

#include <gtest/gtest.h>

namespace responsum::field {
namespace {

constexpr base::UnixSeconds example = 784'111'777;    // Sun, 06 Nov 1994 08:49:37 GMT
constexpr base::UnixSeconds now_2026 = 1'795'174'200; // Fri, 20 Nov 2026

std::string written(base::UnixSeconds time) {
  std::array<char, http_date_length> text{};
  write_http_date(time, text);
  return {text.data(), text.size()};
}

TEST(HttpDate, ReadsTheThreeFormats) {
  EXPECT_EQ(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT", now_2026), example);
  EXPECT_EQ(parse_http_date("Sunday, 06-Nov-94 08:49:37 GMT", now_2026), example);
  EXPECT_EQ(parse_http_date("Sun Nov  6 08:49:37 1994", now_2026), example);
  EXPECT_EQ(parse_http_date("Wed Nov 16 08:49:37 1994", now_2026), example + 10 * 86'400);
}

TEST(HttpDate, WritesThePreferredOne) {
  EXPECT_EQ(written(example), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(written(0), "Thu, 01 Jan 1970 00:00:00 GMT");
  EXPECT_EQ(written(-1), "Wed, 31 Dec 1969 23:59:59 GMT");
  EXPECT_EQ(written(951'782'400), "Tue, 29 Feb 2000 00:00:00 GMT");
}

TEST(HttpDate, WritesTheNearestOfWhatItCannotExpress) {
  EXPECT_EQ(written(INT64_MIN), "Mon, 01 Jan 0001 00:00:00 GMT");
  EXPECT_EQ(written(INT64_MAX), "Fri, 31 Dec 9999 23:59:59 GMT");
}

TEST(HttpDate, ReadsWhatItWrites) {
  // A step that is coprime to days and weeks meets every month, weekday and hour.
  for (base::UnixSeconds time = -62'135'596'800; time <= 253'402'300'799; time += 86'400 * 97 + 3'671) {
    EXPECT_EQ(parse_http_date(written(time), now_2026), time);
    if (HasFailure()) break;
  }
}

TEST(HttpDate, RefusesWhatIsNoneToTheLetter) {
  for (const char* text : {
           "",
           "Sun",
           "0",
           "Sun, 06 Nov 1994 08:49:37",
           "Sun, 06 Nov 1994 08:49:37 gmt",
           "Sun, 06 Nov 1994 08:49:37 UTC",
           "sun, 06 Nov 1994 08:49:37 GMT",
           "Sun, 06 nov 1994 08:49:37 GMT",
           "Sun,06 Nov 1994 08:49:37 GMT ",
           "Sun, 6 Nov 1994 08:49:37 GMT",
           "Sun, 06 Nov 1994 24:00:00 GMT",
           "Sun, 06 Nov 1994 08:60:37 GMT",
           "Sun, 06 Nov 1994 08:49:61 GMT",
           "Sun, 31 Nov 1994 08:49:37 GMT",
           "Sun, 00 Nov 1994 08:49:37 GMT",
           "Mon, 29 Feb 1900 00:00:00 GMT",
           "Sat, 01 Jan 0000 00:00:00 GMT",
           " Sun, 06 Nov 1994 08:49:37 GMT",
           "Sun, 06 Nov 1994 08:49:37 GMT;",
           "Sun, -6 Nov 1994 08:49:37 GMT",
           "Sun, 06-Nov-94 08:49:37 GMT",
           "Sunday, 06-Nov-1994 08:49:37 GMT",
           "Someday, 06-Nov-94 08:49:37 GMT",
           "Sunday, 06 Nov 94 08:49:37 GMT",
           "Sun Nov 6 08:49:37 1994",
           "Sun Nov 06 08:49:37 94",
           "Sun Nov  6 08:49:37 1994 GMT",
           "Sun Nov   08:49:37 1994",
       })
    EXPECT_FALSE(parse_http_date(text, now_2026)) << text;
}

TEST(HttpDate, RefusesAWeekdayThatContradictsTheDate) {
  EXPECT_FALSE(parse_http_date("Mon, 06 Nov 1994 08:49:37 GMT", now_2026));
  EXPECT_FALSE(parse_http_date("Mon Nov  6 08:49:37 1994", now_2026));
}

TEST(HttpDate, ALeapSecondIsTheSecondBeforeIt) {
  EXPECT_EQ(parse_http_date("Sat, 31 Dec 2016 23:59:60 GMT", now_2026), 1'483'228'799);
}

// RFC 9110 5.6.7: what seems more than 50 years ahead lies in the past.
TEST(HttpDate, TwoDigitYearsGoByTheFiftyYearRule) {
  const auto year_of = [](std::string_view text, base::UnixSeconds now) {
    const auto time = parse_http_date(text, now);
    return time ? written(*time).substr(12, 4) : "none";
  };
  EXPECT_EQ(year_of("Friday, 20-Nov-26 00:00:00 GMT", now_2026), "2026");
  EXPECT_EQ(year_of("Friday, 01-Jan-76 00:00:00 GMT", now_2026), "2076");
  EXPECT_EQ(year_of("Friday, 31-Dec-76 00:00:00 GMT", now_2026), "1976");
  EXPECT_EQ(year_of("Friday, 01-Jan-77 00:00:00 GMT", now_2026), "1977");
  constexpr base::UnixSeconds now_2099 = 4'080'000'000;
  EXPECT_EQ(year_of("Friday, 01-Jan-05 00:00:00 GMT", now_2099), "2105");
  EXPECT_EQ(year_of("Friday, 01-Jan-70 00:00:00 GMT", now_2099), "2070");
  // 2000 had that day, 2100 has not; which year is meant is settled first.
  EXPECT_EQ(year_of("Tuesday, 29-Feb-00 00:00:00 GMT", now_2026), "2000");
  EXPECT_EQ(year_of("Tuesday, 29-Feb-00 00:00:00 GMT", now_2099), "none");
}

TEST(HttpDate, TheFiftyYearRuleIsExactToTheSecond) {
  const base::UnixSeconds now = parse_http_date("Fri, 20 Nov 2026 12:00:00 GMT", 0).value();
  EXPECT_EQ(parse_http_date("Friday, 20-Nov-76 12:00:00 GMT", now),
            parse_http_date("Fri, 20 Nov 2076 12:00:00 GMT", now));
  EXPECT_EQ(parse_http_date("Friday, 20-Nov-76 12:00:01 GMT", now),
            parse_http_date("Sat, 20 Nov 1976 12:00:01 GMT", now));
}

TEST(HttpDate, CacheFollowsTheSecond) {
  DateCache cache;
  EXPECT_EQ(cache.at(example), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(cache.at(example).data(), cache.at(example).data());
  EXPECT_EQ(cache.at(example + 1), "Sun, 06 Nov 1994 08:49:38 GMT");
  EXPECT_EQ(cache.at(example), "Sun, 06 Nov 1994 08:49:37 GMT");
}

} // namespace
} // namespace responsum::field
