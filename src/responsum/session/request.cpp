#include "responsum/session/request.hpp"

#include <algorithm>
#include <array>

#include "responsum/exchange/incoming.hpp"
#include "responsum/field/traceparent.hpp"
#include "responsum/observe/redact.hpp"

namespace responsum::session {

using exchange::Answer;
using exchange::Exchange;

namespace {

// What was understood is kept as it came: no sound target or host has userinfo (RFC 9110 4.2.4). Anything else may be
// anything, credentials too.
void name_target(observe::Record& r, const message::RequestHead& head, std::string_view input) {
  if (r.fault == message::Fault::none) [[likely]] {
    r.host.assign(head.text(head.authority));
  } else {
    r.host.assign(observe::redacted_first_line(head.text(head.authority)));
  }
  // A request line is sound as far as it was read, so one with a version has a sound target.
  if (head.version_text.length != 0) [[likely]] {
    r.target.assign(head.text(head.target));
  } else {
    const std::string line = observe::redacted_first_line(input);
    const std::string_view target = head.text(head.target);
    const bool has_target = !target.empty() && line.find(target) != std::string::npos;
    r.target.assign(has_target ? target : std::string_view{line});
  }
}

Taken answer(Connection& c, Exchange& x, std::size_t consumed, std::string_view input) {
  const bool close = exchange::last_of_connection(c.requests, c.limits()) || c.facts.draining;
  exchange::Delivery delivery = exchange::deliver(x, c.context.explanations, close);
  ++c.requests;
  c.last_record = record(c, x, delivery, {input, consumed, c.began_ms});
  if (delivery.answer.hang_up) return {After::hang_up, consumed};
  if (delivery.answer.is_long() || delivery.feed != nullptr) {
    c.context.answer = delivery.answer;
    c.context.feed = std::move(delivery.feed);
    c.context.feed_chunked = delivery.chunked;
    c.context.claim = std::move(delivery.claim);
    return {After::send, consumed};
  }
  queue(c.socket, delivery.answer);
  if (delivery.claim != nullptr) delivery.claim->end(delivery.answer.octets, true);
  if (!delivery.answer.close) return {After::go_on, consumed};
  return {x.facts().fault == message::Fault::none ? After::close : After::refused, consumed};
}

} // namespace

void queue(net::Socket& socket, const Answer& answer) {
  socket.queue(answer.head);
  for (const exchange::Part& part : answer.parts) socket.queue(part.bytes);
}

namespace {

// "rule staff at site.toml:12": of every request that a rule lets in, so that it takes no memory.
void note_rule(decltype(observe::Record::limit)& to, std::string_view rule, const base::Origin& origin) {
  to.assign(rule);
  to.append(" at ");
  base::describe(origin, [&to](std::string_view piece) { to.append(piece); });
}

// What the walk and the request say of themselves.
observe::Record record_of(const Context& context, const Exchange& x, const Limits& limits, std::string_view input) {
  const decision::Verdict& verdict = x.verdict();
  const message::RequestHead& head = x.head();
  const decision::Facts& facts = x.facts();
  observe::Record r;
  r.id = x.id();
  r.wall_s = x.bench().now.wall_s;
  r.wall_ns = x.bench().now.wall_ns;
  r.path = verdict.path();
  r.condition = verdict.condition();
  r.minted_by = verdict.minted_by();
  r.fault = facts.fault;
  r.fault_offset = facts.fault_offset;
  r.error = facts.resource.error;
  r.method = head.method;
  r.version = head.version;
  r.worker = context.worker;
  if (verdict.row().content == decision::Content::relayed) r.generated_by = observe::GeneratedBy::upstream;
  if (x.site() != nullptr) r.site = x.site()->label;
  if (x.route() != nullptr) r.route = x.route()->label;
  r.peer.assign(x.peer().address);
  if (const base::Limit* limit = exchange::limit_behind(r.condition, facts, limits)) [[unlikely]]
    r.limit.assign(base::describe(*limit));
  if (head.sent(message::Field::traceparent) && !head.repeated(message::Field::traceparent))
    r.trace = field::parse_traceparent(head.value(message::Field::traceparent)).value_or(field::Traceparent{});
  r.subject.assign(facts.resource.failed_component);
  r.client.assign(facts.access.user.empty() ? facts.client.subject : facts.access.user);
  if (r.condition == decision::Condition::cert_untrusted) r.subject.assign(facts.client.distrust);
  if (facts.redirect.leads) [[unlikely]]
    note_rule(r.limit, facts.redirect.rule, facts.redirect.rule_origin);
  else if (!facts.access.rule.empty() && r.limit.view().empty())
    note_rule(r.limit, facts.access.rule, facts.access.rule_origin);
  if (!facts.access.complaint.empty()) r.subject.assign(facts.access.complaint);
  observe::assign(r.attempts, facts.asked, facts.hop.attempts);
  if (!facts.cors.refused.empty()) r.subject.assign(facts.cors.refused);
  if (facts.hop.end == decision::HopEnd::none_up && !facts.hop.attempts.empty())
    r.subject.assign(facts.hop.attempts.back().detail);
  name_target(r, head, input);
  if (!facts.fault_subject.empty())
    r.subject.assign(facts.fault_subject.substr(0, observe::credentials_at(facts.fault_subject)));
  return r;
}

std::uint64_t keep(const Context& context, const Exchange& x, const observe::Record& r) {
  const observe::Recorder::Kept kept = x.bench().recorder.keep(r);
  if (context.keeping != nullptr) context.keeping->consider(r);
  if (context.log != nullptr) {
    context.log->add(r, kept.row, x.site() == nullptr ? std::string_view{} : x.site()->name,
                     x.route() == nullptr ? std::string_view{} : x.route()->name);
  }
  return kept.number;
}

// Without a handshake there was no request, unless it came in plain, but the client may have said whom it looked for.
void note_encryption(observe::Record& r, const net::tls::Engine& tls) {
  if (tls.carries())
    r.tls = tls.version() == "TLSv1.3" ? observe::Encryption::tls_1_3 : observe::Encryption::tls_1_2;
  else if (r.host.view().empty())
    r.host.assign(tls.server_name());
}

} // namespace

std::uint64_t record(Connection& c, const Exchange& x, const exchange::Delivery& delivery, const Came& came) {
  if (!c.context.generation->records) [[unlikely]]
    return 0;
  observe::Record r = record_of(c.context, x, c.limits(), came.input);
  const Answer& answer = delivery.answer;
  r.status = answer.hang_up ? std::uint16_t{0} : status::code(delivery.status);
  r.received_bytes = came.octets;
  r.sent_bytes = answer.octets;
  r.duration_ms =
      static_cast<std::uint32_t>(std::max<base::Milliseconds>(0, x.bench().now.monotonic_ms - came.began_ms));
  r.client_outcome = answer.hang_up ? observe::ClientOutcome::aborted : observe::ClientOutcome::complete;
  r.peer_port = c.socket.peer().port();
  if (const net::tls::Engine* tls = c.socket.tls()) note_encryption(r, *tls);
  return keep(c.context, x, r) + 1;
}

void amend(Context& context, std::uint64_t record, observe::ClientOutcome outcome, std::uint64_t unsent) {
  if (record == 0) return;
  observe::Recorder& recorder = context.bench.recorder;
  recorder.amend(record - 1, outcome, unsent);
  // If it was kept, the file is to have it as it ended.
  if (const auto kept = recorder.read(record - 1); kept && context.keeping != nullptr)
    context.keeping->consider(*kept);
}

void record_unheard(Context& context, const net::Address& peer, const decision::ConnectionFacts& facts) {
  if (!context.generation->records) return;
  codec::h1::RequestParser parser;
  parser.start(*context.head);
  std::array<char, net::Address::max_host_text> address;
  const exchange::Peer client{peer.host(address), context.generation->trusts(peer)};
  Exchange x{context.bench, *context.head, client};
  x.facts().connection = facts;
  const exchange::Need need = x.run();
  RESPONSUM_ASSERT(need == exchange::Need::nothing);
  observe::Record r = record_of(context, x, context.generation->limits, {});
  r.client_outcome = observe::ClientOutcome::aborted;
  r.peer_port = peer.port();
  keep(context, x, r);
}

Taken take_request(Connection& c, std::string_view input) {
  message::RequestHead& head = *c.context.head;
  codec::h1::RequestParser parser;
  parser.start(head);
  const auto progress = parser.parse(input, c.context.generation->parser, head);
  if (progress == codec::h1::Progress::incomplete) return {After::need_more};
  if (progress == codec::h1::Progress::complete) [[likely]] {
    if (head.announces_content() || c.waits) return {After::wait};
    head.join_repeated(c.context.bench.arena);
  }
  std::array<char, net::Address::max_host_text> address;
  const exchange::Peer peer = c.peer(address);
  Exchange x{c.context.bench, head, peer};
  x.facts().connection = c.facts_now();
  if (progress == codec::h1::Progress::faulty) {
    head.set_bytes(input.data());
    exchange::supply_fault(x.facts(), exchange::fault_of(parser), input, c.limits());
  }
  const exchange::Need need = x.run();
  if (need == exchange::Need::finish_handshake) return {After::handshake}; // and is taken again then
  if (need == exchange::Need::start_tls || need == exchange::Need::errand) return {After::wait}; // likewise
  RESPONSUM_ASSERT(need == exchange::Need::nothing);
  return answer(c, x, progress == codec::h1::Progress::complete ? head.size : input.size(), input);
}

Taken refuse(Connection& c, std::string_view input, std::string_view subject) {
  message::RequestHead& head = *c.context.head;
  codec::h1::RequestParser parser;
  std::array<char, net::Address::max_host_text> address;
  const exchange::Peer peer = c.peer(address);
  // What was understood of the head so far is good for the record; the connection ends with the answer.
  parser.start(head);
  const auto progress = parser.parse(input, c.context.generation->parser, head);
  head.set_bytes(input.data());
  head.keep_alive = false;
  if (c.facts.frames != decision::Frames::sound) head.version = message::Version::http_2;
  Exchange x{c.context.bench, head, peer};
  x.facts().connection = c.facts;
  x.facts().limit = &c.limits().head_timeout_ms;
  x.facts().fault_subject = subject;
  if (progress == codec::h1::Progress::faulty) {
    // It came before the end or the deadline, only nobody had looked yet (Pending::worth_reading).
    x.facts().connection.head_in_time = x.facts().connection.head_complete = true;
    exchange::supply_fault(x.facts(), exchange::fault_of(parser), input, c.limits());
  }
  x.run();
  return answer(c, x, input.size(), input);
}

Taken refuse_introduction(Connection& c, std::string_view input, message::Fault fault, std::uint32_t offset,
                          std::string_view subject) {
  message::RequestHead& head = *c.context.head;
  codec::h1::RequestParser parser;
  parser.start(head);
  head.set_bytes(input.data());
  std::array<char, net::Address::max_host_text> address;
  const exchange::Peer peer = c.peer(address);
  Exchange x{c.context.bench, head, peer};
  x.facts().connection = c.facts;
  x.facts().fault = fault;
  x.facts().fault_offset = offset;
  x.facts().fault_subject = subject;
  x.run();
  return answer(c, x, input.size(), input);
}

} // namespace responsum::session
