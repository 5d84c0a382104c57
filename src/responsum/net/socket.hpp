// One connection: receives when its coroutine asks, sends at the end of the turn, and holds no buffer while idle.
#pragma once

#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "responsum/base/assert.hpp"
#include "responsum/base/clock.hpp"
#include "responsum/net/address.hpp"
#include "responsum/net/descriptor.hpp"
#include "responsum/net/reactor.hpp"
#include "responsum/net/task.hpp"
#include "responsum/net/timer.hpp"
#include "responsum/net/tls/engine.hpp"

namespace responsum::net {

// What a listener hands over.
struct Accepted {
  Descriptor descriptor;             // connected, non-blocking
  Address peer;                      // none for sockets without addresses
  bool corks_heads = false;          // a head before sendfile(2) goes out with MSG_MORE; see Listener::corks_heads
  const tls::Context* tls = nullptr; // the connection is to be encrypted by it; outlives the socket
};

struct Received {
  enum class Kind : std::uint8_t {
    bytes,
    end,       // the peer sends no more; it may still read (half-closed)
    reset,     // the connection is gone; `error` is the errno
    timed_out, // the deadline passed
    stalled,   // the peer did not take what was queued within the write timeout; the connection is of no use any more
    stopping,  // the reactor drains and nothing was there to read; only from receive_or_stop
    established, // the TLS handshake is complete; only from receive_or_established
    woken,       // wake() was called, or what waited to be sent is out; only from receive_or_woken and woken
    unsound,     // the TLS handshake or a record failed; tls()->failure() says why, and an alert has been sent
  };
  Kind kind = Kind::bytes;
  int error = 0;
  std::span<const char> bytes; // never empty when kind is bytes
};

struct Flushed {
  enum class Kind : std::uint8_t {
    done,      // everything is in the kernel's hands
    timed_out, // the rest stays queued
    reset,
    stalled, // as in Received
  };
  Kind kind = Kind::done;
  int error = 0;
};

struct FileSent {
  enum class Kind : std::uint8_t {
    done,
    shrank,     // the file ended before `count` bytes were sent
    unreadable, // reading the file failed; `error` is the errno
    timed_out,  // no progress for the time given
    reset,
    stalled, // as in Received, for what was queued before the file
  };
  Kind kind = Kind::done;
  int error = 0;
  std::uint64_t bytes = 0; // of the file, as taken by the kernel
};

struct Lingered {
  enum class Kind : std::uint8_t { end, timed_out, too_much, reset };
  Kind kind = Kind::end;
  std::uint64_t bytes = 0; // read and thrown away
};

// For one coroutine at a time; stays where it was made, usually in that coroutine's frame. Destroying it closes the
// connection at once.
//
// Output. What is queued goes out at the end of the turn, everything of one socket by one call, and must stay valid
// until then (Reactor::at_turn_end, Reactor::turn_memory). What the kernel does not take at once is copied and
// follows as the peer reads. While such a rest waits, receive() delivers nothing: a peer that does not read its
// answers is not read from. If it takes nothing for the write timeout, the connection is `stalled`.
//
// TLS. Where the listener wants it, all of this is about what is inside of the encryption. A client that speaks
// plainly there is understood all the same: what it sent is handed out as it came, and tls() is null from then on.
//
// After reset or stalled everything that is queued is dropped and every operation ends with the same result.
class Socket final : private EventSource, private Timer, private Hook<Socket> {
 public:
  Socket(Reactor& reactor, Accepted accepted);
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  ~Socket() override { close(); }

  class ReceiveAwaiter;
  class FlushAwaiter;

  // Waits for bytes. Without a destination they are in the worker's shared buffer and valid until this coroutine
  // suspends next, so copy what must outlive any co_await. A deadline speaks of the time the socket waits for the
  // peer to send: the time that a rest of output needed to drain is not counted.
  [[nodiscard]] ReceiveAwaiter receive(Deadline deadline);
  [[nodiscard]] ReceiveAwaiter receive(std::span<char> into, Deadline deadline);
  // For the pause between requests: as receive(deadline), and ends with `stopping` when the reactor drains.
  [[nodiscard]] ReceiveAwaiter receive_or_stop(Deadline deadline);

