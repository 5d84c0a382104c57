#include "responsum/exchange/retirement_fields.hpp"

#include <string>
#include <string_view>

#include "responsum/field/http_date.hpp"

namespace responsum::exchange {

namespace {

void add_link(base::Arena& arena, message::ResponseHead& head, std::string_view uri, std::string_view relation) {
  if (uri.empty()) return;
  head.add("Link", arena.copy("<" + std::string{uri} + ">; rel=\"" + std::string{relation} + "\""));
}

} // namespace

// RFC 8594 3 and 6, RFC 5829 3.3: before the end when that is; then what there is instead.
void add_retirement_fields(const Exchange& x, message::ResponseHead& head) {
  base::Arena& arena = x.bench().arena;
  const decision::RetirementFacts& r = x.facts().retirement;
  if (!r.past) head.add("Sunset", field::http_date_in(arena, r.at_s));
  add_link(arena, head, r.policy, "sunset");
  add_link(arena, head, r.successor, "successor-version");
}

} // namespace responsum::exchange
