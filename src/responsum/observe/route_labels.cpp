#include "responsum/observe/route_labels.hpp"

#include <functional>

namespace responsum::observe {

std::size_t RouteLabels::Hash::operator()(const RouteLabel& named) const {
  std::size_t all = 0;
  for (const std::string* text : {&named.site, &named.route, &named.pattern, &named.origin})
    all = all * 31 + std::hash<std::string>{}(*text);
  return all;
}

std::uint16_t RouteLabels::label(const RouteLabel& named) {
  const std::lock_guard lock{mutex_};
  if (const auto known = labels_.find(named); known != labels_.end()) return known->second;
  if (named_.size() == most) return none;
  const auto label = static_cast<std::uint16_t>(named_.size());
  named_.push_back(named);
  labels_.emplace(named, label);
  return label;
}

const RouteLabel* RouteLabels::find(std::uint16_t label) const {
  const std::lock_guard lock{mutex_};
  return label < named_.size() ? &named_[label] : nullptr;
}

} // namespace responsum::observe
