// Endpoints that serve the same, as one worker uses them: which one is next, who waits, and what was heard of each.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "responsum/client/call.hpp"
#include "responsum/client/endpoint.hpp"
#include "responsum/client/limits.hpp"
#include "responsum/client/pool.hpp"
#include "responsum/net/intrusive.hpp"
#include "responsum/net/reactor.hpp"
#include "responsum/net/timer.hpp"
#include "responsum/resource/gateway/balance.hpp"
#include "responsum/resource/gateway/health.hpp"

namespace responsum::resource::gateway {

// How requests are shared out among the endpoints, and when one gets none.
struct Sharing {
  BalanceSettings balance;
  HealthSettings health;
};

// What it takes to reach the endpoints.
struct Means {
  net::Resolver* resolver = nullptr; // null: no endpoint has a name
  client::Encryption encryption{};
};

// Waits for a connection, its turn and its time.
class Waiter : public net::Hook<Waiter>, private net::Timer {
 public:
  Waiter() : Timer{&on_deadline} {}
  virtual client::Wish wish() const = 0;
  // There is one: it begins by Upstream::begin.
  virtual void on_turn() = 0;
  virtual void on_waited_long() = 0;

 protected:
  virtual ~Waiter() = default;

 private:
  friend class Upstream;
  static void on_deadline(net::Timer& timer) { static_cast<Waiter&>(timer).on_waited_long(); }
};

class Upstream final : private client::Dispatcher {
 public:
  // All of it outlives the upstream.
  Upstream(net::Reactor& reactor, std::string_view name, const base::Origin& origin,
           std::span<const client::Endpoint> endpoints, const client::Limits& limits, const Sharing& sharing,
           Means means, std::uint64_t seed);
  ~Upstream();
  Upstream(const Upstream&) = delete;
  Upstream& operator=(const Upstream&) = delete;

  enum class Choice : std::uint8_t { chosen, wait, none_up };
  // An endpoint that is up and has room: one that was not tried for this request, if there is any. `key_hash` is of
  // what balance goes by, where it goes by a key.
  Choice choose(const EndpointSet& tried, std::uint64_t key_hash, const client::Wish& wish, EndpointId& chosen);
  // It was chosen a moment ago. `attempt` is told once what it says of the endpoint: answered(), failed() or
  // abandoned(); ended() once when nothing of it is under way any more.
  void begin(EndpointId endpoint, client::Call& call, Health::Attempt& attempt);
  // False: as many wait as may.
  bool wait(Waiter& waiter);
  void stop_waiting(Waiter& waiter);

  void answered(Health::Attempt attempt);
  void failed(Health::Attempt attempt);
  // By the client, or by what this server has to answer for: it says nothing of the endpoint.
  void abandoned(Health::Attempt attempt);
  void ended(EndpointId endpoint) { balancer_.ended(endpoint); }

  net::Reactor& reactor() { return reactor_; }
  std::string_view name() const { return name_; }
  const base::Origin& origin() const { return origin_; }
  std::span<const client::Endpoint> endpoints() const { return endpoints_; }
  const client::Limits& limits() const { return limits_; }

 private:
  void on_room(client::Pool& pool) override;

  net::Reactor& reactor_;
  std::string_view name_;
  const base::Origin& origin_;
  std::span<const client::Endpoint> endpoints_;
  const client::Limits& limits_;
  client::Scratch scratch_;
  client::Encryption encryption_;
  std::vector<std::unique_ptr<client::Pool>> pools_;
  net::List<Waiter> waiting_;
  std::size_t waiting_count_ = 0;
  Balancer balancer_;
  Health health_;
  std::uint64_t random_;
  bool ending_ = false;
};

} // namespace responsum::resource::gateway
