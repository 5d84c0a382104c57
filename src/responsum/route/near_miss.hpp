// What nearly matched: for whoever asks why, never on the hot path.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "responsum/route/table.hpp"

namespace responsum::route {

struct NearMiss {
  std::string what;   // "route docs (/docs/)"
  std::string lacked; // "the path has no slash at its end"
  base::Origin origin;
};

// The sites, nearest name first, at most `most`.
std::vector<NearMiss> near_sites(const Table& table, std::string_view authority, std::size_t most = 3);
// The routes of a site, nearest pattern first, at most `most`.
std::vector<NearMiss> near_routes(const Site& site, std::string_view path, std::size_t most = 3);
// Likewise, of those only that allow the method.
std::vector<NearMiss> near_routes_allowing(const Site& site, std::string_view path, message::Method method,
                                           std::size_t most = 3);

} // namespace responsum::route
