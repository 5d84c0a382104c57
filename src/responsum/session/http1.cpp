#include "responsum/session/http1.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include "responsum/codec/h2/server.hpp"
#include "responsum/session/conversation.hpp"
#include "responsum/session/handshake.hpp"
#include "responsum/session/http2.hpp"
#include "responsum/session/introduction.hpp"
#include "responsum/session/request.hpp"
#include "responsum/session/send.hpp"
#include "responsum/session/waiting.hpp"

namespace responsum::session {

namespace {

using net::Received;

Ending ending_of(After after, bool all_read) {
  switch (after) {
  case After::close: return all_read ? Ending::flush : Ending::linger;
  case After::refused: return Ending::linger;
  case After::hang_up: return Ending::at_once;
  case After::go_on:
  case After::need_more:
  case After::handshake:
  case After::http2:
  case After::wait:
  case After::send: return Ending::none;
  }
  std::unreachable();
}

// Whether the first octets of a connection are the preface of HTTP/2, which the client means to speak without having
// asked (RFC 9113 3.3). Nothing: they may become it.
std::optional<bool> begins_http2(const Connection& c, std::string_view input) {
  if (c.requests != 0 || !c.context.generation->http2) return false;
  if (const net::tls::Engine* tls = c.socket.tls(); tls != nullptr && tls->protocol() == "h2") return true;
  const std::string_view preface = codec::h2::preface;
  if (input.front() != preface.front()) [[likely]]
    return false;
  if (input.starts_with(preface)) return true;
  return preface.starts_with(input) ? std::nullopt : std::optional{false};
}

// Answers all that `input` holds, as far as it needs no waiting, and takes it off. Returns what stopped it.
After take_all(Connection& c, std::string_view& input) {
  const std::optional<bool> http2 = begins_http2(c, input);
  if (!http2) return After::need_more;
  if (*http2) return After::http2;
  for (;;) {
    const Taken taken = take_request(c, input);
    input.remove_prefix(taken.consumed);
    if (taken.after != After::go_on || input.empty()) return taken.after;
    if (c.socket.pending_bytes() > most_pending_bytes) return taken.after;
  }
}

bool is_in_handshake(const Connection& c) {
  const net::tls::Engine* tls = c.socket.tls();
  return tls != nullptr && !tls->established() && !tls->untouched();
}

// The answer to a connection whose request did not come in whole, but for `input`.
Ending refuse_late(Connection& c, Received::Kind why, std::string_view input) {
  if (why == Received::Kind::stalled) return Ending::at_once;
  c.facts.any_byte_arrived = !input.empty();
  const net::tls::Engine* tls = c.socket.tls();
  c.facts.handshake_succeeded =
      tls == nullptr || tls->established() || tls->untouched() || why == Received::Kind::stopping;
  // A connection that has carried requests and goes silent between two is no exchange.
  if (input.empty() && c.requests != 0) return Ending::at_once;
  c.facts.head_in_time = why != Received::Kind::timed_out;
  c.facts.head_complete = !c.facts.head_in_time;
  const Taken taken =
      refuse(c, input, c.facts.handshake_succeeded ? std::string_view{} : why_no_handshake(c, c.facts.head_in_time));
  return taken.after == After::hang_up ? Ending::at_once : Ending::linger;
}

// What a connection holds while a request is incomplete or its answer waits; nothing of it while it is idle.
struct Pending {
  std::string bytes;       // received and not yet taken
  std::size_t read_to = 0; // octets of it that the parser has seen

