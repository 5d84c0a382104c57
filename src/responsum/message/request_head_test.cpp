#include "responsum/message/request_head.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace responsum::message {
namespace {

// A head as a codec would fill it, of names and values alone.
class RequestHeadTest : public testing::Test {
 protected:
  void add(std::string_view name, std::string_view value) {
    const Slice at{static_cast<std::uint32_t>(bytes_.size()), static_cast<std::uint32_t>(name.size())};
    bytes_.append(name);
    const Slice text{static_cast<std::uint32_t>(bytes_.size()), static_cast<std::uint32_t>(value.size())};
    bytes_.append(value);
    ASSERT_TRUE(head_->add_line({at, text, field_named(name)}));
    head_->set_bytes(bytes_.data());
  }

  std::string bytes_;
  base::Arena arena_;
  std::unique_ptr<RequestHead> head_ = std::make_unique<RequestHead>();
};

TEST_F(RequestHeadTest, FindsWhatWasSent) {
  add("Host", "a");
  add("X-Other", "b");
  EXPECT_TRUE(head_->sent(Field::host));
  EXPECT_EQ(head_->value(Field::host), "a");
  EXPECT_FALSE(head_->sent(Field::accept));
  EXPECT_EQ(head_->value(Field::accept), "");
  EXPECT_EQ(head_->text(head_->lines()[1].name), "X-Other");
}

TEST_F(RequestHeadTest, JoinsTheLinesOfAListInTheirOrder) {
  add("Accept", "a");
  add("Host", "h");
  add("accept", "b;q=0.1");
  add("ACCEPT", "");
  add("Accept", "c");
  head_->join_repeated(arena_);
  EXPECT_EQ(head_->value(Field::accept), "a, b;q=0.1, , c");
  EXPECT_EQ(head_->value(Field::host), "h");
  EXPECT_EQ(head_->text(head_->first_line(Field::accept).value), "a");
}

TEST_F(RequestHeadTest, JoinsSeveralFieldsEach) {
  for (const char* value : {"1", "2"}) {
    add("If-Match", value);
    add("Via", value);
  }
  head_->join_repeated(arena_);
  EXPECT_EQ(head_->value(Field::if_match), "1, 2");
  EXPECT_EQ(head_->value(Field::via), "1, 2");
}

TEST_F(RequestHeadTest, UnknownFieldsAreNotJoined) {
  add("X-A", "1");
  add("X-B", "2");
  head_->join_repeated(arena_);
  EXPECT_EQ(head_->lines().size(), 2u);
  EXPECT_EQ(head_->value(Field::other), "1");
}

TEST_F(RequestHeadTest, RemembersNothingOfTheRequestBefore) {
  for (int i = 0; i < 3; ++i) add("Accept", "a");
  head_->join_repeated(arena_);
  head_->method = Method::get;
  head_->has_content_length = head_->length_unknown = true;
  head_->keep_alive = false;
  head_->clear();
  EXPECT_TRUE(head_->lines().empty());
  EXPECT_FALSE(head_->sent(Field::accept));
  EXPECT_FALSE(head_->repeated(Field::accept));
  EXPECT_EQ(head_->method, Method::unknown);
  EXPECT_FALSE(head_->announces_content());
  EXPECT_TRUE(head_->keep_alive);
  add("Accept", "b");
  head_->join_repeated(arena_);
  EXPECT_EQ(head_->value(Field::accept), "b");
}

TEST_F(RequestHeadTest, TakesSoManyLinesAndNoMore) {
  for (std::size_t i = 0; i < RequestHead::max_lines; ++i) add("Accept", "a");
  EXPECT_FALSE(head_->add_line({}));
  head_->join_repeated(arena_);
  EXPECT_EQ(head_->value(Field::accept).size(), RequestHead::max_lines * 3 - 2);
}

TEST_F(RequestHeadTest, ALengthOfNothingAnnouncesNoContent) {
  head_->has_content_length = true;
  EXPECT_FALSE(head_->announces_content());
  head_->content_length = 1;
  EXPECT_TRUE(head_->announces_content());
}

} // namespace
} // namespace responsum::message
