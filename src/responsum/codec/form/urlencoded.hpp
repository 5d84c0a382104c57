// application/x-www-form-urlencoded (WHATWG URL 5), read strictly: what browsers send is never refused.
#pragma once

#include <expected>
#include <string_view>
#include <vector>

#include "responsum/codec/form/field.hpp"

namespace responsum::codec::form {

// In the order of the content. A name without "=" has an empty value; empty stretches between "&" are passed over.
std::expected<std::vector<Field>, Wrong> read_urlencoded(std::string_view content);

} // namespace responsum::codec::form
