// The request-target's path and query (RFC 9112 3.2.1, RFC 3986 3.3 to 3.4): its grammar, and its path as a name of
// files.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>
#include <string_view>

namespace responsum::field {

// Which octets may stand unencoded. Browsers send []|^ (in a query also `{}\) as they are, so a public server that
// insists on RFC 3986 refuses links that work elsewhere. Neither lets space, quotes, <>, '#', controls or octets past
// 0x7e through, and neither repairs anything.
enum class TargetGrammar : std::uint8_t { rfc3986, as_browsers_send };

enum class TargetFault : std::uint8_t { not_absolute, character, percent };

struct TargetFaultRow {
  TargetFault fault;
  std::string_view text;
};
inline constexpr std::array target_fault_rows{
    TargetFaultRow{TargetFault::not_absolute, "a path that does not begin with a slash"},
    TargetFaultRow{TargetFault::character, "a character that must be percent-encoded"},
    TargetFaultRow{TargetFault::percent, "a percent sign without two hexadecimal digits"},
};
constexpr std::string_view describe(TargetFault fault) {
  return target_fault_rows[static_cast<std::size_t>(fault)].text;
}

struct TargetError {
  TargetFault fault;
  std::size_t offset; // of the first octet that cannot stand there

  friend constexpr bool operator==(const TargetError&, const TargetError&) = default;
};

// Views into the text that was parsed, still percent-encoded.
struct OriginForm {
  std::string_view path;
  std::string_view query; // without '?'
  bool has_query = false; // tells "/a?" from "/a"
};

std::expected<OriginForm, TargetError> parse_origin_form(std::string_view target,
                                                         TargetGrammar grammar = TargetGrammar::rfc3986);

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
