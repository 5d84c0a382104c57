// For tests: reads a text and holds all that is reported against the full text expected.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "responsum/config/read.hpp"

namespace responsum::config {

inline std::string render_all(const std::vector<Problem>& problems) {
  std::string out;
  for (const Problem& problem : problems) out += render(problem);
  return out;
}

inline Reading read_for_test(std::string_view text) {
  return read_text(text, "etc/site.toml", {{"PORT", "8080"}, {"EMPTY", ""}});
}

inline void expect_problems(std::string_view text, std::string_view expected) {
  const Reading reading = read_for_test(text);
  EXPECT_EQ(render_all(reading ? reading->warnings : reading.error()), expected);
}

inline constexpr std::string_view one_site = "[[site]]\n[[site.route]]\npath = \"/\"\nfiles = \"public\"\n";

// The text goes on with a sound site.
inline void expect_problems_above_site(std::string_view text, std::string_view expected) {
  expect_problems(std::string{text} + std::string{one_site}, expected);
}

// The configuration of a text that has no problems at all.
inline std::unique_ptr<Configuration> expect_sound(std::string_view text) {
  Reading reading = read_for_test(text);
  EXPECT_EQ(render_all(reading ? reading->warnings : reading.error()), "");
  return reading ? std::move(reading->configuration) : std::make_unique<Configuration>();
}

} // namespace responsum::config
