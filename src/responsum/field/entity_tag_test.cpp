#include "responsum/field/entity_tag.hpp"

#include <array>

#include <gtest/gtest.h>

namespace responsum::field {
namespace {

constexpr EntityTag strong{"1", false};
constexpr EntityTag weak{"1", true};
static_assert(parse_entity_tag("W/\"1\"") == weak);

TEST(EntityTag, Parses) {
  EXPECT_EQ(parse_entity_tag(R"("1")"), strong);
  EXPECT_EQ(parse_entity_tag(R"("")"), (EntityTag{"", false}));
  EXPECT_EQ(parse_entity_tag(R"("a,b\")"), (EntityTag{R"(a,b\)", false}));
  EXPECT_EQ(parse_entity_tag("\"\xe4\""), (EntityTag{"\xe4", false}));
}

TEST(EntityTag, RefusesWhatIsNone) {
  for (const char* text : {"", "1", "\"", "\"1", "1\"", "w/\"1\"", "W/1", "W/", "\"a b\"", "\"a\"b\"", "\"a\tb\"",
                           "\"\x7f\"", "W/ \"1\"", " \"1\"", "*"})
    EXPECT_FALSE(parse_entity_tag(text)) << text;
}

// The table of RFC 9110 8.8.3.2.
TEST(EntityTag, StrongAndWeakComparison) {
  const EntityTag weak_2{"2", true};
  EXPECT_FALSE(same_strongly(weak, weak));
  EXPECT_TRUE(same_weakly(weak, weak));
  EXPECT_FALSE(same_strongly(weak, weak_2));
  EXPECT_FALSE(same_weakly(weak, weak_2));
  EXPECT_FALSE(same_strongly(weak, strong));
  EXPECT_TRUE(same_weakly(weak, strong));
  EXPECT_TRUE(same_strongly(strong, strong));
  EXPECT_TRUE(same_weakly(strong, strong));
}

TEST(EntityTag, ListsMatchMemberByMember) {
  EXPECT_TRUE(matches_strongly(R"("0", "1")", strong));
  EXPECT_FALSE(matches_strongly(R"("0", W/"1")", strong));
  EXPECT_TRUE(matches_weakly(R"("0", W/"1")", strong));
  EXPECT_FALSE(matches_strongly(R"("1")", weak));
  EXPECT_TRUE(matches_weakly(R"("1")", weak));
  EXPECT_FALSE(matches_weakly(R"("0","2")", strong));
  EXPECT_FALSE(matches_weakly("", strong));
}

TEST(EntityTag, CommasAndBackslashesBelongToTheTag) {
  EXPECT_TRUE(matches_strongly(R"("x", "a,b", "y")", {"a,b", false}));
  EXPECT_TRUE(matches_strongly(R"("a\", "b")", {"b", false}));
  EXPECT_FALSE(matches_strongly(R"("a,1")", strong));
}

TEST(EntityTag, MalformedMembersMatchNothing) {
  EXPECT_FALSE(matches_weakly("1", strong));
  EXPECT_FALSE(matches_weakly(R"(x"1")", strong));
  EXPECT_FALSE(matches_weakly(R"("1)", strong));
  EXPECT_TRUE(matches_weakly(R"(nonsense, "1")", strong));
  EXPECT_FALSE(matches_weakly("*", strong));
}

TEST(EntityTag, StarStandsAlone) {
  EXPECT_TRUE(is_star("*"));
  EXPECT_TRUE(is_star(" * "));
  EXPECT_FALSE(is_star(R"(*, "1")"));
  EXPECT_FALSE(is_star(R"("*")"));
  EXPECT_FALSE(is_star(""));
}

TEST(EntityTag, WritesWhatItReads) {
  for (std::string_view text : {R"("")", R"(W/"a,b")", R"("1-2")"}) {
    std::array<char, 16> buffer{};
    base::Writer out{buffer};
    const EntityTag tag = parse_entity_tag(text).value();
    write(out, tag);
    EXPECT_EQ(out.written(), text);
    EXPECT_EQ(written_size(tag), text.size());
  }
}

TEST(EntityTag, ConditionsAskWhetherThereIsSomething) {
  const EntityTag tag{"v1", false};
  const EntityTag none{};
  EXPECT_TRUE(if_match_holds("*", true, tag));
  EXPECT_FALSE(if_match_holds("*", false, none));
  EXPECT_TRUE(if_match_holds("\"v0\", \"v1\"", true, tag));
  EXPECT_FALSE(if_match_holds("W/\"v1\"", true, tag));
  EXPECT_FALSE(if_match_holds("\"\"", true, none));
  EXPECT_FALSE(if_none_match_holds("*", true, tag));
  EXPECT_TRUE(if_none_match_holds("*", false, none));
  EXPECT_FALSE(if_none_match_holds("W/\"v1\"", true, tag));
  EXPECT_TRUE(if_none_match_holds("\"\"", true, none));
  EXPECT_FALSE(if_none_match_holds("*", true, none));
}

} // namespace
} // namespace responsum::field
