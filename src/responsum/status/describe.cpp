#include "responsum/status/describe.hpp"

#include <algorithm>

#include "responsum/status/name.hpp"

namespace responsum::status {

namespace {

constexpr std::size_t label_width = 14;
constexpr std::size_t line_width = 100;

void append_comma_separated(std::string& text, std::string_view more) {
  if (!text.empty()) text += ", ";
  text += more;
}

// The value may be of any length: it is broken between words and goes on under its own first letter.
void append_labelled(std::string& text, std::string_view label, std::string_view value) {
  if (value.empty()) return;
  text += "  ";
  text += label;
  text.append(label_width - label.size(), ' ');
  while (value.size() + label_width + 2 > line_width) {
    const std::size_t at = value.rfind(' ', line_width - label_width - 2);
    if (at == std::string_view::npos) break;
    text += value.substr(0, at);
    text += '\n';
    text.append(label_width + 2, ' ');
    value.remove_prefix(at + 1);
  }
  text += value;
  text += '\n';
}

std::string number(Status s) { return std::to_string(code(s)); }

std::string registration_in_words(Status s) {
  if (!known(s)) return "not registered, and not known here";
  std::string text{word(row(s).registration).words};
  if (!may_be_generated(s)) text += "; known, and never generated here";
  return text;
}

std::string storing_in_words(const StatusRow& r) {
  if (interim(r.status)) return "interim responses are not stored";
  if (r.never_stored) return "never (caches must not keep it)";
  if (r.heuristically_cacheable) return "also without explicit freshness";
  return "with explicit freshness only";
}

std::string older_names_in_words(Status s, std::string_view shown) {
  std::string text;
  const auto add = [&](std::string_view name, std::string_view where) {
    append_comma_separated(text, std::string{'"'}.append(name).append("\" (").append(where).append(")"));
  };
  if (!same_name(shown, phrase(s))) add(phrase(s), citation(row(s).source));
  for (const OlderName& older : older_names)
    if (older.status == s && !same_name(older.name, shown)) add(older.name, older.used_by);
  return text;
}

std::string profile_in_words(Status s, Profile p) {
  std::string text{word(p).name};
  text += knows(p, s) ? " knows it" : " does not list it";
  const Substitution* instead = substitution(p, s);
  if (instead == nullptr) return text;
  const auto said = [](std::optional<Status> status) { return status ? number(*status) : std::string{"nothing"}; };
  text += ", and says " + said(instead->to_get_or_head);
  if (instead->to_others != instead->to_get_or_head)
    text += " to GET and HEAD and " + said(instead->to_others) + " to other methods";
  text += " in its place: ";
  return text += instead->why;
}

std::string heading(Status s, Profile p) { return number(s) + ' ' + std::string{phrase(p, s)}; }

// A letter a fact, in fixed columns, so that a list can be scanned.
std::string marks(Status s) {
  const StatusRow& r = row(s);
  std::string text = "...";
  if (r.heuristically_cacheable) text[0] = 'c';
  if (r.never_stored) text[0] = 'n';
  if (content_forbidden(s) || r.content == ContentRule::empty) text[1] = '-';
  if (!may_be_generated(s)) text[2] = 'x';
  return text;
}

} // namespace

std::string names(FieldSet fields) {
  std::string text;
  for (const auto& r : header_field_rows)
    if (fields.contains(r.value)) append_comma_separated(text, r.name);
  return text;
}

std::string names(Makers makers) {
  std::string text;
  for (const auto& r : maker_rows)
    if (makers.contains(r.value)) append_comma_separated(text, r.words);
  return text;
}

std::string citation(const Source& source) {
  std::string text{source.document};
  if (!source.section.empty()) text.append(" ").append(source.section);
  return text;
}

std::string sentence(const Duty& duty) {
  std::string text{word(duty.repeat).words};
  if (duty.repeat == Repeat::none || duty.repeat == Repeat::never) return text;
  if (duty.repeat == Repeat::elsewhere) append_comma_separated(text, word(duty.method).words);
  append_comma_separated(text, word(duty.connection).words);
  append_comma_separated(text, word(duty.wait).words);
  return text;
}

std::string describe(Status s, Profile p) {
  const StatusRow& r = row(s);
  std::string text = heading(s, p) + '\n';
  append_labelled(text, "meaning", r.meaning);
  append_labelled(text, "do", r.advice);
  append_labelled(text, "repeat", sentence(r.duty));
  text += '\n';
  append_labelled(text, "class", word(class_of(s)).words);
  append_labelled(text, known(s) && !registered(s) ? "met with" : "defined in", citation(r.source));
  append_labelled(text, "registry", registration_in_words(s));
  if (r.read_as != s) append_labelled(text, "read as", heading(r.read_as, p));
  append_labelled(text, "made by", names(r.makers));
  append_labelled(text, "content", word(r.content).words);
  append_labelled(text, "must carry", names(r.obligatory));
  append_labelled(text, "if due", names(r.conditional));
  append_labelled(text, "should carry", names(r.recommended));
  append_labelled(text, "storing", storing_in_words(r));
  append_labelled(text, "also called", older_names_in_words(s, phrase(p, s)));
  append_labelled(text, "profile", profile_in_words(s, p));
  append_labelled(text, "", note(p, s));
  return text;
}

std::string list(std::span<const Status> statuses, Profile p) {
  std::size_t width = 0;
  for (Status s : statuses) width = std::max(width, phrase(p, s).size());
  std::string text;
  std::optional<Class> current;
  for (Status s : statuses) {
    if (current != class_of(s)) {
      if (current) text += '\n';
      current = class_of(s);
      text.append(word(*current).words).append("\n");
    }
    const std::string_view shown = phrase(p, s);
    text += "  " + number(s) + "  ";
    text += shown;
    text.append(width - shown.size() + 2, ' ');
    text += marks(s) + "  " + citation(row(s).source) + '\n';
  }
  text += "\nc may be stored without explicit freshness, n never stored, - no content, x never generated here\n";
  return text;
}

std::vector<Status> listed(Profile p) {
  std::vector<Status> statuses;
  for (const StatusRow& r : status_rows)
    if (p == Profile::strict || knows(p, r.status)) statuses.push_back(r.status);
  return statuses;
}

std::string unknown_name_help(std::string_view text) {
  std::string help = "there is no status \"" + std::string{text} + "\"";
  if (base::parse_decimal(base::trim(text))) return help + ": a status is a number from 100 to 599\n";
  const std::vector<NearName> near = nearest_names(text, 3);
  if (near.empty()) return help + "; `responsum status` lists all\n";
  help += "; did you mean\n";
  for (const NearName& n : near) help += "  " + number(n.status) + "  " + std::string{n.name} + '\n';
  return help;
}

} // namespace responsum::status
