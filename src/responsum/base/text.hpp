// Text made safe for where it is put (HTML, JSON, a URI), read back from there, and compared for likeness.
#pragma once

#include <string>
#include <string_view>

namespace responsum::base {

// For element content and quoted attributes.
std::string escape_html(std::string_view text);
// With its quotes. Octets that are not UTF-8 become U+FFFD, so that the result always is JSON.
std::string quote_json(std::string_view text);
// With its quotes, and a backslash before those in it and before backslashes: a quoted-string (RFC 9110 5.6.4), and
// one of TOML or DOT where nothing in it is a control.
std::string quote(std::string_view text);
// One path segment: what RFC 3986 does not let stand is percent-encoded, the slash too.
std::string encode_segment(std::string_view text);
// A whole path: as encode_segment, but slashes stand.
std::string encode_path(std::string_view path);

// "%20" becomes a space; what is not properly encoded stands as it is.
std::string percent_decode(std::string_view text);
// A to Z become a to z.
std::string lower_case(std::string_view text);

// Letters to insert, remove or replace to get from one to the other (Levenshtein), case not counted.
std::size_t edit_distance(std::string_view a, std::string_view b);

} // namespace responsum::base
