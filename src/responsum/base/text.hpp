// Text made safe for where it is put (HTML, JSON, a URI), and compared for likeness.
#pragma once

#include <string>
#include <string_view>

namespace responsum::base {

// For element content and quoted attributes.
std::string escape_html(std::string_view text);
// With its quotes. Octets that are not UTF-8 become U+FFFD, so that the result always is JSON.
std::string quote_json(std::string_view text);
// One path segment: what RFC 3986 does not let stand is percent-encoded, the slash too.
std::string encode_segment(std::string_view text);
// A whole path: as encode_segment, but slashes stand.
std::string encode_path(std::string_view path);

// Letters to insert, remove or replace to get from one to the other (Levenshtein), case not counted.
std::size_t edit_distance(std::string_view a, std::string_view b);

} // namespace responsum::base
