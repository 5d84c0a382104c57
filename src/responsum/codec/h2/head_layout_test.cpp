#include "responsum/codec/h2/head_layout.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace responsum::codec::h2 {
namespace {

using namespace std::string_literals;
using Fields = std::vector<std::pair<std::string, std::string>>;
using message::Field;

const Fields get{{":method", "GET"}, {":scheme", "https"}, {":authority", "a.test"}, {":path", "/x?y=1"}};

class Layout : public testing::Test {
 protected:
  h1::Progress read(const Fields& fields, bool content_follows = false) {
    layout_.start();
    for (const auto& [name, value] : fields) layout_.add(name, value);
    return layout_.finish(*head_, content_follows);
  }
  // With more fields behind those of a plain request.
  h1::Progress read_with(const Fields& more) {
    Fields all = get;
    all.insert(all.end(), more.begin(), more.end());
    return read(all);
  }
  // As faulty, or nothing.
  std::string_view fault_of(const Fields& fields) {
    return read(fields) == h1::Progress::faulty ? message::id(layout_.fault()) : "";
  }
  std::string_view fault_with(const Fields& more) {
    return read_with(more) == h1::Progress::faulty ? message::id(layout_.fault()) : "";
  }

  h1::Limits limits_{};
  HeadLayout layout_{limits_};
  std::unique_ptr<message::RequestHead> head_ = std::make_unique<message::RequestHead>();
};

TEST_F(Layout, MeansWhatItsLinesMean) {
  ASSERT_EQ(read_with({{"accept", "*/*"}}), h1::Progress::complete);
  EXPECT_EQ(layout_.text(), "GET /x?y=1 HTTP/2.0\r\nhost: a.test\r\naccept: */*\r\n\r\n");
  EXPECT_EQ(head_->method, message::Method::get);
  EXPECT_EQ(head_->version, message::Version::http_2);
  EXPECT_EQ(head_->text(head_->path), "/x");
  EXPECT_EQ(head_->text(head_->query), "y=1");
  EXPECT_EQ(head_->text(head_->authority), "a.test");
  EXPECT_EQ(head_->value(Field::accept), "*/*");
  EXPECT_TRUE(head_->keep_alive);
  EXPECT_FALSE(head_->announces_content());
}

TEST_F(Layout, TakesPseudoFieldsInAnyOrder) {
  ASSERT_EQ(read({{":path", "/"}, {":authority", "a"}, {":scheme", "http"}, {":method", "HEAD"}}),
            h1::Progress::complete);
  EXPECT_EQ(head_->method, message::Method::head);
}

TEST_F(Layout, SaysWhetherContentFollows) {
  read(get, true);
  EXPECT_TRUE(head_->announces_content());
  Fields with_length = get;
  with_length.push_back({"content-length", "7"});
  ASSERT_EQ(read(with_length, true), h1::Progress::complete);
  EXPECT_FALSE(head_->length_unknown);
  EXPECT_EQ(head_->content_length, 7u);
  with_length.back().second = "0";
  ASSERT_EQ(read(with_length, true), h1::Progress::complete);
  EXPECT_TRUE(head_->announces_content()) << "it may be a lie";
  ASSERT_EQ(read(with_length), h1::Progress::complete);
  EXPECT_FALSE(head_->announces_content());
}

TEST(JudgeField, TakesFieldsOfTrailersAsThoseOfAHead) {
  EXPECT_EQ(judge_field("x-checksum", "1"), Fault::none);
  EXPECT_EQ(judge_field(":path", "/"), Fault::field_name_character);
  EXPECT_EQ(judge_field("X-Checksum", "1"), Fault::field_name_upper_case);
  EXPECT_EQ(judge_field("x-checksum", " 1"), Fault::field_value_surrounded);
  EXPECT_EQ(judge_field("connection", "close"), Fault::field_of_connection);
}

TEST_F(Layout, TakesHostForAuthority) {
  ASSERT_EQ(read({{":method", "GET"}, {":scheme", "http"}, {":path", "/"}, {"host", "b.test"}}),
            h1::Progress::complete);
  EXPECT_EQ(head_->text(head_->authority), "b.test");
  EXPECT_EQ(fault_of({{":method", "GET"}, {":scheme", "http"}, {":path", "/"}}), "host-missing");
  EXPECT_EQ(fault_with({{"host", "A.TEST"}}), "");
  EXPECT_EQ(fault_with({{"host", "b.test"}}), "host-disagrees");
}

TEST_F(Layout, JoinsTheCrumbsOfCookies) {
  ASSERT_EQ(read_with({{"cookie", "a=1"}, {"accept", "x/y"}, {"cookie", "b=2"}}), h1::Progress::complete);
  EXPECT_EQ(head_->value(Field::cookie), "a=1; b=2");
}

TEST_F(Layout, TakesConnectWithAnAuthorityAlone) {
  ASSERT_EQ(read({{":method", "CONNECT"}, {":authority", "a.test:443"}}), h1::Progress::complete);
  EXPECT_EQ(head_->target_form, message::TargetForm::authority);
  EXPECT_EQ(fault_of({{":method", "CONNECT"}, {":authority", "a:1"}, {":path", "/"}}), "pseudo-field-unknown");
  EXPECT_EQ(fault_of({{":method", "CONNECT"}}), "pseudo-field-missing");
}

// RFC 8441 4
TEST(ExtendedConnect, IsLaidOutAsTheUpgradeThatItStandsFor) {
  const h1::Limits limits{};
  HeadLayout layout{limits};
  auto head = std::make_unique<message::RequestHead>();
  const auto read = [&](const Fields& fields) {
    layout.start();
    for (const auto& [name, value] : fields) layout.add(name, value);
    return layout.finish(*head, true) == h1::Progress::faulty ? message::id(layout.fault()) : "";
  };
  Fields fields{{":method", "CONNECT"},
                {":protocol", "websocket"},
                {":scheme", "https"},
                {":path", "/chat"},
                {":authority", "a.test"}};
  EXPECT_EQ(read(fields), "");
  EXPECT_TRUE(head->asks_by_connect());
  EXPECT_EQ(head->value(Field::upgrade), "websocket");
  EXPECT_FALSE(head->announces_content()) << "what follows is of the other protocol";
  EXPECT_EQ(head->method, message::Method::get);
  EXPECT_EQ(head->text(head->path), "/chat");
  fields.emplace_back("content-length", "5");
  EXPECT_EQ(read(fields), "");
  EXPECT_FALSE(head->has_content_length) << "RFC 9110 9.3.6";
  EXPECT_EQ(read({{":method", "CONNECT"}, {":protocol", "websocket"}, {":authority", "a"}}), "pseudo-field-missing");
  fields[0].second = "GET";
  EXPECT_EQ(read(fields), "pseudo-field-unknown");
  EXPECT_EQ(read(get), "");
  EXPECT_FALSE(head->asks_by_connect());
}

TEST_F(Layout, FindsWhatIsWrongWithPseudoFields) {
  EXPECT_EQ(fault_of({{":scheme", "http"}, {":authority", "a"}, {":path", "/"}}), "pseudo-field-missing");
  EXPECT_EQ(fault_of({{":method", "GET"}, {":authority", "a"}, {":path", "/"}}), "pseudo-field-missing");
  EXPECT_EQ(fault_of({{":method", "GET"}, {":scheme", "http"}, {":authority", "a"}}), "pseudo-field-missing");
  EXPECT_EQ(fault_of({{":method", "GET"}, {":scheme", "http"}, {":authority", "a"}, {":path", ""}}),
            "pseudo-field-missing");
  EXPECT_EQ(fault_with({{":path", "/"}}), "pseudo-field-repeated");
  EXPECT_EQ(fault_with({{":status", "200"}}), "pseudo-field-unknown");
  EXPECT_EQ(fault_with({{":protocol", "websocket"}}), "pseudo-field-unknown");
  EXPECT_EQ(fault_with({{"accept", "x"}, {":scheme", "http"}}), "pseudo-field-late");
  EXPECT_EQ(fault_of({{":method", "GET"}, {":scheme", "http"}, {":authority", "a"}, {":path", "*"}}), "target-form");
  EXPECT_EQ(fault_of({{":method", "GET"}, {":scheme", "http"}, {":authority", "a"}, {":path", "http://b/"}}),
            "target-form");
}

// What HTTP/1.1 would read as the end of a line, a name or a target, and so as another request.
TEST_F(Layout, LetsNothingBreakTheLines) {
  const auto path = [](std::string text) {
    return Fields{{":method", "GET"}, {":scheme", "http"}, {":authority", "a"}, {":path", std::move(text)}};
  };
  EXPECT_EQ(fault_of(path("/ HTTP/1.1\r\nx: y")), "target-character");
  EXPECT_EQ(fault_of(path("/a b")), "target-character");
  EXPECT_EQ(fault_of(path("/a\0b"s)), "target-character");
  EXPECT_EQ(fault_of({{":method", "GET /evil HTTP/1.1\r\n"}, {":scheme", "http"}, {":path", "/"}}),
            "method-character");
  EXPECT_EQ(fault_of({{":method", "GET"}, {":scheme", "http"}, {":path", "/"}, {":authority", "a\r\nx: y"}}),
            "host-invalid");
  EXPECT_EQ(fault_with({{"x: y\r\nz", "1"}}), "field-name-character");
  EXPECT_EQ(fault_with({{"x:", "1"}}), "field-name-character");
  EXPECT_EQ(fault_with({{"x", "1\r\ny: 2"}}), "field-value-character");
  EXPECT_EQ(fault_with({{"x", "1\n"}}), "field-value-character");
  EXPECT_EQ(fault_with({{"x", "1\0"s}}), "field-nul");
  EXPECT_EQ(fault_with({{"cookie", "a\r\nb: c"}}), "field-value-character");
}

TEST_F(Layout, RefusesFieldsOfConnections) {
  for (const char* name : {"connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade"})
    EXPECT_EQ(fault_with({{name, "x"}}), "field-of-connection") << name;
  EXPECT_EQ(fault_with({{"te", "gzip"}}), "field-of-connection");
  EXPECT_EQ(fault_with({{"te", "trailers"}}), "");
}

TEST_F(Layout, RefusesNamesAndValuesThatOnlyHttp1Takes) {
  EXPECT_EQ(fault_with({{"Accept", "x/y"}}), "field-name-upper-case");
  EXPECT_EQ(fault_with({{"", "x"}}), "field-name-empty");
  EXPECT_EQ(fault_with({{"x", " y"}}), "field-value-surrounded");
  EXPECT_EQ(fault_with({{"x", "y\t"}}), "field-value-surrounded");
  EXPECT_EQ(fault_with({{"x", ""}}), "");
}

TEST_F(Layout, HasTheLimitsOfHttp1) {
  limits_.max_target_bytes = 10;
  limits_.max_fields_bytes = 200;
  limits_.max_field_line_bytes = 100;
  limits_.max_fields = 4;
  const auto path = [](std::size_t size) {
    return Fields{
        {":method", "GET"}, {":scheme", "http"}, {":authority", "a"}, {":path", "/" + std::string(size, 'x')}};
  };
  EXPECT_EQ(fault_of(path(9)), "");
  EXPECT_EQ(fault_of(path(10)), "target-too-long");
  EXPECT_EQ(fault_of(path(100'000)), "target-too-long");
  EXPECT_EQ(fault_with({{"x", std::string(95, 'y')}}), "");
  EXPECT_EQ(fault_with({{"x", std::string(96, 'y')}}), "field-line-too-large");
  EXPECT_EQ(fault_with({{"x", std::string(100'000, 'y')}}), "field-line-too-large");
  EXPECT_EQ(fault_with({{"x", std::string(90, 'y')}, {"z", std::string(90, 'y')}}), "fields-total-too-large");
  EXPECT_EQ(fault_with({{"a", "1"}, {"b", "2"}, {"c", "3"}}), "");
  EXPECT_EQ(fault_with({{"a", "1"}, {"b", "2"}, {"c", "3"}, {"d", "4"}}), "fields-too-many");
  EXPECT_LT(layout_.text().size(), 400u);
}

TEST_F(Layout, KeepsWhatWasUnderstoodOfAFaultyHead) {
  ASSERT_EQ(fault_with({{"accept", "x/y"}, {"Bad", "1"}}), "field-name-upper-case");
  EXPECT_EQ(head_->text(head_->target), "/x?y=1");
  EXPECT_EQ(head_->version, message::Version::http_2);
  EXPECT_EQ(layout_.text().substr(layout_.line_offset()), "");
}

} // namespace
} // namespace responsum::codec::h2
