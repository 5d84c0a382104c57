// multipart/form-data (RFC 7578) in one piece of memory.
#pragma once

#include <expected>
#include <string_view>
#include <vector>

#include "responsum/codec/form/field.hpp"
#include "responsum/field/content_type.hpp"

namespace responsum::codec::form {

// In the order of the parts. What stands before the first boundary and behind the last is passed over (RFC 2046
// 5.1.1).
std::expected<std::vector<Field>, Wrong> read_multipart(std::string_view content, const field::MediaType& type);

} // namespace responsum::codec::form
