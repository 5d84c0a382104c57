#include "responsum/admin/observed.hpp"

namespace responsum::admin {

const SiteName* Description::site_of(const observe::Record& record) const {
  const Names* in_force = nullptr;
  for (const Names& n : names)
    if (in_force == nullptr || n.since_s <= record.wall_s) in_force = &n;
  if (in_force == nullptr || record.site >= in_force->sites.size()) return nullptr;
  return &in_force->sites[record.site];
}

const RouteName* Description::route_of(const observe::Record& record) const {
  const SiteName* site = site_of(record);
  if (site == nullptr || record.route >= site->routes.size()) return nullptr;
  return &site->routes[record.route];
}

} // namespace responsum::admin
