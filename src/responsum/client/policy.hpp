// What may be asked again after what has happened (RFC 9110 9.2.2): one table for all that a client knows of it.
#pragma once

#include <array>
#include <cstdint>

#include "responsum/decision/facts.hpp"
#include "responsum/message/method.hpp"

namespace responsum::client {

using decision::HopEnd;

enum class Again : std::uint8_t {
  never,
  if_idempotent, // it may have been acted on
  always,        // it cannot have been
};

struct PolicyRow {
  HopEnd end;
  Again again;
};

inline constexpr std::array policy_rows{
    PolicyRow{HopEnd::answered, Again::never},
    PolicyRow{HopEnd::switched, Again::never},
    PolicyRow{HopEnd::client_gone, Again::never},
    PolicyRow{HopEnd::content_bad, Again::never},
    PolicyRow{HopEnd::none_up, Again::never},
    PolicyRow{HopEnd::queue_full, Again::never},
    PolicyRow{HopEnd::queue_slow, Again::never},
    PolicyRow{HopEnd::dns_slow, Again::always},
    PolicyRow{HopEnd::dns_failed, Again::always},
    PolicyRow{HopEnd::connect_slow, Again::always},
    PolicyRow{HopEnd::refused, Again::always},
    PolicyRow{HopEnd::unroutable, Again::always},
    PolicyRow{HopEnd::connect_failed, Again::always},
    PolicyRow{HopEnd::tls_slow, Again::always},
    PolicyRow{HopEnd::certificate_bad, Again::always},
    PolicyRow{HopEnd::tls_alerted,
              Again::if_idempotent}, // of a certificate that is missing it comes after the request
    PolicyRow{HopEnd::tls_failed, Again::if_idempotent},
    PolicyRow{HopEnd::unprocessed, Again::always},
    PolicyRow{HopEnd::send_slow, Again::if_idempotent},
    PolicyRow{HopEnd::head_slow, Again::if_idempotent},
    PolicyRow{HopEnd::silent, Again::if_idempotent}, // in the middle of a head; behind it nothing is asked again
    PolicyRow{HopEnd::total_slow, Again::never},
    PolicyRow{HopEnd::closed, Again::if_idempotent},
    PolicyRow{HopEnd::cut, Again::if_idempotent},
    PolicyRow{HopEnd::stream_reset, Again::if_idempotent},
    PolicyRow{HopEnd::head_too_large, Again::never},
    PolicyRow{HopEnd::malformed, Again::never},
    PolicyRow{HopEnd::status_invalid, Again::never},
    PolicyRow{HopEnd::interim_many, Again::never},
    PolicyRow{HopEnd::switched_unasked, Again::never},
    PolicyRow{HopEnd::program_none, Again::never},
    PolicyRow{HopEnd::program_unstarted, Again::never},
    PolicyRow{HopEnd::program_ended, Again::never},
    PolicyRow{HopEnd::program_unsound, Again::never},
};

consteval bool policy_rows_in_order() {
  for (std::size_t i = 0; i < policy_rows.size(); ++i)
    if (static_cast<std::size_t>(policy_rows[i].end) != i) return false;
  return policy_rows.size() == decision::hop_end_rows.size();
}
static_assert(policy_rows_in_order());

// `sent`: some of the request may have reached the upstream.
constexpr bool may_ask_again(HopEnd end, message::Method method, bool sent) {
  const Again again = policy_rows[static_cast<std::size_t>(end)].again;
  if (again == Again::never) return false;
  return again == Again::always || !sent || message::row(method).idempotent;
}

// Whether a response with this number says that it may be otherwise on another connection, whatever the method:
// nothing of the request has been acted on.
bool is_of_connection(std::uint16_t status);

} // namespace responsum::client
