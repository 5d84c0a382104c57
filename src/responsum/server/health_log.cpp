#include "responsum/server/health_log.hpp"

namespace responsum::server {

using resource::gateway::HealthChange;
using resource::gateway::Upstream;

void HealthLog::say_to(Say say) {
  const std::lock_guard lock{mutex_};
  say_ = std::move(say);
}

void HealthLog::out(const Server& server, const Upstream& upstream, const std::string& sentence) {
  std::set<const Upstream*>& by = out_[server];
  if (by.insert(&upstream).second && by.size() == 1) say_(sentence);
}

void HealthLog::on_health(const Upstream& upstream, resource::gateway::EndpointId endpoint, HealthChange change,
                          std::string_view why) {
  const std::lock_guard lock{mutex_};
  const Server server{upstream.name(), upstream.endpoints()[endpoint].text};
  const std::string name =
      server.first == server.second ? server.second : server.second + " of upstream " + server.first;
  switch (change) {
  case HealthChange::none: return;
  case HealthChange::ejected:
    return out(server, upstream, name + " gets no requests for a while: " + std::string{why});
  case HealthChange::went_down: return out(server, upstream, name + " is down: " + std::string{why});
  case HealthChange::recovered:
  case HealthChange::came_up:
    if (upstream.is_out(endpoint)) return; // for the other reason
    const auto found = out_.find(server);
    if (found == out_.end() || found->second.erase(&upstream) == 0 || !found->second.empty()) return;
    out_.erase(found);
    return say_(name + " is used again");
  }
}

// It is no longer known by this one what the server is like, which is nothing to be told.
void HealthLog::on_gone(const Upstream& upstream) {
  const std::lock_guard lock{mutex_};
  for (auto& [server, by] : out_) by.erase(&upstream);
  std::erase_if(out_, [](const auto& entry) { return entry.second.empty(); });
}

} // namespace responsum::server
