#include "responsum/session/send.hpp"

#include <array>
#include <span>
#include <string>

#include "responsum/base/writer.hpp"
#include "responsum/codec/h1/response_writer.hpp"
#include "responsum/session/kept_parts.hpp"
#include "responsum/session/request.hpp"

namespace responsum::session {

namespace {

// A stretch longer than this is sent but for its last octet, then the file is looked at again: what changed meanwhile
// must not end as if it were whole. Shorter ones leave in one go.
constexpr std::uint64_t looked_at_again = 512 * 1024;

void amend_last(Connection& c, observe::ClientOutcome outcome, std::uint64_t unsent) {
  c.unsent = unsent;
  amend(c.context, c.last_record, outcome, unsent);
}

base::Milliseconds write_timeout(const Connection& c) { return c.limits().write_timeout_ms.milliseconds(); }

net::Async<bool> flush_slowly(Connection& c) {
  const net::Flushed flushed = co_await c.socket.flush_steadily(write_timeout(c));
  co_return flushed.kind == net::Flushed::Kind::done;
}

using Kind = net::FileSent::Kind;

// One stretch of the file. False: the rest of it will not come.
net::Async<bool> send_stretch(Connection& c, const exchange::Answer& answer, const exchange::Part& part,
                              std::uint64_t& unsent) {
  std::uint64_t at = part.file_offset;
  std::uint64_t left = part.file_octets;
  while (left != 0) {
    const std::uint64_t count = left > looked_at_again ? left - 1 : left;
    const net::FileSent sent = co_await c.socket.send_file(answer.descriptor, at, count, write_timeout(c));
    at += sent.bytes;
    left -= sent.bytes;
    unsent -= sent.bytes;
    const bool same = left == 0 || is_unchanged(answer);
    if (sent.kind == Kind::done && same) continue;
    const bool by_file = sent.kind == Kind::done || sent.kind == Kind::shrank || sent.kind == Kind::unreadable;
    amend_last(c, by_file ? observe::ClientOutcome::truncated : observe::ClientOutcome::aborted, unsent);
    co_return false;
  }
  co_return true;
}

// What is queued on a socket at one moment: a piece of a feed with its frame.
class Piece {
 public:
  // To be sent: good until the next call.
  void queue(net::Socket& socket, bool chunked, bool last) {
    if (!text.empty()) {
      base::Writer prefix{prefix_};
      if (chunked) codec::h1::chunk_prefix(prefix, text.size());
      socket.queue(prefix.written());
      socket.queue(text);
      if (chunked) socket.queue(codec::h1::chunk_suffix);
    }
    if (chunked && last) socket.queue(codec::h1::last_chunk);
  }

  std::string text;

 private:
  std::array<char, codec::h1::max_chunk_prefix_bytes> prefix_;
};

} // namespace

net::Async<bool> flush_all(Connection& c) {
  return c.socket.push() ? net::Async<bool>::ended(true) : flush_slowly(c);
}

net::Async<bool> send_feed(Connection& c, std::string_view head, bool chunked, resource::Feed& feed) {
  // Whoever is further behind than this is cut off soon, and does not hold megabytes of the kernel's until then.
  constexpr int most_in_flight_bytes = 64 * 1024;
  c.socket.limit_send_buffer(most_in_flight_bytes);
  c.socket.queue(head);
  Piece piece;
  for (bool going = true; going;) {
    piece.text.clear();
    going = feed.next(c.context.reactor.now(), piece.text) == resource::Feed::State::more;
    piece.queue(c.socket, chunked, !going);
    const net::Flushed flushed = co_await c.socket.flush(c.after(c.limits().event_stream_timeout_ms));
    if (flushed.kind != net::Flushed::Kind::done) {
      if (flushed.kind != net::Flushed::Kind::reset) feed.reader_cut();
      amend_last(c, observe::ClientOutcome::aborted, 0);
      c.socket.abort();
      co_return false;
    }
    const net::Deadline next = c.context.reactor.after(resource::Feed::interval_ms);
    for (net::Received received; going;) {
      received = co_await c.socket.receive_or_stop(next);
      if (received.kind == net::Received::Kind::timed_out) break;
      if (received.kind == net::Received::Kind::bytes) continue;
      going = false; // gone, or to be gone
      piece.text.clear();
      piece.queue(c.socket, chunked, true);
    }
  }
  co_return true;
}

net::Async<bool> send_answer(Connection& c, exchange::Answer answer) {
  const resource::Holding holding{answer.holder};
  const KeptParts kept{answer.parts};
  std::uint64_t unsent = answer.octets;
  bool going = true;
  // It holds for what the kernel still has when all of this is queued, so it is for the next long answer to end it.
  if (answer.max_rate != 0 || c.paced) c.socket.limit_rate(answer.max_rate);
  c.paced = answer.max_rate != 0;
  if (answer.descriptor < 0) {
    const net::FileSent sent = co_await c.socket.send_steady(answer.head, write_timeout(c));
    unsent -= sent.bytes;
    going = sent.kind == Kind::done;
    if (!going) amend_last(c, observe::ClientOutcome::aborted, unsent);
  } else {
    c.socket.queue(answer.head);
    unsent -= answer.head.size();
  }
  for (std::size_t i = 0; going && i < kept.parts.size(); ++i) {
    c.socket.queue(kept.parts[i].bytes);
    unsent -= kept.parts[i].bytes.size();
    if (kept.parts[i].file_octets != 0) going = co_await send_stretch(c, answer, kept.parts[i], unsent);
  }
  // What is still queued is in `kept`, which goes with this call.
  if (going && c.socket.pending_bytes() != 0) going = co_await flush_all(c);
  if (!going) c.socket.abort();
  co_return going;
}

} // namespace responsum::session
