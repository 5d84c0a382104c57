// Structured fields: what is read has a canonical text, and that is read as the same value.
#include "check.hpp"
#include "responsum/field/structured.hpp"

using namespace responsum;
using fuzz::check;
namespace structured = field::structured;

namespace {

template <class Parse>
void check_round_trip(std::string_view value, Parse parse) {
  const auto parsed = parse(value, structured::Limits{});
  if (!parsed) {
    check(parsed.error().offset <= value.size(), "a fault lies within the value");
    return;
  }
  const auto text = structured::write(*parsed);
  check(text.has_value(), "what is read can be written");
  const auto again = parse(*text, structured::Limits{});
  check(again.has_value() && *again == *parsed, "what is written is read as the same");
  check(structured::write(*again) == text, "there is one canonical text");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view value = fuzz::Input{data, size}.rest();
  check_round_trip(value, structured::parse_item);
  check_round_trip(value, structured::parse_list);
  check_round_trip(value, structured::parse_dictionary);
  return 0;
}
