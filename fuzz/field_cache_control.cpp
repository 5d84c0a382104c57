// Cache-Control: seconds are bounded, empty members change nothing, another directive takes none away.
#include <string>

#include "check.hpp"
#include "responsum/field/cache_control.hpp"

using namespace responsum;
using fuzz::check;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view value = fuzz::Input{data, size}.rest();
  const auto c = field::parse_cache_control(value);
  for (const auto& seconds :
       {c.max_age, c.s_maxage, c.min_fresh, c.max_stale, c.stale_while_revalidate, c.stale_if_error})
    check(!seconds || *seconds <= field::greatest_delta_seconds, "seconds have a greatest value");
  check(fuzz::within(c.no_cache_fields, value) && fuzz::within(c.private_fields, value), "names are views");
  check(c.no_cache || c.no_cache_fields.empty(), "names belong to a directive that was sent");

  const std::string longer = "no-store,," + std::string{value};
  const auto d = field::parse_cache_control(longer);
  check(d.no_store, "a directive at the head counts");
  check(d.max_age == c.max_age && d.no_cache == c.no_cache && d.is_private == c.is_private &&
            d.no_cache_fields == c.no_cache_fields && d.min_fresh == c.min_fresh,
        "another directive takes none away");
  return 0;
}
