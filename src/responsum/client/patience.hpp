// When a call has waited too long, whatever carries it.
#pragma once

#include <algorithm>
#include <limits>

#include "responsum/client/call.hpp"
#include "responsum/client/limits.hpp"
#include "responsum/net/timer.hpp"

namespace responsum::client {

// How far a call has come, as its time limits have it.
struct Stage {
  base::Milliseconds began_ms;    // of the exchange
  base::Milliseconds progress_ms; // when something of it went on last
  bool sending;                   // octets of the request wait to be taken
  bool sent;                      // all of them have been
  bool answering;                 // octets of a response have come
  bool reading;                   // more of it is asked for
};

inline constexpr net::Deadline no_deadline{std::numeric_limits<base::Milliseconds>::max() / 4};

inline bool is_over(const base::Limit& total, base::Milliseconds began_ms, base::Milliseconds now_ms) {
  return total != 0 && now_ms >= began_ms + total.milliseconds();
}

inline net::Deadline deadline_of(const Stage& stage, const Limits& limits) {
  net::Deadline until = no_deadline;
  const auto within = [&until](base::Milliseconds since, const base::Limit& limit) {
    if (limit != 0) until.at_ms = std::min(until.at_ms, since + limit.milliseconds());
  };
  within(stage.began_ms, limits.total_timeout_ms);
  if (stage.sending) within(stage.progress_ms, limits.send_timeout_ms);
  if (stage.answering && stage.reading)
    within(stage.progress_ms, limits.between_bytes_timeout_ms);
  else if (!stage.answering && stage.sent)
    within(stage.progress_ms, limits.first_byte_timeout_ms);
  return until;
}

// It is past its deadline.
inline Failure lateness_of(const Stage& stage, const Limits& limits, base::Milliseconds now_ms) {
  if (is_over(limits.total_timeout_ms, stage.began_ms, now_ms))
    return {.end = HopEnd::total_slow, .limit = &limits.total_timeout_ms};
  if (stage.answering) return {.end = HopEnd::silent, .limit = &limits.between_bytes_timeout_ms};
  if (stage.sending) return {.end = HopEnd::send_slow, .limit = &limits.send_timeout_ms};
  return {.end = HopEnd::head_slow, .limit = &limits.first_byte_timeout_ms};
}

} // namespace responsum::client
