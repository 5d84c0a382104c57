#include "runner/drive.hpp"

#include <algorithm>
#include <deque>
#include <memory>
#include <optional>
#include <random>
#include <utility>
#include <variant>

#include "runner/connection.hpp"

namespace responsum::wire {

namespace {

constexpr std::string_view default_host = "site.test";

std::string_view method_of(std::string_view request) { return request.substr(0, request.find(' ')); }

std::string_view host_of(std::string_view request) {
  constexpr std::string_view name = "\r\nHost: ";
  const auto at = request.find(name);
  if (at == std::string_view::npos) return default_host;
  request.remove_prefix(at + name.size());
  return request.substr(0, request.find('\r'));
}

class Driver {
 public:
  Driver(const Script& script, ServerUnderTest& server, const DriveOptions& options)
      : script_{script}, server_{server}, options_{options}, random_{options.seed} {
    for (const Step& step : script.steps)
      if (const auto* e = std::get_if<Expectation>(&step)) observes_ |= !e->condition.empty() || !e->way.empty();
    observes_ |= static_cast<bool>(options.on_exchange);
  }

  std::vector<std::string> run() {
    server_.take_exchanges(0, std::chrono::milliseconds{0}); // those of earlier tests
    for (std::size_t at = 0; at < script_.steps.size() && failures_.empty(); ++at) play(at);
    if (failures_.empty()) finish_connection();
    for (const Talk& talk : beside_) leave(talk);
    return std::move(failures_);
  }

 private:
  void fail(int line, const std::string& text) { failures_.push_back(std::to_string(line) + ": " + text); }

  void play(std::size_t at) {
    const Step& step = script_.steps[at];
    if (std::holds_alternative<Drain>(step)) return server_.drain();
    if (const auto* n = std::get_if<NewConnection>(&step)) {
      if (!n->beside) return finish_connection();
      beside_.push_back(std::exchange(talk_, {}));
      return;
    }
    if (std::holds_alternative<PreviousConnection>(step)) {
      if (!beside_.empty()) std::swap(talk_, beside_.back());
      return;
    }
    if (talk_.connection == nullptr) {
      talk_.connection =
          connect(options_.transport, server_, options_.deadline, [this] { return piece_size(); }, script_.begins);
      if (options_.mode == Mode::pipelined) send_all_from(at);
    }
    if (const auto* s = std::get_if<Send>(&step)) {
      if (options_.mode != Mode::pipelined) send(*s);
    } else if (const auto* e = std::get_if<Expectation>(&step)) {
      expect(*e, at);
    } else if (std::holds_alternative<Reset>(step)) {
      talk_.connection->reset();
    } else if (std::holds_alternative<StartTls>(step)) {
      talk_.connection->start_tls([this] { return piece_size(); });
      talk_.starts_tls = true;
    } else if (options_.mode != Mode::pipelined) {
      talk_.connection->end_of_input();
    }
  }

  // Everything that the script sends on this connection, before any answer is read.
  void send_all_from(std::size_t at) {
    for (; at < script_.steps.size() && !changes_connection(script_.steps[at]); ++at) {
      if (const auto* s = std::get_if<Send>(&script_.steps[at])) send(*s);
      if (std::holds_alternative<EndOfInput>(script_.steps[at])) talk_.connection->end_of_input();
    }
  }

  void send(const Send& step) {
    const std::string raw = step.octets.expand([](auto, auto) { return std::string{}; });
    const std::string octets = step.octets.expand(look_up(host_of(raw)));
    if (step.more && !talk_.requests.empty())
      talk_.requests.back() += octets;
    else
      talk_.requests.push_back(octets);
    if (step.form == Send::Form::request)
      talk_.connection->send(octets);
    else
      talk_.connection->send_raw(step, octets);
  }

  std::size_t piece_size() {
    switch (options_.mode) {
    case Mode::bytes: return 1;
    case Mode::split: return std::uniform_int_distribution<std::size_t>{1, 40}(random_);
    case Mode::whole:
    case Mode::pipelined: break;
    }
    return in_one_piece();
  }

  LookUp look_up(std::string_view host) {
    return [this, host = std::string{host}](std::string_view field, std::string_view path) {
      if (path == "*") return location_;
      const auto connection = connect(Transport::plain, server_, options_.deadline, in_one_piece, script_.begins);
      const std::string request =
          "GET " + std::string{path} + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      connection->send(request);
      const auto response = connection->receive("GET");
      looked_up_.push_back(connection->local_port());
      const auto values = response ? response->values(field) : std::vector<std::string>{};
      if (values.empty()) fail(0, "no " + std::string{field} + " in the response to a GET of " + std::string{path});
      return values.empty() ? std::string{} : values.front();
    };
  }

  void expect(const Expectation& expected, std::size_t at) {
    const std::string request = talk_.requests.empty() ? std::string{} : talk_.requests.front();
    std::optional<Response> response;
    if (expected.cut) {
      const auto received = talk_.connection->receive(method_of(request));
      if (received) return fail(expected.line, "a whole answer came");
      if (received.error().starts_with(text(Arrival::too_late))) return fail(expected.line, received.error());
      talk_.cut = true;
    } else if (!expected.nothing) {
      auto received = talk_.connection->receive(method_of(request));
      if (!received) return fail(expected.line, received.error());
      response = std::move(*received);
      for (std::string& text : mismatches(expected, *response, look_up(host_of(request)), options_.sites))
        failures_.push_back(std::move(text));
      if (const auto locations = response->values("location"); !locations.empty()) location_ = locations.front();
      if (expected.interim()) {
        talk_.had_interim = talk_.had_interim || expected.code() != "104";
        return;
      }
    }
    if (!talk_.requests.empty()) talk_.requests.pop_front();
    check_end(expected, response, at);
    observe(expected, request, response ? &*response : nullptr);
    talk_.had_interim = false;
    talk_.in_tls = talk_.starts_tls; // the request that asked for it came in plain
    ++talk_.answered;
  }

