#include "responsum/admit/orders.hpp"

#include <algorithm>

#include "responsum/access/cryptography.hpp"

namespace responsum::admit {

bool Order::binds(const Client& client, base::UnixSeconds now_s) const {
  if (now_s < from_s || (until_s != 0 && now_s >= until_s)) return false;
  const auto holds = [&](const net::Network& n) { return n.contains(client.address); };
  if (!networks.empty() && std::ranges::none_of(networks, holds)) return false;
  if (countries.empty()) return true;
  const auto country = client.countries == nullptr ? std::nullopt : client.countries->of(client.address);
  return country && std::ranges::find(countries, *country) != countries.end();
}

bool Order::names(std::string_view path) const {
  return std::ranges::any_of(paths, [&](const base::PathPattern& p) { return p.matches(path); });
}

bool Order::names(const Digest& content) const { return std::ranges::find(digests, content) != digests.end(); }

namespace {

template <class Test>
const Order* first(std::span<const Order> orders, Test&& test) {
  const auto found = std::ranges::find_if(orders, test);
  return found == orders.end() ? nullptr : &*found;
}

} // namespace

const Order* order_for_path(std::span<const Order> orders, std::string_view path, const Client& client,
                            base::UnixSeconds now_s) {
  return first(orders, [&](const Order& o) { return o.names(path) && o.binds(client, now_s); });
}

const Order* order_for_contents(std::span<const Order> orders, const Client& client, base::UnixSeconds now_s) {
  return first(orders, [&](const Order& o) { return !o.digests.empty() && o.binds(client, now_s); });
}

const Order* order_for_content(std::span<const Order> orders, const Digest& content, const Client& client,
                               base::UnixSeconds now_s) {
  return first(orders, [&](const Order& o) { return o.names(content) && o.binds(client, now_s); });
}

Digest digest_of(std::string_view content) { return access::sha256(content); }

} // namespace responsum::admit
