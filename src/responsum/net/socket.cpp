#include "responsum/net/socket.hpp"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>
#include <utility>

#include <sys/epoll.h>
#include <sys/socket.h>

namespace responsum::net {

namespace {

// So many receives may follow each other before the other connections have a turn.
constexpr std::uint8_t max_receives_in_turn = 16;

constexpr bool would_block(int error) { return error == EAGAIN || error == EWOULDBLOCK; }

ssize_t send_pieces(int descriptor, std::span<iovec> pieces, int flags) {
  if (pieces.size() == 1) return ::send(descriptor, pieces[0].iov_base, pieces[0].iov_len, flags);
  msghdr message{};
  message.msg_iov = pieces.data();
  message.msg_iovlen = std::min<std::size_t>(pieces.size(), IOV_MAX);
  return ::sendmsg(descriptor, &message, flags);
}

// What remains of `pieces` after their first `bytes`.
std::span<iovec> without_first(std::span<iovec> pieces, std::size_t bytes) {
  while (!pieces.empty() && bytes >= pieces.front().iov_len) {
    bytes -= pieces.front().iov_len;
    pieces = pieces.subspan(1);
  }
  if (bytes != 0) {
    iovec& first = pieces.front();
    first = {static_cast<char*>(first.iov_base) + bytes, first.iov_len - bytes};
  }
  return pieces;
}

std::size_t total(std::span<const iovec> pieces) {
  std::size_t bytes = 0;
  for (const iovec& piece : pieces) bytes += piece.iov_len;
  return bytes;
}

} // namespace

Socket::Socket(Reactor& reactor, Accepted accepted)
    : Timer{&Socket::on_deadline},
      reactor_{&reactor},
      descriptor_{std::move(accepted.descriptor)},
      write_timeout_ms_{reactor.write_timeout_ms_},
      peer_{accepted.peer},
      corks_heads_{accepted.corks_heads} {
  if (accepted.tls != nullptr) tls_ = std::make_unique<tls::Engine>(*accepted.tls);
  reactor.sockets_.push_back(*this);
}

void Socket::close() {
  if (!open()) return;
  if (tls_ && !failed() && !backlog_) send_last_words();
  fail(Failure::reset, ECONNABORTED);
  if (registered_) reactor_->forget(*this);
  reactor_->early_.drop(*this);
  if (comes_again_) std::ranges::replace(reactor_->again_, this, nullptr);
  if (wakes_) reactor_->let_sleep(*this);
  Hook<Timer>::unlink();
  Hook<Socket>::unlink();
  descriptor_.close();
}

void Socket::abort() {
  if (!open()) return;
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(descriptor(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  fail(Failure::reset, ECONNABORTED); // without last words
  close();
}

void Socket::limit_rate(std::uint64_t bytes_per_second) {
  const std::uint64_t most = bytes_per_second == 0 ? ~std::uint64_t{0} : bytes_per_second;
  ::setsockopt(descriptor(), SOL_SOCKET, SO_MAX_PACING_RATE, &most, sizeof most);
}

void Socket::limit_send_buffer(int bytes) { ::setsockopt(descriptor(), SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes); }

Address Socket::local() const {
  sockaddr_storage system{};
  socklen_t size = sizeof system;
  if (::getsockname(descriptor(), reinterpret_cast<sockaddr*>(&system), &size) != 0) return {};
  return Address::from(system);
}

// --- Waiting -------------------------------------------------------------------------------------------------------

// Resuming may end the coroutine and this socket with it: whoever calls resume() touches nothing of it afterwards.
void Socket::resume() {
  wait_ = Wait::none;
  std::exchange(waiting_, nullptr).resume();
}

void Socket::resume_if_complete() {
  if (complete()) resume();
}

void Socket::wake() {
  woken_ = true;
  if (wakes_ || !is_joined()) return;
  wakes_ = true;
  reactor_->wake(*this);
}

void Socket::on_wake() {
  wakes_ = false;
  resume_if_complete();
}

// Whether what the coroutine waits for has come about; then `outcome_` says how.
bool Socket::complete() {
  if (wait_ == Wait::none) return false;
  if (failed()) {
    outcome_ = Outcome::failed;
    return true;
  }
  switch (wait_) {
  case Wait::none:
  case Wait::turn: return false;
  case Wait::receive:
  case Wait::receive_or_stop:
  case Wait::receive_or_established:
    if (backlog_ || output_ != TurnOutput::no_entry) return false;
    return (readable_ && receive_now()) || ends_without_bytes(wait_);
  case Wait::receive_or_woken:
  case Wait::woken: return ends_without_bytes(wait_) || (wait_ != Wait::woken && readable_ && receive_now());
  case Wait::flush: outcome_ = Outcome::done; return !backlog_;
  case Wait::writable: outcome_ = Outcome::done; return writable_;
  }
  return false;
}

void Socket::on_events(std::uint32_t events) {
  constexpr std::uint32_t gone = EPOLLRDHUP | EPOLLHUP | EPOLLERR;
  if ((events & (EPOLLIN | gone)) != 0) readable_ = true;
  if ((events & gone) != 0) hung_up_ = true;
  if ((events & (EPOLLOUT | EPOLLHUP | EPOLLERR)) != 0) {
    writable_ = true;
    if (backlog_) send_backlog();
  }
  resume_if_complete();
}

void Socket::on_next_turn() {
  comes_again_ = false;
  if (wait_ != Wait::turn) return resume_if_complete();
  outcome_ = failed() ? Outcome::failed : Outcome::done;
  resume();
}

void Socket::on_turn_end() {
  send_queued(0);
  if (failed()) return resume_if_complete();
  // It had to wait for its output to leave.
  const bool is_established = wait_ == Wait::receive_or_established && tls_ && tls_->established();
  if (receives() && !backlog_ && (readable_ || is_established)) come_again();
}

void Socket::on_deadline(Timer& timer) {
  auto& socket = static_cast<Socket&>(timer);
  if (socket.backlog_ && !socket.minds_backlog()) {
    socket.fail(Failure::stalled, ETIMEDOUT);
    return socket.resume_if_complete();
  }
  // Deadlines of waits that are over are not taken back, which would cost more than looking here.
  if (socket.wait_ == Wait::none || socket.wait_ == Wait::turn) return;
  socket.outcome_ = Outcome::timed_out;
  socket.resume();
}

bool Socket::watch() {
  if (registered_) return true;
  constexpr std::uint32_t events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  if (const int error = reactor_->watch(descriptor(), events, *this); error != 0) {
    fail(Failure::reset, error);
    return false;
  }
  registered_ = true;
  return true;
}

// False: nothing to wait for, the operation has failed.
bool Socket::suspend(std::coroutine_handle<> handle, Wait wait, Deadline deadline) {
  if (!watch()) {
    outcome_ = Outcome::failed;
    return false;
  }
  waiting_ = handle;
  wait_ = wait;
  receives_in_turn_ = 0;
  if (!receives()) {
    expire(deadline);
    if (wait == Wait::receive_or_woken && readable_) come_again();
    return true;
  }
  if (backlog_) {
    receive_time_ms_ = deadline.at_ms - reactor_->now().monotonic_ms;
    expire(reactor_->after(write_timeout_ms_));
  } else {
    expire(deadline);
  }
  if (readable_ && !backlog_ && output_ == TurnOutput::no_entry) come_again();
  return true;
}

void Socket::come_again() {
  if (comes_again_) return;
  comes_again_ = true;
  reactor_->again_.push_back(this);
}

// --- Receiving -----------------------------------------------------------------------------------------------------

// True: ended without waiting. What is queued goes out first, with that of all others: so a peer that sends request
// after request cannot keep the worker for itself, nor let output grow without bound.
bool Socket::start_receive(Wait wait) {
  if (failed()) {
    outcome_ = Outcome::failed;
    return true;
  }
  const bool joined = wait == Wait::receive_or_woken || wait == Wait::woken;
  if (joined && ends_without_bytes(wait)) return true;
  if (wait == Wait::woken || (!joined && (backlog_ || output_ != TurnOutput::no_entry))) return false;
  if (readable_) {
    if (receives_in_turn_ == max_receives_in_turn) return false;
    ++receives_in_turn_;
    if (receive_now()) return true;
  }
  return !joined && ends_without_bytes(wait);
}

// Whether there is something else that a receive of this kind waits for, and it has come about.
bool Socket::ends_without_bytes(Wait wait) {
  if (wait == Wait::receive_or_stop && reactor_->draining_)
    outcome_ = Outcome::stopping;
  else if (wait == Wait::receive_or_established && tls_ && tls_->established())
    outcome_ = Outcome::established;
  else if ((wait == Wait::receive_or_woken || wait == Wait::woken) && woken_)
    outcome_ = Outcome::woken;
  else
    return false;
  woken_ = woken_ && outcome_ != Outcome::woken;
  return true;
}

// Whose event it is, if its coroutine is to have what comes and nothing stands before that.
Socket* Socket::receiver(std::uint32_t events) {
  constexpr std::uint32_t all = EPOLLIN | EPOLLOUT;
  const bool brings_octets = (events & EPOLLIN) != 0 && (events & ~all) == 0;
  const bool asks = (receives() && output_ == TurnOutput::no_entry) || wait_ == Wait::receive_or_woken;
  const bool alone = bulky_ || alone_ || backlog_ || failed() || reactor_->early_.holds(*this);
  return brings_octets && asks && !alone ? this : nullptr;
}

// As recv(2), or a negative errno; and whether nothing more is there. Fewer bytes than there was room for mean that:
// the next ones, being news, will be reported.
int Socket::receive_some(std::span<char> into, bool& emptied) {
  if (Arrival* const arrival = reactor_->early_.of(*this)) {
    const int got = arrival->take(into);
    emptied = arrival->emptied();
    bulky_ = got > 0 && !emptied;
    return got;
  }
  const ssize_t got = ::recv(descriptor(), into.data(), into.size(), 0);
  if (got < 0) return -errno;
  emptied = static_cast<std::size_t>(got) < into.size();
  bulky_ = static_cast<std::size_t>(got) >= Early::room_bytes;
  return static_cast<int>(got);
}

// How many bytes came; 0: `outcome_` says how it ended; -1: nothing is there. That nothing more is there does not
// hold for the peer's end, which may have been reported already.
ssize_t Socket::receive_wire(std::span<char> into) {
  for (;;) {
    bool emptied = false;
    const int got = receive_some(into, emptied);
    if (got > 0) {
      if (emptied && !hung_up_) readable_ = false;
      return got;
    }
    if (got == 0) {
      hung_up_ = true;
      outcome_ = Outcome::end;
      return 0;
    }
    if (got == -EINTR) continue;
    if (would_block(-got)) {
      readable_ = false;
      return -1;
    }
    fail(Failure::reset, -got);
    outcome_ = Outcome::failed;
    return 0;
  }
}

// False: nothing is there.
bool Socket::receive_now() {
  if (tls_) return receive_decrypted();
  const ssize_t got = receive_wire({into_, into_bytes_});
  if (got > 0) {
    into_bytes_ = static_cast<std::uint32_t>(got);
    outcome_ = Outcome::bytes;
  }
  return got >= 0;
}

Received Socket::received() const {
  using Kind = Received::Kind;
  switch (outcome_) {
  case Outcome::bytes: return {Kind::bytes, 0, {into_, into_bytes_}};
  case Outcome::done:
  case Outcome::end: return {Kind::end, 0, {}};
  case Outcome::failed:
    if (failure_ == Failure::unsound) return {Kind::unsound, error_, {}};
    return {failure_ == Failure::stalled ? Kind::stalled : Kind::reset, error_, {}};
  case Outcome::timed_out: return {Kind::timed_out, 0, {}};
  case Outcome::stopping: return {Kind::stopping, 0, {}};
  case Outcome::established: return {Kind::established, 0, {}};
  case Outcome::woken: return {Kind::woken, 0, {}};
  }
  return {};
}

// --- Sending -------------------------------------------------------------------------------------------------------

void Socket::queue(std::span<const std::string_view> pieces) {
  for (const std::string_view piece : pieces) queue(piece);
}

std::size_t Socket::pending_bytes() const {
  return reactor_->output_.bytes(output_) + (backlog_ ? backlog_->size - backlog_->sent : 0);
}

void Socket::fail(Failure failure, int error) {
  if (failed()) return;
  failure_ = failure;
  error_ = error;
  backlog_.reset();
  if (output_ != TurnOutput::no_entry) reactor_->output_.take(std::exchange(output_, TurnOutput::no_entry));
}

void Socket::send_queued(int flags) {
  if (output_ == TurnOutput::no_entry) return;
  const TurnOutput::Taken taken = reactor_->output_.take(std::exchange(output_, TurnOutput::no_entry));
  if (taken.sent) return send_rest(taken.pieces, *taken.sent);
  if (tls_) return send_encrypted(taken.pieces, flags);
  send_wire(taken.pieces, flags);
}

// The first pieces were offered together with those of others.
void Socket::send_rest(std::span<iovec> pieces, const TurnOutput::Sent& sent) {
  if (sent.result < 0 && sent.result != -EINTR) {
    if (would_block(-sent.result)) return keep(pieces);
    return fail(Failure::reset, -sent.result);
  }
  const auto octets = static_cast<std::size_t>(std::max(sent.result, 0));
  const std::span<iovec> rest = without_first(pieces, octets);
  if (rest.empty()) return;
  if (octets < sent.offered && sent.result >= 0) return keep(rest);
  send_wire(rest, 0);
}

void Socket::send_wire(std::span<iovec> rest, int flags) {
  if (backlog_) return keep(rest);
  while (!rest.empty()) {
    const std::size_t offered = rest.size() > IOV_MAX ? total(rest.first(IOV_MAX)) : total(rest);
    const ssize_t taken = send_pieces(descriptor(), rest, flags | MSG_NOSIGNAL);
    if (taken < 0) {
      if (errno == EINTR) continue;
      if (would_block(errno)) return keep(rest);
      return fail(Failure::reset, errno);
    }
    rest = without_first(rest, static_cast<std::size_t>(taken));
    if (static_cast<std::size_t>(taken) < offered) return keep(rest); // so the kernel has no room
  }
}

// Copies what the kernel had no room for: what it was queued from is good until the end of the turn only.
void Socket::keep(std::span<const iovec> rest) {
  const bool first = !backlog_;
  auto kept = std::make_unique<Backlog>();
  const std::size_t before = first ? 0 : backlog_->size - backlog_->sent;
  kept->size = before + total(rest);
  kept->bytes = std::make_unique_for_overwrite<char[]>(kept->size);
  if (before != 0) std::memcpy(kept->bytes.get(), backlog_->bytes.get() + backlog_->sent, before);
  char* at = kept->bytes.get() + before;
  for (const iovec& piece : rest) {
    std::memcpy(at, piece.iov_base, piece.iov_len);
    at += piece.iov_len;
  }
  backlog_ = std::move(kept);
  if (!first) return;
  writable_ = false;
  if (!watch()) return;
  if (receives()) receive_time_ms_ = deadline().at_ms - reactor_->now().monotonic_ms;
  if (!minds_backlog()) expire(reactor_->after(write_timeout_ms_));
}

void Socket::send_backlog() {
  while (backlog_->sent < backlog_->size) {
    const std::size_t offered = backlog_->size - backlog_->sent;
    const ssize_t taken = ::send(descriptor(), backlog_->bytes.get() + backlog_->sent, offered, MSG_NOSIGNAL);
    if (taken < 0) {
      if (errno == EINTR) continue;
      if (would_block(errno)) return;
      return fail(Failure::reset, errno);
    }
    backlog_->sent += static_cast<std::size_t>(taken);
    if (!minds_backlog()) expire(reactor_->after(write_timeout_ms_)); // the peer has made progress
    if (static_cast<std::size_t>(taken) < offered) {
      writable_ = false;
      return;
    }
  }
  backlog_.reset();
  if (receives()) expire(reactor_->after(receive_time_ms_));
  if (is_joined()) woken_ = true;
}

bool Socket::FlushAwaiter::await_ready() {
  if (closes_)
    socket_.send_end(MSG_MORE);
  else
    socket_.send_queued(0);
  socket_.outcome_ = socket_.failed() ? Outcome::failed : Outcome::done;
  return socket_.failed() || !socket_.backlog_;
}

Flushed Socket::FlushAwaiter::await_resume() const {
  const Flushed flushed = socket_.flushed();
  if (closes_) socket_.close();
  return flushed;
}

Flushed Socket::flushed() const {
  using Kind = Flushed::Kind;
  switch (outcome_) {
  case Outcome::done:
  case Outcome::bytes:
  case Outcome::end:
  case Outcome::stopping:
  case Outcome::established:
  case Outcome::woken: return {Kind::done, 0};
  case Outcome::failed: return {failure_ == Failure::stalled ? Kind::stalled : Kind::reset, error_};
  case Outcome::timed_out: return {Kind::timed_out, 0};
  }
  return {};
}

} // namespace responsum::net