  // For octets that came before the handshake was done: as receive(deadline), and ends with `established` when it is.
  [[nodiscard]] ReceiveAwaiter receive_or_established(Deadline deadline);

  // For one of two connections that are joined: as receive(deadline), but also while output waits, and it ends with
  // `woken` when wake() was called, since the last wait or during this one, or when the backlog there was is out.
  // The deadline is of this wait alone: it is for the caller to see whether the peer takes what it is sent.
  [[nodiscard]] ReceiveAwaiter receive_or_woken(Deadline deadline);
  // The same without reading: what the peer sends is left to wait.
  [[nodiscard]] ReceiveAwaiter woken(Deadline deadline);
  // From here on the kernel has all that was not received: for somebody else who asks it.
  void receive_alone() { alone_ = true; }
  // In this turn, but not before the caller is done; from the reactor's thread.
  void wake();

  // Of a connection that is being made (see connect.hpp): 0 when it is there, otherwise the errno; ETIMEDOUT at the
  // deadline.
  Async<int> connected(Deadline deadline);

  // From here on all of this is about what is inside of TLS: both sides have agreed on it in plain, and `behind` is
  // what came behind that. Nothing is queued; the handshake takes place as the socket receives. `context` outlives
  // it.
  void start_tls(const tls::Context& context, std::string_view behind);

  // The same where what both sides had said in plain was not of the protocol that goes on in TLS, so that nothing of
  // its begin is lost: early data and protocols are as on a connection that begins with it. `wire` are its first
  // octets, which may be none.
  void expect_tls(const tls::Context& context, std::string_view wire);

  // The same as the client, to `server`; it begins with the next receive.
  void begin_tls(tls::SharedClientContext context, const tls::Server& server);

  // Empty pieces are nothing.
  void queue(std::string_view piece);
  void queue(std::span<const std::string_view> pieces);
  // Queued and not yet taken by the kernel.
  std::size_t pending_bytes() const;
  // The kernel had no room for some of it.
  bool has_backlog() const { return backlog_ != nullptr; }
  // Sends what is queued now, as far as the kernel has room: then what it was queued from may go. False: it had none
  // for some of it, or the connection has failed.
  bool push() {
    send_queued(0);
    return !backlog_ && !failed();
  }

  // Sends what is queued now, without waiting for the end of the turn, and waits until all of it is out. Suspends
  // only when the kernel does not take everything.
  [[nodiscard]] FlushAwaiter flush(Deadline deadline);

  // As flush(), for as long as the peer takes something within each `progress_timeout_ms`.
  Async<Flushed> flush_steadily(base::Milliseconds progress_timeout_ms);

  // As flush(), and closes when it ends, however it ends: the last bytes and the end then leave in one segment. Only
  // when all that the peer sends has been read; otherwise linger_close().
  [[nodiscard]] FlushAwaiter flush_and_close(Deadline deadline);

  // Sends what is queued, then `count` bytes of `file` from `offset` by sendfile(2). `file` must stay open meanwhile.
  // Gives the other connections a turn after each `file_bytes_per_turn`.
  Async<FileSent> send_file(int file, std::uint64_t offset, std::uint64_t count,
                            base::Milliseconds progress_timeout_ms);

  // As send_file, for bytes in memory that stay where they are until it ends: what the kernel has no room for is not
  // copied, so a client that reads slowly costs no memory; what is encrypted costs a piece of it.
  Async<FileSent> send_steady(std::string_view bytes, base::Milliseconds progress_timeout_ms);

  // Ends the sending side, where nothing is pending: what the peer still says is received as before.
  void end_sending();

  // Flushes, ends the sending side, reads until the peer ends too, and closes: a plain close with bytes unread would
  // reset the connection and could take the answer with it (RFC 9112 9.6).
  Async<Lingered> linger_close(Deadline deadline, std::uint64_t max_bytes);
  // At once. What is queued is dropped, so flush() first.
  void close();
  // At once, with a reset: for content that ends with the connection and must not look complete (RFC 9112 8).
  void abort();

