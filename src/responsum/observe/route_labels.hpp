// Numbers for what a configuration calls its sites and routes: never given to another, so that what was recorded
// before a reload keeps its names.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <unordered_map>

namespace responsum::observe {

struct RouteLabel {
  std::string site;
  std::string route;   // empty: the label is the site's own
  std::string pattern; // of the route's path
  std::string origin;  // "site.toml:12"

  friend bool operator==(const RouteLabel&, const RouteLabel&) = default;
};

// One a process, asked at a (re)load by each worker and by the console: any thread, at any time.
class RouteLabels {
 public:
  static constexpr std::uint16_t none = 0xffff;
  // As many as 16 bits tell apart. Only reloads that change names or lines take new ones; when all are taken, what is
  // new is recorded without its name.
  static constexpr std::size_t most = none;

  RouteLabels() = default;
  RouteLabels(const RouteLabels&) = delete;
  RouteLabels& operator=(const RouteLabels&) = delete;

  // The same for the same words; `none` when there are no more.
  std::uint16_t label(const RouteLabel& named);
  // Null for `none`. What it points to lives and stays as it is as long as this.
  const RouteLabel* find(std::uint16_t label) const;

 private:
  struct Hash {
    std::size_t operator()(const RouteLabel& named) const;
  };

  mutable std::mutex mutex_;
  std::deque<RouteLabel> named_; // its elements do not move
  std::unordered_map<RouteLabel, std::uint16_t, Hash> labels_;
};

} // namespace responsum::observe
