#include "responsum/codec/h1/response_writer.hpp"

#include "responsum/base/assert.hpp"
#include "responsum/codec/h1/pen.hpp"
#include "responsum/codec/h1/scan.hpp"
#include "responsum/status/status.hpp"

namespace responsum::codec::h1 {
namespace {

using message::ResponseField;
using message::ResponseHead;

constexpr std::string_view version = "HTTP/1.1 ";
constexpr std::string_view chunked_line = "Transfer-Encoding: chunked\r\n";

} // namespace

std::size_t head_size(const ResponseHead& head, ConnectionOption connection, TransferCoding coding) {
  std::size_t size = version.size() + status::code_digits + 1 + head.phrase.size() + crlf.size();
  head.for_each([&size](const ResponseField& field) { size += Pen::line_size(field.name, field.value); });
  if (coding == TransferCoding::chunked) size += chunked_line.size();
  return size + row(connection).line.size() + crlf.size();
}

void write_head(base::Writer& to, const ResponseHead& head, message::Version request_version,
                ConnectionOption connection, TransferCoding coding) {
  RESPONSUM_ASSERT(coding == TransferCoding::none || request_version != message::Version::http_1_0);
  const std::size_t size = head_size(head, connection, coding);
  RESPONSUM_ASSERT(size <= to.room());

  const std::size_t before = to.size();
  to.text(version).decimal(head.status);
  RESPONSUM_ASSERT(to.size() - before == version.size() + status::code_digits);
  const std::size_t rest = size - (to.size() - before);
  Pen pen{to.reserve(rest)};
  const char* begin = pen.place();
  pen.put(" ");
  pen.put(head.phrase);
  pen.put(crlf);
  head.for_each([&pen](const ResponseField& field) {
    RESPONSUM_ASSERT(!field.name.empty());
    pen.put_line(field.name, field.value);
  });
  if (coding == TransferCoding::chunked) pen.put(chunked_line);
  pen.put(row(connection).line);
  pen.put(crlf);
  RESPONSUM_ASSERT(pen.place() == begin + rest);
  // Two for the end of each line and no other: then no name, value or phrase broke one.
  const std::size_t lines = head.relayed.size() + head.count + 2 + (coding == TransferCoding::chunked ? 1 : 0) +
                            (connection == ConnectionOption::none ? 0 : 1);
  RESPONSUM_ASSERT(scan::count_controls(begin, pen.place()) == 2 * lines);
}

void chunk_prefix(base::Writer& to, std::uint64_t size) {
  RESPONSUM_ASSERT(size != 0);
  to.hexadecimal(size).text(crlf);
}

} // namespace responsum::codec::h1