  bool open() const { return descriptor_.valid(); }
  // The peer has ended its side or reset the connection, as far as events told.
  bool peer_ended() const { return hung_up_ || failed(); }
  const Address& peer() const { return peer_; }
  // The peer speaks for somebody else from here on, as it said itself (PROXY protocol 2).
  void speak_for(const Address& peer) { peer_ = peer; }
  // nullptr: the connection is not encrypted.
  const tls::Engine* tls() const { return tls_.get(); }
  Address local() const; // asks the system
  int descriptor() const { return descriptor_.number(); }
  Reactor& reactor() const { return *reactor_; }
  FramePool& frame_pool() const { return reactor_->frame_pool(); }
  // From now on the kernel sends no faster than this; 0: as fast as it can.
  void limit_rate(std::uint64_t bytes_per_second);
  // Octets that the kernel holds for a peer that does not read; it rounds, and may hold a small multiple.
  void limit_send_buffer(int bytes);
  void set_write_timeout(std::uint32_t milliseconds) { write_timeout_ms_ = milliseconds; }

  static constexpr std::uint64_t file_bytes_per_turn = 1024 * 1024;

 private:
  friend class Reactor;
  template <class>
  friend class List;

  enum class Wait : std::uint8_t {
    none,
    receive,
    receive_or_stop,
    receive_or_established,
    receive_or_woken,
    woken,
    flush,
    writable,
    turn
  };
  enum class Failure : std::uint8_t { none, reset, stalled, unsound };
  // How an operation ended; the awaiters translate it into their own words.
  enum class Outcome : std::uint8_t { done, bytes, end, failed, timed_out, stopping, established, woken };

  // What the kernel did not take, until it does.
  struct Backlog {
    std::unique_ptr<char[]> bytes;
    std::size_t size = 0;
    std::size_t sent = 0;
  };

  class WaitAwaiter;
  struct Source;
  Async<FileSent> transfer(Source source, std::uint64_t count, base::Milliseconds progress_timeout_ms);
  Async<FileSent> transfer_encrypted(Source source, std::uint64_t count, base::Milliseconds progress_timeout_ms);

  static void on_deadline(Timer& timer);
  void on_events(std::uint32_t events) override;
  Socket* receiver(std::uint32_t events) override;
  void on_next_turn();
  void on_wake() override;
  void on_turn_end();

  // One side at a time: nothing is received while output waits.
  bool receives() const { return wait_ >= Wait::receive && wait_ <= Wait::receive_or_established; }
  bool is_joined() const { return wait_ == Wait::receive_or_woken || wait_ == Wait::woken; }
  // Whoever waits so looks after the backlog too.
  bool minds_backlog() const { return is_joined() || wait_ == Wait::flush; }
  bool ends_without_bytes(Wait wait);
  bool failed() const { return failure_ != Failure::none; }
  // What is queued can be given to the kernel as it is.
  bool sends_as_queued() const { return !tls_ && !backlog_ && !failed(); }
  bool complete();
  void resume();
  void resume_if_complete();
  bool suspend(std::coroutine_handle<> handle, Wait wait, Deadline deadline);
  bool watch();
  void come_again();
  void expire(Deadline deadline) { reactor_->timers_.arm(*this, deadline); }

  bool start_receive(Wait wait);
  bool receive_now();
  bool receive_decrypted();
  bool speak_plainly(std::span<const char> wire);
  ssize_t receive_wire(std::span<char> into);
  int receive_some(std::span<char> into, bool& emptied);
  Received received() const;
  Flushed flushed() const;

  void send_queued(int flags);
  void send_encrypted(std::span<const iovec> pieces, int flags);
  void send_encryption(int flags);
  void hold_encryption();
  void send_wire(std::span<iovec> pieces, int flags);
  void send_rest(std::span<iovec> pieces, const TurnOutput::Sent& sent);
  void send_end(int flags);
  void send_last_words();
  void keep(std::span<const iovec> rest);
  void send_backlog();
  void fail(Failure failure, int error);

