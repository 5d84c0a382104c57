// Threads that compare passwords with slow hashes, so that no worker has to wait for one.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <utility>

#include "responsum/base/threads.hpp"

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

  explicit Checkers(std::size_t threads) : threads_{threads} {}

  // False: `most_waiting` wait already, and it is dropped.
  bool submit(Comparison comparison, std::size_t most_waiting, Done done) {
    auto compare = [c = std::move(comparison), done = std::move(done)]() mutable { done(c.run()); };
    return threads_.submit(std::move(compare), most_waiting);
  }

 private:
  base::Threads threads_; // what waits when they end is dropped, its Done uncalled
};

} // namespace responsum::access
