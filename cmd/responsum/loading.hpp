// Reading a configuration for a verb: from a file, or made for a directory.
#pragma once

#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "responsum/config/read.hpp"

namespace responsum::cmd {

inline constexpr auto default_file = "responsum.toml";

// Exit codes; 2, misused, is given by main().
inline constexpr int succeeded = 0;
inline constexpr int failed = 1;

inline void report(const std::vector<config::Problem>& problems) {
  for (const config::Problem& problem : problems) std::cerr << config::render(problem);
  if (!problems.empty()) std::cerr << config::count_of(problems) << '\n';
}

// Null when the configuration is not sound; everything that is wrong has been printed then.
inline std::unique_ptr<config::Configuration> load(config::Reading reading) {
  report(reading ? reading->warnings : reading.error());
  return reading ? std::move(reading->configuration) : nullptr;
}

// What `serve` and `why` are about when they are told a file, a directory or neither. `listen` is for a directory.
inline config::Reading read_source(const std::string& file, const std::string& directory,
                                   const std::string& listen = {}) {
  if (!file.empty()) return config::read_file(file, config::process_environment());
  return config::for_directory(directory.empty() ? "." : directory, listen);
}

// For CLI11's checks: "" when the text is an address and port, the reason otherwise.
inline std::string check_endpoint(const std::string& text) {
  const auto endpoint = config::parse_endpoint(text);
  return endpoint ? std::string{} : endpoint.error();
}

} // namespace responsum::cmd
