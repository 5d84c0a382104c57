// Calls for many sockets by one entry into the kernel: the entry costs as much as what is done there, or more.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include <sys/socket.h>
#include <sys/uio.h>

struct io_uring;
struct io_uring_sqe;

namespace responsum::net {

// By io_uring(7), for the thread that first asks whether it is available: when a ring goes, the kernel interrupts
// what the thread waits in that made it. Where the kernel has none, or forbids it, nothing is ever added. None of the
// calls waits or raises a signal. What is added stays until submit() has ended.
class CallBatch {
 public:
  static constexpr unsigned most = 128; // calls at a time

  explicit CallBatch(bool wanted) : untried_{wanted} {}
  CallBatch(const CallBatch&) = delete;
  CallBatch& operator=(const CallBatch&) = delete;
  ~CallBatch();

  bool available() {
    if (untried_) [[unlikely]]
      open();
    return ring_ != nullptr;
  }
  // At most IOV_MAX pieces. False: it is full, or not available. `tag` is the caller's, to know the result by.
  bool send(int descriptor, std::span<iovec> pieces, std::uint32_t tag);
  bool receive(int descriptor, std::span<char> into, std::uint32_t tag);

  struct Result {
    std::uint32_t tag;
    int octets; // as of send(2) and recv(2); negative: the errno
  };
  // Makes all calls that were added. In no order; good until the next submit(). What is missing was not called.
  std::span<const Result> submit();

 private:
  struct Closer {
    void operator()(io_uring* ring) const;
  };

  void open();
  io_uring_sqe* next(); // nullptr: there is none

  bool untried_;
  std::unique_ptr<io_uring, Closer> ring_;
  std::vector<msghdr> messages_; // of those calls that send several pieces
  std::vector<Result> results_;
  unsigned added_ = 0;
};

} // namespace responsum::net
