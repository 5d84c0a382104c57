// The reference as Markdown: one page a status, one a condition, and an index of each.

#include "facts_of.hpp"
#include "pages.hpp"
#include "responsum/decision/profile.hpp"
#include "responsum/status/describe.hpp"
#include "responsum/status/name.hpp"

namespace responsum::pages {

namespace {

using decision::ConditionRow;
using std::string;
using std::string_view;

string table_row(string_view a, string_view b) { return "| " + string{a} + " | " + string{b} + " |\n"; }

string condition_link(const ConditionRow& r, string_view folder) {
  return "[" + string{r.id} + "](" + string{folder} + string{r.id} + ".md)";
}

string edge_words(const EdgeInto& e) {
  const decision::Decision& d = *e.decision;
  return "[" + string{d.tag} + "](../diagram/" + string{name(d.chapter)} + ".md#" + anchor(d) + ") " +
         string{d.question} + (e.answer ? " **yes**" : " **no**");
}

// "405 in rfc2616, 400 in inuse"; empty where all profiles say the same.
string other_profiles(const ConditionRow& r) {
  string words;
  for (const auto& p : status::profile_rows) {
    const status::Status s = decision::status_of(r.condition, p.value);
    if (s != r.status) words += (words.empty() ? "" : ", ") + code_text(s) + " in " + string{p.name};
  }
  return words;
}

string phrases_elsewhere(status::Status s) {
  string words;
  for (const auto& p : status::profile_rows)
    if (phrase(p.value, s) != phrase(s))
      words += (words.empty() ? "" : ", ") + string{phrase(p.value, s)} + " (" + string{p.name} + ")";
  return words;
}

string older_names_of(status::Status s) {
  string words;
  for (const auto& older : status::older_names)
    if (older.status == s)
      words += (words.empty() ? "" : ", ") + string{older.name} + " (" + string{older.used_by} + ")";
  return words;
}

string or_none(string words) { return words.empty() ? "nothing" : words; }

string caching(const status::StatusRow& r) {
  if (r.never_stored) return "never stored";
  return r.heuristically_cacheable ? "may be stored without being told how long"
                                   : "stored only if it says for how long";
}

string status_page(const status::StatusRow& r, const string& notes) {
  const status::Status s = r.status;
  string md = "# " + title_of(s) + "\n\n" + string{r.meaning} + " " + string{r.advice} + "\n\n| | |\n|---|---|\n";
  md += table_row("class", word(class_of(s)).words);
  md += table_row("defined in", citation(r.source));
  md += table_row("registry", word(r.registration).words);
  md += table_row("made by", or_none(names(r.makers)));
  md += table_row("content", word(r.content).words);
  md += table_row("must carry", or_none(names(r.obligatory)));
  if (!r.conditional.empty()) md += table_row("must carry at times", names(r.conditional));
  if (!r.recommended.empty()) md += table_row("should carry", names(r.recommended));
  md += table_row("caches", caching(r));
  md += table_row("sending it again", sentence(r.duty));
  if (const string words = phrases_elsewhere(s); !words.empty()) md += table_row("phrase in other profiles", words);
  if (const string words = older_names_of(s); !words.empty()) md += table_row("older names", words);
  md += "\n## When this server says it\n\n";
  const auto conditions = conditions_with(s);
  if (conditions.empty()) {
    md += "By now it does not: no edge of the diagram leads to a condition with this status.\n";
  } else {
    md += "| condition | what is the case | the answer that decides |\n|---|---|---|\n";
    for (const ConditionRow* c : conditions) {
      string edges;
      for (const EdgeInto& e : edges_into(c->condition)) edges += (edges.empty() ? "" : "<br>") + edge_words(e);
      md += "| " + condition_link(*c, "../conditions/") + " | " + string{c->sentence} + " | " + edges + " |\n";
    }
    md += "\nRequests that lead there: [the tour](../../examples/tour/public/status/" + code_text(s) + ".html).\n";
  }
  return md + "\n" + notes;
}

string ending_words(const ConditionRow& r) {
  switch (r.ending) {
  case decision::Ending::final: return "stays open, if the client wants it";
  case decision::Ending::final_and_close: return "closed behind the answer";
  case decision::Ending::interim: return "stays open: the final answer follows";
  case decision::Ending::hang_up: return "closed without an answer";
  }
  return "";
}

string content_words(const ConditionRow& r) {
  switch (r.content) {
  case decision::Content::none: return "none";
  case decision::Content::representation: return "the representation, or the parts asked for";
  case decision::Content::explanation: return "an explanation: problem JSON, HTML or text, as Accept says";
  case decision::Content::listing: return "the entries of the directory, as HTML or JSON";
  case decision::Content::echo: return "the request as it came in";
  case decision::Content::record: return "the record, as JSON";
  case decision::Content::relayed: return "that of the upstream's response";
  case decision::Content::report: return "how the job stands, as JSON";
  }
  return "";
}

string condition_page(const ConditionRow& r, const string& notes) {
  string md = "# " + string{r.id} + "\n\n" + string{r.sentence} + "\n\n**What to do.** " + string{r.cure} +
              "\n\n| | |\n|---|---|\n";
  md += table_row("status",
                  answers(r) ? "[" + title_of(r.status) + "](../status/" + code_text(r.status) + ".md)" : "none");
  if (const string words = other_profiles(r); answers(r) && !words.empty())
    md += table_row("in other profiles", words);
  md += table_row("rule", r.rule);
  string fields;
  for (string_view f : fields_of(r.condition)) fields += (fields.empty() ? "" : ", ") + string{f};
  if (!fields.empty()) md += table_row("always carries", fields);
  md += table_row("content", content_words(r)) + table_row("connection", ending_words(r));
  md += "\n## Which answer leads here\n\n";
  for (const EdgeInto& e : edges_into(r.condition))
    md += "- " + edge_words(e) + " (" + string{e.decision->rule} + ")\n";
  if (const auto faults = faults_behind(r.condition); !faults.empty()) {
    md += "\n## Faults behind it\n\n| fault | what the parser found | rule |\n|---|---|---|\n";
    for (message::Fault f : faults) {
      const message::FaultRow& fault = message::row(f);
      md += "| `" + string{fault.id} + "` | " + string{fault.sentence} + " | " + string{fault.section} + " |\n";
    }
  }
  return md + "\n" + notes;
}

string status_index() {
  string md =
      "One page a status: what it means here and every edge of the diagram that leads to it.\n\n"
      "Made by `docs/generator/` from the tables in `src/responsum/status/` and `src/responsum/decision/`; prose "
      "between the\nmarkers at the end of a page is kept. In bold: those that this server says by now.\n";
  for (const auto& of_class : status::class_rows) {
    md += "\n## " + string{of_class.words} + "\n\n";
    for (const status::StatusRow& r : status::status_rows) {
      if (class_of(r.status) != of_class.value) continue;
      const string entry = "[" + title_of(r.status) + "](" + code_text(r.status) + ".md)";
      md += "- " + (conditions_with(r.status).empty() ? entry : "**" + entry + "**") + "\n";
    }
  }
  return md;
}

string condition_index() {
  string md =
      "One page a condition: what is the case, how to mend it, and which answer leads to it.\n\n"
      "The id is what logs, problem documents and the field `Responsum-Verdict` carry; it never changes its "
      "meaning. The client\nis told id, sentence and cure, and what it sent itself; paths, values and lines of "
      "the configuration only a client\nthat `trusted` names.\n\n| condition | status | what is the case |\n"
      "|---|---|---|\n";
  for (const ConditionRow& r : decision::condition_rows) {
    md += "| " + condition_link(r, "") + " | " + (answers(r) ? code_text(r.status) : "–") + " | " +
          string{r.sentence} + " |\n";
  }
  return md;
}

} // namespace

std::vector<Page> reference(const Notes& notes_of) {
  const std::filesystem::path docs = "docs";
  std::vector<Page> pages{{docs / "status" / "README.md", status_index()},
                          {docs / "conditions" / "README.md", condition_index()}};
  for (const status::StatusRow& r : status::status_rows) {
    const auto path = docs / "status" / (code_text(r.status) + ".md");
    pages.push_back({path, status_page(r, notes_of(path))});
  }
  for (const ConditionRow& r : decision::condition_rows) {
    const auto path = docs / "conditions" / (string{r.id} + ".md");
    pages.push_back({path, condition_page(r, notes_of(path))});
  }
  return pages;
}

} // namespace responsum::pages
