#include <map>

#include "responsum/admin/api.hpp"
#include "responsum/admin/count.hpp"
#include "responsum/admin/json.hpp"
#include "responsum/base/timestamp.hpp"
#include "responsum/decision/drawing.hpp"

namespace responsum::admin {

std::string write_overview(const Observed& observed, const Events& events, base::UnixSeconds now_s) {
  const Description& d = observed.description();
  const Totals totals = observed.totals();
  const auto conditions = count_conditions(observed.recorders());
  std::map<std::uint16_t, std::uint64_t> statuses;
  std::uint64_t exchanges = 0;
  for (const decision::ConditionRow& r : decision::condition_rows) {
    const std::uint64_t count = conditions[static_cast<std::size_t>(r.condition)];
    exchanges += count;
    if (count != 0) statuses[status_number(r.condition, d.profile)] += count;
  }
  Json json;
  json.object();
  json.member("edition", decision::edition_text());
  json.member("profile", status::word(d.profile).name);
  json.member("started", base::timestamp(d.started_s, 0)).member("now", base::timestamp(now_s, 0));
  json.member("uptime_s", now_s - d.started_s);
  json.member("workers", observed.recorders().size());
  json.member("kept_exchanges", observed.recorders().size() * observe::Recorder::capacity);
  json.member("connections", totals.connections).member("exchanges", exchanges);
  json.member("refused_connections", totals.refused).member("log_lines_dropped", totals.log_dropped);
  json.member("exchanges_kept", totals.kept).member("kept_exchanges_dropped", totals.kept_dropped);
  const StreamTotals& streams = events.totals();
  json.key("streams").object().member("open", events.open()).member("begun", streams.begun);
  json.member("cut", streams.cut).member("exchanges_dropped", streams.dropped).end();
  json.key("statuses").object();
  for (const auto& [number, count] : statuses) json.member(number == 0 ? "none" : std::to_string(number), count);
  json.end().key("conditions").object();
  for (const decision::ConditionRow& r : decision::condition_rows)
    if (const auto count = conditions[static_cast<std::size_t>(r.condition)]; count != 0) json.member(r.id, count);
  json.end().key("listen").array();
  for (const std::string& where : d.listen) json.value(where);
  json.end().key("configuration").array();
  for (const std::string& file : d.files) json.value(file);
  json.end().key("sites").array();
  for (const SiteLabels& labels : d.sites) {
    const observe::RouteLabel* site = d.labels->find(labels.site);
    json.object().member("name", site == nullptr ? std::string_view{} : site->site).key("routes").array();
    for (const std::uint16_t label : labels.routes)
      if (const observe::RouteLabel* route = d.labels->find(label))
        json.object()
            .member("name", route->route)
            .member("path", route->pattern)
            .member("origin", route->origin)
            .end();
    json.end().end();
  }
  return std::move(json.end().end()).take();
}

namespace {

void write_seconds(Json& json, const Traffic& traffic) {
  json.key("seconds").array();
  const base::UnixSeconds now_s = traffic.counted_s();
  for (auto s = now_s - static_cast<base::UnixSeconds>(Traffic::window_s) + 1; s <= now_s; ++s) {
    json.array();
    const Counts* counts = traffic.at(s);
    for (std::size_t c = 0; c < class_slots; ++c) json.value(counts == nullptr ? 0u : counts->classes[c]);
    json.end();
  }
  json.end();
}

} // namespace

std::string write_traffic(const Traffic& traffic) {
  const Counts minute = traffic.last_minute();
  Json json;
  json.object().member("now", base::timestamp(traffic.counted_s(), 0)).member("window_s", Traffic::window_s);
  json.member("exchanges", minute.exchanges).member("unplaced", minute.unplaced);
  write_seconds(json, traffic);
  json.key("edges").object();
  for (const decision::Decision& d : decision::diagram)
    for (const bool answer : {true, false})
      if (const auto count = minute.edges[decision::edge_index(d.node, answer)]; count != 0)
        json.member(decision::edge_tag(d.node, answer), count);
  json.end().key("conditions").object();
  for (const decision::ConditionRow& r : decision::condition_rows)
    if (const auto count = minute.conditions[static_cast<std::size_t>(r.condition)]; count != 0)
      json.member(r.id, count);
  return std::move(json.end().end()).take();
}

} // namespace responsum::admin
