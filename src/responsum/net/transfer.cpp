// What takes a socket more than one turn: sending a file, and closing without losing the answer.
#include <algorithm>
#include <cerrno>

#include <sys/sendfile.h>
#include <sys/socket.h>

#include "responsum/net/socket.hpp"

namespace responsum::net {

// Waits that only transfers need: until the kernel takes bytes again, or for the next turn.
class Socket::WaitAwaiter {
 public:
  WaitAwaiter(Socket& socket, Wait wait, Deadline deadline) : socket_{socket}, deadline_{deadline}, wait_{wait} {}
  bool await_ready() const { return false; }
  bool await_suspend(std::coroutine_handle<> handle) {
    if (!socket_.suspend(handle, wait_, deadline_)) return false;
    if (wait_ == Wait::turn) socket_.come_again();
    return true;
  }
  Flushed await_resume() const { return socket_.flushed(); }

 private:
  Socket& socket_;
  Deadline deadline_;
  Wait wait_;
};

namespace {

FileSent::Kind of_file(Flushed::Kind kind) {
  switch (kind) {
  case Flushed::Kind::done: return FileSent::Kind::done;
  case Flushed::Kind::timed_out: return FileSent::Kind::timed_out;
  case Flushed::Kind::reset: return FileSent::Kind::reset;
  case Flushed::Kind::stalled: return FileSent::Kind::stalled;
  }
  return FileSent::Kind::reset;
}

// sendfile(2) reports failures of both ends; these are the file's.
constexpr bool is_of_file(int error) {
  return error == EIO || error == EINVAL || error == EBADF || error == EISDIR || error == EOVERFLOW ||
         error == ENOMEM;
}

} // namespace

// Where the bytes of a transfer come from: a file, or memory that stays as it is.
struct Socket::Source {
  int file = -1;
  std::uint64_t offset = 0;
  const char* bytes = nullptr;

