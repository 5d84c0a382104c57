// What may be kept of what a client sent: never what lets its reader in elsewhere.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace responsum::observe {

// A target or an authority with its userinfo (RFC 3986 3.2.1) cut out: "http://[redacted]@host/". Text without an '@'
// comes back as it is.
std::string without_userinfo(std::string_view text);

// Where in octets that need not be HTTP a credential may begin: behind the name of a field that carries one, or
// behind an authentication scheme, in any case and wherever it stands. npos: nowhere.
std::size_t credentials_at(std::string_view octets);

// The first line of octets that never became a request: up to where a credential may begin, without userinfo. Octets
// that are no text (TLS on a port without it) as "16 03 01 …" in hexadecimal, the first 24 of them.
inline constexpr std::size_t most_octets_in_hexadecimal = 24;
std::string redacted_first_line(std::string_view octets);

} // namespace responsum::observe
