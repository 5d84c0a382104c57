#include "why_live.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

#include "console_client.hpp"
#include "event_reader.hpp"
#include "loading.hpp"
#include "responsum/base/ascii.hpp"
#include "responsum/decision/profile.hpp"
#include "responsum/observe/exchange_id.hpp"
#include "responsum/observe/selection.hpp"

namespace responsum::cmd {

namespace {

using nlohmann::json;

constexpr auto default_console = "http://127.0.0.1:8081";
constexpr auto token_variable = "RESPONSUM_TOKEN";

int fail(const std::string& why) {
  std::cerr << "responsum why: " << why << '\n';
  return failed;
}

// As CLI11 takes what is wrong with a value: a sentence, or "".
std::string check_id(const std::string& id) {
  for (std::size_t i = 0; i < std::min(id.size(), observe::exchange_id_length); ++i)
    if (observe::detail::id_digits.find(id[i]) == std::string_view::npos)
      return "\"" + id + "\" is no id of an exchange: its character " + std::to_string(i + 1) +
             " is neither a digit nor a small letter other than i, l, o and u";
  if (id.size() == observe::exchange_id_length) return {};
  return "\"" + id + "\" is no id of an exchange: it " +
         (id.size() < observe::exchange_id_length ? "ends" : "goes on") + " behind character " +
         std::to_string(std::min(id.size(), observe::exchange_id_length)) + ", where there should be " +
         std::to_string(observe::exchange_id_length);
}

template <class Set>
std::string check_each(const std::string& list, std::string (*add)(Set&, std::string_view)) {
  Set ignored;
  for (std::size_t at = 0; at <= list.size();) {
    const std::size_t comma = std::min(list.find(',', at), list.size());
    const std::string word = list.substr(at, comma - at);
    if (const std::string wrong = add(ignored, word); !wrong.empty()) return "\"" + word + "\": " + wrong;
    at = comma + 1;
  }
  return {};
}
std::string check_statuses(const std::string& list) { return check_each(list, observe::add_statuses); }
std::string check_conditions(const std::string& list) { return check_each(list, observe::add_conditions); }

// The error is a sentence.
std::expected<std::string, std::string> find_console(const LiveQuestion& question, const std::string& config) {
  if (!question.console.empty()) return question.console;
  if (config.empty()) return default_console;
  const auto reading = config::read_file(config, config::process_environment());
  if (!reading) {
    report(reading.error());
    return std::unexpected{config + " is not sound; say --console URL"};
  }
  const auto& console = *reading->configuration->server.console;
  if (!console) return std::unexpected{config + " has no console; say --console URL"};
  if (console->port == 0)
    return std::unexpected{config + " lets the system choose the console's port; say --console URL"};
  return "http://" + config::write_endpoint(*console);
}

std::expected<std::string, std::string> find_token(const LiveQuestion& question) {
  if (question.token_file.empty()) {
    const char* token = std::getenv(token_variable);
    return token == nullptr ? "" : token;
  }
  std::ifstream file{question.token_file};
  std::string line;
  if (!std::getline(file, line)) return std::unexpected{"there is no token in " + question.token_file};
  return std::string{base::trim(line)};
}

// Text of a client does nothing on a terminal.
std::string printable(std::string text) {
  std::ranges::replace_if(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, '?');
  return text;
}

// A problem document (RFC 9457), as far as it says why.
std::string words_of(const ConsoleClient::Answer& refusal) {
  const json problem = json::parse(refusal.content, nullptr, false);
  for (const char* member : {"detail", "title"})
    if (problem.is_object() && problem.contains(member) && problem[member].is_string())
      return printable(problem[member].get<std::string>());
  return "status " + std::to_string(refusal.status);
}

int tell_one(ConsoleClient& console, const std::string& id) {
  const auto answer = console.get("/api/exchanges/" + id + "/why");
  if (!answer) return fail(answer.error());
  if (answer->successful()) {
    std::cout << answer->content;
    return succeeded;
  }
  const auto status = status::status_from(static_cast<int>(answer->status));
  if (status && decision::status_of(decision::Condition::fs_none, status::Profile::strict) == *status)
    return fail("there is no exchange " + id +
                ", or no longer: a worker remembers its last 4096, and those that [[record.keep]] takes are in the "
                "file of [record], the newest max_exchanges of them");
  return fail("the console at " + console.url() + " does not answer that: " + words_of(*answer));
}

// "12:31:07.042  01h…  404  fs.none  GET /missing.html  missing.html"
std::string line_of(const json& row) {
  constexpr std::size_t condition_columns = 26;
  const auto text = [&row](const char* name) {
    return row.contains(name) && row[name].is_string() ? printable(row[name].get<std::string>()) : std::string{};
  };
  const std::string time = text("time");
  const int status = row.value("status", 0);
  std::string condition = text("condition");
  condition.resize(std::max(condition.size(), condition_columns), ' ');
  std::string line = time.size() > 12 ? time.substr(11, 12) : time;
  line += "  " + text("id") + "  " + (status == 0 ? " - " : std::to_string(status)) + "  " + condition + "  " +
          (text("method").empty() ? "-" : text("method")) + " " + text("target");
  if (!text("subject").empty()) line += "  " + text("subject");
  return line;
}

// A value within a query: all but unreserved characters (RFC 3986 2.3) is percent-encoded, "&" and "+" above all.
std::string encode_value(std::string_view value) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  constexpr std::string_view marks = "-._~";
  std::string out;
  for (const char c : value) {
    if (base::is_alpha(c) || base::is_digit(c) || marks.find(c) != std::string_view::npos) {
      out.push_back(c);
    } else {
      const auto octet = static_cast<unsigned char>(c);
      out.append({'%', digits[octet / 16u], digits[octet % 16u]});
    }
  }
  return out;
}

std::string query_of(const LiveQuestion& question) {
  std::string query = "/api/events?feed=exchanges";
  const std::array pairs{std::pair{"status", &question.status}, std::pair{"condition", &question.condition},
                         std::pair{"route", &question.route}};
  for (const auto& [name, value] : pairs)
    if (!value->empty()) query += "&" + std::string{name} + "=" + encode_value(*value);
  return query;
}

// False: nobody reads what is printed.
bool print(ConsoleClient& console, const Event& event, bool full) {
  const json row = json::parse(event.data, nullptr, false);
  if (event.type == "dropped") {
    std::cout << "… " << (row.is_object() ? row.value("exchanges", std::uint64_t{0}) : 0)
              << " more that came too fast are not shown\n";
  } else if (event.type == "exchange" && row.is_object()) {
    std::cout << line_of(row) << '\n';
    if (full)
      if (const auto why = console.get("/api/exchanges/" + printable(row.value("id", "")) + "/why");
          why && why->successful())
        std::cout << why->content << '\n';
  }
  std::cout.flush();
  return std::cout.good();
}

int follow(ConsoleClient& console, const LiveQuestion& question) {
  EventReader reader;
  bool read = true;
  const auto end = console.stream(query_of(question), [&](std::string_view piece) {
    reader.feed(piece, [&](const Event& event) { read = read && print(console, event, question.full); });
    return read;
  });
  if (!end) return fail(end.error());
  switch (end->end) {
  case ConsoleClient::End::by_user: return succeeded;
  case ConsoleClient::End::by_server: return fail("the server has ended the stream, or its process has ended");
  case ConsoleClient::End::refused:
    return fail("the console at " + console.url() + " does not answer that: " + words_of(end->refusal));
  }
  std::unreachable();
}

} // namespace

