#include "runner/answer.hpp"

#include <gtest/gtest.h>

namespace responsum::wire {
namespace {

TEST(Answer, IsWhatTheConnectionDoesAndWhatIsSent) {
  const auto answer = parse_answer("# why\nearly\nclose\n---\nHTTP/1.1 200 OK\n\nabc\\\n");
  ASSERT_TRUE(answer) << answer.error().text;
  EXPECT_TRUE(answer->early);
  EXPECT_EQ(answer->end, Answer::End::close);
  EXPECT_EQ(answer->octets, "HTTP/1.1 200 OK\r\n\r\nabc");
}

TEST(Answer, StaysUnlessItSaysOtherwise) {
  const auto answer = parse_answer("---\n");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->end, Answer::End::stay);
  EXPECT_FALSE(answer->early);
  EXPECT_EQ(answer->octets, "");
}

TEST(Answer, SaysWhereItCannotBeUnderstood) {
  const auto word = parse_answer("close\nhurry\n---\n");
  ASSERT_FALSE(word);
  EXPECT_EQ(word.error().line, 2);
  const auto escape = parse_answer("---\nHTTP/1.1 200 OK\n\\q\n");
  ASSERT_FALSE(escape);
  EXPECT_EQ(escape.error().line, 3);
  EXPECT_FALSE(parse_answer("close\n"));
}

TEST(Answer, GivesTheRequestBack) {
  EXPECT_EQ(
      fill_in("<{request}|{content}|{line}|{session}|{introduction}|{count}|{other}>", {.head = "GET / HTTP/1.1\r\n",
                                                                                        .content = "abc",
                                                                                        .line = "plain",
                                                                                        .session = "new",
                                                                                        .introduction = "of me",
                                                                                        .count = 7}),
      "<GET / HTTP/1.1\r\n|abc|plain|new|of me|7|{other}>");
}

} // namespace
} // namespace responsum::wire
