#include "responsum/exchange/why_past.hpp"

#include <utility>

#include "responsum/base/timestamp.hpp"
#include "responsum/decision/replay.hpp"
#include "responsum/decision/values.hpp"

namespace responsum::exchange {

using decision::Condition;
using decision::Node;
using observe::Record;

namespace {

std::string_view words(observe::ClientOutcome outcome) {
  switch (outcome) {
  case observe::ClientOutcome::complete: return "the client was sent all of it";
  case observe::ClientOutcome::aborted: return "the client went away before its end";
  case observe::ClientOutcome::truncated: return "it was cut short, as the file behind it changed";
  }
  std::unreachable();
}

std::string quoted(std::string_view text) { return "\"" + std::string{text} + "\""; }

Past past_of(const observe::KeptExchange& e) {
  const Record& r = e.record;
  const auto id = observe::text_of(r.id);
  Past past;
  past.id = {id.data(), id.size()};
  past.time = base::timestamp(r.wall_s, r.wall_ns);
  past.peer = std::string{r.peer.view()} + (r.peer_port == 0 ? "" : " port " + std::to_string(r.peer_port));
  if (r.client.length != 0) past.peer += ", who showed " + std::string{r.client.view()};
  past.protocol = message::name(r.version);
  past.client_outcome = words(r.client_outcome);
  past.limit = r.limit.view();
  past.rule = e.rule;
  for (const observe::Attempt& a : r.attempts.made()) past.attempts.push_back(observe::words_of(a));
  past.received_bytes = r.received_bytes;
  past.sent_bytes = r.sent_bytes;
  past.duration_ms = r.duration_ms;
  past.edition = r.edition;
  if (!decision::condition_named(e.condition)) past.unknown_condition = e.condition;
  return past;
}

// The facts that a record holds; they are views of it.
decision::Facts facts_of(const Record& r) {
  decision::Facts facts;
  facts.fault = r.fault;
  facts.fault_offset = r.fault_offset;
  facts.resource.error = r.error;
  (r.fault == message::Fault::none ? facts.resource.failed_component : facts.fault_subject) = r.subject.view();
  return facts;
}

bool names_component(const Record& r) {
  return r.fault == message::Fault::none && (r.subject.length != 0 || r.error != 0);
}

// Of most questions no value is recorded; of the one that ended the walk there often is.
std::string value_of(Node node, const Record& r, const decision::Facts& facts) {
  if (node == Node::authority_served) return quoted(r.host.view());
  if (node == Node::asks_server || node == Node::route_matches) return quoted(r.target.view());
  if (node == Node::method_known && r.method != message::Method::unknown) return quoted(message::name(r.method));
  const bool is_ruling = node == Node::head_sound || node == r.minted_by;
  if (is_ruling && r.fault != message::Fault::none) return decision::value_of(node, facts);
  if (node == r.minted_by && names_component(r)) return decision::value_of(Node::name_exists, facts);
  return {};
}

std::string about(const Record& r, const decision::Facts& facts) {
  if (r.fault != message::Fault::none) return decision::detail_of(r.condition, facts, true);
  if (names_component(r)) return decision::value_of(Node::name_exists, facts);
  return r.condition == Condition::authority_unknown ? quoted(r.host.view()) : "";
}

} // namespace

Told tell(const observe::KeptExchange& e, status::Profile profile) {
  const Record& r = e.record;
  const decision::Facts facts = facts_of(r);
  Told told;
  told.past = past_of(e);
  told.profile = profile;
  told.status = status::status_from(r.status);
  told.method = message::name(r.method);
  told.target = r.target.view();
  told.host = r.host.view();
  if (told.past->unknown_condition.empty()) {
    told.condition = r.condition;
    told.about = about(r, facts);
  }
  if (!e.site.empty()) told.site = {e.site, ""};
  if (!e.route.empty()) told.route = {e.route, e.origin};
  if (!e.same_table()) return told;
  told.minted_by = r.minted_by;
  told.path = r.path;
  told.way = decision::way(r.path);
  decision::for_each_answer(r.path, [&](Node node, bool yes) {
    const bool by_route = node == Node::route_matches && !e.route.empty();
    told.asked.push_back(
        {node, yes, value_of(node, r, facts), by_route ? "route " + e.route + " at " + e.origin : std::string{}});
  });
  return told;
}

void add_near_misses(Told& told, const Record& r, const Ground& ground, const base::Now& now) {
  const bool cut = r.target.length == r.target.octets.size() || r.host.length == r.host.octets.size();
  if (r.fault != message::Fault::none || r.method == message::Method::unknown || cut || !told.past->same_table())
    return;
  std::string octets{message::name(r.method)};
  octets.append(" ").append(r.target.view()).append(" HTTP/1.1\r\nHost: ").append(r.host.view()).append("\r\n\r\n");
  Told now_told = tell(ground, octets, {.now = now});
  if (now_told.condition == told.condition) told.near_misses = std::move(now_told.near_misses);
}

} // namespace responsum::exchange
