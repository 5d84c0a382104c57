// What is written in one turn, side by side in pieces of an arena, and what is lent to stand between them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

#include "responsum/base/arena.hpp"

namespace responsum::codec::h2 {

class Output {
 public:
  // The arena outlives it; take() comes before its reset().
  explicit Output(base::Arena& arena) : arena_{arena} {}

  std::size_t octets() const { return octets_; }

  // Room for `count` octets in a row; commit() says how many were written.
  char* reserve(std::size_t count) {
    if (taken_) begin();
    if (block_.size() - used_ < count) {
      close_block();
      block_ = arena_.allocate(std::max(count, pieces_.empty() ? first_block_bytes : block_bytes));
    }
    return block_.data() + used_;
  }
  void commit(std::size_t count) {
    used_ += count;
    octets_ += count;
  }
  // They stay where they are, at least until the arena's reset().
  void lend(std::string_view octets) {
    if (taken_) begin();
    if (used_ != 0) {
      pieces_.push_back({block_.data(), used_});
      block_ = block_.subspan(used_);
      used_ = 0;
    }
    pieces_.push_back(octets);
    octets_ += octets.size();
  }

  // All of it, in order. Good until the next reserve().
  std::span<const std::string_view> take() {
    if (taken_) begin();
    close_block();
    octets_ = 0;
    taken_ = true;
    return pieces_;
  }

 private:
  static constexpr std::size_t first_block_bytes = 4 * 1024;
  static constexpr std::size_t block_bytes = 16 * 1024;

  void begin() {
    pieces_.clear();
    taken_ = false;
  }
  void close_block() {
    if (used_ != 0) pieces_.push_back({block_.data(), used_});
    if (!block_.empty()) arena_.shrink_last(block_, used_);
    block_ = {};
    used_ = 0;
  }

  base::Arena& arena_;
  std::span<char> block_;
  std::size_t used_ = 0;
  std::size_t octets_ = 0;
  std::vector<std::string_view> pieces_;
  bool taken_ = false; // pieces_ are those of the last take()
};

} // namespace responsum::codec::h2
