// Fields that frame a message: nothing but what a naive reading accepts is accepted.
#include <string>

#include "check.hpp"
#include "responsum/base/ascii.hpp"
#include "responsum/field/connection.hpp"
#include "responsum/field/content_length.hpp"
#include "responsum/field/content_type.hpp"
#include "responsum/field/expect.hpp"
#include "responsum/field/transfer_encoding.hpp"

using namespace responsum;
using fuzz::check;

namespace {

void check_length(std::string_view value) {
  const auto length = field::parse_content_length(value);
  if (!length) return;
  check(value.find_first_not_of("0123456789, \t") == std::string_view::npos, "a length is digits");
  check(length->repeated == (value.find(',') != std::string_view::npos), "a list is repeated lengths");
  const auto again = field::parse_content_length(std::to_string(length->octets));
  check(again.has_value() && again->octets == length->octets && !again->repeated,
        "a length is read as it is written");
  const std::string twice = std::string{value} + "," + std::string{value};
  check(field::parse_content_length(twice).has_value(), "a length that is repeated is the same length");
}

void check_codings(std::string_view value) {
  using enum field::TransferCodings;
  const auto codings = field::parse_transfer_encoding(value);
  const bool only = base::equals_ignoring_case(base::trim(value), "chunked");
  check((codings == chunked_only) == only, "only chunked is only chunked");
  const auto again = field::parse_transfer_encoding(std::string{value} + ", chunked");
  if (codings == chunked_only || codings == unknown_coding)
    check(again == repeated_chunked, "chunked twice is refused");
  if (codings == malformed) check(again == malformed, "what is malformed stays so");
}

void check_connection(std::string_view value) {
  const auto options = field::parse_connection(value);
  check(options.close == field::connection_names(value, "close"), "close is named exactly when it is an option");
  check(field::parse_connection(std::string{value} + ",close").close, "close at the end counts");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view value = fuzz::Input{data, size}.rest();
  check_length(value);
  check_codings(value);
  check_connection(value);
  if (field::parse_expect(value) == field::Expectation::continue_)
    check(value.find_first_not_of("100-continueCONTINUE, \t") == std::string_view::npos, "one expectation is known");
  if (const auto type = field::parse_media_type(value))
    check(base::is_token(type->type) && base::is_token(type->subtype), "a type is two tokens");
  return 0;
}
