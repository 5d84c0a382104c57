// The memory of one exchange: handed out in steps from chunks that are kept, reset as a whole (house rule 1).
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace responsum::base {

// Not for objects with destructors. What it hands out lives until reset().
class Arena {
 public:
  explicit Arena(std::size_t chunk_bytes = 64 * 1024) : chunk_bytes_{chunk_bytes} {}
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  std::span<char> allocate(std::size_t bytes, std::size_t alignment = 1) {
    std::size_t at = (used_ + alignment - 1) & ~(alignment - 1);
    if (current_ == nullptr || at + bytes > capacity_) [[unlikely]] {
      next_chunk(bytes);
      at = 0;
    }
    used_ = at + bytes;
    return {current_ + at, bytes};
  }

  // Gives back the unused end of the most recent allocation.
  void shrink_last(std::span<char> last, std::size_t kept) {
    if (last.data() + last.size() == current_ + used_) used_ -= last.size() - kept;
  }

  std::string_view copy(std::string_view text) {
    if (text.empty()) return {};
    auto to = allocate(text.size());
    std::memcpy(to.data(), text.data(), text.size());
    return {to.data(), to.size()};
  }

  template <class T, class... Arguments>
  T* make(Arguments&&... arguments) {
    static_assert(std::is_trivially_destructible_v<T>);
    return ::new (allocate(sizeof(T), alignof(T)).data()) T{std::forward<Arguments>(arguments)...};
  }

  // Each as T{} is.
  template <class T>
  std::span<T> make_array(std::size_t count) {
    static_assert(std::is_trivially_destructible_v<T>);
    auto* const first = reinterpret_cast<T*>(allocate(count * sizeof(T), alignof(T)).data());
    std::uninitialized_value_construct_n(first, count);
    return {first, count};
  }

  // Everything handed out before is gone; the first chunk is kept for the next exchange.
  void reset() {
    if (chunks_.size() > 1) [[unlikely]]
      chunks_.resize(1);
    if (!chunks_.empty()) {
      current_ = chunks_.front().bytes.get();
      capacity_ = chunks_.front().size;
    }
    used_ = 0;
  }

 private:
  struct Chunk {
    std::unique_ptr<char[]> bytes;
    std::size_t size;
  };

  void next_chunk(std::size_t at_least) {
    const std::size_t size = at_least > chunk_bytes_ ? at_least : chunk_bytes_;
    chunks_.push_back({std::make_unique_for_overwrite<char[]>(size), size});
    current_ = chunks_.back().bytes.get();
    capacity_ = size;
    used_ = 0;
  }

  std::vector<Chunk> chunks_;
  char* current_ = nullptr;
  std::size_t capacity_ = 0;
  std::size_t used_ = 0;
  std::size_t chunk_bytes_;
};

} // namespace responsum::base
