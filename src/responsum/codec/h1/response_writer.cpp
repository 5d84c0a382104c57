#include "responsum/codec/h1/response_writer.hpp"

#include <cstring>

#include "responsum/base/assert.hpp"
#include "responsum/codec/h1/scan.hpp"

namespace responsum::codec::h1 {
namespace {

using message::ResponseField;
using message::ResponseHead;

constexpr std::string_view version = "HTTP/1.1 ";
constexpr std::string_view line_end = "\r\n";
constexpr std::string_view separator = ": ";
constexpr std::string_view chunked_line = "Transfer-Encoding: chunked\r\n";
constexpr std::size_t status_digits = 3;

// Copies into memory that is known to suffice: the size of a head is computed once, not checked piece by piece.
class Pen {
 public:
  explicit Pen(char* at) : at_{at} {}
  void put(std::string_view text) {
    if (!text.empty()) std::memcpy(at_, text.data(), text.size());
    at_ += text.size();
  }
  const char* place() const { return at_; }

 private:
  char* at_;
};

} // namespace

std::size_t head_size(const ResponseHead& head, ConnectionOption connection, TransferCoding coding) {
  std::size_t size = version.size() + status_digits + 1 + head.phrase.size() + line_end.size();
  head.for_each([&size](const ResponseField& field) {
    size += field.name.size() + separator.size() + field.value.size() + line_end.size();
  });
  if (coding == TransferCoding::chunked) size += chunked_line.size();
  return size + row(connection).line.size() + line_end.size();
}

void write_head(base::Writer& to, const ResponseHead& head, message::Version request_version,
                ConnectionOption connection, TransferCoding coding) {
  RESPONSUM_ASSERT(coding == TransferCoding::none || request_version != message::Version::http_1_0);
  const std::size_t size = head_size(head, connection, coding);
  RESPONSUM_ASSERT(size <= to.room());

  const std::size_t before = to.size();
  to.text(version).decimal(head.status);
  RESPONSUM_ASSERT(to.size() - before == version.size() + status_digits);
  const std::size_t rest = size - (to.size() - before);
  Pen pen{to.reserve(rest)};
  const char* begin = pen.place();
  pen.put(" ");
  pen.put(head.phrase);
  pen.put(line_end);
  head.for_each([&pen](const ResponseField& field) {
    RESPONSUM_ASSERT(!field.name.empty());
    pen.put(field.name);
    pen.put(separator);
    pen.put(field.value);
    pen.put(line_end);
  });
  if (coding == TransferCoding::chunked) pen.put(chunked_line);
  pen.put(row(connection).line);
  pen.put(line_end);
  RESPONSUM_ASSERT(pen.place() == begin + rest);
  // Two for the end of each line and no other: then no name, value or phrase broke one.
  const std::size_t lines = head.relayed.size() + head.count + 2 + (coding == TransferCoding::chunked ? 1 : 0) +
                            (connection == ConnectionOption::none ? 0 : 1);
  RESPONSUM_ASSERT(scan::count_controls(begin, pen.place()) == 2 * lines);
}

void chunk_prefix(base::Writer& to, std::uint64_t size) {
  RESPONSUM_ASSERT(size != 0);
  to.hexadecimal(size).text(line_end);
}

} // namespace responsum::codec::h1
