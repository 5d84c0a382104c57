// The path of a request-target (RFC 3986 3.3) as a name of files. Which octets may stand in it is the codec's
// business.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>
#include <string_view>

namespace responsum::field {

enum class PathFault : std::uint8_t { not_absolute, percent, nul, encoded_slash, above_root };

struct PathFaultRow {
  PathFault fault;
  std::string_view text;
};
inline constexpr std::array path_fault_rows{
    PathFaultRow{PathFault::not_absolute, "a path that does not begin with a slash"},
    PathFaultRow{PathFault::percent, "a percent sign without two hexadecimal digits"},
    PathFaultRow{PathFault::nul, "a NUL octet"},
    PathFaultRow{PathFault::encoded_slash, "an encoded slash within a segment"},
    PathFaultRow{PathFault::above_root, "a path that climbs above the root"},
};
constexpr std::string_view describe(PathFault fault) { return path_fault_rows[static_cast<std::size_t>(fault)].text; }

struct PathError {
  PathFault fault;
  std::size_t offset; // into the raw path; of the segment where it climbs above the root

  friend constexpr bool operator==(const PathError&, const PathError&) = default;
};

// The path that a file system would make of it: decoded, without "." and ".." (encoded ones are dots, too), repeated
// slashes as one. A slash at the end stays, and a dot segment at the end leaves one. Octets past 0x7e come through
// whatever they mean in UTF-8. `out` is at least as long as `raw`. The view is into `raw` when there was nothing to
// decode or remove, else into `out`.
std::expected<std::string_view, PathError> decode_path(std::string_view raw, std::span<char> out);

} // namespace responsum::field
