// Conditions of how much a client may have, and when. Included by condition_rows.hpp alone.
#pragma once

#include <array>

#include "responsum/decision/condition.hpp"

namespace responsum::decision::detail {

inline constexpr auto rows_of_admission = [] {
  using enum Condition;
  using enum Ending;
  using enum Obligation;
  using status::Status;
  return std::array{
      ConditionRow{
          overload_shed, "overload.shed", Status::service_unavailable, final, Content::explanation,
          Obligations{static_cast<Obligations>(retry_after)}, "RFC 9110 15.6.4",
          "Requests have to wait longer for this server than they should, so it answers fewer.",
          "Try again later, and not all at once; the operator can raise overload_target_ms or add machines."},
      ConditionRow{overload_full, "overload.full", Status::service_unavailable, final, Content::explanation,
                   Obligations{static_cast<Obligations>(retry_after)}, "RFC 9110 15.6.4",
                   "As many requests are under way on this route as it takes at a time.",
                   "Try again shortly; the operator can raise max_concurrent."},
      ConditionRow{maintenance, "maintenance", Status::service_unavailable, final, Content::explanation,
                   Obligations{static_cast<Obligations>(retry_after)}, "RFC 9110 15.6.4",
                   "The site is being worked on.",
                   "Come back when Retry-After says; the operator can let networks or users in, or end it, in "
                   "[[site.maintenance]]."},
      ConditionRow{
          rate_state_lost, "rate.state-lost", Status::service_unavailable, final, Content::explanation,
          Obligations{static_cast<Obligations>(retry_after)}, "RFC 9110 15.6.4",
          "Requests are counted on another machine that cannot be asked now, and none is let through uncounted.",
          "Try again shortly; the operator can mend the state server, or set on_state_failure = \"open\"."},
      ConditionRow{
          rate_address, "rate.address", Status::too_many_requests, final, Content::explanation,
          retry_after | rate_limit, "RFC 6585 4", "Your address has sent more requests than one address may.",
          "Wait as long as Retry-After says; behind a shared address all who share it are counted together."},
      ConditionRow{rate_prefix, "rate.prefix", Status::too_many_requests, final, Content::explanation,
                   retry_after | rate_limit, "RFC 6585 4",
                   "The network around your address has sent more requests than one network may.",
                   "Wait as long as Retry-After says; whoever is in the same network is counted with you."},
      ConditionRow{rate_key, "rate.key", Status::too_many_requests, final, Content::explanation,
                   retry_after | rate_limit, "RFC 6585 4",
                   "The key in the request has sent more requests than one key may.",
                   "Wait as long as Retry-After says, or ask the operator for more."},
      ConditionRow{rate_route, "rate.route", Status::too_many_requests, final, Content::explanation,
                   retry_after | rate_limit, "RFC 6585 4",
                   "All clients together have sent more requests than the route takes.",
                   "Wait as long as Retry-After says."},
      ConditionRow{bandwidth_spent, "bandwidth.spent", Status::service_unavailable, final, Content::explanation,
                   Obligations{static_cast<Obligations>(retry_after)}, "RFC 9110 15.6.4",
                   "The site has sent as much in this period as it may.",
                   "Come back when Retry-After says; the operator can raise quota."},
      ConditionRow{legal_order, "legal.order", Status::unavailable_for_legal_reasons, final, Content::explanation,
                   Obligations{static_cast<Obligations>(blocked_by)}, "RFC 7725 3",
                   "An authority has ordered that this is not to be made available.",
                   "See the order that is named; Link says who acts on it."},
      ConditionRow{context_missing, "context.missing", Status::retry_with, final, Content::explanation,
                   Obligations{static_cast<Obligations>(echo)}, "MS-WDV 2.2.6",
                   "The route needs something that the client has not sent yet and that this response gives.",
                   "Repeat the same request once, with what was given and with the value of Ms-Echo-Request in "
                   "Ms-Echo-Reply."},
      ConditionRow{context_absent, "context.absent", Status::bad_request, final, Content::explanation,
                   Obligations{static_cast<Obligations>(echo)}, "RFC 9110 15.5.1",
                   "The route needs something that the client did not send.",
                   "Send the cookie, or the client hints, that the response asks for."},
      ConditionRow{rate_user, "rate.user", Status::too_many_requests, final, Content::explanation,
                   retry_after | rate_limit, "RFC 6585 4", "You have sent more requests than one user may.",
                   "Wait as long as Retry-After says, or ask the operator for more."},
  };
}();

} // namespace responsum::decision::detail
