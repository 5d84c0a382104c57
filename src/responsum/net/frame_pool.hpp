// Memory of one worker's coroutine frames, and of what else comes and goes with requests: free lists by size, without
// locks.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <memory>
#include <new>
#include <vector>

#include "responsum/base/assert.hpp"

namespace responsum::net {

// For one thread. Every frame must have been released before the pool goes. Memory of small frames is kept for the
// next ones and returned to the system with the pool; frames above `largest_pooled` come from the heap one by one.
class FramePool {
 public:
  static constexpr std::size_t step = 32;
  static constexpr std::size_t largest_pooled = 4096;

  FramePool() = default;
  FramePool(const FramePool&) = delete;
  FramePool& operator=(const FramePool&) = delete;
  ~FramePool() { RESPONSUM_ASSERT(live_ == 0); }

  void* allocate(std::size_t bytes) {
    const std::size_t size = (bytes + sizeof(Block) + step - 1) / step * step;
    ++live_;
    Block* block = nullptr;
    if (!reuses || size > largest_pooled) [[unlikely]] {
      block = static_cast<Block*>(::operator new(size));
    } else if (Block*& first = free_[size / step]; first != nullptr) [[likely]] {
      block = first;
      first = block->next;
    } else {
      block = carve(size);
    }
    block->pool = this;
    block->size = size;
    return block + 1;
  }

  // `frame` is what allocate() returned, of whichever pool.
  static void release(void* frame) {
    Block* block = static_cast<Block*>(frame) - 1;
    FramePool& pool = *block->pool;
    --pool.live_;
    if (!reuses || block->size > largest_pooled) [[unlikely]] {
      ::operator delete(block);
      return;
    }
    Block*& first = pool.free_[block->size / step];
    block->next = first;
    first = block;
  }

  // Octets that fit into the frame, at least those asked for.
  static std::size_t room(const void* frame) { return (static_cast<const Block*>(frame) - 1)->size - sizeof(Block); }

  std::size_t live() const { return live_; }

 private:
// The address sanitizer sees a use after release only when each frame is a heap block of its own.
#if defined(__SANITIZE_ADDRESS__)
  static constexpr bool reuses = false;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
  static constexpr bool reuses = false;
#else
  static constexpr bool reuses = true;
#endif
#else
  static constexpr bool reuses = true;
#endif
  static constexpr std::size_t slab_bytes = 64 * 1024;

  // Stands in front of each frame.
  struct alignas(std::max_align_t) Block {
    union {
      FramePool* pool; // while in use
      Block* next;     // while free
    };
    std::size_t size;
  };

  Block* carve(std::size_t size) {
    if (slabs_.empty() || used_ + size > slab_bytes) {
      slabs_.push_back(std::make_unique_for_overwrite<std::byte[]>(slab_bytes));
      used_ = 0;
    }
    std::byte* at = slabs_.back().get() + used_;
    used_ += size;
    return ::new (at) Block{};
  }

  std::array<Block*, largest_pooled / step + 1> free_{};
  std::vector<std::unique_ptr<std::byte[]>> slabs_;
  std::size_t used_ = 0;
  std::size_t live_ = 0;
};

// What a coroutine's parameter must offer so that its frame comes from a pool.
template <class T>
concept PoolProvider = requires(T& provider) {
  { provider.frame_pool() } -> std::same_as<FramePool&>;
};

// Base of promises: the frame comes from the pool of the coroutine's first parameter or, after an implicit object
// that has none, of its second. A coroutine without such a parameter does not compile.
struct PooledFrame {
  template <PoolProvider Provider, class... Others>
  static void* operator new(std::size_t bytes, Provider& provider, Others&&...) {
    return provider.frame_pool().allocate(bytes);
  }
  template <class Self, PoolProvider Provider, class... Others>
    requires(!PoolProvider<Self>)
  static void* operator new(std::size_t bytes, Self&, Provider& provider, Others&&...) {
    return provider.frame_pool().allocate(bytes);
  }
  static void operator delete(void* frame, std::size_t) { FramePool::release(frame); }
};

} // namespace responsum::net
