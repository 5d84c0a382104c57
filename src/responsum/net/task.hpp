// Coroutines of one worker: Task stands alone, Async<T> is awaited by its caller.
//
// With g++ 12, keep co_await out of conditions with && || ?: and give arguments that have destructors a name before
// the co_await expression: its frames destroy such temporaries twice.
#pragma once

#include <concepts>
#include <coroutine>
#include <exception>
#include <optional>
#include <utility>

#include "responsum/base/assert.hpp"
#include "responsum/net/frame_pool.hpp"
#include "responsum/net/intrusive.hpp"

namespace responsum::net {

// A detached coroutine, typically a session. It starts when Reactor::spawn takes it; its frame goes when it ends, or
// with the reactor. No exception leaves it.
class [[nodiscard]] Task {
 public:
  struct promise_type : PooledFrame, Hook<promise_type> {
    Task get_return_object() { return Task{std::coroutine_handle<promise_type>::from_promise(*this)}; }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() noexcept {}
    [[noreturn]] void unhandled_exception() noexcept { std::terminate(); }
  };
  using Handle = std::coroutine_handle<promise_type>;

  Task(Task&& other) noexcept : handle_{std::exchange(other.handle_, nullptr)} {}
  Task& operator=(Task&&) = delete;
  ~Task() {
    if (handle_) handle_.destroy();
  }

  // The caller owns the frame from now on.
  Handle release() && { return std::exchange(handle_, nullptr); }

 private:
  explicit Task(Handle handle) : handle_{handle} {}

  Handle handle_;
};

namespace detail {

// Nothing is to be resumed when the coroutine ends before its first suspension: whoever started it goes on by itself.
// So a loop that awaits children which end at once does not grow the stack, even in builds without tail calls.
struct ResumeAwaiter {
  bool await_ready() const noexcept { return false; }
  template <class Promise>
  std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> ended) const noexcept {
    const std::coroutine_handle<> awaiting = ended.promise().awaiting;
    return awaiting ? awaiting : std::noop_coroutine();
  }
  void await_resume() const noexcept {}
};

template <class T>
struct AsyncResult {
  std::optional<T> value;
  void return_value(T result) { value.emplace(std::move(result)); }
  T take() { return std::move(*value); }
};

template <>
struct AsyncResult<void> {
  void return_void() noexcept {}
  void take() noexcept {}
};

} // namespace detail

// A coroutine that its caller awaits, once: `auto r = co_await child(...)`. It starts when awaited; its frame goes
// with the Async object, also when the caller's frame is destroyed while both are suspended. A function that may have
// nothing to wait for returns what it has by `ended`, without a frame, or else what a coroutine gave it.
template <class T>
class [[nodiscard]] Async {
 public:
  struct promise_type : PooledFrame, detail::AsyncResult<T> {
    std::coroutine_handle<> awaiting;

    Async get_return_object() { return Async{std::coroutine_handle<promise_type>::from_promise(*this)}; }
    std::suspend_always initial_suspend() noexcept { return {}; }
    detail::ResumeAwaiter final_suspend() noexcept { return {}; }
    [[noreturn]] void unhandled_exception() noexcept { std::terminate(); }
  };

  template <std::convertible_to<T> Result>
  static Async ended(Result result) {
    Async async{nullptr};
    async.ended_.return_value(std::move(result));
    return async;
  }

  Async(Async&& other) noexcept : handle_{std::exchange(other.handle_, nullptr)}, ended_{std::move(other.ended_)} {}
  Async& operator=(Async&&) = delete;
  ~Async() {
    if (handle_) handle_.destroy();
  }

  bool await_ready() const noexcept { return !handle_; }
  bool await_suspend(std::coroutine_handle<> awaiting) {
    handle_.resume();
    if (handle_.done()) return false;
    handle_.promise().awaiting = awaiting;
    return true;
  }
  T await_resume() { return handle_ ? handle_.promise().take() : ended_.take(); }

 private:
  explicit Async(std::coroutine_handle<promise_type> handle) : handle_{handle} {}

  std::coroutine_handle<promise_type> handle_; // null: it has ended
  [[no_unique_address]] detail::AsyncResult<T> ended_;
};

} // namespace responsum::net
