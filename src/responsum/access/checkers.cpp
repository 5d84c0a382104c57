#include "responsum/access/checkers.hpp"

#include <utility>

#include "responsum/access/cryptography.hpp"
#include "responsum/access/password_hash.hpp"

namespace responsum::access {

Comparison::~Comparison() { wipe(password); }

bool Comparison::run() const { return matches(hash, password); }

Checkers::~Checkers() {
  {
    const std::lock_guard lock{mutex_};
    ending_ = true;
    waiting_.clear();
  }
  there_is_one_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

bool Checkers::submit(Comparison comparison, std::size_t most_waiting, Done done) {
  const std::lock_guard lock{mutex_};
  if (waiting_.size() >= most_waiting) return false;
  waiting_.push_back({std::move(comparison), std::move(done)});
  if (idle_ < waiting_.size() && threads_.size() < most_threads_) threads_.emplace_back([this] { work(); });
  there_is_one_.notify_one();
  return true;
}

void Checkers::work() {
  std::unique_lock lock{mutex_};
  for (;;) {
    ++idle_;
    there_is_one_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
    --idle_;
    if (ending_) return;
    Job job = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    job.done(job.comparison.run());
    lock.lock();
  }
}

} // namespace responsum::access
