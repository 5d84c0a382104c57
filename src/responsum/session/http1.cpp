#include "responsum/session/http1.hpp"

#include <string>

#include "responsum/session/content.hpp"
#include "responsum/session/request.hpp"
#include "responsum/session/send.hpp"

namespace responsum::session {

namespace {

// How a connection ends once its last answer is queued.
enum class Ending : std::uint8_t { none, flush, linger, at_once };

// More than this queued on one connection goes out before further pipelined requests are answered.
constexpr std::size_t most_pending_bytes = 256 * 1024;

// The head's bytes while they are incomplete; nothing is held while a connection is idle.
struct Inbox {
  std::string kept;
  std::string_view input;

  void take(std::span<const char> bytes) {
    if (kept.empty()) {
      input = {bytes.data(), bytes.size()};
      return;
    }
    kept.append(bytes.data(), bytes.size());
    input = kept;
  }
  // Before suspending: what is left of the worker's buffer moves here.
  void keep_rest() {
    if (input.empty()) {
      std::string{}.swap(kept);
    } else {
      std::string rest{input};
      kept.swap(rest);
    }
    input = kept;
  }
};

// Whether the head comes slower than it must; in the first second nobody is slow.
bool too_slow(const Connection& c, const Inbox& inbox) {
  const std::uint64_t rate = c.limits().min_rate_bytes_per_second;
  const base::Milliseconds elapsed = c.context.reactor.now().monotonic_ms - c.began_ms;
  return rate != 0 && elapsed > 1000 && inbox.kept.size() * 1000 < rate * static_cast<std::uint64_t>(elapsed);
}

// Answers everything that the input holds, as far as it needs no waiting. Returns what stopped it.
Taken take_all(Connection& c, Inbox& inbox) {
  for (;;) {
    Taken taken = take_request(c, inbox.input);
    inbox.input.remove_prefix(taken.consumed);
    if (taken.after != After::go_on) return taken;
    if (inbox.input.empty() || c.socket.pending_bytes() > most_pending_bytes) return taken;
  }
}

net::Deadline head_deadline(const Connection& c) {
  const auto timeout = static_cast<base::Milliseconds>(c.limits().head_timeout_ms.value);
  return {c.began_ms + timeout};
}

// The answer to a connection whose request did not come in whole.
Ending refuse_late(Connection& c, const net::Received& received, const Inbox& inbox) {
  using Kind = net::Received::Kind;
  if (received.kind == Kind::stalled) return Ending::at_once;
  c.facts.any_byte_arrived = !inbox.kept.empty();
  // A connection that has carried requests and goes silent between two is no exchange.
  if (!c.facts.any_byte_arrived && c.requests != 0) return Ending::at_once;
  if (received.kind == Kind::timed_out)
    c.facts.head_in_time = false;
  else
    c.facts.head_complete = false;
  const Taken taken = refuse(c, inbox.kept);
  return taken.after == After::hang_up ? Ending::at_once : Ending::linger;
}

} // namespace

net::Task serve(net::Reactor& reactor, Context& context, net::Accepted accepted, decision::ConnectionFacts facts,
                Sessions& sessions) {
  Connection c{context, std::move(accepted), facts};
  Inbox inbox;
  Ending ending = Ending::none;
  while (ending == Ending::none) {
    net::Received received;
    if (inbox.kept.empty()) {
      received = co_await c.socket.receive_or_stop(c.after(c.limits().idle_timeout_ms));
      c.began_ms = reactor.now().monotonic_ms;
    } else {
      received = co_await c.socket.receive(head_deadline(c));
      if (too_slow(c, inbox)) received.kind = net::Received::Kind::timed_out;
    }
    if (received.kind != net::Received::Kind::bytes) {
      ending = refuse_late(c, received, inbox);
      break;
    }
    inbox.take(received.bytes);
    c.facts.draining = reactor.draining();
    for (bool again = true; again;) {
      Taken taken = take_all(c, inbox);
      again = false;
      if (taken.after == After::close || taken.after == After::refused) {
        // Bytes that were not read would turn the close into a reset, which may take the answer with it.
        ending = taken.after == After::close && inbox.input.empty() ? Ending::flush : Ending::linger;
      } else if (taken.after == After::hang_up) {
        ending = Ending::at_once;
      } else if (taken.after == After::content) {
        inbox.keep_rest();
        const AfterContent after = co_await serve_with_content(c, inbox.kept);
        inbox.input = inbox.kept;
        if (after == AfterContent::close)
          ending = Ending::linger;
        else if (after == AfterContent::gone)
          ending = Ending::at_once;
        else
          again = !inbox.input.empty();
      } else if (taken.after == After::file) {
        inbox.keep_rest();
        const bool sent = co_await send_answer(c, taken.answer);
        if (!sent)
          ending = Ending::at_once;
        else if (taken.answer.close)
          ending = Ending::flush;
        else
          again = !inbox.input.empty();
      } else if (taken.after == After::go_on && !inbox.input.empty()) {
        inbox.keep_rest();
        const net::Flushed flushed = co_await c.socket.flush(c.after(c.limits().write_timeout_ms));
        if (flushed.kind != net::Flushed::Kind::done)
          ending = Ending::at_once;
        else
          again = true;
      }
      if (again) c.began_ms = reactor.now().monotonic_ms;
    }
    if (ending == Ending::none) inbox.keep_rest();
  }
  if (ending == Ending::flush) {
    co_await c.socket.flush_and_close(c.after(c.limits().write_timeout_ms));
  } else if (ending == Ending::linger) {
    constexpr std::uint64_t most_lingering_bytes = 1024 * 1024;
    constexpr base::Milliseconds lingering_ms = 2000;
    co_await c.socket.linger_close(reactor.after(lingering_ms), most_lingering_bytes);
  }
  c.socket.close();
  sessions.session_ended(c.socket.peer());
}

} // namespace responsum::session
