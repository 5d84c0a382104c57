#include "responsum/route/near_miss.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "responsum/base/ascii.hpp"
#include "responsum/base/text.hpp"

namespace responsum::route {

namespace {

struct Candidate {
  std::size_t distance;
  NearMiss miss;
};

// Of equally near ones the order of the configuration stays.
std::vector<NearMiss> nearest(std::vector<Candidate> candidates, std::size_t most) {
  std::multimap<std::size_t, NearMiss> by_distance;
  for (Candidate& c : candidates) by_distance.emplace(c.distance, std::move(c.miss));
  std::vector<NearMiss> misses;
  for (auto& [distance, miss] : by_distance)
    if (misses.size() < most) misses.push_back(std::move(miss));
  return misses;
}

std::string what_path_lacks(const base::PathPattern& pattern, std::string_view path) {
  if (pattern.matches(path)) return "a route above it takes the path";
  if (pattern.text == std::string{path} + "/") return "the path has no slash at its end";
  if (base::equals_ignoring_case(pattern.text, path)) return "upper and lower case differ";
  if (pattern.kind == base::PathPattern::Kind::exact) return "the path is not \"" + pattern.text + "\"";
  if (!path.starts_with(pattern.begin)) return "the path does not begin with \"" + pattern.begin + "\"";
  return "the path does not end in \"" + pattern.end + "\"";
}

} // namespace

std::vector<NearMiss> near_sites(const Table& table, std::string_view authority, std::size_t most) {
  std::array<char, longest_host> buffer;
  const std::string_view host = host_of(authority, buffer);
  std::vector<Candidate> all;
  for (const Site& site : table.sites) {
    for (const HostPattern& pattern : site.hosts) {
      const std::string text = write_host(pattern);
      all.push_back(
          {base::edit_distance(text, host), {"site " + site.name, "the host is not \"" + text + "\"", site.origin}});
    }
  }
  return nearest(std::move(all), most);
}

namespace {

Candidate candidate(const Route& route, std::string_view path) {
  // Only as much of the path as the pattern speaks of.
  const std::string_view compared = path.substr(0, std::min(path.size(), route.path.text.size() + 1));
  return {base::edit_distance(route.path.text, compared),
          {"route " + route.name, what_path_lacks(route.path, path), route.origin}};
}

} // namespace

std::vector<NearMiss> near_routes(const Site& site, std::string_view path, std::size_t most) {
  std::vector<Candidate> all;
  for (const Route& route : site.routes) all.push_back(candidate(route, path));
  return nearest(std::move(all), most);
}

std::vector<NearMiss> near_routes_allowing(const Site& site, std::string_view path, message::Method method,
                                           std::size_t most) {
  std::vector<Candidate> all;
  for (const Route& route : site.routes)
    if (route.facts.allowed.contains(method)) all.push_back(candidate(route, path));
  return nearest(std::move(all), most);
}

} // namespace responsum::route
