// Transfer-Encoding as far as it decides where content ends (RFC 9112 6.1, 6.3, 7).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "responsum/base/ascii.hpp"

namespace responsum::field {

// In the order of their weight: what is named first wins when several hold.
enum class TransferCodings : std::uint8_t {
  malformed,        // an empty member, no token, parameters on chunked: nothing that framing should guess about
  repeated_chunked, // RFC 9112 6.1: chunked may be applied only once
  chunked_not_last, // the content's end cannot be told
  unknown_coding,   // ends in chunked, but something is below it that this server does not undo
  chunked_only,     // the one that can be read
};

struct TransferCodingsRow {
  TransferCodings codings;
  std::string_view text;
};
inline constexpr std::array transfer_codings_rows{
    TransferCodingsRow{TransferCodings::malformed, "not a list of codings"},
    TransferCodingsRow{TransferCodings::repeated_chunked, "chunked more than once"},
    TransferCodingsRow{TransferCodings::chunked_not_last, "last coding is not chunked"},
    TransferCodingsRow{TransferCodings::unknown_coding, "a coding other than chunked"},
    TransferCodingsRow{TransferCodings::chunked_only, "chunked"},
};
constexpr std::string_view describe(TransferCodings codings) {
  return transfer_codings_rows[static_cast<std::size_t>(codings)].text;
}

// Names are compared without regard to case. Empty members are a fault here, unlike in other lists: recipients that
// disagree about them disagree about where a message ends.
constexpr TransferCodings parse_transfer_encoding(std::string_view value) {
  std::size_t chunked = 0;
  std::size_t others = 0;
  bool chunked_last = false;
  while (true) {
    const std::size_t comma = value.find(',');
    const std::string_view member = base::trim(value.substr(0, comma));
    const std::size_t semicolon = member.find(';');
    const std::string_view coding = base::trim(member.substr(0, semicolon));
    if (!base::is_token(coding)) return TransferCodings::malformed;
    chunked_last = base::equals_ignoring_case(coding, "chunked");
    // RFC 9112 7.1: chunked has no parameters.
    if (chunked_last && semicolon != std::string_view::npos) return TransferCodings::malformed;
    ++(chunked_last ? chunked : others);
    if (comma == std::string_view::npos) break;
    value.remove_prefix(comma + 1);
  }
  if (chunked > 1) return TransferCodings::repeated_chunked;
  if (!chunked_last) return TransferCodings::chunked_not_last;
  return others > 0 ? TransferCodings::unknown_coding : TransferCodings::chunked_only;
}

} // namespace responsum::field
