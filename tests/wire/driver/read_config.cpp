#include "driver/read_config.hpp"

#include <stdexcept>
#include <string>
#include <utility>

#include "responsum/config/read.hpp"

namespace responsum::wire {

std::unique_ptr<config::Configuration> read_config(const std::filesystem::path& file,
                                                   const config::Environment& environment) {
  auto reading = config::read_file(file.string(), environment);
  if (reading) return std::move(reading->configuration);
  std::string text;
  for (const config::Problem& problem : reading.error()) text += config::render(problem) + "\n";
  throw std::runtime_error{text};
}

} // namespace responsum::wire
