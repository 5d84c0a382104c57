// Sites and their routes, in the order of the configuration: the first that matches is it.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "responsum/access/cors.hpp"
#include "responsum/access/country.hpp"
#include "responsum/access/realm.hpp"
#include "responsum/admit/budget.hpp"
#include "responsum/admit/places.hpp"
#include "responsum/admit/policy.hpp"
#include "responsum/base/origin.hpp"
#include "responsum/base/pattern.hpp"
#include "responsum/decision/facts.hpp"
#include "responsum/message/response_head.hpp"
#include "responsum/observe/route_labels.hpp"
#include "responsum/resource/resource.hpp"
#include "responsum/route/guard.hpp"
#include "responsum/route/host_pattern.hpp"
#include "responsum/route/redirect.hpp"
#include "responsum/status/profile.hpp"

namespace responsum::route {

struct Route {
  std::string name; // as configured, or the pattern
  base::Origin origin;
  base::PathPattern path;
  std::size_t stripped = 0;                // octets of the path that are not part of a resource's own
  decision::RouteFacts facts;              // what holds for every request that comes this way
  std::vector<std::string> accept_types{}; // media types of content that is to be kept; none: any
  resource::Resource* resource;            // owned by the table, or outlives it
  std::uint16_t label = observe::RouteLabels::none;
  std::optional<Guard> guard{};    // there is one: facts.guarded
  std::string fallback{};          // path below the resource of the page that facts.falls_back is about
  std::string result{};            // where the page is that facts.has_result is about, as Location says it
  bool names_hops = false;         // answers have Proxy-Status
  access::Policy policy{};         // of meaning where facts.ruled
  resource::Resource* authority{}; // who may come is asked of it; null: nobody is. Owned as `resource`
  const access::Cors* cors{};      // outlives the table; null: pages of other origins are not spoken of
  admit::RoutePolicy admission{};
  admit::Places* places{}; // those of max_concurrent; null: nobody counts. Outlives the table
  bool admits = false;     // this, or that of the site, says anything
  std::string jobs_at{};   // decoded path below which work that goes on can be watched; empty: none does
  std::optional<Retirement> retirement{};
};

// Where those are sent who come without TLS to a site that is to be had by https alone.
struct SecureAddress {
  std::string host; // as a URI has it; empty: that of the request
  std::uint16_t port = 443;

  // RFC 9110 4.2.2: the default port is not said.
  std::string port_suffix() const { return port == 443 ? std::string{} : ":" + std::to_string(port); }
};

struct Site {
  std::string name; // as configured, or the first host
  base::Origin origin;
  std::vector<HostPattern> hosts;
  status::Profile profile = status::Profile::strict;
  std::uint16_t label = observe::RouteLabels::none;
  std::optional<SecureAddress> secure{};    // nothing: the site may be had without TLS
  std::string hsts{};                       // value of Strict-Transport-Security; empty: none
  std::string identity{};                   // name of its own (net::tls::Identity); empty: whichever covers the host
  std::string canonical_host{};             // empty: none of its hosts is preferred
  const std::vector<Redirect>* redirects{}; // outlives the table, as what follows; null: none
  const std::vector<Retired>* retired{};
  admit::SitePolicy admission{};
  admit::Budget* budget{}; // that what it sends is charged to; null: nobody counts. Outlives the table
  std::vector<Route> routes;
};

// One worker's. Resources remember things, so each worker has a table of its own.
class Table {
 public:
  std::vector<Site> sites;
  std::vector<std::unique_ptr<resource::Resource>> resources;
  bool forwards = false;                          // some route hands requests on
  std::string pseudonym;                          // of this server in Via
  std::string proxy_status;                       // what it says of a hop of which there is no more to say (RFC 9209)
  bool redirects_plain = false;                   // requests without TLS on a port that wants it: to the same port
  std::string tls_protocols = "TLS/1.3, TLS/1.2"; // as Upgrade names them, the preferred first (RFC 2817 3.1)
  std::vector<message::ResponseField> fields;     // go with every answer, also where no site or route is known

  std::unique_ptr<access::Authenticator> authenticator; // null: no route asks who comes
  const access::Countries* countries = nullptr;         // outlives the table; null: no file

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
