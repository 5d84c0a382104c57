// Threads that compare passwords with slow hashes, so that no worker has to wait for one.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace responsum::access {

struct Comparison {
  std::string hash;
  std::string password;

  Comparison() = default;
  Comparison(std::string h, std::string p) : hash{std::move(h)}, password{std::move(p)} {}
  Comparison(Comparison&&) = default;
  Comparison& operator=(Comparison&&) = default;
  ~Comparison();

  bool run() const;
};

// One for all workers. Safe to call from any thread.
class Checkers {
 public:
  // `matched` is called in one of the threads.
  using Done = std::move_only_function<void(bool matched)>;

  explicit Checkers(std::size_t threads) : most_threads_{threads} {}
  ~Checkers(); // what waits then is dropped, its Done uncalled
  Checkers(const Checkers&) = delete;
  Checkers& operator=(const Checkers&) = delete;

  // False: `most_waiting` wait already, and it is dropped. Threads begin when there is something to do.
  bool submit(Comparison comparison, std::size_t most_waiting, Done done);

 private:
  struct Job {
    Comparison comparison;
    Done done;
  };
  void work();

  std::size_t most_threads_;
  std::mutex mutex_;
  std::condition_variable there_is_one_;
  std::deque<Job> waiting_;
  std::vector<std::thread> threads_;
  std::size_t idle_ = 0;
  bool ending_ = false;
};

} // namespace responsum::access
