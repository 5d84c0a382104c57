// What the other end said in its SETTINGS (RFC 9113 6.5).
#pragma once

#include <cstdint>
#include <string_view>

#include "responsum/codec/h2/frame.hpp"

namespace responsum::codec::h2 {

struct PeerSettings {
  std::uint32_t header_table_size = default_table_bytes;
  std::uint32_t max_concurrent_streams = ~std::uint32_t{0};
  std::uint32_t initial_window_size = default_window;
  std::uint32_t max_frame_size = least_frame_size;
  std::uint32_t max_header_list_size = ~std::uint32_t{0};
  bool enable_push = true;
  bool enable_connect_protocol = false;

  // Takes the payload of a frame, one setting after the other. `resize_table` hears of each size that the table of
  // header compression is to have, since the smallest of them counts, too (RFC 7541 4.2). What is not known is passed
  // over.
  template <class Resize>
  Violation apply(std::string_view payload, Resize&& resize_table) {
    if (payload.size() % setting_bytes != 0) return {ErrorCode::frame_size_error, "SETTINGS has a part of a setting"};
    for (; !payload.empty(); payload.remove_prefix(setting_bytes)) {
      const auto setting = static_cast<Setting>(read_16(payload.data()));
      const std::uint32_t value = read_32(payload.data() + 2);
      if (const Violation wrong = set(setting, value)) return wrong;
      if (setting == Setting::header_table_size) resize_table(value);
    }
    return {};
  }

 private:
  Violation set(Setting setting, std::uint32_t value) {
    switch (setting) {
    case Setting::header_table_size: header_table_size = value; break;
    case Setting::enable_push:
      if (value > 1) return {ErrorCode::protocol_error, "SETTINGS_ENABLE_PUSH is neither 0 nor 1"};
      enable_push = value == 1;
      break;
    case Setting::max_concurrent_streams: max_concurrent_streams = value; break;
    case Setting::initial_window_size:
      if (value > most_window)
        return {ErrorCode::flow_control_error, "SETTINGS_INITIAL_WINDOW_SIZE is larger than a window may be"};
      initial_window_size = value;
      break;
    case Setting::max_frame_size:
      if (value < least_frame_size || value > most_frame_size)
        return {ErrorCode::protocol_error, "SETTINGS_MAX_FRAME_SIZE is out of bounds"};
      max_frame_size = value;
      break;
    case Setting::max_header_list_size: max_header_list_size = value; break;
    case Setting::enable_connect_protocol:
      if (value > 1) return {ErrorCode::protocol_error, "SETTINGS_ENABLE_CONNECT_PROTOCOL is neither 0 nor 1"};
      if (enable_connect_protocol && value == 0) // RFC 8441 3
        return {ErrorCode::protocol_error, "SETTINGS_ENABLE_CONNECT_PROTOCOL is taken back"};
      enable_connect_protocol = value == 1;
      break;
    case Setting::no_rfc7540_priorities:
      if (value > 1) return {ErrorCode::protocol_error, "SETTINGS_NO_RFC7540_PRIORITIES is neither 0 nor 1"};
      break;
    }
    return {};
  }
};

} // namespace responsum::codec::h2
