// Which servers behind this one can be used, told to people: once for all workers, each of which finds out for
// itself.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "responsum/resource/gateway/upstream.hpp"

namespace responsum::server {

// Told by the upstreams of all workers, from their threads: the first that finds a server unusable is told of, and
// the last that finds it usable again.
class HealthLog final : public resource::gateway::HealthListener {
 public:
  // A sentence for the error log. Called from any thread, by one at a time.
  using Say = std::function<void(const std::string&)>;

  void say_to(Say say);
  void on_health(const resource::gateway::Upstream& upstream, resource::gateway::EndpointId endpoint,
                 resource::gateway::HealthChange change, std::string_view why) override;
  void on_gone(const resource::gateway::Upstream& upstream) override;

 private:
  using Server = std::pair<std::string, std::string>; // of which upstream, and which of its servers

  void out(const Server& server, const resource::gateway::Upstream& upstream, const std::string& sentence);

  std::mutex mutex_; // of all below
  Say say_ = [](const std::string&) {};
  // By whom each is not used. They are compared, and nothing else: most belong to other threads.
  std::map<Server, std::set<const resource::gateway::Upstream*>> out_;
};

} // namespace responsum::server
