// Who may: rules in the order of the configuration, of which the first that matches counts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "responsum/access/country.hpp"
#include "responsum/access/hours.hpp"
#include "responsum/access/verified.hpp"
#include "responsum/base/origin.hpp"
#include "responsum/message/method.hpp"
#include "responsum/net/address.hpp"

namespace responsum::access {

// All members that are there have to hold, in each any one of its values.
struct Rule {
  std::string name{}; // as configured, or "rule 2"
  base::Origin origin{};
  bool allows = true;
  bool hides = false; // what it denies is answered as if there were nothing
  std::vector<net::Network> networks{};
  std::optional<message::MethodSet> methods{};
  std::vector<std::string> users{};
  std::vector<std::string> groups{}; // a user of one of them, or one of `users`
  std::vector<Country> countries{};
  std::optional<Hours> hours{};

  bool asks_who() const { return !users.empty() || !groups.empty(); }
};

// What becomes of whom no rule names.
enum class Otherwise : std::uint8_t { allow, deny, identified };

// What is known of who comes. `identity` is null as long as nobody knows.
struct Visitor {
  net::Address address;
  message::Method method;
  base::UnixSeconds now_s;
  const Countries* countries = nullptr; // null: no file
  const Identity* identity = nullptr;
};

struct Weighed {
  enum class Kind : std::uint8_t { allowed, denied, identity_wanted };
  Kind kind;
  const Rule* rule; // null: none matched, and it is as `otherwise` says
};

Weighed weigh(const std::vector<Rule>& rules, Otherwise otherwise, const Visitor& visitor);

// What of the rule does not hold for the visitor: "the address is in none of 10.0.0.0/8". Empty: all of it holds.
std::string lacking(const Rule& rule, const Visitor& visitor);

} // namespace responsum::access
