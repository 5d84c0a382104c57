// Orders of authorities that something is not to be made available (RFC 7725): what they say, and whom they bind.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "responsum/access/country.hpp"
#include "responsum/base/clock.hpp"
#include "responsum/base/origin.hpp"
#include "responsum/base/pattern.hpp"
#include "responsum/net/address.hpp"

namespace responsum::admit {

using Digest = std::array<std::uint8_t, 32>; // SHA-256

// Whom an order may bind.
struct Client {
  net::Address address{};
  const access::Countries* countries = nullptr; // what tells where addresses are; null: nobody knows
};

struct Order {
  base::Origin origin{};
  std::string id{};
  std::string authority{};                // that gave it
  std::string law{};                      // that it goes by
  std::string blocked_by{};               // URI of who acts on it, which is not who gave it (RFC 7725 4)
  std::string text{};                     // more for people; empty: none
  std::vector<base::PathPattern> paths{}; // any of them; none: it is about contents
  std::vector<net::Network> networks{};   // whose clients it is about; none: all
  std::vector<access::Country>
      countries{};               // whose clients it is about; none: all. Where an address is has to be known
  std::vector<Digest> digests{}; // of contents, wherever they are
  base::UnixSeconds from_s = 0;
  base::UnixSeconds until_s = 0; // 0: no end is known

  bool binds(const Client& client, base::UnixSeconds now_s) const;
  bool names(std::string_view path) const;
  bool names(const Digest& content) const;
};

// The first that binds for this path; null: none does.
const Order* order_for_path(std::span<const Order> orders, std::string_view path, const Client& client,
                            base::UnixSeconds now_s);
// The first that binds and is about contents at all, or about this one.
const Order* order_for_contents(std::span<const Order> orders, const Client& client, base::UnixSeconds now_s);
const Order* order_for_content(std::span<const Order> orders, const Digest& content, const Client& client,
                               base::UnixSeconds now_s);

Digest digest_of(std::string_view content);
} // namespace responsum::admit
