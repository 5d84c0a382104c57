#include "responsum/net/task.hpp"

#include <coroutine>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "responsum/net/reactor.hpp"

namespace responsum::net {
namespace {

struct Pool {
  FramePool frames;
  FramePool& frame_pool() { return frames; }
};

struct Gate {
  std::coroutine_handle<> waiting;

  bool await_ready() const { return false; }
  void await_suspend(std::coroutine_handle<> handle) { waiting = handle; }
  void await_resume() const {}
  void open() { std::exchange(waiting, nullptr).resume(); }
};

void start(Task task) { std::move(task).release().resume(); }

Async<int> at_once(Pool&, int value) { co_return value; }

Async<std::string> after(Pool&, Gate& gate, std::string text) {
  co_await gate;
  co_return text;
}

Async<std::string> twice(Pool& pool, Gate& gate, std::string text) {
  const std::string first = co_await after(pool, gate, text);
  const std::string second = co_await after(pool, gate, text);
  co_return first + second;
}

Task collect(Pool& pool, Gate& gate, std::vector<std::string>& into) {
  into.push_back(co_await twice(pool, gate, "ab"));
  into.push_back("end");
}

TEST(Task, GoesOnWhereItsChildEnded) {
  Pool pool;
  Gate gate;
  std::vector<std::string> seen;
  start(collect(pool, gate, seen));
  EXPECT_EQ(pool.frames.live(), 3U);
  gate.open();
  EXPECT_TRUE(seen.empty());
  gate.open();
  EXPECT_EQ(seen, (std::vector<std::string>{"abab", "end"}));
  EXPECT_EQ(pool.frames.live(), 0U);
}

Task sum(Pool& pool, int count, long& into) {
  for (int i = 0; i < count; ++i) into += co_await at_once(pool, i);
}

TEST(Task, AwaitsAMillionChildrenWithoutGrowingTheStack) {
  Pool pool;
  long total = 0;
  start(sum(pool, 1'000'000, total));
  EXPECT_EQ(total, 499'999'500'000);
}

TEST(Task, NeverStartedLeavesNoFrame) {
  Pool pool;
  long total = 0;
  {
    const Task task = sum(pool, 1, total);
  }
  EXPECT_EQ(total, 0);
  EXPECT_EQ(pool.frames.live(), 0U);
}

TEST(Task, DestroyedWhileSuspendedTakesItsChildrenAlong) {
  Pool pool;
  Gate gate;
  std::vector<std::string> seen;
  const Task::Handle handle = collect(pool, gate, seen).release();
  handle.resume();
  handle.destroy();
  EXPECT_EQ(pool.frames.live(), 0U);
  EXPECT_TRUE(seen.empty());
}

struct Owner {
  Async<int> with_pool_second(Pool&, int value) { co_return value + offset; }
  int offset = 0;
};

Task call(Pool& pool, Owner& owner, int& into) { into = co_await owner.with_pool_second(pool, 40); }

TEST(Task, FindsThePoolBehindAnImplicitObject) {
  Pool pool;
  Owner owner{.offset = 2};
  int value = 0;
  start(call(pool, owner, value));
  EXPECT_EQ(value, 42);
}

Async<std::unique_ptr<int>> make(Pool&) { co_return std::make_unique<int>(7); }
Async<void> nothing(Pool&, Gate& gate) { co_await gate; }

Task take(Pool& pool, Gate& gate, int& into) {
  const std::unique_ptr<int> made = co_await make(pool);
  co_await nothing(pool, gate);
  into = *made;
}

TEST(Task, HandsOverMoveOnlyValuesAndNothing) {
  Pool pool;
  Gate gate;
  int value = 0;
  start(take(pool, gate, value));
  gate.open();
  EXPECT_EQ(value, 7);
}

TEST(FramePool, GivesAlignedMemoryOfAnySize) {
  FramePool pool;
  std::vector<void*> frames;
  for (std::size_t bytes = 1; bytes < 2 * FramePool::largest_pooled; bytes += 37) {
    void* frame = pool.allocate(bytes);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(frame) % alignof(std::max_align_t), 0U);
    std::memset(frame, 0x5a, bytes);
    frames.push_back(frame);
  }
  EXPECT_EQ(pool.live(), frames.size());
  for (void* frame : frames) FramePool::release(frame);
  EXPECT_EQ(pool.live(), 0U);
}

} // namespace
} // namespace responsum::net