  // A head that trickles in is read again from its start, in the worker's scratch; so only when that can bring
  // something.
  bool worth_reading() const {
    constexpr std::size_t few = 1024;
    const std::string_view fresh = std::string_view{bytes}.substr(read_to);
    return bytes.size() <= few || fresh.size() >= few || fresh.find('\n') != std::string_view::npos;
  }
};

// What waits in a request: its content, a long answer, a full socket, the rest of a head. Goes on until the
// connection is idle again or ends. Of `input_so_far`, which is not taken yet, the parser has seen what is before
// `read_to`.
net::Async<Ending> attend(Connection& c, std::string_view input_so_far, std::size_t read_to, After after) {
  Pending pending{std::string{input_so_far}, read_to};
  for (;;) {
    // Streams would have to wait one by one, so all of them do.
    if (after == After::handshake || (after == After::http2 && c.is_early())) {
      const Received::Kind kind = co_await finish_handshake(c, pending.bytes);
      if (kind != Received::Kind::established) co_return refuse_late(c, kind, pending.bytes);
    } else if (after == After::http2) {
      co_return co_await serve_http2(c, pending.bytes);
    } else if (after == After::wait) {
      const AfterWaiting done = co_await serve_waiting(c, pending.bytes);
      if (done == AfterWaiting::gone) co_return Ending::at_once;
      if (done == AfterWaiting::close) co_return Ending::linger;
    } else if (after == After::send) {
      const exchange::Answer answer = c.context.answer;
      const std::unique_ptr<resource::Feed> feed = std::move(c.context.feed);
      const std::unique_ptr<admit::Claim> claim = std::move(c.context.claim);
      bool sent = false;
      if (feed != nullptr)
        sent = co_await send_feed(c, answer.head, c.context.feed_chunked, *feed);
      else
        sent = co_await send_answer(c, answer);
      if (claim != nullptr) claim->end(answer.octets - (sent ? 0 : std::min(c.unsent, answer.octets)), sent);
      if (!sent) co_return Ending::at_once;
      if (answer.close) co_return pending.bytes.empty() ? Ending::flush : Ending::linger;
    } else if (after == After::go_on) {
      const bool sent = co_await flush_all(c);
      if (!sent) co_return Ending::at_once;
    } else {
      const net::Deadline deadline{c.began_ms + c.limits().head_timeout_ms.milliseconds()};
      const Received received = co_await c.socket.receive(deadline);
      if (received.kind != Received::Kind::bytes) {
        // What the parser has not seen yet may say more than that no more will come.
        std::string_view unread = pending.bytes;
        if (pending.read_to == unread.size() || take_all(c, unread) == After::need_more)
          co_return refuse_late(c, received.kind, pending.bytes);
        co_return Ending::linger;
      }
      pending.bytes.append(received.bytes.data(), received.bytes.size());
      if (too_slow(c, pending.bytes.size(), c.began_ms))
        co_return refuse_late(c, Received::Kind::timed_out, pending.bytes);
      if (!pending.worth_reading()) continue;
    }
    if (pending.bytes.empty()) co_return Ending::none;
    if (after != After::need_more) c.began_ms = c.context.reactor.now().monotonic_ms;
    c.facts.draining = c.context.reactor.draining();
    std::string_view input = pending.bytes;
    after = take_all(c, input);
    const Ending ending = ending_of(after, input.empty());
    if (ending != Ending::none) co_return ending;
    pending.bytes.erase(0, pending.bytes.size() - input.size());
    pending.read_to = input.size();
    if (pending.bytes.empty() && after == After::go_on) co_return Ending::none;
  }
}

net::Async<void> finish(Connection& c, Ending ending) {
  constexpr std::uint64_t most_lingering_bytes = 1024 * 1024;
  constexpr base::Milliseconds lingering_ms = 2000;
  // What is sent before the handshake is done cannot be ended as it should (RFC 8446 6.1).
  if (ending != Ending::at_once && c.is_early()) {
    std::string unread;
    if (co_await finish_handshake(c, unread) != Received::Kind::established) co_return;
    if (!unread.empty()) ending = Ending::linger;
  }
  if (ending == Ending::flush && (leaves_with_turn(c) || co_await flush_all(c)))
    co_await c.socket.flush_and_close(c.after(c.limits().write_timeout_ms));
  if (ending != Ending::linger) co_return;
  // Whoever reads slowly has as long for the last answers as for any; what is waited for shortly is that they end.
  const bool sent = co_await flush_all(c);
  if (sent) co_await c.socket.linger_close(c.context.reactor.after(lingering_ms), most_lingering_bytes);
}

// The peer says first for whom it speaks.
net::Async<Ending> begin_introduced(Connection& c, Sessions& sessions) {
  std::string rest;
  const bool made = co_await take_introduction(c, rest);
  if (!made) co_return Ending::at_once;
  c.facts.address_below_cap = sessions.introduced(c.socket.peer());
  if (rest.empty()) co_return Ending::none;
  c.facts.encrypted_where_expected = c.certificates == nullptr;
  co_return co_await attend(c, rest, 0, After::go_on);
}

// What came, or did not, when a request was to begin.
net::Async<Ending> take(Connection& c, const Received& received) {
  if (received.kind != Received::Kind::bytes) return net::Async<Ending>::ended(refuse_late(c, received.kind, {}));
  c.began_ms = c.context.reactor.now().monotonic_ms;
  c.facts.draining = c.context.reactor.draining();
  c.facts.encrypted_where_expected = c.certificates == nullptr || c.socket.tls() != nullptr;
  std::string_view input{received.bytes.data(), received.bytes.size()};
  const After after = take_all(c, input);
  const Ending ending = ending_of(after, input.empty());
  if (ending != Ending::none || (after == After::go_on && input.empty())) return net::Async<Ending>::ended(ending);
  return attend(c, input, input.size(), after);
}

bool expects_handshake(const Connection& c) { return c.socket.tls() != nullptr && !c.socket.tls()->established(); }

// Whose connection it is, as far as it was counted.
net::Address counted(const Connection& c) {
  using decision::Introduction;
  const bool known = c.facts.introduction == Introduction::none_owed || c.facts.introduction == Introduction::made;
  return known ? c.socket.peer() : net::Address{};
}

} // namespace

net::Task serve(net::Reactor&, Context& context, net::Accepted&& accepted, const decision::ConnectionFacts& facts,
                Sessions& sessions) {
  Connection c{context, std::move(accepted), facts};
  Ending ending = Ending::none;
  if (c.facts.introduction == decision::Introduction::owed) ending = co_await begin_introduced(c, sessions);
  bool patient = false;
  while (ending == Ending::none) {
    const bool hurries = !patient && expects_handshake(c);
    const Received received =
        co_await c.socket.receive_or_stop(c.after(hurries ? c.limits().head_timeout_ms : c.limits().idle_timeout_ms));
    // Who is done with the handshake by then, or has not begun, is silent, and may be for as long as anybody.
    patient = received.kind == Received::Kind::timed_out && hurries && !is_in_handshake(c);
    if (!patient) ending = co_await take(c, received);
  }
  co_await finish(c, ending);
  c.socket.close();
  sessions.session_ended(counted(c));
}

} // namespace responsum::session
