// What the table must obey. Each law is a static assertion: a diagram that breaks one does not compile.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

#include "responsum/decision/diagram.hpp"
#include "responsum/decision/path.hpp"
#include "responsum/decision/profile_table.hpp"
#include "responsum/status/table.hpp"

namespace responsum::decision::laws {

consteval bool rows_are_in_order() {
  for (std::size_t i = 0; i < node_count; ++i)
    if (static_cast<std::size_t>(diagram[i].node) != i) return false;
  return true;
}
static_assert(rows_are_in_order());

// Sorted first: to compare each with each takes more steps than compilers grant.
template <auto& rows>
consteval bool all_differ(auto member) {
  std::array<std::string_view, rows.size()> texts;
  std::ranges::transform(rows, texts.begin(), member);
  std::ranges::sort(texts);
  return std::ranges::adjacent_find(texts) == texts.end();
}
static_assert(all_differ<diagram>(&Decision::tag));
static_assert(all_differ<diagram>([](const Decision& d) { return d.question; }));
static_assert(all_differ<condition_rows>(&ConditionRow::id));

// Every edge leads to a node further down, so a walk ends, and chapters are entered in their order and only once.
consteval bool it_flows_forward() {
  for (const Decision& d : diagram)
    for (const Edge* e : {&d.yes, &d.no})
      if (!e->ends && (e->node <= d.node || row(e->node).chapter < d.chapter)) return false;
  return true;
}
static_assert(it_flows_forward());

consteval std::array<bool, node_count> reachable_nodes() {
  std::array<bool, node_count> reached{};
  reached[static_cast<std::size_t>(first_node)] = true;
  for (const Decision& d : diagram) {
    if (!reached[static_cast<std::size_t>(d.node)]) continue;
    for (const Edge* e : {&d.yes, &d.no})
      if (!e->ends) reached[static_cast<std::size_t>(e->node)] = true;
  }
  return reached;
}

consteval bool every_question_is_reachable() {
  for (bool reached : reachable_nodes())
    if (!reached) return false;
  return true;
}
static_assert(every_question_is_reachable());

// Interim conditions are minted in passing, by the lookup that sends them.
consteval bool every_condition_is_minted() {
  for (const ConditionRow& r : condition_rows) {
    bool minted = r.ending == Ending::interim;
    for (const Decision& d : diagram)
      minted =
          minted || (d.yes.ends && d.yes.condition == r.condition) || (d.no.ends && d.no.condition == r.condition);
    if (!minted) return false;
  }
  return true;
}
static_assert(every_condition_is_minted());

// The longest walk through a chapter leaves its word's first bit alone.
consteval bool a_walk_fits_its_words() {
  std::array<std::size_t, node_count> longest{};
  for (std::size_t i = node_count; i-- > 0;) {
    const Decision& d = diagram[i];
    std::size_t rest = 0;
    for (const Edge* e : {&d.yes, &d.no}) {
      if (e->ends || row(e->node).chapter != d.chapter) continue;
      const std::size_t below = longest[static_cast<std::size_t>(e->node)];
      rest = below > rest ? below : rest;
    }
    longest[i] = rest + 1;
    if (longest[i] > Path::answers_per_word) return false;
  }
  return true;
}
static_assert(a_walk_fits_its_words());

consteval bool each_chapter_stands_together() {
  for (std::size_t i = 1; i < node_count; ++i)
    if (diagram[i].chapter < diagram[i - 1].chapter) return false;
  return true;
}
static_assert(each_chapter_stands_together());

// A condition names the fields that its status obliges, in whatever profile.
constexpr Obligations owed(status::Status s) {
  using status::HeaderField;
  Obligations all = 0;
  const auto owe = [&all](Obligation o) { all = static_cast<Obligations>(all | static_cast<Obligations>(o)); };
  const auto fields = status::insisted_fields(s);
  if (fields.contains(HeaderField::allow)) owe(Obligation::allow);
  if (fields.contains(HeaderField::location)) owe(Obligation::location);
  if (fields.contains(HeaderField::retry_after)) owe(Obligation::retry_after);
  if (fields.contains(HeaderField::www_authenticate)) owe(Obligation::challenge);
  if (fields.contains(HeaderField::upgrade)) owe(Obligation::upgrade);
  if (fields.contains(HeaderField::ms_echo_request)) owe(Obligation::echo);
  if (s == status::Status::range_not_satisfiable) owe(Obligation::complete_length);
  return all;
}

consteval bool conditions_carry_what_is_owed() {
  for (const ConditionRow& r : condition_rows) {
    if (r.ending == Ending::hang_up || r.content == Content::relayed) continue; // an upstream answers for its own
    for (const auto& statuses : made_statuses) {
      const Obligations due = owed(statuses[static_cast<std::size_t>(r.condition)]);
      if ((r.obligations & due) != due) return false;
    }
    if (r.status == status::Status::partial_content &&
        !(obliges(r.condition, Obligation::content_range) || obliges(r.condition, Obligation::byteranges)))
      return false;
  }
  return true;
}
static_assert(conditions_carry_what_is_owed());

// No content where the status forbids it, and an explanation where it says one should be there (RFC 9110 15.5, 15.6).
consteval bool content_suits_the_status() {
  for (const ConditionRow& r : condition_rows) {
    if (r.ending == Ending::hang_up || r.content == Content::relayed) continue;
    for (const auto& statuses : made_statuses) {
      const status::Status s = statuses[static_cast<std::size_t>(r.condition)];
      if (status::content_forbidden(s) && r.content != Content::none) return false;
      if (status::code(s) >= 400 && r.content != Content::explanation) return false;
      if (!status::may_be_generated(s)) return false;
    }
  }
  return true;
}
static_assert(content_suits_the_status());

} // namespace responsum::decision::laws
