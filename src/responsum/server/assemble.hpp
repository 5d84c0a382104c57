// A configuration turned into what one worker serves from.
#pragma once

#include <memory>

#include "responsum/admin/observed.hpp"
#include "responsum/config/configuration.hpp"
#include "responsum/observe/keep_rules.hpp"
#include "responsum/observe/route_labels.hpp"
#include "responsum/resource/file/file_system.hpp"
#include "responsum/session/context.hpp"

namespace responsum::server {

// Views into the configuration: it is kept with what is made. Sites and routes get their labels from `labels`.
// `reactor` outlives what is made; null: requests are walked, but nothing is handed on. `pseudonym` is the name in
// Via of a server that is given none.
session::SharedGeneration assemble(config::SharedConfiguration configuration,
                                   const resource::file::FileSystem& system, observe::RouteLabels& labels,
                                   access::Shared& shared, net::Reactor* reactor = nullptr,
                                   std::string_view pseudonym = "responsum");

// The rules as a worker follows them; `table` is of the same configuration.
observe::KeepRules assemble_rules(const config::RecordSettings& record, const route::Table& table);

// The console's table, under the same limits. `host` is the address that it listens at; `console` outlives it.
session::SharedGeneration assemble_console(config::SharedConfiguration configuration, std::string_view host,
                                           resource::Resource& console);

// The labels of the sites and routes of a table assembled from this.
std::vector<admin::SiteLabels> labels_of(const config::Configuration& configuration, observe::RouteLabels& labels);

} // namespace responsum::server
