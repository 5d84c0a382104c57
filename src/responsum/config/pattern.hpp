// The patterns of the rooms above, under this room's name.
#pragma once

#include "responsum/base/pattern.hpp"
#include "responsum/route/host_pattern.hpp"

namespace responsum::config {

using base::parse_name;
using base::parse_path;
using base::PathPattern;
using route::HostPattern;
using route::parse_host;
using route::write_host;

} // namespace responsum::config