  void check_end(const Expectation& expected, const std::optional<Response>& response, std::size_t at) {
    if (expected.closed && !(response && response->ends_with_close)) {
      const auto ended = expected.nothing ? talk_.connection->expect_silence() : talk_.connection->expect_last();
      if (!ended) fail(expected.line, ended.error());
    }
    if (expected.open && !continues_after(at)) {
      const std::string probe = "OPTIONS * HTTP/1.1\r\nHost: " + std::string{default_host} + "\r\n\r\n";
      talk_.connection->send(probe);
      if (const auto answer = talk_.connection->receive("OPTIONS"); !answer)
        fail(expected.line, "the connection takes no other request: " + answer.error());
      talk_.probed = true;
    }
  }

  // Whether the script itself goes on with another request on this connection, and so proves that it is open.
  bool continues_after(std::size_t at) const {
    for (++at; at < script_.steps.size(); ++at) {
      if (changes_connection(script_.steps[at])) return false;
      if (std::holds_alternative<Expectation>(script_.steps[at])) return true;
    }
    return false;
  }

  void observe(const Expectation& expected, const std::string& request, const Response* response) {
    if (!observes_ || ((expected.nothing || expected.cut) && expected.condition.empty())) return;
    const std::optional<Observed> observed = next_observed(expected);
    if (!expected.condition.empty() && (!observed || observed->condition != expected.condition))
      fail(expected.line, "the condition is " + (observed ? observed->condition : std::string{"not known"}) +
                              ", should be " + expected.condition);
    if (!expected.way.empty() && (!observed || observed->way != expected.way))
      fail(expected.line,
           "the way is " + (observed ? observed->way : std::string{"not known"}) + ", should be " + expected.way);
    if (options_.on_exchange && !expected.cut)
      options_.on_exchange(Exchange{options_.transport, request, response, observed ? &*observed : nullptr,
                                    expected.line, talk_.had_interim, talk_.answered, script_.begins, talk_.in_tls});
  }

  static bool changes_connection(const Step& step) {
    return std::holds_alternative<NewConnection>(step) || std::holds_alternative<PreviousConnection>(step);
  }

  // The server's word on the oldest exchange of this connection that was not asked about yet. Exchanges of
  // connections that are not the script's (look-ups, an earlier test that ends late) are passed over.
  std::optional<Observed> next_observed(const Expectation& expected) {
    const auto until = std::chrono::steady_clock::now() + options_.deadline;
    while (talk_.observed.empty() && std::chrono::steady_clock::now() < until) {
      auto taken = server_.take_exchanges(1, options_.deadline);
      if (taken.empty()) break;
      for (Observed& one : taken) {
        if (is_look_up(one)) continue;
        Talk* const talk = talk_at(one.client_port);
        const bool idle_end = one.condition == "conn.idle" && expected.condition != one.condition;
        if (talk != nullptr && !idle_end) talk->observed.push_back(std::move(one));
      }
    }
    if (talk_.observed.empty()) return std::nullopt;
    Observed first = std::move(talk_.observed.front());
    talk_.observed.pop_front();
    return first;
  }

  // To another port of the server than the script's a look-up may come from the port that the script's comes from.
  // It was answered before anything else was sent, so the first exchange of its port is its.
  bool is_look_up(const Observed& one) {
    const auto found = std::ranges::find(looked_up_, one.client_port);
    if (found == looked_up_.end()) return false;
    looked_up_.erase(found);
    return true;
  }

  void finish_connection() {
    if (talk_.connection != nullptr && !talk_.probed && !talk_.cut && !talk_.connection->unread().empty())
      fail(0, "more came than was expected: `" + talk_.connection->unread().substr(0, 400) + "`");
    talk_ = {};
  }

  // One connection with what is under way on it.
  struct Talk {
    std::unique_ptr<Connection> connection;
    std::deque<std::string> requests; // sent and not answered yet
    std::deque<Observed> observed;
    bool probed = false;
    bool cut = false;         // what came of it last was no whole answer
    bool had_interim = false; // of the request under way, and said before anything of it was done
    bool starts_tls = false, in_tls = false;
    std::uint32_t answered = 0; // requests
  };

  // The one whose connection has this port; the current one where the server cannot tell.
  Talk* talk_at(std::uint16_t port) {
    const auto has_port = [port](const Talk& t) {
      return t.connection != nullptr && t.connection->local_port() == port;
    };
    if (port == 0 || has_port(talk_)) return &talk_;
    const auto found = std::ranges::find_if(beside_, has_port);
    return found == beside_.end() ? nullptr : &*found;
  }

  // Waits until the server has let go of the connection, so that the next test finds it counted out.
  static void leave(const Talk& talk) {
    if (talk.connection == nullptr) return;
    talk.connection->end_of_input();
    static_cast<void>(talk.connection->expect_silence());
  }

  const Script& script_;
  ServerUnderTest& server_;
  const DriveOptions& options_;
  std::mt19937 random_;
  bool observes_ = false;
  std::string location_;                 // of the last response that had one
  std::vector<std::uint16_t> looked_up_; // ports of look-ups whose exchanges have not been seen yet
  Talk talk_;
  std::vector<Talk> beside_; // open while the script goes on with talk_
  std::vector<std::string> failures_;
};

} // namespace

std::vector<std::string> drive(const Script& script, ServerUnderTest& server, const DriveOptions& options) {
  return Driver{script, server, options}.run();
}

} // namespace responsum::wire
