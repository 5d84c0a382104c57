#include "responsum/net/call_batch.hpp"

#include <cerrno>
#include <utility>

#include <liburing.h>

namespace responsum::net {

void CallBatch::open() {
  untried_ = false;
  auto ring = std::make_unique<io_uring>();
  if (io_uring_queue_init(most, ring.get(), IORING_SETUP_COOP_TASKRUN) != 0) return;
  ring_.reset(ring.release());
  messages_.resize(most);
  results_.reserve(most);
}

CallBatch::~CallBatch() = default;

void CallBatch::Closer::operator()(io_uring* ring) const {
  io_uring_queue_exit(ring);
  delete ring;
}

io_uring_sqe* CallBatch::next() { return available() && added_ < most ? io_uring_get_sqe(ring_.get()) : nullptr; }

bool CallBatch::send(int descriptor, std::span<iovec> pieces, std::uint32_t tag) {
  io_uring_sqe* const call = next();
  if (call == nullptr) return false;
  constexpr int flags = MSG_DONTWAIT | MSG_NOSIGNAL;
  if (pieces.size() == 1) {
    io_uring_prep_send(call, descriptor, pieces[0].iov_base, pieces[0].iov_len, flags);
  } else {
    msghdr& message = messages_[added_];
    message = {};
    message.msg_iov = pieces.data();
    message.msg_iovlen = pieces.size();
    io_uring_prep_sendmsg(call, descriptor, &message, flags);
  }
  io_uring_sqe_set_data64(call, tag);
  ++added_;
  return true;
}

bool CallBatch::receive(int descriptor, std::span<char> into, std::uint32_t tag) {
  io_uring_sqe* const call = next();
  if (call == nullptr) return false;
  io_uring_prep_recv(call, descriptor, into.data(), into.size(), MSG_DONTWAIT);
  io_uring_sqe_set_data64(call, tag);
  ++added_;
  return true;
}

std::span<const CallBatch::Result> CallBatch::submit() {
  results_.clear();
  const std::size_t due = std::exchange(added_, 0);
  while (results_.size() < due) {
    const int entered = io_uring_submit_and_wait(ring_.get(), static_cast<unsigned>(due - results_.size()));
    const std::size_t before = results_.size();
    unsigned head = 0;
    io_uring_cqe* done = nullptr;
    io_uring_for_each_cqe(ring_.get(), head, done)
        results_.push_back({static_cast<std::uint32_t>(done->user_data), done->res});
    io_uring_cq_advance(ring_.get(), static_cast<unsigned>(results_.size() - before));
    if (entered >= 0 || entered == -EINTR) continue;
    ring_.reset(); // with what it has not taken
    break;
  }
  return results_;
}

} // namespace responsum::net
