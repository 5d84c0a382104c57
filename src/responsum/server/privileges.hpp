// What a server no longer needs once its listeners are open.
#pragma once

#include <expected>
#include <string>

namespace responsum::server {

// Gives up the rights of root for those of `user`, in all threads and for good; empty: stays. The error is a
// sentence.
std::expected<void, std::string> become(const std::string& user);

} // namespace responsum::server
