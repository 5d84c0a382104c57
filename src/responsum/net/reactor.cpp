#include "responsum/net/reactor.hpp"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <csignal>
#include <system_error>
#include <utility>

#include <sys/eventfd.h>

#include "responsum/base/assert.hpp"
#include "responsum/net/socket.hpp"

namespace responsum::net {

Reactor::Reactor(ReactorOptions options)
    : clock_{std::move(options.clock)},
      now_{clock_ ? clock_() : base::read_clock()},
      epoll_{::epoll_create1(EPOLL_CLOEXEC)},
      timers_{now_.monotonic_ms},
      receive_buffer_{std::make_unique_for_overwrite<char[]>(options.receive_buffer_bytes)},
      receive_buffer_bytes_{options.receive_buffer_bytes},
      write_timeout_ms_{options.write_timeout_ms},
      calls_together_{options.calls_together},
      calls_{options.calls_together != 0},
      wake_{::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)} {
  if (!epoll_.valid() || !wake_.valid())
    throw std::system_error{errno, std::generic_category(), "creating an event loop"};
  // Edge-triggered: each write to it is an event, so nobody needs to read it.
  if (const int error = watch(wake_.number(), EPOLLIN | EPOLLET, waker_); error != 0)
    throw std::system_error{error, std::generic_category(), "watching an eventfd"};
  std::signal(SIGPIPE, SIG_IGN);
}

Reactor::~Reactor() {
  while (Task::promise_type* task = tasks_.pop_front()) Task::Handle::from_promise(*task).destroy();
  end_turn();
  RESPONSUM_ASSERT(sockets_.empty());
}

void Reactor::spawn(Task task) {
  const Task::Handle handle = std::move(task).release();
  tasks_.push_back(handle.promise());
  handle.resume();
}

void Reactor::run() {
  while (!stopped_.load(std::memory_order_relaxed)) run_turn(-1);
}

void Reactor::run_turn(int max_wait_ms) {
  const int events =
      ::epoll_wait(epoll_.number(), events_.data(), static_cast<int>(events_.size()), wait_ms(max_wait_ms));
  next_event_ = 0;
  event_count_ = events > 0 ? static_cast<std::size_t>(events) : 0; // EINTR: a turn without events
  now_ = clock_ ? clock_() : base::read_clock();
  ++turn_number_;
  go_on();
  dispatch();
  timers_.advance(now_.monotonic_ms);
  wake_sleepers();
  send_all();
  end_turn();
  last_turn_ms_ = (clock_ ? clock_() : base::read_clock()).monotonic_ms - now_.monotonic_ms;
}

int Reactor::wait_ms(int max_wait_ms) const {
  if (!again_.empty() || !woken_.empty() || output_.size() != 0) return 0;
  const std::optional<Deadline> next = timers_.next();
  if (!next) return max_wait_ms;
  // At least one: the coarse clock may stand where it stood.
  const base::Milliseconds until = std::max<base::Milliseconds>(next->at_ms - now_.monotonic_ms, 1);
  if (max_wait_ms >= 0 && until > max_wait_ms) return max_wait_ms;
  return static_cast<int>(until); // within a turn of the wheel
}

void Reactor::dispatch() {
  while (next_event_ < event_count_) {
    const std::size_t first = next_event_;
    const std::size_t count = std::min(event_count_ - first, Early::most);
    if (worth_it(count)) early_.receive(calls_, std::span{events_}.subspan(first, count));
    while (next_event_ < first + count) {
      const std::size_t place = next_event_ - first;
      const epoll_event& event = events_[next_event_++];
      if (event.data.ptr == nullptr) {
        early_.skip(place);
        continue;
      }
      early_.begin(place);
      static_cast<EventSource*>(event.data.ptr)->on_events(event.events);
      early_.end();
    }
  }
  event_count_ = 0;
}

// Only those that were there when the turn began: who comes again meanwhile has the next one.
void Reactor::go_on() {
  const std::size_t count = again_.size();
  for (std::size_t i = 0; i < count; ++i)
    if (Socket* socket = std::exchange(again_[i], nullptr)) socket->on_next_turn();
  again_.erase(again_.begin(), again_.begin() + static_cast<std::ptrdiff_t>(count));
}

