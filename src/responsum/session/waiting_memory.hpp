// What a request that waits keeps its own in, kept for the next one that waits.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "responsum/base/arena.hpp"
#include "responsum/message/request_head.hpp"

namespace responsum::session {

struct WaitingMemory {
  base::Arena arena{16 * 1024};
  std::string head_bytes;
  std::unique_ptr<message::RequestHead> head = std::make_unique<message::RequestHead>();
};

// Those of one worker that nobody uses just now.
class SpareMemory {
 public:
  static constexpr std::size_t most = 64; // what more have needed at once goes back to the system

  std::unique_ptr<WaitingMemory> take() {
    if (spare_.empty()) return std::make_unique<WaitingMemory>();
    std::unique_ptr<WaitingMemory> memory = std::move(spare_.back());
    spare_.pop_back();
    return memory;
  }
  void give_back(std::unique_ptr<WaitingMemory> memory) {
    if (spare_.size() == most) return;
    memory->arena.reset();
    spare_.push_back(std::move(memory));
  }

 private:
  std::vector<std::unique_ptr<WaitingMemory>> spare_;
};

} // namespace responsum::session
