// Facts about who comes: learned by the lookups find_route, weigh_rules and authenticate.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>

#include "responsum/base/origin.hpp"
#include "responsum/status/status.hpp"

namespace responsum::decision {

// What a preflight asks for and is not given (Fetch, CORS-preflight fetch).
enum class CorsRefusal : std::uint8_t { none, origin, method, header };

struct CorsFacts {
  bool configured = false;     // the route says which origins may read it
  bool origin_allowed = false; // of the request; false also where it names none
  bool preflight = false;
  CorsRefusal refusal = CorsRefusal::none;
  std::string_view refused{}; // as the request has it
};

// What the credentials of a request came to.
enum class CredentialState : std::uint8_t {
  none,      // none of a scheme that the route takes
  limited,   // not looked at: the address has failed too often
  malformed, // not what the scheme writes
  busy,      // not looked at: too many others wait to be
  stale,     // right, but for a nonce that is not good any more
  expired,   // right, but not at this time
  wrong,
  right,
};

// What the answer of a server that is asked who may come says of the client. It was asked without conditions, so that
// 304 says nothing.
enum class Judgement : std::uint8_t { none, refused, let_in };
constexpr Judgement judgement_of(status::Status s) {
  switch (status::class_of(s)) {
  case status::Class::successful: return Judgement::let_in;
  case status::Class::redirection: return s == status::Status::not_modified ? Judgement::none : Judgement::refused;
  case status::Class::client_error: return Judgement::refused;
  case status::Class::informational:
  case status::Class::server_error: return Judgement::none;
  }
  std::unreachable();
}

// Views live as long as the exchange.
struct AccessFacts {
  bool identity_wanted = false; // before it can say whether it lets the request in
  bool challenges = false;      // there is a scheme by which it can ask
  CredentialState credentials = CredentialState::none;
  bool allowed = false;
  bool hides = false;           // what it denies is answered as if there were nothing
  std::string_view scheme{};    // of the credentials, as the configuration names it
  std::string_view user{};      // who it is; empty: not known
  std::string_view complaint{}; // what was wrong with the credentials; no part of them
  std::string_view rule{};      // that spoke: "rule staff"; "otherwise"
  base::Origin rule_origin{};
  std::uint64_t wait_s = 0;           // where it was limited
  std::uint16_t authority_status = 0; // of the answer of the server that was asked; 0: none was, or came
};

} // namespace responsum::decision
