// The files of ui/, as the build found them: they are part of the program.
#pragma once

#include <span>
#include <string_view>

namespace responsum::admin {

struct Asset {
  std::string_view path; // "/map.js"
  std::string_view content;
};

std::span<const Asset> assets();

} // namespace responsum::admin
