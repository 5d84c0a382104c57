// What a route's settings mean to the resource that answers.
#pragma once

#include <string>

#include "responsum/config/configuration.hpp"
#include "responsum/decision/facts.hpp"
#include "responsum/resource/file/files.hpp"
#include "responsum/resource/form/form.hpp"
#include "responsum/resource/gateway/options.hpp"

namespace responsum::server {

decision::UploadTerms terms_of(const config::RouteSettings& route, const config::Limits& limits);
// The decoded path below which jobs can be watched; empty: none go on. It has to be one of the route's own.
std::string jobs_at(const config::RouteSettings& route);

// `files` is a folder or a file.
resource::file::FilesOptions options_of(const config::RouteSettings& route, const std::string& files,
                                        const config::Limits& limits);
// The route has a form.
resource::form::FormOptions form_options_of(const config::RouteSettings& route, const config::Limits& limits);
// `system` outlives them.
resource::gateway::Options options_of(const config::RouteSettings& route, const config::UpstreamSettings& upstream,
                                      const std::string& pseudonym, const resource::file::FileSystem& system);

} // namespace responsum::server
