// What is known of how much a client may have, and when: facts of the chapters admit, access and meter. Views live as
// long as the configuration, those of the request as long as its head.
#pragma once

#include <cstdint>
#include <string_view>

#include "responsum/base/clock.hpp"
#include "responsum/base/limit.hpp"

namespace responsum::decision {

// What a limit on requests counts by.
enum class CountedBy : std::uint8_t { nothing, address, prefix, key, route, user };

// The limit that says how many requests may come: the one that refused this, or the one that leaves least.
struct RateFacts {
  CountedBy refused_by = CountedBy::nothing;
  bool state_had = true; // false: it is kept elsewhere and was not to be had
  std::string_view name{};
};

// A legal order that binds for this request (RFC 7725).
struct OrderFacts {
  std::string_view id{}; // empty: none does
  std::string_view authority{};
  std::string_view law{};
  std::string_view blocked_by{}; // URI
  std::string_view text{};
};

// Learned by find_route unless it says otherwise; as it stands here nothing is in the way.
struct AdmissionFacts {
  bool has_places = false;         // the route, or the server, lets in so many at a time; then take_place says
  bool keeps_up = true;            // lookup take_place: the worker does not make requests wait
  bool place_left = true;          // likewise
  std::uint32_t places = 0;        // at a time; 0: no limit
  bool in_service = true;          // or out of it, but the client's network is let in
  bool users_let_in = false;       // some are, and the request brings credentials
  bool user_let_in = false;        // the one who sent it, as far as is known
  base::UnixSeconds service_s = 0; // when it ends; 0: nobody knows
  std::string_view notice{};       // what people are told of it

  bool rated = false;              // some limit is not of users; then take_share says
  bool rated_by_user = false;      // some is; then take_user_share says
  bool open_without_state = false; // requests are let through that cannot be counted
  RateFacts rate;

  bool bandwidth_left = true;
  bool costs_bandwidth = true;        // false: HEAD and what must be had in any case
  base::UnixSeconds bandwidth_s = 0;  // when there is more
  const base::Limit* quota = nullptr; // how much there is in a period; null: no limit

  OrderFacts order;                 // about the path, then about the content
  bool content_in_question = false; // some order is about contents; then read_digest says
  bool content_barred = false;      // lookup read_digest

  bool context_known = true;  // or none is needed
  bool context_asked = false; // the client does what 449 says, and was not asked before

  bool metered = false;
  bool key_readable = true;  // or none was sent
  bool key_known = true;     // lookup hold_credits
  bool credits_left = true;  // likewise
  std::string_view pay_at{}; // URI; empty: nothing is said
  std::uint64_t price = 0;
};

} // namespace responsum::decision
