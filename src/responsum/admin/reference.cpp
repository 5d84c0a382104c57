#include <algorithm>

#include "responsum/admin/api.hpp"
#include "responsum/admin/count.hpp"
#include "responsum/admin/json.hpp"
#include "responsum/base/timestamp.hpp"
#include "responsum/decision/drawing.hpp"
#include "responsum/status/describe.hpp"

namespace responsum::admin {

namespace {

using decision::Condition;

// Every edge of the diagram that ends in the condition.
void write_edges(Json& json, Condition condition) {
  json.key("edges").array();
  for (const decision::Decision& d : decision::diagram)
    for (const bool answer : {true, false}) {
      const decision::Edge& to = decision::edge(d.node, answer);
      if (to.ends && to.condition == condition) json.value(decision::edge_tag(d.node, answer));
    }
  json.end();
}

bool is_led_to(status::Status s, status::Profile profile) {
  return std::ranges::any_of(decision::condition_rows, [&](const decision::ConditionRow& r) {
    return status_number(r.condition, profile) == status::code(s);
  });
}

void write_status(Json& json, status::Status s, status::Profile profile, const ConditionCounts& counts,
                  const Counts& minute) {
  const status::StatusRow& row = status::row(s);
  json.object().member("code", status::code(s)).member("phrase", status::phrase(profile, s));
  json.member("class", status::word(status::class_of(s)).name).member("source", status::citation(row.source));
  json.member("registration", status::word(row.registration).words);
  json.member("meaning", row.meaning).member("advice", row.advice).member("duty", status::sentence(row.duty));
  json.some("note", status::note(profile, s));
  json.some("obligatory_fields", status::names(row.obligatory));
  std::uint64_t count = 0;
  std::uint64_t lately = 0;
  json.key("conditions").array();
  for (const decision::ConditionRow& r : decision::condition_rows) {
    if (status_number(r.condition, profile) != status::code(s)) continue;
    json.value(r.id);
    count += counts[static_cast<std::size_t>(r.condition)];
    lately += minute.conditions[static_cast<std::size_t>(r.condition)];
  }
  json.end().member("count", count).member("last_minute", lately).end();
}

} // namespace

std::string write_statuses(const Observed& observed, const Traffic& traffic) {
  const status::Profile profile = observed.description().profile;
  const ConditionCounts counts = count_conditions(observed.recorders());
  const Counts minute = traffic.last_minute();
  Json json;
  json.object().member("profile", status::word(profile).name).key("statuses").array();
  for (const status::StatusRow& row : status::status_rows)
    if (status::knows(profile, row.status) || is_led_to(row.status, profile))
      write_status(json, row.status, profile, counts, minute);
  return std::move(json.end().end()).take();
}

std::string write_conditions(const Observed& observed, const Traffic& traffic) {
  const status::Profile profile = observed.description().profile;
  const ConditionCounts counts = count_conditions(observed.recorders());
  const Counts minute = traffic.last_minute();
  Json json;
  json.object().member("edition", decision::edition_text()).key("conditions").array();
  for (const decision::ConditionRow& r : decision::condition_rows) {
    const auto at = static_cast<std::size_t>(r.condition);
    json.object().member("id", r.id).member("status", status_number(r.condition, profile));
    json.member("sentence", r.sentence).member("cure", r.cure).member("rule", r.rule);
    json.member("count", counts[at]).member("last_minute", minute.conditions[at]);
    if (const Seen& seen = traffic.seen(r.condition); seen.first_s != 0) {
      const auto id = observe::text_of(seen.last);
      json.member("first_seen", base::timestamp(seen.first_s, 0))
          .member("last_seen", base::timestamp(seen.last_s, 0));
      json.member("last_exchange", std::string_view{id.data(), id.size()});
    }
    write_edges(json, r.condition);
    json.end();
  }
  return std::move(json.end().end()).take();
}

} // namespace responsum::admin
