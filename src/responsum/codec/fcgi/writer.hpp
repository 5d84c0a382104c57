// Writes what a server sends to a FastCGI application (FastCGI 3.3, 3.4, 5).
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "responsum/base/writer.hpp"
#include "responsum/codec/fcgi/record.hpp"

namespace responsum::codec::fcgi {

inline constexpr std::size_t begin_request_bytes = header_bytes + body_bytes;
void write_begin_request(base::Writer& to, Role role, Connection connection);

struct Param {
  std::string_view name; // not empty
  std::string_view value;
};

// Octets that write_params() will write, exactly.
std::size_t params_size(std::span<const Param> params);
// All of the stream with its end, in as many records as it takes; records are filled up to eight octets, as the
// document advises. A name or value of 2^31 octets or more asserts.
void write_params(base::Writer& to, std::span<const Param> params);

// Content of the request: a header before each stretch of it, 1 to max_content_bytes long, and the end after the
// last.
inline constexpr std::size_t input_header_bytes = header_bytes;
void write_input_header(base::Writer& to, std::size_t length);
void write_input_end(base::Writer& to);

// The client has left: the application may stop.
inline constexpr std::size_t abort_request_bytes = header_bytes;
void write_abort_request(base::Writer& to);

} // namespace responsum::codec::fcgi
