// Want-Content-Digest and Want-Repr-Digest (RFC 9530 4): by which algorithms a client wants digests.
#pragma once

#include <string_view>

namespace responsum::field {

// The value of the field is that of all its lines, joined. False as well where it is no dictionary.
bool wants_sha256(std::string_view value);

} // namespace responsum::field
