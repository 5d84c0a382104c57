// A configuration turned into what one worker serves from.
#pragma once

#include <memory>

#include "responsum/admin/observed.hpp"
#include "responsum/admit/state.hpp"
#include "responsum/config/configuration.hpp"
#include "responsum/observe/keep_rules.hpp"
#include "responsum/observe/route_labels.hpp"
#include "responsum/resource/file/file_system.hpp"
#include "responsum/server/upstreams.hpp"
#include "responsum/session/context.hpp"

namespace responsum::server {

// What a worker lends to its tables, and outlives them. Null: requests are walked, but nothing is waited for or
// handed on.
struct WorkerParts {
  net::Reactor* reactor = nullptr;
  Upstreams* upstreams = nullptr;
  admit::State* state = nullptr;            // of all workers
  std::string_view pseudonym = "responsum"; // the name in Via of a server that is given none
};

// Views into the configuration: it is kept with what is made. Sites and routes get their labels from `labels`.
session::SharedGeneration assemble(config::SharedConfiguration configuration,
                                   const resource::file::FileSystem& system, observe::RouteLabels& labels,
                                   access::Shared& shared, const WorkerParts& worker = {});

// The rules as a worker follows them; `table` is of the same configuration.
observe::KeepRules assemble_rules(const config::RecordSettings& record, const route::Table& table);

// The console's table, under the same limits. `host` is the address that it listens at; `console` outlives it.
session::SharedGeneration assemble_console(config::SharedConfiguration configuration, std::string_view host,
                                           resource::Resource& console);

// The labels of the sites and routes of a table assembled from this.
std::vector<admin::SiteLabels> labels_of(const config::Configuration& configuration, observe::RouteLabels& labels);

} // namespace responsum::server
