// Fields of uploads that can be resumed (draft-ietf-httpbis-resumable-upload 4.1). What is malformed is as if it was
// not sent.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "responsum/field/structured.hpp"

namespace responsum::field {

// The media type of what is appended to an upload.
inline constexpr std::string_view partial_upload = "application/partial-upload";

// Upload-Complete.
inline std::optional<bool> parse_upload_complete(std::string_view value) {
  const auto item = structured::parse_item(value);
  const auto* complete = item ? std::get_if<bool>(&item->value) : nullptr;
  return complete == nullptr ? std::nullopt : std::optional{*complete};
}

// Upload-Offset, Upload-Length and Upload-Draft-Interop-Version: not negative, at most 15 digits.
inline std::optional<std::uint64_t> parse_upload_number(std::string_view value) {
  const auto item = structured::parse_item(value);
  const auto* number = item ? std::get_if<std::int64_t>(&item->value) : nullptr;
  if (number == nullptr || *number < 0) return std::nullopt;
  return static_cast<std::uint64_t>(*number);
}

// Upload-Limit: octets of the whole and of what one request brings, and seconds until it is thrown away.
inline std::string upload_limit(std::uint64_t max_bytes, std::uint64_t max_append_bytes,
                                std::optional<std::int64_t> max_age_s) {
  std::string text =
      "max-size=" + std::to_string(max_bytes) + ", max-append-size=" + std::to_string(max_append_bytes);
  if (max_age_s) text += ", max-age=" + std::to_string(*max_age_s);
  return text;
}

} // namespace responsum::field
