// What forms send, read strictly: whatever it is, faults lie within it, and what is read can be written and read
// again.
//
// Input: all of it is content, once as a query has it and once in parts whose boundary is "b".
#include <string>

#include "check.hpp"
#include "responsum/codec/form/multipart.hpp"
#include "responsum/codec/form/urlencoded.hpp"
#include "responsum/field/utf8.hpp"

using namespace responsum;
using fuzz::check;
namespace form = codec::form;

namespace {

using Read = std::expected<std::vector<form::Field>, form::Wrong>;

void check_fields(const Read& read, std::string_view bytes) {
  if (!read) return check(read.error().offset <= bytes.size(), "a fault lies within the content");
  check(read->size() <= form::max_fields, "fields have a limit");
  for (const form::Field& f : *read) {
    check(!f.name.empty() && field::is_utf8(f.name), "a name is a text");
    check(f.is_file || field::is_utf8(f.value), "a value is a text");
    check(f.name.size() + f.value.size() <= bytes.size(), "nothing is longer than it was");
  }
}

std::string encoded(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    out.append({'%', digits[octet >> 4], digits[octet & 15]});
  }
  return out;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  const Read query = form::read_urlencoded(bytes);
  check_fields(query, bytes);
  if (query) {
    std::string again;
    for (const form::Field& f : *query) again += encoded(f.name) + "=" + encoded(f.value) + "&";
    check(form::read_urlencoded(again) == query, "what is read can be written");
  }
  check_fields(form::read_multipart(bytes, {"multipart", "form-data", "; boundary=b"}), bytes);
  return 0;
}
