// What a server no longer needs once its listeners are open.
#pragma once

#include <expected>
#include <string>
#include <vector>

namespace responsum::server {

// Gives up the rights of root for those of `user`, in all threads and for good; empty: stays. The error is a
// sentence.
std::expected<void, std::string> become(const std::string& user);

// Files that are there become that user's, while there are the rights to do it; empty: stay. Those that are not there
// are left out.
std::expected<void, std::string> give_to_user(const std::vector<std::string>& files, const std::string& user);

} // namespace responsum::server
