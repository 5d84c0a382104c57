#include <algorithm>
#include <array>
#include <cstring>
#include <ctime>

#include "responsum/admin/api.hpp"
#include "responsum/admin/filter.hpp"
#include "responsum/admin/json.hpp"
#include "responsum/decision/drawing.hpp"
#include "responsum/decision/replay.hpp"

namespace responsum::admin {

using observe::Record;

std::string timestamp(base::UnixSeconds seconds, std::int32_t nanoseconds) {
  std::tm parts{};
  const std::time_t time = seconds;
  ::gmtime_r(&time, &parts);
  std::array<char, 32> text{};
  const std::size_t length = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts);
  const std::string milliseconds = std::to_string(1000 + nanoseconds / 1'000'000);
  return std::string{text.data(), length} + "." + milliseconds.substr(1) + "Z";
}

namespace {

std::string_view words(message::Version version) {
  constexpr std::array<std::string_view, 4> names{"HTTP/1.0", "HTTP/1.1", "HTTP/2", "HTTP/3"};
  return names[static_cast<std::size_t>(version)];
}

bool newer(const Record& a, const Record& b) {
  if (a.wall_s != b.wall_s) return a.wall_s > b.wall_s;
  if (a.wall_ns != b.wall_ns) return a.wall_ns > b.wall_ns;
  return a.id > b.id;
}

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

// What a list shows of each; the object stays open.
void write_brief(Json& json, const Record& r, const Description& description) {
  const auto id = observe::text_of(r.id);
  json.object().member("id", std::string_view{id.data(), id.size()});
  json.member("time", timestamp(r.wall_s, r.wall_ns));
  json.member("method", message::name(r.method)).member("target", r.target.view()).member("host", r.host.view());
  json.member("status", r.status).member("condition", decision::id(r.condition));
  if (const observe::RouteLabel* site = description.site_of(r)) json.member("site", site->site);
  if (const observe::RouteLabel* route = description.route_of(r)) json.member("route", route->route);
  json.member("peer", r.peer.view()).some("subject", r.subject.view());
  json.member("generated_by", observe::name(r.generated_by));
  json.member("client_outcome", observe::name(r.client_outcome));
  json.member("sent_bytes", r.sent_bytes).member("duration_ms", r.duration_ms);
}

void write_condition(Json& json, const Record& r, status::Profile profile) {
  const decision::ConditionRow& row = decision::row(r.condition);
  json.key("why").object().member("condition", row.id);
  json.member("phrase", row.ending == decision::Ending::hang_up
                            ? std::string_view{}
                            : status::phrase(profile, decision::status_of(r.condition, profile)));
  json.member("sentence", row.sentence).member("cure", row.cure).member("rule", row.rule).end();
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

} // namespace

std::string write_exchanges(const Observed& observed, std::string_view query) {
  Json json;
  const auto filter = Filter::parse(query);
  json.object();
  if (!filter) {
    const Problem& p = filter.error();
    json.key("problem").object().member("parameter", p.parameter).member("value", p.value);
    json.member("position", p.position).member("text", p.text).end();
  }
  json.key("exchanges").array();
  if (filter) {
    for (const Record& r : newest(observed, *filter)) {
      write_brief(json, r, observed.description());
      json.end();
    }
  }
  return std::move(json.end().end()).take();
}

std::optional<std::string> write_exchange(const Observed& observed, std::string_view id) {
  const auto wanted = observe::parse_exchange_id(id);
  if (!wanted) return std::nullopt;
  for (const observe::Recorder* recorder : observed.recorders()) {
    const auto record = recorder->find(*wanted);
    if (!record) continue;
    const Record& r = *record;
    const Description& description = observed.description();
    Json json;
    write_brief(json, r, description);
    if (const observe::RouteLabel* route = description.route_of(r))
      json.member("route_path", route->pattern).member("route_origin", route->origin);
    json.member("version", words(r.version)).member("worker", r.worker);
    json.member("received_bytes", r.received_bytes).member("edition", decision::edition_text());
    json.member("path", decision::words(r.path)).member("minted_by", decision::row(r.minted_by).tag);
    write_trace(json, r);
    write_fault(json, r);
    write_condition(json, r, description.profile);
    write_way(json, r);
    return std::move(json.end()).take();
  }
  return std::nullopt;
}

} // namespace responsum::admin
