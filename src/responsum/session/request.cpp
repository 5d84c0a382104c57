#include "responsum/session/request.hpp"

#include <algorithm>
#include <array>

#include "responsum/exchange/incoming.hpp"

namespace responsum::session {

using exchange::Answer;
using exchange::Exchange;

namespace {

std::string_view first_line(std::string_view input) { return input.substr(0, input.find_first_of("\r\n")); }

Taken answer(Connection& c, Exchange& x, std::size_t consumed, std::string_view input) {
  const bool close = exchange::last_of_connection(c.requests, c.limits()) || c.facts.draining;
  const exchange::Delivery delivery = exchange::deliver(x, c.context.explanations, close);
  ++c.requests;
  c.last_record = record(c, x, delivery.status, delivery.answer, consumed, input) + 1;
  if (delivery.answer.hang_up) return {After::hang_up, consumed};
  if (delivery.answer.is_long()) {
    c.context.answer = delivery.answer;
    return {After::send, consumed};
  }
  queue(c.socket, delivery.answer);
  if (!delivery.answer.close) return {After::go_on, consumed};
  return {x.facts().fault == message::Fault::none ? After::close : After::refused, consumed};
}

} // namespace

void queue(net::Socket& socket, const Answer& answer) {
  socket.queue(answer.head);
  for (const exchange::Part& part : answer.parts) socket.queue(part.bytes);
}

std::uint64_t record(Connection& c, const Exchange& x, status::Status status, const Answer& answer,
                     std::uint64_t received_bytes, std::string_view input) {
  const decision::Verdict& verdict = x.verdict();
  const message::RequestHead& head = x.head();
  observe::Record r;
  r.id = x.id();
  r.wall_s = x.bench().now.wall_s;
  r.wall_ns = x.bench().now.wall_ns;
  r.path = verdict.path();
  r.condition = verdict.condition();
  r.minted_by = verdict.minted_by();
  r.status = answer.hang_up ? std::uint16_t{0} : static_cast<std::uint16_t>(status::code(status));
  r.received_bytes = received_bytes;
  r.sent_bytes = answer.octets;
  r.duration_ms =
      static_cast<std::uint32_t>(std::max<base::Milliseconds>(0, x.bench().now.monotonic_ms - c.began_ms));
  r.fault = x.facts().fault;
  r.fault_offset = x.facts().fault_offset;
  r.error = x.facts().resource.error;
  r.method = head.method;
  r.version = head.version;
  r.worker = c.context.worker;
  if (x.site() != nullptr) r.site = x.site()->label;
  if (x.route() != nullptr) r.route = x.route()->label;
  r.client_outcome = answer.hang_up ? observe::ClientOutcome::aborted : observe::ClientOutcome::complete;
  r.peer.assign(x.peer().address);
  r.peer_port = c.socket.peer().port();
  r.subject.assign(x.facts().fault_subject.empty() ? x.facts().resource.failed_component : x.facts().fault_subject);
  r.host.assign(head.text(head.authority));
  // What never became a target is kept as it came: the first line and no field, so no credentials.
  r.target.assign(head.target.length != 0 ? head.text(head.target) : first_line(input));
  const std::uint64_t number = x.bench().recorder.keep(r);
  if (c.context.log != nullptr) {
    c.context.log->add(r, x.site() == nullptr ? std::string_view{} : x.site()->name,
                       x.route() == nullptr ? std::string_view{} : x.route()->name);
  }
  return number;
}

Taken take_request(Connection& c, std::string_view input) {
  message::RequestHead& head = c.context.head;
  codec::h1::RequestParser parser;
  parser.start(head);
  const auto progress = parser.parse(input, c.context.generation->parser, head);
  if (progress == codec::h1::Progress::incomplete) return {After::need_more};
  std::array<char, net::Address::max_host_text> address;
  const exchange::Peer peer{c.socket.peer().host(address), c.trusted};
  if (progress == codec::h1::Progress::complete) [[likely]] {
    if (head.announces_content()) return {After::content};
    head.join_repeated(c.context.bench.arena);
  }
  Exchange x{c.context.bench, head, peer};
  x.facts().connection = c.facts;
  if (progress == codec::h1::Progress::faulty) {
    head.set_bytes(input.data());
    exchange::supply_fault(x.facts(), parser, input, c.limits());
  }
  const exchange::Need need = x.run();
  RESPONSUM_ASSERT(need == exchange::Need::nothing);
  return answer(c, x, progress == codec::h1::Progress::complete ? head.size : input.size(), input);
}

Taken refuse(Connection& c, std::string_view input) {
  message::RequestHead& head = c.context.head;
  codec::h1::RequestParser parser;
  std::array<char, net::Address::max_host_text> address;
  const exchange::Peer peer{c.socket.peer().host(address), c.trusted};
  // What was understood of the head so far is good for the record; the connection ends with the answer.
  parser.start(head);
  const auto progress = parser.parse(input, c.context.generation->parser, head);
  head.set_bytes(input.data());
  head.keep_alive = false;
  Exchange x{c.context.bench, head, peer};
  x.facts().connection = c.facts;
  x.facts().limit = &c.limits().head_timeout_ms;
  if (progress == codec::h1::Progress::faulty) {
    // It came before the end or the deadline, only nobody had looked yet (Pending::worth_reading).
    x.facts().connection.head_in_time = x.facts().connection.head_complete = true;
    exchange::supply_fault(x.facts(), parser, input, c.limits());
  }
  x.run();
  return answer(c, x, input.size(), input);
}

} // namespace responsum::session
