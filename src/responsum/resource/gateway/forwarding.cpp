#include "responsum/resource/gateway/forwarding.hpp"

#include <algorithm>
#include <functional>
#include <span>
#include <utility>

#include "responsum/base/ascii.hpp"
#include "responsum/client/policy.hpp"
#include "responsum/field/upgrade.hpp"
#include "responsum/resource/gateway/introduction.hpp"
#include "responsum/resource/gateway/scripts.hpp"
#include "responsum/resource/gateway/websocket.hpp"
#include "responsum/status/status.hpp"

namespace responsum::resource::gateway {

using decision::HopEnd;
using decision::HopPhase;

namespace {

std::string_view without_line_end(std::string_view text) {
  return text.substr(0, text.find_last_not_of(" \r\n") + 1);
}

} // namespace

Forwarding::Forwarding(Upstream& upstream, const Options& options, const Request& request, const Caller& caller,
                       base::Arena& memory, const decision::Facts& facts)
    : upstream_{upstream},
      options_{options},
      memory_{memory},
      request_{request},
      watcher_{caller.watcher},
      method_{options.asks() ? message::Method::get : request.head.method},
      encrypted_{caller.encrypted},
      chunked_{!options.asks() && request.head.length_unknown},
      switching_{!options.asks() && !options.scripts && field::asks_to_switch(request.head)},
      http_1_0_{request.head.version == message::Version::http_1_0},
      key_hash_{std::hash<std::string_view>{}(caller.address)},
      began_ms_{upstream.reactor().now().monotonic_ms},
      content_whole_{options.asks() || !request.head.announces_content()} {
  // RFC 8441 5.1: the handshake of WebSocket is HTTP/2's own; towards HTTP/1.1 it is for us to do.
  if (switching_ && request.head.asks_by_connect() &&
      base::equals_ignoring_case(request.head.value(message::Field::upgrade), "websocket"))
    websocket_key_ = memory_.copy(make_websocket_key());
  if (options.introduced_by != IntroducedBy::nothing)
    introduction_ = introduction_of(options.introduced_by, caller.ends, caller.watcher.reached());
  const Road road{.client_address = caller.address,
                  .authority = upstream.authority(),
                  .encrypted = caller.encrypted,
                  .trusted = caller.trusted,
                  .early = facts.connection.early,
                  .websocket_key = websocket_key_};
  made_ = make_request(request, road, options, memory_);
  if (options.scripts) address_script(request, caller);
}

void Forwarding::address_script(const Request& request, const Caller& caller) {
  const Scripts& scripts = *options_.scripts;
  const auto script = script_of(request.path, scripts, memory_);
  if (!script) return;
  const ScriptRoad road{.client = caller.ends,
                        .reached = caller.watcher.reached(),
                        .address = caller.address,
                        .encrypted = caller.encrypted};
  params_ = params_of(request, made_, *script, scripts, road, memory_);
  if (scripts.programs) program_ = memory_.copy(scripts.root + std::string{script->name});
}

Forwarding::~Forwarding() { give_up(HopEnd::client_gone); }

std::string_view Forwarding::head() {
  if (head_.empty()) head_ = request_head(made_, memory_);
  return head_;
}

client::RequestParts Forwarding::parts() const {
  const codec::h1::RequestToWrite& whole = made_.whole;
  return {
      .method = whole.method, .target = whole.target, .host = whole.host, .fields = whole.fields.first(made_.common)};
}

// --- Attempts ------------------------------------------------------------------------------------------------------

void Forwarding::try_next() {
  if (options_.scripts && params_.empty()) return end_with(HopEnd::program_none);
  EndpointId endpoint = 0;
  switch (upstream_.choose(tried_, key_hash_, wish(), endpoint)) {
  case Upstream::Choice::chosen: return begin(endpoint);
  case Upstream::Choice::none_up: return end_with(HopEnd::none_up, nullptr, upstream_.who_is_out());
  case Upstream::Choice::wait:
    if (!upstream_.wait(*this)) end_with(HopEnd::queue_full, &upstream_.limits().max_queue);
  }
}

void Forwarding::begin(EndpointId endpoint) {
  if (attempts_.empty()) upstream_.requested();
  add_attempt();
  attempt().open = true;
  attempt().clock.enter(HopPhase::choose, now_ms());
  tried_.set(endpoint);
  sent_ = 0;
  upstream_.begin(endpoint, *this, attempt().health);
}

// What has ended is no load any more; who was not judged by then was given up.
void Forwarding::close_attempt() {
  if (attempts_.empty() || !attempt().open) return;
  attempt().open = false;
  if (!std::exchange(attempt().judged, true)) upstream_.abandoned(attempt().health);
  upstream_.ended(attempt().health.endpoint);
}

void Forwarding::give_up(HopEnd end) {
  upstream_.stop_waiting(*this);
  if (carrier_ != nullptr) {
    std::exchange(carrier_, nullptr)->abandon(*this);
    told().end = end;
  }
  close_attempt();
}

void Forwarding::on_turn() { try_next(); }

void Forwarding::on_waited_long() {
  upstream_.stop_waiting(*this);
  end_with(HopEnd::queue_slow, &upstream_.limits().queue_timeout_ms);
}

void Forwarding::on_connected(std::string_view address, bool reused, bool http2) {
  attempt().address = address;
  told().reused = reused;
  told().http2 = http2;
}

// A connection that was closed while it was idle says nothing of its endpoint.
bool Forwarding::was_stale(const decision::HopAttempt& attempt) {
  return attempt.reused && attempt.end == HopEnd::closed;
}

std::size_t Forwarding::stale_attempts() const {
  return static_cast<std::size_t>(std::ranges::count_if(told_, was_stale));
}

bool Forwarding::may_begin_another() const {
  if (settled_ || forgotten_) return false;
  if (attempts_.full()) return false; // no more can be recorded
  return attempts_.size() - stale_attempts() <= options_.retries.value;
}

bool Forwarding::may_try_again(HopEnd end) const {
  return may_begin_another() && client::may_ask_again(end, method_, attempts_.back().begun);
}

// RFC 9110 15.5.20: what a connection is not for may be had on another, and so it is with one that has timed out.
bool Forwarding::is_declined(const message::ReceivedHead& head) {
  if (options_.scripts) return false; // and is none
  const bool of_connection = told().reused && client::is_of_connection(head.status);
  return of_connection && may_begin_another() && upstream_.may_retry();
}

void Forwarding::on_failure(const client::Failure& failure) {
  carrier_ = nullptr;
  declined_ = false;
  Attempt& last = attempt();
  last.begun = last.clock.reached() >= HopPhase::send;
  last.detail = failure.detail;
  told().end = failure.end;
  told().error = failure.error;
  told().fault = failure.fault;
  told().fault_offset = failure.fault_offset;
  told().rcode = failure.rcode;
  told().alert = failure.alert;
  told().limit = failure.limit;
  const bool stale = was_stale(told());
  if (!stale && !std::exchange(last.judged, true)) upstream_.failed(last.health, failure);
  close_attempt();
  if (settled_) {
    over_ = cut_ = true;
    return watcher_.on_progress();
  }
  if (!may_try_again(failure.end)) return settle(failure.end);
  if (!stale && !upstream_.may_retry()) {
    outcome_.unretried = &upstream_.retry_budget();
    return settle(failure.end);
  }
  // Once it may be chance, twice the server is likely to have gone.
  if (stale && stale_attempts() == 1) tried_.reset(last.health.endpoint);
  try_next();
}

// Without an attempt of its own, or instead of another.
void Forwarding::end_with(HopEnd end, const base::Limit* limit, std::string detail) {
  if (!attempts_.full()) {
    add_attempt();
    attempt().detail = std::move(detail);
    told().end = end;
    told().limit = limit;
  }
  settle(end);
}

void Forwarding::settle(HopEnd end) {
  outcome_.end = end;
  settled_ = true;
  watcher_.on_progress();
}

void Forwarding::client_gone() {
  give_up(HopEnd::client_gone);
  over_ = true;
  if (settled_) return;
  outcome_.end = HopEnd::client_gone;
  settled_ = true;
}

void Forwarding::tell(decision::Facts& facts, Selected& selected) {
  for (std::size_t i = 0; i < attempts_.size(); ++i) {
    const Attempt& a = attempts_[i];
    told_[i].address = a.address;
    told_[i].detail = a.detail;
    told_[i].said = without_line_end(a.said);
    told_[i].reached = a.clock.reached();
    told_[i].phase_ms = a.clock.spent_ms();
    told_[i].asked = options_.asks();
  }
  outcome_.attempts = told_;
  for (std::size_t i = 0; i + 1 < told_.size(); ++i)
    if (!was_stale(told_[i])) outcome_.repeated = told_[i].reached;
  facts.hop = outcome_;
  if (!told_.empty() && told().limit != nullptr)
    facts.limit = told().limit;
  else if (outcome_.unretried != nullptr)
    facts.limit = outcome_.unretried;
  selected.fields = fields_;
}

// --- The request's content -----------------------------------------------------------------------------------------

std::size_t Forwarding::room() const {
  if (options_.asks()) return 0;
  if (over_ || (settled_ && outcome_.end != HopEnd::answered && outcome_.end != HopEnd::switched)) return 64 * 1024;
  const std::size_t most = std::max<std::size_t>(options_.request_buffer_bytes.value, 16 * 1024);
  const std::size_t waiting = outgoing_.size() - sent_;
  return waiting < most ? most - waiting : 0;
}

void Forwarding::take(std::string_view piece) {
  if (over_ || piece.empty()) return; // an answer that came before may leave no use for it
  outgoing_.append(piece);
  if (carrier_ != nullptr) carrier_->go_on(*this);
}

void Forwarding::content_ended(decision::ContentEnd end) {
  if (end != decision::ContentEnd::whole) {
    give_up(HopEnd::content_bad);
    over_ = true;
    if (!settled_) settle(HopEnd::content_bad);
    return;
  }
  content_whole_ = true;
  if (carrier_ != nullptr) carrier_->go_on(*this);
}

void Forwarding::content_sent(std::size_t octets) {
  sent_ += octets;
  // What the answer can no longer ask for again, or what is too much to be kept for that, goes.
  if (settled_ || sent_ > options_.request_buffer_bytes.value) {
    forgotten_ = true;
    outgoing_.erase(0, sent_);
    sent_ = 0;
  }
  if (!content_whole_) watcher_.on_progress();
}

// --- The response --------------------------------------------------------------------------------------------------

std::string_view Forwarding::via(const message::ReceivedHead& head) const {
  return options_.scripts ? std::string_view{} : via_of(head, options_.pseudonym, memory_);
}

// It may come as late as the end of the answer: then it is told all the same, for it stands in the record.
void Forwarding::on_said(std::string_view words) {
  constexpr std::size_t most_said_bytes = 160;
  std::string& said = attempt().said;
  said.append(words.substr(0, most_said_bytes - std::min(most_said_bytes, said.size())));
  told().said = without_line_end(said);
}

void Forwarding::keep_head(const message::ReceivedHead& head, bool switches) {
  // RFC 9110 7.8, 15.5.22: what is switched to, or is to be, is between the client and the upstream. HTTP/2 has no
  // word for it.
  const bool by_upgrade = request_.head.version == message::Version::http_1_1;
  SwitchTold told = SwitchTold::nothing;
  if (by_upgrade && (switches || status::asks_for_upgrade(*status::status_from(head.status))))
    told = SwitchTold::upgrade;
  else if (switches)
    told = SwitchTold::by_connect;
  fields_ = response_fields(head, via(head), told, memory_);
  outcome_.status = head.status;
  outcome_.proxy_status = memory_.copy(head.value(message::Field::proxy_status));
}

void Forwarding::on_interim(const message::ReceivedHead& head) {
  if (http_1_0_) return;       // RFC 9110 15.2
  if (options_.asks()) return; // it is not about what the client has asked for
  watcher_.on_interim(
      {.relayed = head.status, .fields = response_fields(head, via(head), SwitchTold::nothing, memory_)});
}

void Forwarding::on_head(const message::ReceivedHead& head, const codec::h1::BodyFraming& framing) {
  attempt().begun = true;
  if (!std::exchange(attempt().judged, true)) upstream_.answered(attempt().health);
  declined_ = is_declined(head);
  told().end = declined_ ? HopEnd::unprocessed : HopEnd::answered;
  if (declined_) return;
  keep_head(head, false);
  if (options_.asks())
    outcome_.judgement = decision::judgement_of(*status::status_from(head.status));
  else
    outcome_.redirects_to_itself = redirects_to_itself(head, request_.head, encrypted_);
  // Memory is not touched before content is there, and growing by and by would copy it several times.
  incoming_.reserve(std::min<std::uint64_t>(framing.length, options_.response_buffer_bytes.value));
  settle(HopEnd::answered);
}

// A client of HTTP/1.1 sees for itself what was switched to.
message::Fault Forwarding::fault_of_switch(const message::ReceivedHead& head) const {
  if (!request_.head.asks_by_connect()) return message::Fault::none;
  if (!field::upgrade_names(head.value(message::Field::upgrade), request_.head.value(message::Field::upgrade)))
    return message::Fault::response_switch_other;
  if (websocket_key_.empty()) return message::Fault::none;
  const auto answers = [&](const message::FieldLine& line) {
    return base::equals_ignoring_case(head.text(line.name), websocket_accept_name) &&
           head.text(line.value) == websocket_accept(websocket_key_);
  };
  return std::ranges::any_of(head.lines(), answers) ? message::Fault::none
                                                    : message::Fault::response_websocket_accept;
}

void Forwarding::on_switch(const message::ReceivedHead& head) {
  attempt().begun = true;
  told().end = HopEnd::switched;
  if (!std::exchange(attempt().judged, true)) upstream_.answered(attempt().health);
  keep_head(head, true);
  tunnel_ = true;
  content_whole_ = false;
  outgoing_.clear();
  sent_ = 0;
  settle(HopEnd::switched);
}

std::size_t Forwarding::response_room() const {
  const std::size_t most = std::max<std::size_t>(options_.response_buffer_bytes.value, 16 * 1024);
  return incoming_.size() < most ? most - incoming_.size() : 0;
}

void Forwarding::on_content(std::string_view piece) {
  if (declined_) return;
  incoming_.append(piece);
  watcher_.on_progress();
}

void Forwarding::on_end(std::span<const message::ResponseField> trailers) {
  carrier_ = nullptr;
  close_attempt();
  if (std::exchange(declined_, false)) {
    fresh_ = true;
    tried_.reset(attempt().health.endpoint);
    return try_next();
  }
  for (const message::ResponseField& field : trailers) trailer_texts_.emplace_back(field.name, field.value);
  for (const auto& [name, value] : trailer_texts_) trailers_.push_back({name, value});
  over_ = true;
  watcher_.on_progress();
}

Feed::State Forwarding::next(const base::Now&, std::string& to) {
  const bool had = !incoming_.empty();
  if (to.empty())
    to.swap(incoming_);
  else
    to.append(incoming_);
  incoming_.clear();
  if (had && carrier_ != nullptr) carrier_->go_on(*this);
  if (!over_) return State::more;
  return cut_ ? State::cut : State::ended;
}

void Forwarding::put_back(std::string&& content) {
  content.append(incoming_);
  incoming_.swap(content);
}

} // namespace responsum::resource::gateway
