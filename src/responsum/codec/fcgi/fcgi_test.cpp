#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "responsum/codec/fcgi/reader.hpp"
#include "responsum/codec/fcgi/writer.hpp"

namespace responsum::codec::fcgi {
namespace {

using namespace std::string_view_literals;

std::string record(char type, std::string_view content, char padding = 0, char id = 1) {
  std::string bytes{
      '\1',    type, '\0', id, static_cast<char>(content.size() >> 8), static_cast<char>(content.size() & 0xff),
      padding, '\0'};
  return bytes.append(content).append(static_cast<std::size_t>(padding), 'p');
}
constexpr std::string_view complete = "\0\0\1\2\0\0\0\0"sv;

struct Answer {
  std::string output;
  std::string errors;
  std::string end;

  friend bool operator==(const Answer&, const Answer&) = default;
};

Answer read_from(Reader& reader, std::string_view bytes, std::size_t piece) {
  Answer answer;
  for (std::size_t at = 0;;) {
    const ReadStep step = reader.read(bytes.substr(at, piece));
    at += step.consumed;
    if (step.state == ReadState::output) answer.output += step.data;
    if (step.state == ReadState::errors) answer.errors += step.data;
    if (step.state == ReadState::ended) answer.end = "ended at " + std::to_string(at);
    if (step.state == ReadState::faulty)
      answer.end = std::string{message::id(reader.fault())} + " at " + std::to_string(reader.fault_offset());
    if (!answer.end.empty()) return answer;
    if (step.state == ReadState::more && at == bytes.size()) return answer;
  }
}

Answer read(std::string_view bytes, ReadLimits limits = {}) {
  Reader whole{limits};
  const Answer answer = read_from(whole, bytes, bytes.size());
  for (std::size_t piece = 1; piece < bytes.size(); ++piece) {
    Reader reader{limits};
    const Answer in_pieces = read_from(reader, bytes, piece);
    EXPECT_TRUE(in_pieces == answer) << in_pieces.end << " instead of " << answer.end << " in pieces of " << piece;
  }
  return answer;
}

TEST(FcgiReader, TakesOutputAndErrorsApart) {
  const std::string bytes = record(6, "Status: 200\n") + record(7, "warning", 1) + record(6, "\nhello", 7) +
                            record(6, "") + record(7, "", 3) + record(3, complete, 5);
  const Answer answer = read(bytes + "rest");
  EXPECT_EQ(answer.output, "Status: 200\n\nhello");
  EXPECT_EQ(answer.errors, "warning");
  EXPECT_EQ(answer.end, "ended at " + std::to_string(bytes.size()));
  Reader reader;
  read_from(reader, bytes, bytes.size());
  EXPECT_EQ(reader.application_status(), 258u);
  EXPECT_TRUE(reader.output_ended());
}

TEST(FcgiReader, AllowsAnEndWithoutEndsOfStreams) {
  const Answer answer = read(record(6, "x") + record(3, complete));
  EXPECT_EQ(answer.output, "x");
  EXPECT_TRUE(answer.end.starts_with("ended"));
}

TEST(FcgiReader, KnowsWhatIsCutOff) {
  Reader reader;
  EXPECT_EQ(read_from(reader, record(6, "x"), 100).end, "");
  EXPECT_FALSE(reader.output_ended());
  read_from(reader, record(6, ""), 100);
  EXPECT_TRUE(reader.output_ended());
}

TEST(FcgiReader, RefusesWhatNoApplicationSends) {
  std::string other = record(6, "x");
  other[0] = 2;
  EXPECT_EQ(read(other).end, "fcgi-version at 0");
  for (const int type : {0, 1, 2, 4, 5, 8, 9, 10, 11, 12})
    EXPECT_EQ(read(record(static_cast<char>(type), "x")).end, "fcgi-record-type at 1") << type;
  EXPECT_EQ(read(record(6, "x", 0, 2)).end, "fcgi-request-id at 2");
  EXPECT_EQ(read(record(6, "x", 0, 0)).end, "fcgi-request-id at 2");
  EXPECT_EQ(read(record(6, "") + record(6, "x")).end, "fcgi-stream-ended at 12");
  EXPECT_EQ(read(record(7, "") + record(7, "x")).end, "fcgi-stream-ended at 12");
  EXPECT_EQ(read(record(3, "1234567")).end, "fcgi-end-request at 4");
  EXPECT_EQ(read(record(3, "\0\0\0\0\4\0\0\0"sv)).end, "fcgi-end-request at 12");
}

TEST(FcgiReader, SaysWhyARequestWasNotTaken) {
  for (const ProtocolStatusRow& r : protocol_status_rows) {
    std::string body{complete};
    body[4] = static_cast<char>(r.status);
    Reader reader;
    const Answer answer = read_from(reader, record(3, body), 100);
    EXPECT_EQ(reader.protocol_status(), r.status);
    EXPECT_EQ(answer.end, r.status == ProtocolStatus::request_complete ? "ended at 16" : "fcgi-refused at 12");
  }
}

TEST(FcgiReader, DropsErrorsBeyondTheLimit) {
  const std::string bytes = record(7, "12345") + record(7, "67890") + record(6, "x") + record(3, complete);
  const Answer answer = read(bytes, {.max_error_bytes = 7});
  EXPECT_EQ(answer.errors, "1234567");
  EXPECT_EQ(answer.output, "x");
  Reader reader{{.max_error_bytes = 7}};
  read_from(reader, bytes, 1000);
  EXPECT_EQ(reader.dropped_error_bytes(), 3u);
}

TEST(FcgiWriter, BeginsARequest) {
  std::array<char, begin_request_bytes> buffer;
  base::Writer to{buffer};
  write_begin_request(to, Role::responder, Connection::stays);
  EXPECT_EQ(to.written(), "\1\1\0\1\0\x8\0\0\0\1\1\0\0\0\0\0"sv);
}

std::string params(std::span<const Param> some) {
  std::vector<char> buffer(params_size(some));
  base::Writer to{buffer};
  write_params(to, some);
  EXPECT_EQ(to.room(), 0u) << "the size was not exact";
  return std::string{to.written()};
}

TEST(FcgiWriter, WritesParams) {
  const std::array some{Param{"A", "bc"}, Param{"EMPTY", ""}};
  EXPECT_EQ(params(some), "\1\4\0\1\0\xc\4\0\1\2Abc\5\0EMPTY\0\0\0\0\1\4\0\1\0\0\0\0"sv);
  EXPECT_EQ(params({}), "\1\4\0\1\0\0\0\0"sv);
}

// What an application does with the stream: joins the records, reads the pairs.
std::string joined(std::string_view bytes) {
  std::string content;
  while (bytes.size() >= header_bytes) {
    const auto octet = [&bytes](std::size_t at) { return static_cast<unsigned char>(bytes[at]); };
    const std::size_t length = static_cast<std::size_t>(octet(4) << 8 | octet(5));
    EXPECT_EQ((length + octet(6)) % 8, 0u);
    content += bytes.substr(header_bytes, length);
    bytes.remove_prefix(header_bytes + length + octet(6));
    if (length == 0) break;
  }
  EXPECT_TRUE(bytes.empty());
  return content;
}

TEST(FcgiWriter, CutsLongParamsIntoRecords) {
  for (const std::size_t size : {127u, 128u, 65'515u, 65'520u, 65'521u, 65'522u, 65'528u, 200'000u}) {
    const std::string value(size, 'v');
    const std::array some{Param{"N", value}};
    const std::string content = joined(params(some));
    std::string expected{"\1"};
    if (size > 127) {
      for (const int shift : {24, 16, 8, 0}) expected += static_cast<char>(size >> shift & 0xff);
      expected[1] = static_cast<char>(expected[1] | 0x80);
    } else {
      expected += static_cast<char>(size);
    }
    EXPECT_TRUE(content == expected + "N" + value) << size;
  }
}

TEST(FcgiWriter, WritesInputAndAbort) {
  std::array<char, 64> buffer;
  base::Writer to{buffer};
  write_input_header(to, 0x1234);
  EXPECT_EQ(to.written(), "\1\5\0\1\x12\x34\0\0"sv);
  write_input_end(to);
  write_abort_request(to);
  EXPECT_EQ(to.written().substr(8), "\1\5\0\1\0\0\0\0\1\2\0\1\0\0\0\0"sv);
}

} // namespace
} // namespace responsum::codec::fcgi
