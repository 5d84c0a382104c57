// The diagram as Markdown: one page a chapter, so that every question has a place that can be linked to.

#include "facts_of.hpp"
#include "pages.hpp"

namespace responsum::pages {

namespace {

using std::string;
using std::string_view;

// "the [question H8](locate.md#h8)", "[fs.none](../conditions/fs.none.md), 404"
string destination(const decision::Edge& to, decision::Chapter from) {
  if (!to.ends) {
    const decision::Decision& next = decision::row(to.node);
    const string page = next.chapter == from ? "" : string{name(next.chapter)} + ".md";
    const string where = next.chapter == from ? "" : ", in the chapter " + string{name(next.chapter)};
    return "[" + string{next.tag} + "](" + page + "#" + anchor(next) + ")" + where;
  }
  const decision::ConditionRow& r = decision::row(to.condition);
  const string link = "[" + string{r.id} + "](../conditions/" + string{r.id} + ".md)";
  return answers(r) ? link + ", " + code_text(r.status) : link + ", no answer";
}

string question(const decision::Decision& d) {
  string md = "\n### " + string{d.tag} + "\n\n" + string{d.question} + " (" + string{d.rule} + ")";
  if (d.needs != decision::Lookup::none)
    md += " Before it is asked, the server " + string{decision::row(d.needs).words} + ".";
  md += "\n\n- **yes** → " + destination(d.yes, d.chapter) + "\n- **no** → " + destination(d.no, d.chapter) + "\n";
  return md;
}

string chapter_page(const decision::ChapterRow& r, const string& notes) {
  string md = "# " + string{r.name} + "\n\n" + string{r.caption} + "\n\n![The chapter " + string{r.name} +
              " of the diagram](" + string{r.name} + ".svg)\n\n" + notes + "\n## Questions\n";
  for (const decision::Decision& d : decision::diagram)
    if (d.chapter == r.chapter) md += question(d);
  return md;
}

} // namespace

std::vector<Page> chapters(const Notes& notes_of) {
  std::vector<Page> pages;
  for (const decision::ChapterRow& r : decision::chapter_rows) {
    const auto path = std::filesystem::path{"docs"} / "diagram" / (string{r.name} + ".md");
    pages.push_back({path, chapter_page(r, notes_of(path))});
  }
  return pages;
}

} // namespace responsum::pages
