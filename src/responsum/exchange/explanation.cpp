#include "responsum/exchange/explanation.hpp"

#include <span>

#include "responsum/base/text.hpp"
#include "responsum/base/writer.hpp"
#include "responsum/decision/replay.hpp"
#include "responsum/decision/values.hpp"
#include "responsum/field/accept.hpp"

namespace responsum::exchange {

using decision::Condition;

Form form_for(const message::RequestHead& head) {
  if (!head.sent(message::Field::accept)) return Form::problem_json;
  const std::string_view accept = head.value(message::Field::accept);
  // What most clients send: curl and libraries, browsers.
  if (accept == "*/*") return Form::problem_json;
  if (accept.starts_with("text/html,")) return Form::html;
  const field::Quality json = std::max(field::media_quality(accept, {"application", "problem+json", {}}),
                                       field::media_quality(accept, {"application", "json", {}}));
  const field::Quality html = field::media_quality(accept, {"text", "html", {}});
  const field::Quality text = field::media_quality(accept, {"text", "plain", {}});
  if (html > json && html >= text) return Form::html;
  return text > json ? Form::text : Form::problem_json;
}

namespace {

constexpr std::string_view html_begin = R"(<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>)";
constexpr std::string_view html_style = R"(</title><style>
:root{color-scheme:light dark}
body{font:17px/1.55 system-ui,sans-serif;max-width:36rem;margin:14vh auto 2rem;padding:0 1.25rem}
h1{font-size:1.15rem;font-weight:600;margin:0}.n{font-size:4.5rem;font-weight:700;letter-spacing:-.03em;line-height:1}
p{margin:.9rem 0}.c{opacity:.75}small{opacity:.6;font-family:ui-monospace,monospace;overflow-wrap:anywhere}
pre{white-space:pre-wrap;overflow-wrap:anywhere;font-size:.85rem;opacity:.8;border-top:1px solid #8886;padding-top:1rem}
</style></head><body><main><div class="n">)";

std::string number(status::Status s) { return std::to_string(status::code(s)); }

} // namespace

Condition shown_condition(const Exchange& x) {
  const Condition c = x.verdict().condition();
  return c == Condition::acl_hidden && !x.peer().trusted ? Condition::fs_none : c;
}

const Explanations::Fixed& Explanations::fixed(Condition condition, status::Profile profile, Form form) {
  Fixed& f =
      all_[static_cast<std::size_t>(condition)][static_cast<std::size_t>(profile)][static_cast<std::size_t>(form)];
  if (!f.before.empty()) return f;
  const decision::ConditionRow& row = decision::row(condition);
  const status::Status status = decision::status_of(condition, profile);
  const std::string phrase{status::phrase(profile, status)};
  const std::string id{row.id};
  const std::string sentence{row.sentence};
  const std::string cure{row.cure};
  switch (form) {
  case Form::problem_json:
    f.before = "{\"type\":\"" +
               (row.problem_type.empty() ? "urn:responsum:condition:" + id : std::string{row.problem_type}) +
               "\",\"title\":" + base::quote_json(phrase) + ",\"status\":" + number(status) + ",\"condition\":\"" +
               id + "\",\"detail\":" + base::quote_json(sentence) + ",\"cure\":" + base::quote_json(cure) +
               ",\"exchange\":\"";
    f.after = "\"";
    break;
  case Form::html:
    f.before = std::string{html_begin} + number(status) + " " + base::escape_html(phrase) + std::string{html_style} +
               number(status) + "</div>\n<h1>" + base::escape_html(phrase) + "</h1>\n<p>" +
               base::escape_html(sentence) + "</p>\n<p class=\"c\">" + base::escape_html(cure) + "</p>\n<p><small>" +
               id + " &middot; ";
    f.after = "</small></p>\n";
    break;
  case Form::text:
    f.before =
        number(status) + " " + phrase + "\n\n" + sentence + "\n" + cure + "\n\ncondition " + id + "\nexchange  ";
    f.after = "\n";
    break;
  }
  return f;
}

namespace {

// What is told beyond the condition: keys and texts, in the order they are shown.
struct Detail {
  std::string_view key;
  std::string_view text;
  bool is_number = false;
};
struct Details {
  std::array<Detail, 8> all;
  std::size_t count = 0;
  void add(std::string_view key, std::string_view text, bool is_number = false) {
    if (!text.empty()) all[count++] = {key, text, is_number};
  }
  std::span<const Detail> told() const { return std::span{all}.first(count); }
};

std::string_view route_words(const Exchange& x, std::string& text) {
  if (x.route() == nullptr) return {};
  text = x.route()->name + " at " + base::describe(x.route()->origin);
  return text;
}

std::string html_details(const Details& details) {
  if (details.count == 0) return {};
  std::string text = "<pre>";
  for (const Detail& d : details.told()) text += std::string{d.key} + ": " + base::escape_html(d.text) + "\n";
  return text + "</pre>\n";
}

// RFC 9110 15.4: a short note with a hyperlink, for clients that do not follow by themselves.
std::string html_link(std::string_view location) {
  if (location.empty()) return {};
  const std::string address = base::escape_html(location);
  return "<p><a href=\"" + address + "\">" + address + "</a></p>\n";
}

} // namespace

std::string_view Explanations::write(const Exchange& x, Form form, std::string_view location) {
  const decision::Verdict& verdict = x.verdict();
  const Fixed& f = fixed(shown_condition(x), x.profile(), form);
  const auto id = observe::text_of(x.id());
  const bool trusted = x.peer().trusted;

  // The octet, the tag or the length that it was about is the client's own; names of files are not.
  const std::string subject = decision::detail_of(verdict.condition(), x.facts(), trusted);
  std::string choices;
  if (decision::obliges(verdict.condition(), decision::Obligation::variants)) choices = x.selected().choices;
  std::string route;
  Details details;
  if (form != Form::html) details.add("location", location);
  details.add("about", subject);
  details.add("available", choices);
  // What programs need to show where it is: the query is the client's own.
  const decision::QueryFacts& query = x.facts().resource.query;
  std::string position;
  if (verdict.condition() == Condition::query_invalid) {
    position = std::to_string(query.position);
    details.add("parameter", query.parameter);
    details.add("value", query.value);
    details.add("position", position, true);
  }
  std::string price;
  if (decision::obliges(verdict.condition(), decision::Obligation::payment)) {
    price = std::to_string(x.facts().admission.price);
    details.add("price", price, true);
    details.add("pay_at", x.facts().admission.pay_at);
  }
  if (decision::obliges(verdict.condition(), decision::Obligation::blocked_by)) {
    details.add("authority", x.facts().admission.order.authority);
    details.add("law", x.facts().admission.order.law);
  }
  // draft-ietf-httpbis-resumable-upload 7.1
  std::string expected_offset;
  std::string provided_offset;
  if (verdict.condition() == Condition::upload_offset) {
    expected_offset = std::to_string(x.facts().upload.offset);
    provided_offset = std::to_string(*x.facts().upload.at);
    details.add("expected-offset", expected_offset, true);
    details.add("provided-offset", provided_offset, true);
  }
  if (trusted) {
    details.add("route", route_words(x, route));
    details.add("decided_by", decision::row(verdict.minted_by()).tag);
  }

  std::string_view tail;
  std::string extra;
  switch (form) {
  case Form::problem_json:
    for (const Detail& d : details.told())
      extra.append(",\"").append(d.key).append("\":").append(d.is_number ? d.text : base::quote_json(d.text));
    tail = "}\n";
    break;
  case Form::html:
    extra = html_link(location) + html_details(details);
    tail = "</main></body></html>\n";
    break;
  case Form::text:
    for (const Detail& d : details.told()) extra.append(d.key).append(": ").append(d.text).append("\n");
    break;
  }
  const auto room =
      x.bench().arena.allocate(f.before.size() + id.size() + f.after.size() + extra.size() + tail.size());
  base::Writer out{room};
  out.text(f.before).text({id.data(), id.size()}).text(f.after).text(extra).text(tail);
  return out.written();
}

} // namespace responsum::exchange
