// Small fields of a connection and its content: nothing but what a naive reading accepts is accepted.
#include <string>

#include "check.hpp"
#include "responsum/base/ascii.hpp"
#include "responsum/field/connection.hpp"
#include "responsum/field/content_type.hpp"
#include "responsum/field/expect.hpp"

using namespace responsum;
using fuzz::check;

namespace {

void check_connection(std::string_view value) {
  const auto options = field::parse_connection(value);
  check(options.close == field::connection_names(value, "close"), "close is named exactly when it is an option");
  check(field::parse_connection(std::string{value} + ",close").close, "close at the end counts");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view value = fuzz::Input{data, size}.rest();
  check_connection(value);
  if (field::parse_expect(value) == field::Expectation::continue_)
    check(value.find_first_not_of("100-continueCONTINUE, \t") == std::string_view::npos, "one expectation is known");
  if (const auto type = field::parse_media_type(value))
    check(base::is_token(type->type) && base::is_token(type->subtype), "a type is two tokens");
  return 0;
}
