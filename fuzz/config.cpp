// Any text is either a configuration or a list of problems that renders; a configuration that is shown reads back.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "responsum/base/assert.hpp"
#include "responsum/config/read.hpp"
#include "responsum/config/show.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace responsum;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  const config::Reading reading = config::read_text(text, "fuzz.toml", {{"NAME", "value"}});
  if (!reading) {
    RESPONSUM_ASSERT(config::has_errors(reading.error()));
    for (const config::Problem& problem : reading.error()) RESPONSUM_ASSERT(config::render(problem).ends_with('\n'));
    return 0;
  }
  for (const config::Problem& problem : reading->warnings) RESPONSUM_ASSERT(!config::render(problem).empty());
  const std::string shown = config::show(*reading->configuration);
  const config::Reading again = config::read_text(shown, "fuzz.toml", {});
  RESPONSUM_ASSERT(again.has_value());
  return 0;
}
