// Which transports can say what a script sends, and how HTTP/2 says it.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runner/script.hpp"

namespace responsum::wire {

// Those that the header names; if it names none, all that can. HTTP/2 cannot say what is no sound HTTP/1.1, and
// HTTP/1.1 no fields of HTTP/2. The error says why the header names one that cannot.
std::expected<std::vector<Transport>, std::string> transports_of(const Script& script);

// A request of a script as it is said in HTTP/2, in lines for people: method, path and "HTTP/2", then Host for
// :authority, the fields, and the content as it is behind an empty line. Nothing where it has no translation, or
// where nothing in it says how long its content is.
std::optional<std::string> said_in_http_2(std::string_view request);

} // namespace responsum::wire
