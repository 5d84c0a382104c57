// Changes of a JSON document by description: JSON Merge Patch (RFC 7396) and JSON Patch (RFC 6902).
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "responsum/decision/change_facts.hpp"

namespace responsum::resource::file {

enum class PatchFormat : std::uint8_t { merge, operations };

struct PatchFormatRow {
  PatchFormat format;
  std::string_view subtype; // of application/
};
inline constexpr std::array patch_format_rows{
    PatchFormatRow{PatchFormat::merge, "merge-patch+json"},
    PatchFormatRow{PatchFormat::operations, "json-patch+json"},
};

// By the value of Content-Type.
std::optional<PatchFormat> patch_format_of(std::string_view content_type);
// Documents of this media type, without parameters, can be patched.
bool is_patchable(std::string_view media_type);

struct PatchFault {
  decision::Hindrance hindrance; // patch_malformed, patch_inapplicable or patch_senseless
  std::string complaint;
};

// The document as the patch leaves it; members keep their order. Numbers go through 64-bit integers or doubles.
std::expected<std::string, PatchFault> apply_patch(PatchFormat, std::string_view document, std::string_view patch);

} // namespace responsum::resource::file
