// The sessions of one thread that are under way, and whom to tell when there are none any more.
#pragma once

#include <cstddef>
#include <functional>
#include <utility>

namespace responsum::server {

class OpenSessions {
 public:
  std::size_t count() const { return count_; }
  void begin() { ++count_; }
  void end() {
    --count_;
    tell();
  }
  // Once: when the last of them has ended, or now if there is none.
  void when_none(std::move_only_function<void()> done) {
    done_ = std::move(done);
    tell();
  }

 private:
  void tell() {
    if (count_ == 0 && done_) std::exchange(done_, nullptr)();
  }

  std::size_t count_ = 0;
  std::move_only_function<void()> done_;
};

} // namespace responsum::server