  Reactor* reactor_;
  std::coroutine_handle<> waiting_;
  std::unique_ptr<Backlog> backlog_;
  std::unique_ptr<tls::Engine> tls_;
  char* into_ = nullptr;         // where receive() puts bytes
  std::uint32_t into_bytes_ = 0; // room there, then what was received
  std::uint32_t output_ = TurnOutput::no_entry;
  base::Milliseconds receive_time_ms_ = 0; // what receive() may still wait once the backlog is out
  Descriptor descriptor_;
  int error_ = 0;
  std::uint32_t write_timeout_ms_;
  Wait wait_ = Wait::none;
  Failure failure_ = Failure::none;
  Outcome outcome_ = Outcome::done;
  std::uint8_t receives_in_turn_ = 0;
  Address peer_;
  bool readable_ : 1 = true; // there may be something to read: nothing has shown the contrary
  bool writable_ : 1 = true;
  bool hung_up_ : 1 = false;
  bool registered_ : 1 = false;
  bool comes_again_ : 1 = false;
  bool woken_ : 1 = false;
  bool wakes_ : 1 = false; // in this turn
  bool bulky_ : 1 = false; // more came last time than is received together with others
  bool alone_ : 1 = false;
  bool corks_heads_ : 1;
};

static_assert(sizeof(Socket) <= 168, "an idle connection is to cost well under 512 bytes, frame included");

class [[nodiscard]] Socket::ReceiveAwaiter {
 public:
  bool await_ready() { return socket_.start_receive(wait_); }
  bool await_suspend(std::coroutine_handle<> handle) { return socket_.suspend(handle, wait_, deadline_); }
  Received await_resume() const { return socket_.received(); }

 private:
  friend class Socket;
  ReceiveAwaiter(Socket& socket, Wait wait, Deadline deadline) : socket_{socket}, deadline_{deadline}, wait_{wait} {}

  Socket& socket_;
  Deadline deadline_;
  Wait wait_;
};

class [[nodiscard]] Socket::FlushAwaiter {
 public:
  bool await_ready();
  bool await_suspend(std::coroutine_handle<> handle) { return socket_.suspend(handle, Wait::flush, deadline_); }
  Flushed await_resume() const;

 private:
  friend class Socket;
  FlushAwaiter(Socket& socket, bool closes, Deadline deadline)
      : socket_{socket}, deadline_{deadline}, closes_{closes} {}

  Socket& socket_;
  Deadline deadline_;
  bool closes_;
};

inline Socket::ReceiveAwaiter Socket::receive(std::span<char> into, Deadline deadline) {
  into_ = into.data();
  into_bytes_ = static_cast<std::uint32_t>(into.size());
  RESPONSUM_ASSERT(!into.empty()); // no room would look like the peer's end
  return {*this, Wait::receive, deadline};
}

inline Socket::ReceiveAwaiter Socket::receive(Deadline deadline) {
  return receive({reactor_->receive_buffer_.get(), reactor_->receive_buffer_bytes_}, deadline);
}

inline Socket::ReceiveAwaiter Socket::receive_or_stop(Deadline deadline) {
  into_ = reactor_->receive_buffer_.get();
  into_bytes_ = static_cast<std::uint32_t>(reactor_->receive_buffer_bytes_);
  return {*this, Wait::receive_or_stop, deadline};
}

inline Socket::ReceiveAwaiter Socket::receive_or_established(Deadline deadline) {
  into_ = reactor_->receive_buffer_.get();
  into_bytes_ = static_cast<std::uint32_t>(reactor_->receive_buffer_bytes_);
  return {*this, Wait::receive_or_established, deadline};
}

inline Socket::ReceiveAwaiter Socket::receive_or_woken(Deadline deadline) {
  into_ = reactor_->receive_buffer_.get();
  into_bytes_ = static_cast<std::uint32_t>(reactor_->receive_buffer_bytes_);
  return {*this, Wait::receive_or_woken, deadline};
}

inline Socket::ReceiveAwaiter Socket::woken(Deadline deadline) { return {*this, Wait::woken, deadline}; }

inline Socket::FlushAwaiter Socket::flush(Deadline deadline) { return {*this, false, deadline}; }

inline Socket::FlushAwaiter Socket::flush_and_close(Deadline deadline) { return {*this, true, deadline}; }

inline void Socket::queue(std::string_view piece) {
  if (piece.empty() || failed()) return;
  output_ = reactor_->output_.add(output_, *this, piece);
}

} // namespace responsum::net
