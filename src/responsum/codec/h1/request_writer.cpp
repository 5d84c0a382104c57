#include "responsum/codec/h1/request_writer.hpp"

#include <algorithm>

#include "responsum/base/ascii.hpp"
#include "responsum/base/assert.hpp"
#include "responsum/codec/h1/scan.hpp"

namespace responsum::codec::h1 {
namespace {

constexpr std::string_view version_and_end = " HTTP/1.1\r\n";
constexpr std::string_view host_begin = "Host: ";
constexpr std::string_view separator = ": ";
constexpr std::string_view line_end = "\r\n";

// What a value may hold is looked at below, in all lines at once.
bool is_trimmed(std::string_view text) { return base::trim(text).size() == text.size(); }

// Visible and ASCII: what a target may hold more narrowly is known where it is made.
bool is_target(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f; });
}

} // namespace

std::size_t request_size(const RequestToWrite& request) {
  std::size_t size = request.method.size() + 1 + request.target.size() + version_and_end.size() + host_begin.size() +
                     request.host.size() + line_end.size();
  for (const RequestField& field : request.fields)
    size += field.name.size() + separator.size() + field.value.size() + line_end.size();
  return size + line_end.size();
}

void write_request(base::Writer& to, const RequestToWrite& request) {
  RESPONSUM_ASSERT(request_size(request) <= to.room());
  RESPONSUM_ASSERT(base::is_token(request.method));
  RESPONSUM_ASSERT(is_target(request.target));
  RESPONSUM_ASSERT(is_trimmed(request.host));
  const std::size_t before = to.size();
  to.text(request.method).character(' ').text(request.target).text(version_and_end);
  to.text(host_begin).text(request.host).text(line_end);
  for (const RequestField& field : request.fields) {
    RESPONSUM_ASSERT(base::is_token(field.name) && !base::equals_ignoring_case(field.name, "Host"));
    RESPONSUM_ASSERT(is_trimmed(field.value));
    to.text(field.name).text(separator).text(field.value).text(line_end);
  }
  to.text(line_end);
  // Two for the end of each line and no other: then no value broke one.
  const std::string_view lines = to.written().substr(before);
  RESPONSUM_ASSERT(scan::count_controls(lines.data(), lines.data() + lines.size()) ==
                   2 * (request.fields.size() + 3));
}

} // namespace responsum::codec::h1
