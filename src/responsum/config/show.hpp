// A configuration as TOML with every effective value and where it came from.
#pragma once

#include <string>

#include "responsum/config/configuration.hpp"

namespace responsum::config {

// Shape: valid TOML that reads back as the same values (paths as resolved), each line with its origin in a comment.
std::string show(const Configuration& configuration);

} // namespace responsum::config
