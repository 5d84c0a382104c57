// [dns]
#include <algorithm>
#include <optional>

#include "responsum/config/tables.hpp"

namespace responsum::config {

net::ResolverLimits default_dns_limits() {
  net::ResolverLimits limits;
  for (const DnsLimitRow& row : dns_limit_rows) limits.*row.member = {row.key, row.usual};
  return limits;
}

bool is_same(const DnsSettings& a, const DnsSettings& b) {
  return std::ranges::equal(a.servers, b.servers, {}, &DnsServer::address, &DnsServer::address) &&
         have_same_limits(dns_limit_rows, a.limits, b.limits);
}

namespace {

// "127.0.0.1", "::1", or with a port as addresses have it.
std::optional<net::Address> parse_name_server(std::string_view text) {
  constexpr std::uint16_t usual_port = 53;
  if (const auto host = net::Address::parse_host(text)) return host->with_port(usual_port);
  const auto whole = net::Address::parse(text);
  return whole && whole->port() != 0 ? whole : std::nullopt;
}

} // namespace

void read_dns(const Context& context, const Node& table, DnsSettings& dns) {
  TableReader reader{context, table, "[dns]"};
  if (const Node* node = reader.find("servers"))
    for (const Item& item : read_texts(context, *node, "servers")) {
      if (const auto address = parse_name_server(item.text))
        dns.servers.push_back({*address, context.origin(item.place)});
      else
        context.error(item.place, in_ticks(item.text) + ": a name server is named by its numeric address",
                      "write \"127.0.0.1\", or with a port: \"127.0.0.1:5353\"");
    }
  for (const DnsLimitRow& row : dns_limit_rows)
    if (const Node* node = reader.find(row.key))
      if (const auto value = read_quantity(context, *node, row.key, row.unit, {row.least, row.most}))
        dns.limits.*row.member = {row.key, *value, context.origin(node->place)};
  reader.finish();
}

} // namespace responsum::config
