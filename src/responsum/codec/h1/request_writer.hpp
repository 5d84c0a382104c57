// Writes the heads of requests (RFC 9112 3, 5).
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "responsum/base/writer.hpp"

namespace responsum::codec::h1 {

struct RequestField {
  std::string_view name;
  std::string_view value;
};

// What a client sends. Host stands first among the fields (RFC 9110 7.2) and is not one of `fields`; it may be empty,
// the name is always sent. Connection, framing and the rest are ordinary fields: the caller says all of them.
struct RequestToWrite {
  std::string_view method;
  std::string_view target; // the whole request-target
  std::string_view host;
  std::span<const RequestField> fields;
};

// Octets that write_request() will write, exactly.
std::size_t request_size(const RequestToWrite& request);

// Request line, Host, the fields in their order and the empty line; always of HTTP/1.1, what this server conforms to
// (RFC 9110 6.2). Callers check what becomes a target or a value: what would break the line, a method or a name that
// is no token, an empty target, a Host among the fields and a value with blanks around it assert.
void write_request(base::Writer& to, const RequestToWrite& request);

} // namespace responsum::codec::h1
