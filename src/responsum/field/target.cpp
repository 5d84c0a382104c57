#include "responsum/field/target.hpp"

#include "responsum/base/ascii.hpp"
#include "responsum/base/assert.hpp"
#include "responsum/field/octets.hpp"

namespace responsum::field {
namespace {

// Nothing to decode, no empty and no dot segment: the path is its own decoded form. A segment that merely begins with
// a dot takes the long way.
bool is_plain(std::string_view raw) {
  if (raw.find('%') != std::string_view::npos || raw.find('\0') != std::string_view::npos) return false;
  for (std::size_t slash = 0; slash != std::string_view::npos; slash = raw.find('/', slash + 1))
    if (slash + 1 < raw.size() && (raw[slash + 1] == '/' || raw[slash + 1] == '.')) return false;
  return true;
}

// Decodes one segment to `out`, which has room for it; returns its length.
std::expected<std::size_t, PathError> decode_segment(std::string_view raw, std::size_t begin, std::size_t end,
                                                     char* out) {
  std::size_t length = 0;
  for (std::size_t i = begin; i < end; ++i) {
    char c = raw[i];
    const std::size_t at = i;
    if (c == '%') {
      if (!is_percent_encoded(raw.substr(0, end), i)) return std::unexpected{PathError{PathFault::percent, at}};
      c = static_cast<char>(base::hex_value(raw[i + 1]) * 16 + base::hex_value(raw[i + 2]));
      i += 2;
    }
    if (c == '\0') return std::unexpected{PathError{PathFault::nul, at}};
    if (c == '/') return std::unexpected{PathError{PathFault::encoded_slash, at}};
    out[length++] = c;
  }
  return length;
}

} // namespace

std::expected<std::string_view, PathError> decode_path(std::string_view raw, std::span<char> out) {
  if (!raw.starts_with('/')) return std::unexpected{PathError{PathFault::not_absolute, 0}};
  if (is_plain(raw)) return raw;
  RESPONSUM_ASSERT(out.size() >= raw.size());
  // What is written always ends in a slash when a segment begins, so the root is never taken away.
  out[0] = '/';
  std::size_t length = 1;
  std::size_t begin = 1;
  while (begin <= raw.size()) {
    const std::size_t slash = raw.find('/', begin);
    const bool last = slash == std::string_view::npos;
    const std::size_t end = last ? raw.size() : slash;
    const auto decoded = decode_segment(raw, begin, end, out.data() + length);
    if (!decoded) return std::unexpected{decoded.error()};
    const std::string_view segment{out.data() + length, *decoded};
    if (segment == "..") {
      if (length == 1) return std::unexpected{PathError{PathFault::above_root, begin}};
      do --length;
      while (out[length - 1] != '/');
    } else if (!segment.empty() && segment != ".") {
      length += segment.size();
      if (!last) out[length++] = '/';
    }
    if (last) break;
    begin = end + 1;
  }
  return std::string_view{out.data(), length};
}

} // namespace responsum::field
