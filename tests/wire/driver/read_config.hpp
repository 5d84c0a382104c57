// The configurations of the wire tests, which are known to be sound.
#pragma once

#include <filesystem>
#include <memory>

#include "responsum/config/configuration.hpp"
#include "responsum/config/environment.hpp"

namespace responsum::wire {

// Throws std::runtime_error with what is wrong.
std::unique_ptr<config::Configuration> read_config(const std::filesystem::path& file,
                                                   const config::Environment& environment);

} // namespace responsum::wire
