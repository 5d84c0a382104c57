// The words of HTTP/2 frames (RFC 9113 4, 6, 7): names for numbers, the nine octets that begin each frame.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace responsum::codec::h2 {

using StreamId = std::uint32_t; // 0: the connection; a client's streams are odd

// The first octets that a client sends (RFC 9113 3.4).
inline constexpr std::string_view preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

enum class FrameType : std::uint8_t { // others exist, and are passed over
  data = 0x0,
  headers = 0x1,
  priority = 0x2,
  rst_stream = 0x3,
  settings = 0x4,
  push_promise = 0x5,
  ping = 0x6,
  goaway = 0x7,
  window_update = 0x8,
  continuation = 0x9,
  priority_update = 0x10, // RFC 9218 7.1
};

namespace flag {
inline constexpr std::uint8_t ack = 0x1, end_stream = 0x1, end_headers = 0x4, padded = 0x8, priority = 0x20;
}

enum class ErrorCode : std::uint8_t { // RFC 9113 7
  no_error = 0x0,
  protocol_error = 0x1,
  internal_error = 0x2,
  flow_control_error = 0x3,
  settings_timeout = 0x4,
  stream_closed = 0x5,
  frame_size_error = 0x6,
  refused_stream = 0x7,
  cancel = 0x8,
  compression_error = 0x9,
  connect_error = 0xa,
  enhance_your_calm = 0xb,
  inadequate_security = 0xc,
  http_1_1_required = 0xd,
};

enum class Setting : std::uint16_t { // RFC 9113 6.5.2, RFC 8441 3, RFC 9218 2.1
  header_table_size = 0x1,
  enable_push = 0x2,
  max_concurrent_streams = 0x3,
  initial_window_size = 0x4,
  max_frame_size = 0x5,
  max_header_list_size = 0x6,
  enable_connect_protocol = 0x8,
  no_rfc7540_priorities = 0x9,
};

inline constexpr std::size_t frame_head_bytes = 9;
inline constexpr std::uint32_t least_frame_size = 16'384; // payload that everybody takes, and all that we do
inline constexpr std::uint32_t most_frame_size = 0xff'ffff;
inline constexpr std::uint32_t default_window = 65'535;
inline constexpr std::uint32_t most_window = 0x7fff'ffff;
inline constexpr std::uint32_t default_table_bytes = 4096; // of header compression
inline constexpr StreamId most_stream = 0x7fff'ffff;
inline constexpr std::size_t setting_bytes = 6;

// What a peer did that it must not do. The words are for people.
struct Violation {
  ErrorCode code = ErrorCode::no_error; // no_error: it did nothing of the kind
  std::string_view words;

  explicit operator bool() const { return code != ErrorCode::no_error; }
};

// --- Numbers, the most significant octet first ---------------------------------------------------------------------

inline std::uint32_t read_16(const char* at) {
  return static_cast<std::uint32_t>(static_cast<std::uint8_t>(at[0]) << 8 | static_cast<std::uint8_t>(at[1]));
}
inline std::uint32_t read_24(const char* at) { return read_16(at) << 8 | static_cast<std::uint8_t>(at[2]); }
inline std::uint32_t read_32(const char* at) { return read_16(at) << 16 | read_16(at + 2); }
// Without its first bit, which is reserved where this is used.
inline std::uint32_t read_31(const char* at) { return read_32(at) & 0x7fff'ffff; }

inline char* write_16(char* to, std::uint32_t value) {
  to[0] = static_cast<char>(value >> 8);
  to[1] = static_cast<char>(value);
  return to + 2;
}
inline char* write_32(char* to, std::uint32_t value) { return write_16(write_16(to, value >> 16), value & 0xffff); }

inline char* write_frame_head(char* to, std::size_t length, FrameType type, std::uint8_t flags, StreamId stream) {
  to = write_16(to, static_cast<std::uint32_t>(length >> 8));
  *to++ = static_cast<char>(length);
  *to++ = static_cast<char>(type);
  *to++ = static_cast<char>(flags);
  return write_32(to, stream);
}
inline char* write_setting(char* to, Setting name, std::uint32_t value) {
  return write_32(write_16(to, static_cast<std::uint32_t>(name)), value);
}

} // namespace responsum::codec::h2
