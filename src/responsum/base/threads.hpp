// Threads for what would keep a worker waiting: slow computations, the disk.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace responsum::base {

// Safe to call from any thread.
class Threads {
 public:
  using Job = std::move_only_function<void()>;

  explicit Threads(std::size_t most) : most_{most} {}
  ~Threads(); // what waits then is dropped, what runs is waited for
  Threads(const Threads&) = delete;
  Threads& operator=(const Threads&) = delete;

  // False: `most_waiting` wait already, and it is dropped. Threads begin when there is something to do.
  bool submit(Job job, std::size_t most_waiting);

 private:
  void work();

  std::size_t most_;
  std::mutex mutex_;
  std::condition_variable there_is_one_;
  std::deque<Job> waiting_;
  std::vector<std::thread> threads_;
  std::size_t idle_ = 0;
  bool ending_ = false;
};

} // namespace responsum::base
