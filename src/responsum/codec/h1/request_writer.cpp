#include "responsum/codec/h1/request_writer.hpp"

#include <algorithm>

#include "responsum/base/ascii.hpp"
#include "responsum/base/assert.hpp"
#include "responsum/codec/h1/pen.hpp"
#include "responsum/codec/h1/scan.hpp"

namespace responsum::codec::h1 {
namespace {

constexpr std::string_view version_and_end = " HTTP/1.1\r\n";
constexpr std::string_view host_name = "Host";

// What a value may hold is looked at below, in all lines at once.
bool is_trimmed(std::string_view text) {
  return text.empty() || (!base::is_blank(text.front()) && !base::is_blank(text.back()));
}

bool is_name(std::string_view text) {
  const char* const end = text.data() + text.size();
  return !text.empty() && scan::token_end(text.data(), end) == end;
}

// Visible and ASCII: what a target may hold more narrowly is known where it is made.
bool is_target(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f; });
}

} // namespace

std::size_t request_size(const RequestToWrite& request) {
  std::size_t size = request.method.size() + 1 + request.target.size() + version_and_end.size() +
                     Pen::line_size(host_name, request.host);
  for (const RequestField& field : request.fields) size += Pen::line_size(field.name, field.value);
  return size + crlf.size();
}

void write_request(base::Writer& to, const RequestToWrite& request) {
  RESPONSUM_ASSERT(base::is_token(request.method));
  RESPONSUM_ASSERT(is_target(request.target));
  RESPONSUM_ASSERT(is_trimmed(request.host));
  const std::size_t size = request_size(request);
  Pen pen{to.reserve(size)};
  const char* const begin = pen.place();
  pen.put(request.method);
  pen.put(" ");
  pen.put(request.target);
  pen.put(version_and_end);
  pen.put_line(host_name, request.host);
  for (const RequestField& field : request.fields) {
    RESPONSUM_ASSERT(is_name(field.name) && !base::equals_ignoring_case(field.name, host_name));
    RESPONSUM_ASSERT(is_trimmed(field.value));
    pen.put_line(field.name, field.value);
  }
  pen.put(crlf);
  RESPONSUM_ASSERT(pen.place() == begin + size);
  // Two for the end of each line and no other: then no name or value broke one.
  RESPONSUM_ASSERT(scan::count_controls(begin, pen.place()) == 2 * (request.fields.size() + 3));
}

} // namespace responsum::codec::h1
