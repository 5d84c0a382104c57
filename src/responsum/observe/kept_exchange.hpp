// An exchange as it stands in the file of those that are kept: by names, so that another build can read it.
#pragma once

#include <string>
#include <string_view>

#include "responsum/observe/record.hpp"
#include "responsum/observe/route_labels.hpp"

namespace responsum::observe {

struct KeptExchange {
  // Labels mean nothing in another process: `site` and `route` are none. Where `edition` is not this build's, `path`
  // and `minted_by` say nothing.
  Record record;
  std::string rule;      // that took it
  std::string condition; // its id; `record.condition` says nothing when this build knows no such condition
  std::string site;
  std::string route;
  std::string pattern; // of the route
  std::string origin;  // of the route: "site.toml:12"

  bool same_table() const { return record.edition == decision::edition; }
};

// With names in place of labels.
inline KeptExchange name(const Record& record, const RouteLabels& labels, std::string_view rule) {
  KeptExchange e{.record = record,
                 .rule = std::string{rule},
                 .condition = std::string{decision::id(record.condition)},
                 .site = {},
                 .route = {},
                 .pattern = {},
                 .origin = {}};
  e.record.site = e.record.route = Record::none;
  if (const RouteLabel* site = labels.find(record.site)) e.site = site->site;
  if (const RouteLabel* route = labels.find(record.route)) {
    e.route = route->route;
    e.pattern = route->pattern;
    e.origin = route->origin;
  }
  return e;
}

} // namespace responsum::observe
