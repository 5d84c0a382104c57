#include "responsum/base/threads.hpp"

#include <utility>

namespace responsum::base {

Threads::~Threads() {
  std::deque<Job> dropped; // and destroyed without the lock
  {
    const std::lock_guard lock{mutex_};
    ending_ = true;
    dropped.swap(waiting_);
  }
  there_is_one_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

bool Threads::submit(Job job, std::size_t most_waiting) {
  const std::lock_guard lock{mutex_};
  if (waiting_.size() >= most_waiting) return false;
  waiting_.push_back(std::move(job));
  if (idle_ < waiting_.size() && threads_.size() < most_) threads_.emplace_back([this] { work(); });
  there_is_one_.notify_one();
  return true;
}

void Threads::work() {
  std::unique_lock lock{mutex_};
  for (;;) {
    ++idle_;
    there_is_one_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
    --idle_;
    if (ending_) return;
    Job job = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    job();
    job = nullptr; // what it holds is let go of without the lock
    lock.lock();
  }
}

} // namespace responsum::base
