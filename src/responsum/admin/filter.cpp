#include "responsum/admin/filter.hpp"

#include <algorithm>
#include <charconv>
#include <functional>

#include "responsum/base/ascii.hpp"
#include "responsum/base/text.hpp"
#include "responsum/decision/replay.hpp"

namespace responsum::admin {

namespace {

// What is wrong with a value; empty: nothing.
using Complaint = std::string;

// As forms write it: a `+` is a space.
std::string decode(std::string_view text) {
  std::string spaced{text};
  std::ranges::replace(spaced, '+', ' ');
  return base::percent_decode(spaced);
}

template <class Number>
std::optional<Number> number_of(std::string_view text) {
  Number n{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return n;
}

Complaint add_status(Filter& f, std::string_view text) {
  f.any_status = false;
  return observe::add_statuses(f.statuses, text);
}

Complaint add_condition(Filter& f, std::string_view text) {
  f.any_condition = false;
  return observe::add_conditions(f.conditions, text);
}

// "5xx,404": each part by itself.
Complaint add_each(Filter& f, std::string_view list, Complaint (*add)(Filter&, std::string_view)) {
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    if (Complaint wrong = add(f, list.substr(0, comma)); !wrong.empty()) return wrong;
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return {};
}

Complaint set_outcome(Filter& f, std::string_view text) {
  using enum observe::ClientOutcome;
  for (const auto outcome : {complete, aborted, truncated})
    if (observe::name(outcome) == text) f.outcome = outcome;
  return f.outcome ? Complaint{} : "an outcome is complete, aborted or truncated";
}

// "H8-n": that answer; "H8": the question, however it was answered.
Complaint set_step(Filter& f, std::string_view text) {
  std::optional<bool> answer;
  if (text.ends_with("-y") || text.ends_with("-n")) {
    answer = text.ends_with('y');
    text.remove_suffix(2);
  }
  for (const decision::Decision& d : decision::diagram)
    if (d.tag == text) f.step = Step{d.node, answer};
  return f.step ? Complaint{} : "no question has this tag";
}

Complaint set_most(Filter& f, std::string_view text) {
  const auto most = number_of<std::size_t>(text);
  if (!most || *most == 0 || *most > Filter::highest_most) return "at least 1 and at most 1000 can be had";
  f.most = *most;
  return {};
}

Complaint set_kept(Filter& f, std::string_view text) {
  f.kept = text == "1";
  return f.kept || text == "0" ? Complaint{} : "it is 1, for those in the file of kept exchanges, or 0";
}

Complaint apply(Filter& f, const Parameter& p) {
  if (p.value.empty()) return {}; // as forms send what was left blank
  if (p.name == "status") return add_each(f, p.value, add_status);
  if (p.name == "condition") return add_each(f, p.value, add_condition);
  if (p.name == "outcome") return set_outcome(f, p.value);
  if (p.name == "through") return set_step(f, p.value);
  if (p.name == "most") return set_most(f, p.value);
  if (p.name == "kept") return set_kept(f, p.value);
  if (p.name == "route")
    f.route = p.value;
  else if (p.name == "text")
    f.text = p.value;
  else
    return "there is no such parameter";
  return {};
}

bool contains(std::string_view text, std::string_view part) {
  return !std::ranges::search(text, part, std::ranges::equal_to{}, base::to_lower, base::to_lower).empty() ||
         part.empty();
}

bool went_through(const observe::Record& r, const Step& step) {
  bool met = false;
  decision::for_each_answer(r.path, [&](decision::Node node, bool answer) {
    met = met || (node == step.node && (!step.answer || *step.answer == answer));
  });
  return met;
}

bool holds_text(const observe::Record& r, std::string_view part) {
  const auto id = observe::text_of(r.id);
  return contains(r.target.view(), part) || contains(r.host.view(), part) || contains(r.peer.view(), part) ||
         contains(r.subject.view(), part) || contains(r.client.view(), part) ||
         contains({id.data(), id.size()}, part);
}

} // namespace

std::vector<Parameter> parameters(std::string_view query) {
  std::vector<Parameter> all;
  std::size_t at = 0;
  while (at < query.size()) {
    const std::size_t end = std::min(query.find('&', at), query.size());
    const std::string_view pair = query.substr(at, end - at);
    const std::size_t equals = std::min(pair.find('='), pair.size());
    if (!pair.empty())
      all.push_back({decode(pair.substr(0, equals)), decode(pair.substr(std::min(equals + 1, pair.size()))), at});
    at = end + 1;
  }
  return all;
}

std::expected<Filter, Problem> Filter::parse(const std::vector<Parameter>& all) {
  Filter filter;
  for (const Parameter& p : all)
    if (Complaint wrong = apply(filter, p); !wrong.empty())
      return std::unexpected{Problem{p.name, p.value, p.position, std::move(wrong)}};
  return filter;
}

bool Filter::takes_on_any_route(const observe::Record& r) const {
  if (!any_status && (r.status >= statuses.size() || !statuses.test(r.status))) return false;
  if (!any_condition && !conditions.test(static_cast<std::size_t>(r.condition))) return false;
  if (outcome && r.client_outcome != *outcome) return false;
  if (step && !went_through(r, *step)) return false;
  return text.empty() || holds_text(r, text);
}

bool Filter::takes(const observe::Record& r, const Description& description) const {
  if (!takes_on_any_route(r)) return false;
  if (route.empty()) return true;
  const observe::RouteLabel* named = description.route_of(r);
  return named != nullptr && named->route == route;
}

bool Filter::takes(const observe::KeptExchange& e) const {
  return takes_on_any_route(e.record) && (route.empty() || route == e.route);
}

} // namespace responsum::admin
