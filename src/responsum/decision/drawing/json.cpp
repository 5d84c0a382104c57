// All attributes of the table, for programs.
#include "responsum/base/text.hpp"
#include "responsum/decision/drawing.hpp"
#include "responsum/decision/keys.hpp"
#include "responsum/decision/profile.hpp"

namespace responsum::decision {

namespace {

std::string_view word(Ending e) {
  switch (e) {
  case Ending::final: return "final";
  case Ending::final_and_close: return "final-and-close";
  case Ending::interim: return "interim";
  case Ending::hang_up: return "hang-up";
  }
  return "";
}

std::string_view word(Content c) {
  switch (c) {
  case Content::none: return "none";
  case Content::representation: return "representation";
  case Content::explanation: return "explanation";
  case Content::listing: return "listing";
  case Content::echo: return "echo";
  case Content::record: return "record";
  case Content::relayed: return "relayed";
  case Content::report: return "report";
  }
  return "";
}

struct ObligationRow {
  Obligation obligation;
  std::string_view name;
};
constexpr std::array obligation_rows{
    ObligationRow{Obligation::allow, "allow"},
    ObligationRow{Obligation::location, "location"},
    ObligationRow{Obligation::content_range, "content-range"},
    ObligationRow{Obligation::complete_length, "complete-length"},
    ObligationRow{Obligation::retry_after, "retry-after"},
    ObligationRow{Obligation::byteranges, "byteranges"},
    ObligationRow{Obligation::validators, "validators"},
    ObligationRow{Obligation::variants, "variants"},
    ObligationRow{Obligation::challenge, "challenge"},
    ObligationRow{Obligation::cookie, "cookie"},
    ObligationRow{Obligation::upgrade, "upgrade"},
    ObligationRow{Obligation::rate_limit, "rate-limit"},
    ObligationRow{Obligation::blocked_by, "blocked-by"},
    ObligationRow{Obligation::echo, "echo"},
    ObligationRow{Obligation::payment, "payment"},
};

// One object on one line, member by member.
class Object {
 public:
  Object& text(std::string_view key, std::string_view value) { return raw(key, base::quote_json(value)); }
  Object& flag(std::string_view key, bool value) { return raw(key, value ? "true" : "false"); }
  Object& raw(std::string_view key, std::string_view value) {
    text_ += (text_.empty() ? "{" : ", ") + base::quote_json(key) + ": " + std::string{value};
    return *this;
  }
  std::string close() const { return text_.empty() ? "{}" : text_ + "}"; }

 private:
  std::string text_;
};

// Rows of a member of the outermost object, one a line.
class Rows {
 public:
  void add(const Object& object) { text_ += (text_.empty() ? "\n    " : ",\n    ") + object.close(); }
  std::string close() const { return "[" + text_ + "\n  ]"; }

 private:
  std::string text_;
};

std::string number(status::Status s) { return std::to_string(status::code(s)); }

Object describe(const Decision& d) {
  Object o;
  o.text("tag", d.tag).text("chapter", name(d.chapter)).text("question", d.question).text("rule", d.rule);
  o.text("main_answer", d.main_yes ? "yes" : "no");
  if (d.needs != Lookup::none) o.text("lookup", row(d.needs).name);
  std::string keys;
  for (const KeyRow& r : key_rows)
    if (r.node == d.node) keys += (keys.empty() ? "" : ", ") + base::quote_json(r.key);
  if (!keys.empty()) o.raw("keys", "[" + keys + "]");
  return o;
}

Object describe(const Decision& d, bool answer) {
  const Edge& to = edge(d.node, answer);
  Object o;
  o.text("tag", edge_tag(d.node, answer)).text("from", d.tag).text("answer", answer ? "yes" : "no");
  o.flag("main", answer == d.main_yes);
  return to.ends ? o.text("condition", id(to.condition)) : o.text("to", row(to.node).tag);
}

Object describe(const ConditionRow& r) {
  Object o;
  o.text("id", r.id);
  if (r.ending != Ending::hang_up) {
    o.raw("status", number(r.status));
    Object others;
    for (const auto& p : status::profile_rows)
      if (status_of(r.condition, p.value) != r.status) others.raw(p.name, number(status_of(r.condition, p.value)));
    o.raw("profiles", others.close());
  }
  o.text("ending", word(r.ending)).text("content", word(r.content));
  std::string carried;
  for (const ObligationRow& row : obligation_rows)
    if (obliges(r.condition, row.obligation)) carried += (carried.empty() ? "" : ", ") + base::quote_json(row.name);
  return o.raw("carries", "[" + carried + "]").text("rule", r.rule).text("sentence", r.sentence).text("cure", r.cure);
}

} // namespace

std::string detail::draw_json(std::optional<Chapter> chapter) {
  Rows chapters;
  Rows nodes;
  Rows edges;
  Rows conditions;
  std::array<bool, condition_count> met{};
  for (const ChapterRow& r : chapter_rows)
    if (!chapter || *chapter == r.chapter) chapters.add(Object{}.text("name", r.name).text("caption", r.caption));
  for (const Decision& d : diagram) {
    if (chapter && *chapter != d.chapter) continue;
    nodes.add(describe(d));
    for (bool answer : {true, false}) {
      edges.add(describe(d, answer));
      const Edge& to = edge(d.node, answer);
      if (to.ends) met[static_cast<std::size_t>(to.condition)] = true;
    }
  }
  for (const ConditionRow& r : condition_rows)
    if (!chapter || met[static_cast<std::size_t>(r.condition)]) conditions.add(describe(r));
  return "{\n  \"edition\": " + base::quote_json(edition_text()) + ",\n  \"chapters\": " + chapters.close() +
         ",\n  \"nodes\": " + nodes.close() + ",\n  \"edges\": " + edges.close() +
         ",\n  \"conditions\": " + conditions.close() + "\n}\n";
}

} // namespace responsum::decision
