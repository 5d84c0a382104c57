#include "responsum/admit/limit.hpp"

#include "responsum/field/structured.hpp"

namespace responsum::admit {

namespace {

using field::structured::Item;
using field::structured::Parameter;

std::string one(std::string_view name, std::initializer_list<Parameter> parameters) {
  const auto text = field::structured::write(field::structured::List{Item{std::string{name}, parameters}});
  return text.value_or(std::string{}); // a name was found to be a text when it was read
}

std::int64_t number(std::uint64_t value) { return static_cast<std::int64_t>(value); }

} // namespace

std::string Limit::policy() const {
  const auto window_s = number((rate.window_ms + 999) / 1000);
  return one(name, {Parameter{"q", number(rate.requests)}, Parameter{"w", window_s}});
}

std::string rate_field(std::string_view name, const Share& share) {
  const Nanoseconds until = share.remaining == 0 ? share.wait_ns : share.full_ns;
  return one(name, {Parameter{"r", number(share.remaining)}, Parameter{"t", number(whole_seconds(until))}});
}

} // namespace responsum::admit
