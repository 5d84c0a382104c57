// Sites and their routes, in the order of the configuration: the first that matches is it.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "responsum/base/origin.hpp"
#include "responsum/base/pattern.hpp"
#include "responsum/decision/facts.hpp"
#include "responsum/message/response_head.hpp"
#include "responsum/observe/route_labels.hpp"
#include "responsum/resource/resource.hpp"
#include "responsum/route/guard.hpp"
#include "responsum/route/host_pattern.hpp"
#include "responsum/status/profile.hpp"

namespace responsum::route {

struct Route {
  std::string name; // as configured, or the pattern
  base::Origin origin;
  base::PathPattern path;
  std::size_t stripped = 0;     // octets of the path that are not part of a resource's own
  decision::RouteFacts facts;   // what holds for every request that comes this way
  resource::Resource* resource; // owned by the table, or outlives it
  std::uint16_t label = observe::RouteLabels::none;
  std::optional<Guard> guard{}; // there is one: facts.guarded
};

struct Site {
  std::string name; // as configured, or the first host
  base::Origin origin;
  std::vector<HostPattern> hosts;
  status::Profile profile = status::Profile::strict;
  std::uint16_t label = observe::RouteLabels::none;
  std::string identity{}; // name of its own (net::tls::Identity); empty: whichever covers the host
  std::vector<Route> routes;
};

// One worker's. Resources remember things, so each worker has a table of its own.
class Table {
 public:
  std::vector<Site> sites;
  std::vector<std::unique_ptr<resource::Resource>> resources;
  std::vector<message::ResponseField> fields; // go with every answer, also where no site or route is known

  // `authority` as in Host: any case, with or without a port, empty when there is none. Null when no site answers to
  // it.
  const Site* find_site(std::string_view authority) const;
  // `path` is decoded. Null when no route of the site matches.
  static const Route* find_route(const Site& site, std::string_view path);
};

// The host of an authority in lower case: without port, a final dot taken away. Writes into `out`; what does not fit
// is cut, which matches nothing since `longest_host` is more than a name can have (RFC 1035 2.3.4).
inline constexpr std::size_t longest_host = 256;
std::string_view host_of(std::string_view authority, std::span<char, longest_host> out);

} // namespace responsum::route
