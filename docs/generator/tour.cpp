// The tour as HTML: an index, and one page a status. Plain pages that need no script.

#include <optional>

#include "facts_of.hpp"
#include "pages.hpp"
#include "responsum/base/text.hpp"
#include "responsum/decision/drawing.hpp"
#include "responsum/status/describe.hpp"
#include "tries.hpp"

namespace responsum::pages {

namespace {

using decision::Condition;
using decision::ConditionRow;
using std::string;
using std::string_view;

string text(string_view plain) { return base::escape_html(plain); }
string code_of(string_view plain) { return "<code>" + text(plain) + "</code>"; }
string link(string_view to, string_view plain) { return "<a href=\"" + text(to) + "\">" + text(plain) + "</a>"; }

// In double quotes where the shell would see more than a word.
string for_shell(string_view word) {
  if (word.find_first_of(" $?&#*;()%'\"") == string_view::npos) return string{word};
  return "\"" + string{word} + "\"";
}

string fields_for_shell(const Try& t) {
  string all;
  for (string_view f : t.fields)
    if (!f.empty()) all += " -H \"" + string{f} + "\"";
  return all;
}

string command_of(const Try& t) {
  string line{t.before};
  if (!line.empty()) line += "\n";
  if (!t.shell.empty()) return line + string{t.shell};
  line += "curl ";
  if (t.method == "HEAD")
    line += "-I ";
  else if (t.options.find("-D -") == string_view::npos)
    line += "-i ";
  const bool sends = t.options.find("-d ") != string_view::npos;
  if (t.method != "HEAD" && t.method != (sends ? "POST" : "GET")) line += "-X " + string{t.method} + " ";
  if (!t.options.empty()) line += string{t.options} + " ";
  return line + for_shell(string{tour_origin} + string{t.path}) + fields_for_shell(t);
}

// Nothing where it takes more than a request: time, other connections, or an end in the middle.
std::optional<string> why_of(const Try& t) {
  constexpr string_view configured = " --config examples/tour/responsum.toml";
  constexpr string_view send = "| curl -s telnet://127.0.0.1:8080";
  if (t.shell.starts_with("printf") && t.shell.ends_with(send)) {
    return string{t.shell.substr(0, t.shell.size() - send.size())} + "| responsum why --raw -" + string{configured};
  }
  const bool plain = t.options.empty() || t.options == "--path-as-is" || t.options.starts_with("-o ");
  if (!t.shell.empty() || !plain || t.fields[0] == "Host:") return std::nullopt;
  string line{t.before};
  if (!line.empty()) line += "\n";
  return line + "responsum why " + string{t.method} + " " + for_shell(string{tour_origin} + string{t.path}) +
         fields_for_shell(t) + string{configured};
}

string ask(string_view condition, string_view line) {
  return "<details><summary>Why, without sending it</summary><pre class=\"ask\" data-condition=\"" +
         string{condition} + "\">" + text(line) + "</pre></details>\n";
}

string joined(const std::vector<string_view>& words) {
  string all;
  for (string_view w : words) all += (all.empty() ? "" : " ") + string{w};
  return all;
}

string page(string_view title, string_view body_class, string_view content) {
  return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<title>" +
         text(title) +
         "</title>\n<link rel=\"icon\" href=\"data:,\">\n<link rel=\"stylesheet\" href=\"/style.css\">\n" +
         "</head>\n<body class=\"" + string{body_class} + "\">\n<header class=\"top\"><a href=\"/\">Responsum</a>" +
         "<span>the tour</span></header>\n<main>\n" + string{content} +
         "</main>\n<footer>Made from the tables that the "
         "server runs on, edition " +
         decision::edition_text() + ".</footer>\n</body>\n</html>\n";
}

string class_name(status::Status s) { return "c" + std::to_string(static_cast<int>(class_of(s))); }

string deciding_questions(Condition c) {
  string html;
  for (const EdgeInto& e : edges_into(c)) {
    const decision::Decision& d = *e.decision;
    const string drawing = "/diagram/" + string{name(d.chapter)} + ".svg#n-" + string{d.tag};
    html += "<p class=\"why\"><a class=\"tag\" href=\"" + drawing + "\">" + text(d.tag) + "</a><span>" +
            text(d.question) + " <b>" + (e.answer ? "yes" : "no") + "</b></span><small>" + text(d.rule) +
            "</small></p>\n";
  }
  return html;
}

string expectation_of(const ConditionRow& r) {
  if (!answers(r)) return "<p class=\"expect\">Nothing comes back. The access log says " + code_of(r.id) + ".</p>\n";
  string html = "<p class=\"expect\">Expect <strong>" + text(status_line(r.status)) + "</strong>";
  const auto fields = fields_of(r.condition);
  for (std::size_t i = 0; i < fields.size(); ++i)
    html += (i == 0 ? " with " : i + 1 == fields.size() ? " and " : ", ") + code_of(fields[i]);
  if (r.ending == decision::Ending::interim)
    html += ", and the final answer behind it";
  else if (r.content != decision::Content::explanation)
    html += "; the access log says " + code_of(r.id);
  return html + ".</p>\n";
}

string one_try(const Try& t) {
  const ConditionRow& r = decision::row(t.condition);
  string html = "<h3>" + text(t.title) + "</h3>\n<pre class=\"try\" data-condition=\"" + string{r.id} +
                "\" data-status=\"" + (answers(r) ? text(status_line(r.status)) : "") + "\" data-fields=\"" +
                joined(fields_of(t.condition)) + "\">" + text(command_of(t)) + "</pre>\n" + expectation_of(r);
  if (!t.remark.empty()) html += "<p class=\"remark\">" + text(t.remark) + "</p>\n";
  if (const auto why = why_of(t)) html += ask(r.id, *why);
  return html;
}

string section_of(const ConditionRow& r) {
  string html = "<section id=\"" + string{r.id} + "\">\n<h2>" + code_of(r.id) + "</h2>\n<p>" + text(r.sentence) +
                "</p>\n" + deciding_questions(r.condition) + "<p class=\"cure\">" + text(r.cure) + "</p>\n";
  for (const Try& t : tries)
    if (t.condition == r.condition) html += one_try(t);
  for (const Untried& u : untried) {
    if (u.condition != r.condition) continue;
    html += "<p class=\"untried\">No line to try: " + text(u.why) + "</p>\n";
    if (!u.supposed.empty()) {
      html += ask(r.id, "responsum why " + string{tour_origin} + "/ --fact " + string{u.supposed} +
                            " --config examples/tour/responsum.toml");
    }
  }
  return html + "</section>\n";
}

string chips(const std::vector<const ConditionRow*>& rows, string_view page_path) {
  string html = "<nav class=\"chips\">";
  for (const ConditionRow* r : rows) {
    html += "<a href=\"" + string{page_path} + "#" + string{r->id} + "\">" + text(r->id) + "</a>";
  }
  return html + "</nav>\n";
}

string fact(string_view what, string_view value) {
  return "<div><dt>" + text(what) + "</dt><dd>" + text(value) + "</dd></div>\n";
}

std::vector<status::Status> minted() {
  std::vector<status::Status> all;
  for (const status::StatusRow& r : status::status_rows)
    if (!conditions_with(r.status).empty()) all.push_back(r.status);
  return all;
}

string file_of(status::Status s) { return code_text(s) + ".html"; }

string neighbours(const std::vector<status::Status>& all, std::size_t at) {
  string html = "<nav class=\"next\">";
  html += at == 0 ? link("/", "The index") : link(file_of(all[at - 1]), "← " + title_of(all[at - 1]));
  html += at + 1 == all.size() ? link("no-answer.html", "No answer →")
                               : link(file_of(all[at + 1]), title_of(all[at + 1]) + " →");
  return html + "</nav>\n";
}

string status_page(const std::vector<status::Status>& all, std::size_t at) {
  const status::Status s = all[at];
  const status::StatusRow& r = row(s);
  const auto conditions = conditions_with(s);
  string html = "<div class=\"hero\"><div class=\"n\">" + code_text(s) + "</div><div><h1>" + text(r.phrase) +
                "</h1>\n<p class=\"lead\">" + text(r.meaning) + "</p></div></div>\n<dl class=\"facts\">\n" +
                fact("Defined in", citation(r.source)) + fact("What a client does", r.advice) +
                fact("Sending it again", sentence(r.duty)) +
                fact("Caches", r.never_stored              ? "must not store it"
                               : r.heuristically_cacheable ? "may store it without being told how long"
                                                           : "store it only if it says for how long") +
                "</dl>\n";
  if (conditions.size() > 1) {
    html +=
        "<p>Here it stands for " + std::to_string(conditions.size()) + " conditions:</p>\n" + chips(conditions, "");
  }
  for (const ConditionRow* c : conditions) html += section_of(*c);
  return page(title_of(s) + " · Responsum", class_name(s), html + neighbours(all, at));
}

string silent_page(const std::vector<status::Status>& all) {
  string html =
      "<div class=\"hero\"><div class=\"n\">–</div><div><h1>No answer</h1>\n<p class=\"lead\">Some "
      "connections end in silence. That is a verdict, too: it has a condition, a path and a record, and only "
      "no status.</p></div></div>\n";
  for (const ConditionRow* c : silent_conditions()) html += section_of(*c);
  html += "<nav class=\"next\">" + link(file_of(all.back()), "← " + title_of(all.back())) + link("/", "The index") +
          "</nav>\n";
  return page("No answer · Responsum", "c0", html);
}

constexpr string_view introduction = R"(<div class="intro">
<h1>Every answer is a verdict</h1>
<p class="lead">Responsum is a web server that can always say why it answered as it did.</p>
<p>Whatever a request runs into, it is asked a fixed order of questions: is it well-formed, is it for us, is there such a
file, does your copy still hold, do you want a part of it? Each answer leads to the next question or to a
<em>condition</em>, such as <code>fs.none</code> or <code>cond.fresh</code>. A condition has one status, one sentence and
one cure. Nothing else in the server can make a status.</p>
<h2>How to read this tour</h2>
<p>Below are the statuses that this server gives by now, and under each the conditions that it stands for. Every page has
lines for a terminal that lead there, what to expect of them, and the question that decided. The lines go to this server,
on port 8080, from the project's folder. Where curl is too polite to send what is wrong, it sends raw octets
(<code>curl telnet://</code>).</p>
<ul>
<li>A refusal names its condition in the field <code>Responsum-Verdict</code>, together with the number of the exchange.</li>
<li>Every answer, refused or not, is in the access log: <code>ACCESS_LOG=stdout ./run</code>.</li>
<li><code>responsum why</code> walks the questions for a request without sending it. It is built to
<code>build/release/cmd/responsum/responsum</code>.</li>
<li>A tag such as <a class="tag" href="/diagram/precondition.svg#n-L3a">L3a</a> is a question's name in the drawings and
in the log. It never changes its meaning.</li>
</ul>
<p>Begin with <a href="status/304.html">304</a> if you want something subtle, with <a href="status/400.html">400</a> for
everything that can be wrong with a request, or with this line:</p>
<pre>curl -i http://127.0.0.1:8080/files/nothing</pre>
</div>
)";

string drawings() {
  string html =
      "<section class=\"map\">\n<h2>The whole diagram</h2>\n<p>The server runs on the table that this is drawn "
      "from. Each chapter has a drawing of its own:</p>\n<nav class=\"chips\">";
  for (const decision::ChapterRow& r : decision::chapter_rows)
    html += link("/diagram/" + string{r.name} + ".svg", r.name);
  return html + "</nav>\n<a href=\"/diagram/overview.svg\"><img src=\"/diagram/overview.svg\" loading=\"lazy\" "
                "alt=\"The chapters of the diagram and the statuses in which they end\"></a>\n</section>\n";
}

string index_page(const std::vector<status::Status>& all) {
  string html{introduction};
  for (const auto& of_class : status::class_rows) {
    string cards;
    for (status::Status s : all) {
      if (class_of(s) != of_class.value) continue;
      const auto conditions = conditions_with(s);
      cards += "<a class=\"card\" href=\"status/" + file_of(s) + "\"><b>" + code_text(s) + "</b><span>" +
               text(phrase(s)) + "</span><small>";
      for (std::size_t i = 0; i < conditions.size() && i < 4; ++i)
        cards += (i == 0 ? "" : ", ") + text(conditions[i]->id);
      if (conditions.size() > 4) cards += " and " + std::to_string(conditions.size() - 4) + " more";
      cards += "</small></a>\n";
    }
    if (cards.empty()) continue;
    html += "<section class=\"class c" + std::to_string(static_cast<int>(of_class.value)) + "\">\n<h2>" +
            text(of_class.words) + "</h2>\n<div class=\"cards\">\n" + cards + "</div>\n</section>\n";
  }
  html += "<section class=\"class c0\">\n<h2>No answer at all</h2>\n<div class=\"cards\">\n"
          "<a class=\"card\" href=\"status/no-answer.html\"><b>–</b><span>Silence</span><small>";
  for (const ConditionRow* r : silent_conditions())
    html += (r == silent_conditions().front() ? "" : ", ") + text(r->id);
  html += "</small></a>\n</div>\n</section>\n" + drawings();
  return page("Responsum: the tour", "index", html);
}

} // namespace

std::vector<Page> tour() {
  const std::filesystem::path folder = "examples/tour/public";
  const auto all = minted();
  std::vector<Page> pages{{folder / "index.html", index_page(all)},
                          {folder / "status" / "no-answer.html", silent_page(all)}};
  for (std::size_t i = 0; i < all.size(); ++i)
    pages.push_back({folder / "status" / file_of(all[i]), status_page(all, i)});
  return pages;
}

} // namespace responsum::pages
