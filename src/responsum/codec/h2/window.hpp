// Flow control (RFC 9113 5.2, 6.9): how much content may still be sent, one way and the other.
#pragma once

#include <cstddef>
#include <cstdint>

#include "responsum/codec/h2/frame.hpp"

namespace responsum::codec::h2 {

// What the peer allows us. It may be below zero after the peer made all windows smaller.
class SendWindow {
 public:
  SendWindow() = default;
  explicit SendWindow(std::uint32_t octets) : left_{octets} {}

  std::uint32_t left() const { return left_ > 0 ? static_cast<std::uint32_t>(left_) : 0; }
  void spend(std::size_t octets) { left_ -= static_cast<std::int64_t>(octets); }
  // False: it is more than a window may have.
  [[nodiscard]] bool widen(std::int64_t octets) {
    left_ += octets;
    return left_ <= std::int64_t{most_window};
  }

 private:
  std::int64_t left_ = default_window;
};

// What we allow the peer. Said again when half of it was made use of, so that not every frame is answered by one.
class ReceiveWindow {
 public:
  ReceiveWindow() = default;
  explicit ReceiveWindow(std::uint32_t octets) : size_{octets}, left_{octets} {}

  // False: the peer sent more than it may.
  [[nodiscard]] bool take(std::uint32_t octets) {
    if (octets > left_) return false;
    left_ -= octets;
    return true;
  }
  // What came was made use of. Returns by how much the peer is to be told to widen the window; 0: not yet.
  [[nodiscard]] std::uint32_t give_back(std::uint64_t octets) {
    unsaid_ += static_cast<std::uint32_t>(octets);
    if (unsaid_ == 0 || unsaid_ < size_ / 2) return 0;
    const std::uint32_t said = unsaid_;
    left_ += said;
    unsaid_ = 0;
    return said;
  }
  // The peer has another size in mind now: because it was told, or is about to be. Less than it used is below zero.
  void resize(std::uint32_t octets) {
    left_ += std::int64_t{octets} - size_;
    size_ = octets;
  }
  std::uint32_t size() const { return size_; }

 private:
  std::uint32_t size_ = default_window;
  std::uint32_t unsaid_ = 0;
  std::int64_t left_ = default_window;
};

} // namespace responsum::codec::h2
