// One worker's event loop. A turn has two phases: receive and decide for all that are ready, then send for all. In
// both the kernel is entered once for many of them, where it can be.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include <sys/epoll.h>

#include "responsum/base/arena.hpp"
#include "responsum/base/clock.hpp"
#include "responsum/net/call_batch.hpp"
#include "responsum/net/descriptor.hpp"
#include "responsum/net/early.hpp"
#include "responsum/net/frame_pool.hpp"
#include "responsum/net/output.hpp"
#include "responsum/net/task.hpp"
#include "responsum/net/timer.hpp"

namespace responsum::net {

class Socket;

// What others in the same thread wake: not within their call, which may be one of its own, but in the same turn.
class Sleeper {
 public:
  virtual void on_wake() = 0;

 protected:
  ~Sleeper() = default;
};

// What epoll reports to. Must stay where it is, and alive, from watch() to forget().
class EventSource : public Sleeper {
 public:
  virtual ~EventSource() = default;
  virtual void on_events(std::uint32_t events) = 0;
  void on_wake() override {}
  // The socket, if on_events() would receive from one and do nothing before that.
  virtual Socket* receiver(std::uint32_t) { return nullptr; }
};

struct ReactorOptions {
  std::size_t receive_buffer_bytes = 64 * 1024;
  std::uint32_t write_timeout_ms = 60'000; // default of new sockets; see Socket::set_write_timeout
  std::function<base::Now()> clock{};      // empty: base::read_clock
  // From so many sockets on, their calls are made together where the kernel can (CallBatch); 0: never.
  unsigned calls_together = 2;
};

// Belongs to the thread that runs it; only post() and stop() may be called from others. Everything that refers to it
// (sockets, acceptors, timers) must be gone before it, except what tasks own: they are destroyed with it, suspended
// or not.
class Reactor {
 public:
  // Throws std::system_error when the system has no descriptors left. Ignores SIGPIPE in the process: sendfile(2) has
  // no flag against it.
  explicit Reactor(ReactorOptions options = {});
  Reactor(const Reactor&) = delete;
  Reactor& operator=(const Reactor&) = delete;
  ~Reactor();

  // Starts the coroutine at once, in the caller's turn.
  void spawn(Task task);
  std::size_t live_frames() const { return frames_.live(); }

  // Turns until stop().
  void run();
  // One turn. Waits at most `max_wait_ms` for the first event; negative: as long as no timer is due.
  void run_turn(int max_wait_ms);
  // From any thread, also from a signal handler. The turn under way is finished.
  void stop() noexcept;
  // From any thread: `function` runs in the reactor's thread, soon. What was posted but not run when the reactor goes
  // is destroyed unrun.
  void post(std::move_only_function<void()> function);

  // From now on Socket::receive_or_stop ends with `stopping` when there is nothing to read, also where it waits
  // already. Those that wait to be woken are.
  void drain();
  bool draining() const { return draining_; }

  // As read once at the beginning of this turn.
  const base::Now& now() const { return now_; }
  // How long the turn before took: what came meanwhile has waited at most so long. The reference is good as long as
  // the reactor.
  const base::Milliseconds& last_turn_ms() const { return last_turn_ms_; }
  // Counts turns; the reference is good as long as the reactor.
  const std::uint64_t& turn_number() const { return turn_number_; }
  Deadline after(base::Milliseconds delay_ms) const { return {now_.monotonic_ms + delay_ms}; }
  TimerWheel& timers() { return timers_; }
  FramePool& frame_pool() { return frames_; }

  // Memory until the end of this turn: for what is queued on sockets.
  base::Arena& turn_memory() { return turn_memory_; }
  // `function` runs after everything queued in this turn was sent or copied: the moment to retire what it referred
  // to.
  void at_turn_end(std::move_only_function<void()> function) { at_turn_end_.push_back(std::move(function)); }

  // Watches for events (EPOLL*); 0, or the errno of epoll_ctl.
  int watch(int descriptor, std::uint32_t events, EventSource& source);
  int rewatch(int descriptor, std::uint32_t events, EventSource& source);
  // on_wake() is called once, in this turn, for all calls until then.
  void wake(Sleeper& sleeper);
  // It has gone, or needs not be woken any more.
  void let_sleep(Sleeper& sleeper);

  // The source gets no event any more, not even one that this turn has already fetched. The descriptor itself leaves
  // the set when it is closed.
  void forget(EventSource& source);

 private:
  friend class Socket;

  class Waker final : public EventSource {
   public:
    explicit Waker(Reactor& reactor) : reactor_{reactor} {}
    void on_events(std::uint32_t) override { reactor_.run_posted(); }

   private:
    Reactor& reactor_;
  };

  static constexpr std::size_t events_per_turn = 256;

  // Where what is still encrypted is received; there from the first connection that needs it.
  std::span<char> wire_buffer() {
    if (!wire_buffer_) wire_buffer_ = std::make_unique_for_overwrite<char[]>(receive_buffer_bytes_);
    return {wire_buffer_.get(), receive_buffer_bytes_};
  }

  int wait_ms(int max_wait_ms) const;
  void dispatch();
  bool worth_it(std::size_t calls) { return calls >= calls_together_ && calls_.available(); }
  void go_on();
  void wake_sleepers();
  void send_all();
  std::size_t send_together(std::size_t first);
  void end_turn();
  void run_posted();
  void interrupt() noexcept;

  std::function<base::Now()> clock_;
  base::Now now_;
  std::uint64_t turn_number_ = 0;
  base::Milliseconds last_turn_ms_ = 0;
  Descriptor epoll_;
  std::array<epoll_event, events_per_turn> events_;
  std::size_t next_event_ = 0; // events_[next_event_, event_count_) are still to be dispatched
  std::size_t event_count_ = 0;

  FramePool frames_;
  TimerWheel timers_;
  std::unique_ptr<char[]> receive_buffer_; // shared by all sockets; see Socket::receive
  std::size_t receive_buffer_bytes_;
  std::unique_ptr<char[]> wire_buffer_; // as large
  std::uint32_t write_timeout_ms_;
  bool draining_ = false;

  unsigned calls_together_;
  CallBatch calls_;
  Early early_;
  TurnOutput output_;
  base::Arena turn_memory_;
  std::vector<Socket*> again_;  // to be looked at in the next turn whatever epoll says; nullptr: gone meanwhile
  std::vector<Sleeper*> woken_; // nullptr: gone meanwhile
  std::vector<std::move_only_function<void()>> at_turn_end_;
  List<Socket> sockets_;
  List<Task::promise_type> tasks_;

  Descriptor wake_;
  Waker waker_{*this};
  std::atomic<bool> stopped_ = false;
  std::mutex posted_mutex_;
  std::vector<std::move_only_function<void()>> posted_;
};

} // namespace responsum::net
