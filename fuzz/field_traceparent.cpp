// traceparent: what was read is what stands there, in lower case and without zeros for ids.
#include <string>

#include "check.hpp"
#include "responsum/field/traceparent.hpp"

using namespace responsum;
using fuzz::check;

namespace {

template <std::size_t Octets>
std::string hex(const std::array<std::uint8_t, Octets>& octets) {
  const auto text = field::hexadecimal(octets);
  return {text.data(), text.size()};
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view value = fuzz::Input{data, size}.rest();
  const auto read = field::parse_traceparent(value);
  if (!read) return 0;
  check(read->known(), "what was read is of a trace");
  const std::string written =
      "-" + hex(read->trace_id) + "-" + hex(read->parent_id) + "-" + hex(std::array{read->flags});
  check(value.substr(2, written.size()) == written, "it is written as it was read");
  check(value.substr(0, 2) != "ff", "the last version is none");
  check(!value.starts_with("00") || value.size() == 2 + written.size(), "version 00 ends with its flags");
  check(field::parse_traceparent("00" + written) == read, "every version says what version 00 would");
  return 0;
}
