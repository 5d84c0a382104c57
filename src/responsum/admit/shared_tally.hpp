// Counts that several machines share through Redis; shared_tally.cpp alone sees hiredis.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "responsum/admit/redis_address.hpp"
#include "responsum/admit/tally.hpp"
#include "responsum/base/clock.hpp"

struct redisContext;

namespace responsum::admit {

// Safe from any thread. Workers count in the tally of this machine and never wait for another: what they granted is
// added up at the server a moment later by a thread of its own, and what the server knows by then comes back into the
// tally. So a client gets more than its share by at most what it sends to each machine in the time of one round trip,
// and owes that afterwards.
class SharedTally {
 public:
  using Say = std::function<void(const std::string&)>;

  // `local` outlives it. `say` is told, from its thread, when the server is lost and when it is there again.
  SharedTally(RedisAddress address, base::Milliseconds timeout_ms, Tally& local, Say say);
  ~SharedTally();
  SharedTally(const SharedTally&) = delete;
  SharedTally& operator=(const SharedTally&) = delete;

  const RedisAddress& address() const { return address_; }
  // False: the server cannot be asked now, so nobody knows what others have granted.
  bool had() const { return had_.load(std::memory_order_relaxed); }

  // A request was granted that costs this much of what `name` names everywhere, and `key` here.
  void report(std::uint64_t key, const std::string& name, Nanoseconds cost_ns);

 private:
  struct Cost {
    std::string name;
    Nanoseconds cost_ns = 0;
  };
  struct Free {
    void operator()(redisContext* context) const;
  };
  using Costs = std::map<std::uint64_t, Cost>;
  static constexpr std::size_t most_waiting = 100'000; // clients; beyond that, requests are not added up

  void run();
  bool connect();
  bool add_up(const Costs& costs);
  void set_had(bool had, const std::string& why);

  RedisAddress address_;
  base::Milliseconds timeout_ms_;
  Tally& local_;
  Say say_;
  std::atomic<bool> had_ = false;
  bool ever_said_ = false;
  std::unique_ptr<redisContext, Free> context_;
  std::string script_; // its digest there
  std::mutex mutex_;   // of what follows
  Costs waiting_;
  bool ending_ = false;
  std::condition_variable changed_;
  std::thread thread_;
};

} // namespace responsum::admit
