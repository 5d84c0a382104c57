// What exchanges are counted by: the way that was gone, who asked to go it, and what it led to.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "responsum/decision/condition.hpp"
#include "responsum/decision/path.hpp"
#include "responsum/message/method.hpp"
#include "responsum/message/version.hpp"
#include "responsum/observe/route_labels.hpp"

namespace responsum::observe {

enum class GeneratedBy : std::uint8_t { self, cache, upstream };

constexpr std::string_view name(GeneratedBy g) {
  constexpr std::array<std::string_view, 3> names{"self", "cache", "upstream"};
  return names[static_cast<std::size_t>(g)];
}

// Nothing in it is text, so nothing in it is a client's choice but the method and the version, which are closed
// lists, and the path.
struct PathKey {
  decision::Path path;
  decision::Condition condition{};
  std::uint16_t status = 0;                // 0: none left the server
  std::uint16_t site = RouteLabels::none;  // label, see RouteLabels
  std::uint16_t route = RouteLabels::none; // likewise
  message::Method method = message::Method::unknown;
  message::Version version = message::Version::http_1_1;
  GeneratedBy generated_by = GeneratedBy::self;

  friend bool operator==(const PathKey&, const PathKey&) = default;
};

} // namespace responsum::observe
