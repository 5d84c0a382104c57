// Dates: what is read is written and read again as the same second; the fifty-year rule holds.
#include <array>

#include "check.hpp"
#include "responsum/field/http_date.hpp"
#include "responsum/field/if_range.hpp"

using namespace responsum;
using fuzz::check;

namespace {

void check_round_trip(base::UnixSeconds time, base::UnixSeconds now) {
  std::array<char, field::http_date_length> text{};
  field::write_http_date(time, text);
  const auto again = field::parse_http_date({text.data(), text.size()}, now);
  check(again.has_value(), "what is written is a date");
  constexpr base::UnixSeconds earliest = -62'135'596'800;
  constexpr base::UnixSeconds latest = 253'402'300'799;
  if (time >= earliest && time <= latest)
    check(*again == time, "a date that can be written is read as the same second");
  else
    check(*again == (time < earliest ? earliest : latest), "what cannot be written becomes the nearest date");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input{data, size};
  const auto now = static_cast<base::UnixSeconds>(input.number());
  check_round_trip(now, now);
  const auto time = field::parse_http_date(input.rest(), now);
  check(time == field::parse_http_date(input.rest(), now), "the same text is the same date");
  if (time) {
    check_round_trip(*time, now);
    const bool four_digit_year = input.rest().find('-') == std::string_view::npos;
    if (four_digit_year)
      check(time == field::parse_http_date(input.rest(), 0), "only two-digit years depend on the present");
    else if (now > 0 && now < 200'000'000'000)
      check(*time <= now + 51 * std::int64_t{366} * 86'400, "two-digit years are not far ahead");
  }
  const auto condition = field::parse_if_range(input.rest(), now);
  check(condition.has_value() || !time, "a date is an If-Range");
  return 0;
}
