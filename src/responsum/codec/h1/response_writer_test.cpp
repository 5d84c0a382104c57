#include "responsum/codec/h1/response_writer.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>

namespace responsum::codec::h1 {
namespace {

using namespace std::string_view_literals;
using message::ResponseHead;
using message::Version;

ResponseHead ok() {
  ResponseHead head;
  head.status = 200;
  head.phrase = "OK";
  head.add("Content-Length", "2");
  head.add("A", "");
  return head;
}

std::string written(const ResponseHead& head, Version version, ConnectionOption connection,
                    TransferCoding coding = TransferCoding::none) {
  std::array<char, 512> buffer;
  base::Writer to{buffer};
  write_head(to, head, version, connection, coding);
  EXPECT_EQ(to.size(), head_size(head, connection, coding));
  return std::string{to.written()};
}

TEST(ResponseWriter, WritesStatusLineAndFields) {
  EXPECT_EQ(written(ok(), Version::http_1_1, ConnectionOption::none),
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nA: \r\n\r\n");
}

TEST(ResponseWriter, AddsWhatIsTheConnectionsOwn) {
  EXPECT_EQ(written(ok(), Version::http_1_1, ConnectionOption::close, TransferCoding::chunked),
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nA: \r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(written(ok(), Version::http_1_0, ConnectionOption::keep_alive),
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nA: \r\nConnection: keep-alive\r\n\r\n");
  EXPECT_TRUE(
      written(ok(), Version::http_1_1, ConnectionOption::upgrade).ends_with("\r\nConnection: upgrade\r\n\r\n"));
  EXPECT_TRUE(written(ok(), Version::http_1_1, ConnectionOption::close_after_upgrade_offer)
                  .ends_with("\r\nConnection: close, upgrade\r\n\r\n"));
}

TEST(ResponseWriter, KeepsTheSpaceOfAnEmptyPhrase) {
  ResponseHead head;
  head.status = 599;
  EXPECT_EQ(written(head, Version::http_1_1, ConnectionOption::none), "HTTP/1.1 599 \r\n\r\n");
}

TEST(ResponseWriter, TellsWhetherTheConnectionStays) {
  EXPECT_EQ(connection_option(Version::http_1_1, true), ConnectionOption::none);
  EXPECT_EQ(connection_option(Version::http_1_1, false), ConnectionOption::close);
  EXPECT_EQ(connection_option(Version::http_1_0, true), ConnectionOption::keep_alive);
  EXPECT_EQ(connection_option(Version::http_1_0, false), ConnectionOption::close);
}

TEST(ResponseWriterDeathTest, RefusesWhatWouldBreakALine) {
  for (const std::string_view value : {"a\r\nSet-Cookie: b"sv, "a\n"sv, "a\0b"sv, "a\x7f"sv}) {
    ResponseHead head = ok();
    head.add("Location", value);
    EXPECT_DEATH(written(head, Version::http_1_1, ConnectionOption::none), "assertion failed");
  }
  ResponseHead head = ok();
  head.phrase = "O\rK";
  EXPECT_DEATH(written(head, Version::http_1_1, ConnectionOption::none), "assertion failed");
  EXPECT_DEATH(written(ok(), Version::http_1_0, ConnectionOption::none, TransferCoding::chunked), "assertion failed");
  head = ok();
  head.status = 1000;
  EXPECT_DEATH(written(head, Version::http_1_1, ConnectionOption::none), "assertion failed");
}

TEST(ResponseWriterDeathTest, RefusesABufferTooSmall) {
  std::array<char, 30> buffer;
  base::Writer to{buffer};
  EXPECT_DEATH(write_head(to, ok(), Version::http_1_1, ConnectionOption::none), "assertion failed");
}

TEST(ChunkPrefix, IsTheSizeInHexadecimalDigits) {
  std::array<char, max_chunk_prefix_bytes> buffer;
  const auto prefix = [&](std::uint64_t size) {
    base::Writer to{buffer};
    chunk_prefix(to, size);
    return std::string{to.written()};
  };
  EXPECT_EQ(prefix(1), "1\r\n");
  EXPECT_EQ(prefix(4096), "1000\r\n");
  EXPECT_EQ(prefix(UINT64_MAX), "ffffffffffffffff\r\n");
}

} // namespace
} // namespace responsum::codec::h1