void add_live_options(CLI::App& verb, LiveQuestion& question, CLI::Option* dry) {
  auto* id = verb.add_option("--id", question.id, "An exchange that a running server answered")->check(check_id);
  auto* follow =
      verb.add_flag("--follow", question.follow, "What a running server answers from now on, line by line");
  id->excludes(dry)->excludes(follow);
  follow->excludes(dry);
  verb.add_option("--status", question.status, "With --follow: only these, as 5xx or 404,416")
      ->check(check_statuses)
      ->needs(follow);
  verb.add_option("--condition", question.condition, "With --follow: only these, as 'fs.*'")
      ->check(check_conditions)
      ->needs(follow);
  verb.add_option("--route", question.route, "With --follow: only what came by the route of this name")
      ->needs(follow);
  verb.add_flag("--full", question.full, "With --follow: each with its whole way")->needs(follow);
  verb.add_option("--console", question.console,
                  "Where the running server's console is; without it as --config says, or " +
                      std::string{default_console});
  verb.add_option("--token-file", question.token_file,
                  "A file with the console's token; without it the variable " + std::string{token_variable})
      ->check(CLI::ExistingFile);
}

int answer_live(const LiveQuestion& question, const std::string& config) {
  const auto url = find_console(question, config);
  if (!url) return fail(url.error());
  const auto token = find_token(question);
  if (!token) return fail(token.error());
  ConsoleClient console{*url, *token};
  return question.follow ? follow(console, question) : tell_one(console, question.id);
}

} // namespace responsum::cmd
