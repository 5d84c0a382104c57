#include "runner/translation.hpp"

#include <algorithm>
#include <deque>
#include <optional>
#include <utility>

#include "runner/request_reader.hpp"

namespace responsum::wire {

namespace {

// Reads what a script sends on its connections, until it cannot be understood.
class Translation {
 public:
  void play(const Step& step) {
    if (const auto* s = std::get_if<Send>(&step)) {
      // What is looked up is a value of a field, whichever.
      const auto read = current_.read(s->octets.expand(
          [](auto, std::string_view path) { return std::string{path == "*" ? "/value" : "\"value\""}; }));
      if (!read) complain(s->line, read.error());
    } else if (const auto* n = std::get_if<NewConnection>(&step)) {
      if (n->beside)
        beside_.push_back(std::exchange(current_, {}));
      else
        finish(std::exchange(current_, {}));
    } else if (std::holds_alternative<PreviousConnection>(step)) {
      if (!beside_.empty()) std::swap(current_, beside_.back());
    }
  }

  // What stands against it; nothing: nothing.
  std::optional<std::string> result() {
    finish(current_);
    for (const RequestReader& reader : beside_) finish(reader);
    return fault_;
  }

 private:
  void complain(int line, const std::string& text) {
    if (!fault_) fault_ = "line " + std::to_string(line) + ": " + text;
  }
  void finish(const RequestReader& reader) {
    if (reader.in_head()) complain(0, "a head does not end");
  }

  RequestReader current_;
  std::deque<RequestReader> beside_;
  std::optional<std::string> fault_;
};

} // namespace

std::expected<std::vector<Transport>, std::string> transports_of(const Script& script) {
  const bool raw = script.says_fields_of_http_2();
  std::optional<std::string> untranslatable;
  if (!raw) {
    Translation translation;
    for (const Step& step : script.steps) translation.play(step);
    untranslatable = translation.result();
  }
  std::vector<Transport> all;
  for (const TransportRow& t : transports) {
    const bool named = std::ranges::find(script.transports, t.transport) != script.transports.end();
    const bool starts_tls_late = script.starts_tls() && t.transport != Transport::plain;
    const bool possible = !starts_tls_late && (t.http_2 ? !untranslatable : !raw);
    if (named && !possible)
      return std::unexpected{"it cannot be played over " + std::string{t.name} + ": " +
                             untranslatable.value_or(starts_tls_late ? "only plain HTTP/1.1 can go on in TLS"
                                                                     : "HTTP/1.1 has no such fields")};
    if (possible && (named || script.transports.empty())) all.push_back(t.transport);
  }
  return all;
}

std::optional<std::string> said_in_http_2(std::string_view request) {
  RequestReader reader;
  const auto events = reader.read(request);
  if (!events || events->empty()) return std::nullopt;
  const RequestHead& head = std::get<RequestHead>(events->front());
  std::string lines = head.method + " " + head.path + " HTTP/2\r\nHost: " + head.authority + "\r\n";
  bool has_length = false;
  for (const auto& [name, value] : head.fields) {
    lines += name + ": " + value + "\r\n";
    has_length |= name == "content-length";
  }
  if (head.has_content && !has_length) return std::nullopt;
  lines += "\r\n";
  for (const RequestEvent& event : *events)
    if (const auto* content = std::get_if<RequestContent>(&event)) lines += content->octets;
  return lines;
}

} // namespace responsum::wire
