#include <algorithm>

#include "responsum/admin/api.hpp"
#include "responsum/admin/filter.hpp"
#include "responsum/admin/json.hpp"
#include "responsum/base/timestamp.hpp"
#include "responsum/decision/drawing.hpp"
#include "responsum/decision/replay.hpp"
#include "responsum/exchange/why_past.hpp"
#include "responsum/exchange/why_words.hpp"

namespace responsum::admin {

using observe::KeptExchange;
using observe::Record;

namespace {

// The newest of each ring that the filter takes, and of those altogether the newest.
std::vector<Record> newest(const Observed& observed, const Filter& filter) {
  std::vector<Record> found;
  for (const observe::Recorder* recorder : observed.recorders()) {
    const std::size_t enough = found.size() + filter.most;
    const std::uint64_t end = recorder->written();
    for (std::uint64_t back = 1; back <= end && back <= observe::Recorder::capacity; ++back) {
      if (found.size() == enough) break;
      const auto record = recorder->read(end - back);
      if (record && filter.takes(*record, observed.description())) found.push_back(*record);
    }
  }
  std::ranges::sort(found, newer);
  if (found.size() > filter.most) found.resize(filter.most);
  return found;
}

// Likewise of the file, which is in the order of time already.
std::vector<KeptExchange> newest_kept(const Observed& observed, const Filter& filter) {
  const auto file = observed.kept();
  if (!file) return {};
  observe::KeptQuery query{.route = filter.route, .most = filter.most};
  if (!filter.any_status) query.statuses = filter.statuses;
  if (!filter.any_condition) query.conditions = filter.conditions;
  return file->newest(query, [&filter](const KeptExchange& e) { return filter.takes(e); });
}

// What a list shows of each; the object stays open.
void write_brief(Json& json, const KeptExchange& e) {
  const Record& r = e.record;
  const auto id = observe::text_of(r.id);
  json.object().member("id", std::string_view{id.data(), id.size()});
  json.member("time", base::timestamp(r.wall_s, r.wall_ns));
  json.member("method", message::name(r.method)).member("target", r.target.view()).member("host", r.host.view());
  json.member("status", r.status).member("condition", e.condition);
  json.some("site", e.site).some("route", e.route);
  json.member("peer", r.peer.view()).some("client", r.client.view()).some("subject", r.subject.view());
  json.member("generated_by", observe::name(r.generated_by));
  json.member("client_outcome", observe::name(r.client_outcome));
  json.member("sent_bytes", r.sent_bytes).member("duration_ms", r.duration_ms).some("kept_by", e.rule);
}

// Of a condition that this build does not have, its name is all that can be told.
void write_condition(Json& json, const KeptExchange& e, status::Profile profile) {
  json.key("why").object().member("condition", e.condition);
  if (decision::condition_named(e.condition)) {
    const decision::ConditionRow& row = decision::row(e.record.condition);
    json.member("phrase", row.ending == decision::Ending::hang_up
                              ? std::string_view{}
                              : status::phrase(profile, decision::status_of(row.condition, profile)));
    json.member("sentence", row.sentence).member("cure", row.cure).member("rule", row.rule);
  }
  json.end();
}

void write_way(Json& json, const Record& r) {
  json.key("way").array();
  decision::for_each_answer(r.path, [&json](decision::Node node, bool answer) {
    const decision::Decision& d = decision::row(node);
    json.object().member("tag", d.tag).member("edge", decision::edge_tag(node, answer));
    json.member("chapter", decision::name(d.chapter)).member("question", d.question);
    json.member("answer", answer ? "yes" : "no").member("main", answer == d.main_yes).member("rule", d.rule);
    json.end();
  });
  json.end();
}

// Empty where there was none.
void write_trace(Json& json, const Record& r) {
  const auto trace = field::hexadecimal(r.trace.trace_id);
  const auto parent = field::hexadecimal(r.trace.parent_id);
  json.member("trace_id", std::string_view{trace.data(), r.trace.known() ? trace.size() : 0});
  json.member("parent_id", std::string_view{parent.data(), r.trace.known() ? parent.size() : 0});
}

void write_fault(Json& json, const Record& r) {
  json.member("limit", r.limit.view());
  if (r.fault != message::Fault::none)
    json.member("fault", message::id(r.fault)).member("fault_offset", r.fault_offset);
  if (r.error == 0) return;
  const char* name = ::strerrorname_np(r.error);
  json.member("error", name == nullptr ? std::to_string(r.error) : std::string{name});
  const char* words = ::strerrordesc_np(r.error);
  json.some("error_words", words == nullptr ? std::string_view{} : words);
}

void write_attempts(Json& json, const Record& r) {
  json.key("attempts").array();
  for (const observe::Attempt& a : r.attempts.made()) json.value(observe::words_of(a));
  json.end();
}

} // namespace

bool newer(const Record& a, const Record& b) {
  if (a.wall_s != b.wall_s) return a.wall_s > b.wall_s;
  if (a.wall_ns != b.wall_ns) return a.wall_ns > b.wall_ns;
  return a.id > b.id;
}

std::string write_row(const Record& record, const Description& description) {
  Json json;
  write_brief(json, observe::name(record, *description.labels, {}));
  return std::move(json.end()).take_line();
}

std::string write_exchanges(const Observed& observed, const Filter& filter) {
  Json json;
  json.object().key("exchanges").array();
  const auto write = [&json](const KeptExchange& e) {
    write_brief(json, e);
    json.end();
  };
  if (filter.kept) {
    std::ranges::for_each(newest_kept(observed, filter), write);
  } else {
    for (const Record& r : newest(observed, filter)) write(observe::name(r, *observed.description().labels, {}));
  }
  return std::move(json.end().end()).take();
}

namespace {

std::optional<KeptExchange> find(const Observed& observed, std::string_view id) {
  const auto wanted = observe::parse_exchange_id(id);
  if (!wanted) return std::nullopt;
  for (const observe::Recorder* recorder : observed.recorders())
    if (const auto record = recorder->find(*wanted))
      return observe::name(*record, *observed.description().labels, {});
  const auto file = observed.kept();
  return file ? file->find(*wanted) : std::nullopt;
}

} // namespace

std::optional<std::string> write_exchange(const Observed& observed, std::string_view id) {
  const auto found = find(observed, id);
  if (!found) return std::nullopt;
  const Record& r = found->record;
  Json json;
  write_brief(json, *found);
  if (!found->route.empty()) json.member("route_path", found->pattern).member("route_origin", found->origin);
  json.member("version", message::name(r.version)).some("tls", observe::name(r.tls)).member("worker", r.worker);
  json.member("received_bytes", r.received_bytes).member("edition", decision::edition_text(r.edition));
  write_trace(json, r);
  write_fault(json, r);
  write_attempts(json, r);
  write_condition(json, *found, observed.description().profile);
  if (found->same_table()) {
    json.member("path", decision::words(r.path)).member("minted_by", decision::row(r.minted_by).tag);
    write_way(json, r);
  }
  return std::move(json.end()).take();
}

std::optional<std::string> write_why(const Observed& observed, std::string_view id, const base::Now& now) {
  const auto found = find(observed, id);
  if (!found) return std::nullopt;
  exchange::Told told = exchange::tell(*found, observed.description().profile);
  if (const auto ground = observed.ground()) exchange::add_near_misses(told, found->record, *ground, now);
  return exchange::write_words(told, exchange::Colour::off);
}

} // namespace responsum::admin
