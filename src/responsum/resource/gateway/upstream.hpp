// Endpoints that serve the same, as one worker uses them: which one is next, who waits, and what was heard of each.
// It goes on as it is when a configuration is read again that says the same of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "responsum/client/call.hpp"
#include "responsum/client/endpoint.hpp"
#include "responsum/client/limits.hpp"
#include "responsum/client/pool.hpp"
#include "responsum/net/intrusive.hpp"
#include "responsum/net/reactor.hpp"
#include "responsum/net/timer.hpp"
#include "responsum/resource/gateway/balance.hpp"
#include "responsum/resource/gateway/check.hpp"
#include "responsum/resource/gateway/health.hpp"
#include "responsum/resource/gateway/retry_budget.hpp"

namespace responsum::resource::gateway {

// How requests are shared out among the endpoints, when one gets none, and how often one is tried again.
struct Sharing {
  BalanceSettings balance;
  HealthSettings health;
  CheckSettings checks;
  RetrySettings retries;
};

class Upstream;

// Whoever tells people which endpoints can be used.
class HealthListener {
 public:
  // In the thread of the upstream. `why` is good for the call.
  virtual void on_health(const Upstream& upstream, EndpointId endpoint, HealthChange change,
                         std::string_view why) = 0;
  // It goes, and with it what was known.
  virtual void on_gone(const Upstream& upstream) = 0;

 protected:
  ~HealthListener() = default;
};

// What an upstream is, as a configuration has it. `holds` keeps alive what the origins are views of.
struct UpstreamOptions {
  std::string name;
  base::Origin origin{};
  std::vector<client::Endpoint> endpoints;
  client::Limits limits;
  Sharing sharing;
  base::Limit retry_budget{}; // the share of sharing.retries, by its key
  std::shared_ptr<const void> holds{};
};

// What it takes to reach the endpoints.
struct Means {
  // Null: no endpoint has a name. Shared with other upstreams, which may all outlast the configuration that it is of.
  std::shared_ptr<net::Resolver> resolver{};
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

class Upstream final : private client::Dispatcher, private Checked {
 public:
  // `reactor` and `listener` outlive the upstream.
  Upstream(net::Reactor& reactor, HealthListener& listener, UpstreamOptions options, Means means, std::uint64_t seed);
  ~Upstream();
  Upstream(const Upstream&) = delete;
  Upstream& operator=(const Upstream&) = delete;

  // The configuration was read again and says the same of it, in other places.
  void adopt(const UpstreamOptions& options);
  // Connections that are made from now on.
  void encrypt_by(net::tls::SharedClientContext context) { means_.encryption.context = std::move(context); }

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
  void failed(Health::Attempt attempt, const client::Failure& failure);
  // By the client, or by what this server has to answer for: it says nothing of the endpoint.
  void abandoned(Health::Attempt attempt);
  void ended(EndpointId endpoint) { balancer_.ended(endpoint); }

  // Of each request, before its first attempt; and whether it may have one more, which is taken then.
  void requested() { budget_.requested(); }
  bool may_retry() { return budget_.take(); }

  // Whether it is out of use until a check or a request says otherwise.
  bool is_out(EndpointId endpoint) const { return !health_.up(endpoint) || health_.ejected(endpoint); }
  // Which endpoints get no requests now, and why, for people.
  std::string who_is_out() const;

  net::Reactor& reactor() { return reactor_; }
  const std::string& name() const { return options_.name; }
  std::span<const client::Endpoint> endpoints() const { return options_.endpoints; }
  // Host of requests that are not to have their client's. Which endpoint one gets is not known when it is made: the
  // first stands for all.
  std::string_view authority() const { return authority_; }
  const client::Limits& limits() const { return options_.limits; }
  const base::Limit& retry_budget() const { return options_.retry_budget; }

 private:
  void on_room(client::Pool& pool) override;
  void on_checked(EndpointId endpoint, bool good, std::string_view why) override;
  void note(EndpointId endpoint, HealthChange change, std::string_view why);
  net::Name* name_of(const client::Endpoint& endpoint);
  void begin_checks();
  std::uint64_t draw();

  net::Reactor& reactor_;
  HealthListener& listener_;
  UpstreamOptions options_;
  std::string authority_;
  Means means_;
  client::Scratch scratch_;
  std::vector<std::unique_ptr<client::Pool>> pools_;
  net::List<Waiter> waiting_;
  std::size_t waiting_count_ = 0;
  Balancer balancer_;
  Health health_;
  std::vector<std::string> reasons_; // of each endpoint, why it was last taken out of use
  RetryBudget budget_;
  std::uint64_t random_;
  bool ending_ = false;
  std::vector<std::unique_ptr<Check>> checks_; // of each endpoint; none: nothing is checked
};

} // namespace responsum::resource::gateway
