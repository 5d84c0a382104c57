// responsum status: what a status is, in words or as JSON.

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "responsum/status/describe.hpp"
#include "responsum/status/name.hpp"
#include "verbs.hpp"

namespace responsum::cmd {

namespace {

using Json = nlohmann::ordered_json;

struct Lookup {
  std::vector<std::string> names;
  std::string profile = "strict";
  bool as_json = false;
};

Json field_names(status::FieldSet fields) {
  Json names = Json::array();
  for (const auto& field : status::header_field_rows)
    if (fields.contains(field.value)) names.push_back(field.name);
  return names;
}

Json maker_names(status::Makers makers) {
  Json names = Json::array();
  for (const auto& maker : status::maker_rows)
    if (makers.contains(maker.value)) names.push_back(maker.name);
  return names;
}

Json older_names(status::Status s) {
  Json names = Json::array();
  for (const auto& older : status::older_names)
    if (older.status == s) names.push_back({{"name", older.name}, {"used_by", older.used_by}});
  return names;
}

Json duty_as_json(const status::Duty& duty) {
  return {{"repeat", word(duty.repeat).name},
          {"method", word(duty.method).name},
          {"connection", word(duty.connection).name},
          {"changed_request", duty.changed_request},
          {"wait", word(duty.wait).name}};
}

Json number_or_null(std::optional<status::Status> s) { return s ? Json(code(*s)) : Json(nullptr); }

Json profile_as_json(status::Status s, status::Profile p) {
  Json json{{"name", word(p).name}, {"phrase", phrase(p, s)}, {"known", knows(p, s)}, {"note", note(p, s)}};
  json["says_to_get_or_head"] = number_or_null(said_by(p, s, status::Asked::get_or_head));
  json["says_to_others"] = number_or_null(said_by(p, s, status::Asked::other_method));
  return json;
}

Json as_json(status::Status s, status::Profile p) {
  const status::StatusRow& r = row(s);
  return {{"code", code(s)},
          {"known", known(s)},
          {"identifier", r.identifier},
          {"phrase", r.phrase},
          {"class", word(class_of(s)).name},
          {"document", r.source.document},
          {"section", r.source.section},
          {"registration", word(r.registration).name},
          {"read_as", code(r.read_as)},
          {"heuristically_cacheable", r.heuristically_cacheable},
          {"never_stored", r.never_stored},
          {"content", word(r.content).name},
          {"fields",
           {{"obligatory", field_names(r.obligatory)},
            {"conditional", field_names(r.conditional)},
            {"recommended", field_names(r.recommended)}}},
          {"generated_by", maker_names(r.makers)},
          {"client_duty", duty_as_json(r.duty)},
          {"meaning", r.meaning},
          {"advice", r.advice},
          {"older_names", older_names(s)},
          {"profile", profile_as_json(s, p)}};
}

// "4xx", in either case: the class of that digit.
std::optional<status::Class> class_named(std::string_view text) {
  if (text.size() != 3 || !base::equals_ignoring_case(text.substr(1), "xx")) return std::nullopt;
  for (const auto& c : status::class_rows)
    if (text[0] == static_cast<char>('0' + static_cast<int>(c.value))) return c.value;
  return std::nullopt;
}

void print(const std::vector<status::Status>& statuses, status::Profile p, const Lookup& question, bool in_full) {
  if (question.as_json) {
    Json all = Json::array();
    for (status::Status s : statuses) all.push_back(as_json(s, p));
    const bool single = in_full && all.size() == 1;
    std::cout << (single ? all.front() : all).dump(2) << '\n';
    return;
  }
  if (!in_full) {
    std::cout << list(statuses, p);
    return;
  }
  for (status::Status s : statuses) std::cout << (s == statuses.front() ? "" : "\n") << describe(s, p);
}

// Every name is looked up before anything is printed, so that a wrong one costs no scrolling.
int answer(const Lookup& question) {
  const auto profile = status::profile_named(question.profile);
  if (!profile) return 1; // refused while parsing
  std::vector<status::Status> found;
  bool in_full = !question.names.empty();
  bool all_known = true;
  for (const std::string& text : question.names) {
    if (const auto wanted = class_named(text)) {
      in_full = false;
      for (status::Status s : status::listed(*profile))
        if (class_of(s) == *wanted) found.push_back(s);
    } else if (const auto named = status::status_named(text)) {
      found.push_back(*named);
    } else {
      std::cerr << "responsum status: " << status::unknown_name_help(text);
      all_known = false;
    }
  }
  if (!all_known) return 1;
  print(question.names.empty() ? status::listed(*profile) : found, *profile, question, in_full);
  return 0;
}

std::string check_profile(const std::string& text) {
  if (status::profile_named(text)) return {};
  std::string help = "there is no profile \"" + text + "\"; there are";
  for (const auto& p : status::profile_rows) help.append(" ").append(p.name);
  return help;
}

} // namespace

void add_status(CLI::App& app, int& exit_code) {
  CLI::App* verb = app.add_subcommand("status", "Say what a status means, or list them all");
  const auto question = std::make_shared<Lookup>(); // shared, as CLI11 keeps a copy of the callback
  verb->add_option("status", question->names, "Number, phrase of now or of old, identifier, or class such as 4xx");
  verb->add_option("--profile", question->profile, "strict, rfc2616, mdn, huawei or inuse")
      ->capture_default_str()
      ->check(check_profile);
  verb->add_flag("--json", question->as_json, "Write JSON");
  verb->footer("Examples:\n"
               "  responsum status\n"
               "  responsum status 405\n"
               "  responsum status not-found gone\n"
               "  responsum status 5xx --json\n"
               "  responsum status --profile huawei 504");
  verb->callback([question, &exit_code] { exit_code = answer(*question); });
}

} // namespace responsum::cmd
