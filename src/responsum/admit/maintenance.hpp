// Times in which a site, or a part of it, is not to be used.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "responsum/base/clock.hpp"
#include "responsum/base/origin.hpp"
#include "responsum/base/pattern.hpp"
#include "responsum/net/address.hpp"

namespace responsum::admit {

struct Maintenance {
  base::Origin origin{};
  base::PathPattern path{};
  base::UnixSeconds from_s = 0;
  base::UnixSeconds until_s = 0;        // 0: until it is taken out of the configuration
  std::string message{};                // for people; empty: none
  std::vector<net::Network> networks{}; // whose clients are let in all the same
  std::vector<std::string> users{};     // likewise

  bool holds(std::string_view of, base::UnixSeconds now_s) const {
    return from_s <= now_s && (until_s == 0 || now_s < until_s) && path.matches(of);
  }
  bool lets_in(const net::Address& client) const {
    return std::ranges::any_of(networks, [&](const net::Network& n) { return n.contains(client); });
  }
  bool lets_in(std::string_view user) const { return !user.empty() && std::ranges::find(users, user) != users.end(); }
};

} // namespace responsum::admit