  ssize_t send(int socket, std::uint64_t done, std::size_t count) const {
    if (bytes != nullptr) return ::send(socket, bytes + done, count, MSG_NOSIGNAL);
    auto at = static_cast<off_t>(offset + done);
    return ::sendfile(socket, file, &at, count);
  }
  bool fails_with(int error) const { return bytes == nullptr && is_of_file(error); }
  // `count` of them that are to be encrypted, in `room` if they are not in memory; fewer only where the file ends,
  // none with `errno` where it cannot be read.
  std::span<const char> piece(std::uint64_t done, std::size_t count, std::span<char> room) const {
    if (bytes != nullptr) return {bytes + done, count};
    ssize_t got = 0;
    do got = ::pread(file, room.data(), std::min(count, room.size()), static_cast<off_t>(offset + done));
    while (got < 0 && errno == EINTR);
    if (got == 0) errno = 0;
    return room.first(got < 0 ? 0 : static_cast<std::size_t>(got));
  }
};

Async<int> Socket::connected(Deadline deadline) {
  readable_ = writable_ = false;
  const Flushed waited = co_await WaitAwaiter(*this, Wait::writable, deadline);
  if (waited.kind == Flushed::Kind::timed_out) co_return ETIMEDOUT;
  if (waited.kind != Flushed::Kind::done) co_return waited.error;
  int error = 0;
  socklen_t size = sizeof error;
  if (::getsockopt(descriptor(), SOL_SOCKET, SO_ERROR, &error, &size) != 0) error = errno;
  readable_ = true;
  co_return error;
}

Async<FileSent> Socket::send_file(int file, std::uint64_t offset, std::uint64_t count,
                                  base::Milliseconds progress_timeout_ms) {
  send_queued(corks_heads_ && count != 0 ? MSG_MORE : 0);
  return transfer({.file = file, .offset = offset}, count, progress_timeout_ms);
}

Async<FileSent> Socket::send_steady(std::string_view bytes, base::Milliseconds progress_timeout_ms) {
  send_queued(bytes.empty() ? 0 : MSG_MORE);
  return transfer({.bytes = bytes.data()}, bytes.size(), progress_timeout_ms);
}

Async<FileSent> Socket::transfer(Source source, std::uint64_t count, base::Milliseconds progress_timeout_ms) {
  if (tls_) co_return co_await transfer_encrypted(source, count, progress_timeout_ms);
  FileSent sent;
  Flushed waited = co_await flush(reactor_->after(progress_timeout_ms));
  while (waited.kind == Flushed::Kind::done && sent.bytes < count) {
    const std::size_t offered = std::min(count - sent.bytes, file_bytes_per_turn);
    const ssize_t taken = source.send(descriptor(), sent.bytes, offered);
    if (taken == 0) {
      sent.kind = FileSent::Kind::shrank;
      co_return sent;
    }
    if (taken > 0) {
      sent.bytes += static_cast<std::uint64_t>(taken);
      if (static_cast<std::uint64_t>(taken) == file_bytes_per_turn && sent.bytes < count)
        waited = co_await WaitAwaiter(*this, Wait::turn, {});
      continue;
    }
    const int error = errno;
    if (error == EINTR) continue;
    if (error == EAGAIN || error == EWOULDBLOCK) {
      writable_ = false;
      waited = co_await WaitAwaiter(*this, Wait::writable, reactor_->after(progress_timeout_ms));
      continue;
    }
    const bool of_source = source.fails_with(error);
    if (!of_source) fail(Failure::reset, error);
    sent.kind = of_source ? FileSent::Kind::unreadable : FileSent::Kind::reset;
    sent.error = error;
    co_return sent;
  }
  sent.kind = of_file(waited.kind);
  sent.error = waited.error;
  co_return sent;
}

Async<Flushed> Socket::flush_steadily(base::Milliseconds progress_timeout_ms) {
  for (;;) {
    const std::size_t before = pending_bytes();
    const Flushed flushed_out = co_await flush(reactor_->after(progress_timeout_ms));
    if (flushed_out.kind != Flushed::Kind::timed_out || pending_bytes() == before) co_return flushed_out;
  }
}

// What goes out differs from what is in the file, so it is read, encrypted and sent piece by piece; never more than a
// piece waits for the peer. The buffer for what is received lends its room: nothing is in it between two turns.
Async<FileSent> Socket::transfer_encrypted(Source source, std::uint64_t count,
                                           base::Milliseconds progress_timeout_ms) {
  constexpr std::size_t piece_bytes = 64 * 1024;
  FileSent sent;
  std::uint64_t in_turn = 0;
  Flushed waited = co_await flush_steadily(progress_timeout_ms);
  while (waited.kind == Flushed::Kind::done && sent.bytes < count) {
    const auto most = static_cast<std::size_t>(std::min<std::uint64_t>(count - sent.bytes, piece_bytes));
    const std::span<const char> piece = source.piece(sent.bytes, most, reactor_->wire_buffer());
    if (piece.empty()) {
      sent.error = errno;
      sent.kind = sent.error == 0 ? FileSent::Kind::shrank : FileSent::Kind::unreadable;
      co_return sent;
    }
    const iovec vector{const_cast<char*>(piece.data()), piece.size()};
    send_encrypted({&vector, 1}, 0);
    waited = co_await flush_steadily(progress_timeout_ms);
    if (waited.kind != Flushed::Kind::done) break;
    sent.bytes += piece.size();
    in_turn += piece.size();
    if (in_turn < file_bytes_per_turn || sent.bytes == count) continue;
    in_turn = 0;
    waited = co_await WaitAwaiter(*this, Wait::turn, {});
  }
  sent.kind = of_file(waited.kind);
  sent.error = waited.error;
  co_return sent;
}

void Socket::end_sending() {
  if (tls_) return send_end(0);
  ::shutdown(descriptor(), SHUT_WR);
}

Async<Lingered> Socket::linger_close(Deadline deadline, std::uint64_t max_bytes) {
  Lingered lingered;
  if (tls_) send_end(0);
  const Flushed flushed_out = co_await flush(deadline);
  if (flushed_out.kind != Flushed::Kind::done) {
    lingered.kind = flushed_out.kind == Flushed::Kind::reset ? Lingered::Kind::reset : Lingered::Kind::timed_out;
    close();
    co_return lingered;
  }
  ::shutdown(descriptor(), SHUT_WR);
  for (bool more = true; more;) {
    const Received got = co_await receive(deadline);
    more = got.kind == Received::Kind::bytes;
    switch (got.kind) {
    case Received::Kind::bytes:
      lingered.bytes += got.bytes.size();
      if (lingered.bytes <= max_bytes) break;
      lingered.kind = Lingered::Kind::too_much;
      more = false;
      break;
    case Received::Kind::end: break;
    case Received::Kind::reset:
    case Received::Kind::unsound:
    case Received::Kind::stopping:
    case Received::Kind::established:
    case Received::Kind::woken: lingered.kind = Lingered::Kind::reset; break;
    case Received::Kind::timed_out:
    case Received::Kind::stalled: lingered.kind = Lingered::Kind::timed_out; break;
    }
  }
  close();
  co_return lingered;
}

} // namespace responsum::net
