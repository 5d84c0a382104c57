#include "responsum/codec/h1/request_writer.hpp"

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "responsum/codec/h1/request_parser.hpp"

namespace responsum::codec::h1 {
namespace {

std::string written(const RequestToWrite& request) {
  std::vector<char> buffer(request_size(request));
  base::Writer to{buffer};
  write_request(to, request);
  EXPECT_EQ(to.room(), 0u) << "the size was not exact";
  return std::string{to.written()};
}

constexpr std::array fields{RequestField{"Content-Length", "2"}, RequestField{"Empty", ""}};

TEST(RequestWriter, WritesHostFirst) {
  EXPECT_EQ(written({"POST", "/a?b", "site.test:8080", fields}),
            "POST /a?b HTTP/1.1\r\nHost: site.test:8080\r\nContent-Length: 2\r\nEmpty: \r\n\r\n");
  EXPECT_EQ(written({"OPTIONS", "*", "", {}}), "OPTIONS * HTTP/1.1\r\nHost: \r\n\r\n");
}

TEST(RequestWriter, WritesWhatTheParserReads) {
  const std::string bytes = written({"REPORT", "/a", "b", fields});
  auto head = std::make_unique<message::RequestHead>();
  RequestParser parser;
  parser.start(*head);
  ASSERT_EQ(parser.parse(bytes, Limits{}, *head), Progress::complete);
  EXPECT_EQ(head->size, bytes.size());
  EXPECT_EQ(head->text(head->method_text), "REPORT");
  EXPECT_EQ(head->text(head->target), "/a");
  EXPECT_EQ(head->lines().size(), 3u);
}

void write_one(RequestToWrite request, RequestField field) {
  const std::array one{field};
  request.fields = one;
  written(request);
}

TEST(RequestWriterDeathTest, RefusesWhatWouldBreakALine) {
  const RequestToWrite good{"GET", "/", "a", {}};
  EXPECT_DEATH(write_one(good, {"A", "b\r\nC: d"}), "assertion failed");
  EXPECT_DEATH(write_one(good, {"A", " b"}), "assertion failed");
  EXPECT_DEATH(write_one(good, {"A:", "b"}), "assertion failed");
  EXPECT_DEATH(write_one(good, {"", "b"}), "assertion failed");
  EXPECT_DEATH(write_one(good, {"hOST", "b"}), "assertion failed");
  EXPECT_DEATH(written({"G T", "/", "a", {}}), "assertion failed");
  EXPECT_DEATH(written({"GET", "/ x", "a", {}}), "assertion failed");
  EXPECT_DEATH(written({"GET", "", "a", {}}), "assertion failed");
  EXPECT_DEATH(written({"GET", "/", "a\n", {}}), "assertion failed");
}

TEST(RequestWriterDeathTest, RefusesTooSmallABuffer) {
  std::array<char, 20> buffer;
  base::Writer to{buffer};
  EXPECT_DEATH(write_request(to, {"GET", "/", "a", fields}), "assertion failed");
}

} // namespace
} // namespace responsum::codec::h1
