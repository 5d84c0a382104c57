// Reads a configuration and checks it as a whole.
#pragma once

#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "responsum/config/configuration.hpp"
#include "responsum/config/environment.hpp"
#include "responsum/config/problem.hpp"

namespace responsum::config {

struct Loaded {
  std::unique_ptr<Configuration> configuration; // never null
  std::vector<Problem> warnings;                // in the order of the files and lines
};

// The error holds all problems, warnings among them, in the order of the files and lines; one at least is an error.
using Reading = std::expected<Loaded, std::vector<Problem>>;

// Paths inside a file are relative to the file's folder; `include` reads further files.
Reading read_file(const std::string& path, const Environment& environment);

// Touches no file system: folders are believed to exist, and `include` is an error. `name` stands for the file in
// problems and origins; paths are relative to its folder.
Reading read_text(std::string_view text, const std::string& name, const Environment& environment);

// What `responsum serve DIR` means: one site for every host, one route. `listen` as in the configuration, empty for
// the default.
Reading for_directory(const std::string& directory, std::string_view listen);

// One site that hands every request on to these servers.
Reading for_proxy(const std::vector<std::string>& servers, std::string_view listen);

} // namespace responsum::config