// Whoever is woken may wake others, and they this one again: not for ever, others wait as well.
void Reactor::wake_sleepers() {
  constexpr std::size_t most_rounds = 4;
  for (std::size_t round = 0; round < most_rounds && !woken_.empty(); ++round) {
    const std::size_t count = woken_.size();
    for (std::size_t i = 0; i < count; ++i)
      if (Sleeper* sleeper = std::exchange(woken_[i], nullptr)) sleeper->on_wake();
    woken_.erase(woken_.begin(), woken_.begin() + static_cast<std::ptrdiff_t>(count));
  }
}

void Reactor::wake(Sleeper& sleeper) {
  if (std::ranges::find(woken_, &sleeper) == woken_.end()) woken_.push_back(&sleeper);
}

void Reactor::let_sleep(Sleeper& sleeper) { std::ranges::replace(woken_, &sleeper, static_cast<Sleeper*>(nullptr)); }

// A coroutine that hears of its connection's end may queue on other sockets: entries may be added meanwhile.
void Reactor::send_all() {
  std::size_t tried = 0; // entries that may have been sent together with others
  for (std::size_t i = 0; i < output_.size(); ++i) {
    if (i == tried) tried = send_together(i);
    if (Socket* socket = output_.socket(i)) socket->on_turn_end();
  }
  output_.clear();
}

// As many as can be from entry `first` on. Returns the first one that is left.
std::size_t Reactor::send_together(std::size_t first) {
  if (!worth_it(output_.size() - first)) return output_.size();
  std::size_t i = first;
  for (; i < output_.size(); ++i) {
    const Socket* socket = output_.socket(i);
    const auto entry = static_cast<std::uint32_t>(i);
    const std::span<iovec> pieces = output_.pieces(entry);
    if (socket == nullptr || !socket->sends_as_queued() || pieces.size() > IOV_MAX) continue;
    if (!calls_.send(socket->descriptor(), pieces, entry)) break;
  }
  for (const CallBatch::Result& result : calls_.submit()) output_.sent(result.tag, result.octets);
  return std::max(i, first + 1);
}

void Reactor::end_turn() {
  for (std::size_t i = 0; i < at_turn_end_.size(); ++i) {
    auto function = std::move(at_turn_end_[i]);
    function();
  }
  at_turn_end_.clear();
  turn_memory_.reset();
}

void Reactor::drain() {
  draining_ = true;
  sockets_.for_each([](Socket& socket) {
    socket.wake(); // who is joined to another looks for itself
    if (socket.wait_ != Socket::Wait::receive_or_stop) return;
    socket.readable_ = true; // a request may have come that no event has told of yet
    socket.come_again();
  });
}

int Reactor::watch(int descriptor, std::uint32_t events, EventSource& source) {
  epoll_event event{.events = events, .data = {.ptr = &source}};
  return ::epoll_ctl(epoll_.number(), EPOLL_CTL_ADD, descriptor, &event) == 0 ? 0 : errno;
}

int Reactor::rewatch(int descriptor, std::uint32_t events, EventSource& source) {
  epoll_event event{.events = events, .data = {.ptr = &source}};
  return ::epoll_ctl(epoll_.number(), EPOLL_CTL_MOD, descriptor, &event) == 0 ? 0 : errno;
}

void Reactor::forget(EventSource& source) {
  for (std::size_t i = next_event_; i < event_count_; ++i)
    if (events_[i].data.ptr == &source) events_[i].data.ptr = nullptr;
}

void Reactor::stop() noexcept {
  stopped_.store(true, std::memory_order_relaxed);
  interrupt();
}

void Reactor::post(std::move_only_function<void()> function) {
  bool first = false;
  {
    const std::lock_guard lock{posted_mutex_};
    first = posted_.empty();
    posted_.push_back(std::move(function));
  }
  if (first) interrupt();
}

void Reactor::run_posted() {
  std::vector<std::move_only_function<void()>> functions;
  {
    const std::lock_guard lock{posted_mutex_};
    functions.swap(posted_);
  }
  for (auto& function : functions) function();
}

void Reactor::interrupt() noexcept {
  const std::uint64_t one = 1;
  // Fails only when 2^64 - 2 wakes have not been seen, and then the loop is awake.
  [[maybe_unused]] const auto written = ::write(wake_.number(), &one, sizeof one);
}

} // namespace responsum::net
