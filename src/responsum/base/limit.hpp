// A limit is never a bare number: it has a key that sets it and the place that set it (house rule 11).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "responsum/base/clock.hpp"
#include "responsum/base/origin.hpp"

namespace responsum::base {

struct Limit {
  std::string_view key;    // as written in the configuration, units last: "idle_timeout_ms"
  std::uint64_t value = 0; // in the unit that the key names
  Origin origin{};

  constexpr operator std::uint64_t() const { return value; }
  // Of one whose key ends in "_ms".
  constexpr Milliseconds milliseconds() const { return static_cast<Milliseconds>(value); }
};

// "max_fields = 100 at site.toml:12", or "max_fields = 100 (built-in default)"
inline std::string describe(const Limit& limit) {
  const std::string origin = describe(limit.origin);
  return std::string{limit.key} + " = " + std::to_string(limit.value) +
         (limit.origin.built_in() ? " (" + origin + ")" : " at " + origin);
}

} // namespace responsum::base
