// A configuration turned into what one worker serves from.
#pragma once

#include <memory>

#include "responsum/admin/observed.hpp"
#include "responsum/config/configuration.hpp"
#include "responsum/resource/file/file_system.hpp"
#include "responsum/session/context.hpp"

namespace responsum::server {

// Views into the configuration: it is kept with what is made.
session::SharedGeneration assemble(config::SharedConfiguration configuration,
                                   const resource::file::FileSystem& system);

// The console's table, under the same limits. `host` is the address that it listens at; `console` outlives it.
session::SharedGeneration assemble_console(config::SharedConfiguration configuration, std::string_view host,
                                           resource::Resource& console);

// What the sites and routes of a table assembled from this are called.
admin::Names names_of(const config::Configuration& configuration, base::UnixSeconds since_s);

} // namespace responsum::server
