// How much whoever may have, and when, as it is shown.
#include "responsum/base/timestamp.hpp"
#include "responsum/config/quantity.hpp"
#include "responsum/config/show_page.hpp"

namespace responsum::config {
namespace {

std::string_view counted_by(admit::CountedBy by) {
  switch (by) {
  case admit::CountedBy::address: return "address";
  case admit::CountedBy::prefix: return "prefix";
  case admit::CountedBy::key: return "key";
  case admit::CountedBy::route: return "route";
  case admit::CountedBy::user: return "user";
  case admit::CountedBy::nothing: break;
  }
  return "";
}

void show_limits_of(Page& page, std::string_view header, const std::vector<admit::Limit>& limits) {
  for (const admit::Limit& limit : limits) {
    const base::Origin& origin = limit.requests.origin;
    page.header(header, &origin);
    page.value("name", text(limit.name), origin);
    page.value("by", text(counted_by(limit.by)), origin);
    page.value("requests", std::to_string(limit.rate.requests), origin);
    page.value("per", text(write_quantity(limit.rate.window_ms, Unit::milliseconds)), origin);
    page.value("burst", std::to_string(limit.rate.burst), origin);
    if (header == "[[site.limit]]") page.value("path", text(limit.path.text), origin);
    if (!limit.field.empty()) page.value("field", text(limit.field), origin);
    page.value("v4_bits", std::to_string(limit.v4_bits), origin);
    page.value("v6_bits", std::to_string(limit.v6_bits), origin);
    page.value("tell", boolean(limit.tells), origin);
  }
}

std::string texts(const std::vector<std::string>& all) {
  return list(all, [](const std::string& word) { return text(word); });
}

std::string networks(const std::vector<net::Network>& all) {
  return list(all, [](const net::Network& network) { return text(network.text()); });
}

std::string time(base::UnixSeconds seconds) { return text(base::utc_text(seconds)); }

void show_maintenance(Page& page, const std::vector<admit::Maintenance>& all) {
  for (const admit::Maintenance& m : all) {
    page.header("[[site.maintenance]]", &m.origin);
    if (m.from_s != 0) page.value("from", time(m.from_s), m.origin);
    if (m.until_s != 0) page.value("until", time(m.until_s), m.origin);
    page.value("path", text(m.path.text), m.origin);
    if (!m.message.empty()) page.value("message", text(m.message), m.origin);
    page.value("networks", networks(m.networks), m.origin);
    page.value("users", texts(m.users), m.origin);
  }
}

std::string_view period(admit::Period p) {
  switch (p) {
  case admit::Period::hour: return "hour";
  case admit::Period::day: return "day";
  case admit::Period::week: return "week";
  case admit::Period::month: return "month";
  }
  return "";
}

} // namespace

void show_server_admission(Page& page, const ServerSettings& server) {
  // Without a password: that is a secret.
  if (const auto& state = *server.state) page.value("state", text(state->text()), server.state.origin);
  page.value("on_state_failure", text(name_in(state_failure_names, *server.on_state_failure)),
             server.on_state_failure.origin);
  if (server.ledger.is_set()) page.value("ledger", text(*server.ledger), server.ledger.origin);
}

void show_site_admission(Page& page, const SiteSettings& site) {
  if (site.legal_orders.is_set()) page.value("legal_orders", text(*site.legal_orders), site.legal_orders.origin);
  if (const auto& quota = site.admission.quota) {
    page.value("quota", text(write_quantity(quota->octets, Unit::bytes)), quota->octets.origin);
    page.value("quota_period", text(period(quota->period)), quota->octets.origin);
  }
  if (site.admission.ms_dav) page.value("overlays", text("ms-dav"), site.origin);
  page.value("malformed_ranges", text(name_in(malformed_ranges_names, *site.malformed_ranges)),
             site.malformed_ranges.origin);
  show_limits_of(page, "[[site.limit]]", site.admission.limits);
  show_maintenance(page, site.admission.maintenance);
}

void show_route_admission(Page& page, const RouteSettings& route) {
  if (route.max_concurrent != 0)
    page.value("max_concurrent", std::to_string(route.max_concurrent), route.max_concurrent.origin);
  if (route.max_rate.is_set())
    page.value("max_rate", text(write_quantity(*route.max_rate, Unit::bytes_per_second)), route.max_rate.origin);
  if (const auto& context = *route.context)
    page.value("context",
               "{cookie = " + text(context->cookie) + ", value = " + text(context->value) +
                   ", hints = " + texts(context->hints) + "}",
               route.context.origin);
  if (const auto& meter = *route.meter)
    page.value("meter",
               "{price = " + std::to_string(meter->price) + ", field = " + text(meter->field) +
                   (meter->pay_at.empty() ? "" : ", pay_at = " + text(meter->pay_at)) + "}",
               route.meter.origin);
}
void show_route_limits(Page& page, const RouteSettings& route) {
  show_limits_of(page, "[[site.route.limit]]", route.limits);
}

} // namespace responsum::config
