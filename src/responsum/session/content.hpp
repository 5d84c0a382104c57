// A request whose content has to be read before, or thrown away after, its answer.
#pragma once

#include <string>

#include "responsum/net/task.hpp"
#include "responsum/session/connection.hpp"

namespace responsum::session {

enum class AfterContent : std::uint8_t {
  go_on, // answered; `bytes` holds what came behind the request
  close, // answered, and the connection ends with it
  gone,  // the connection is of no use any more
};

// `bytes` begins with a complete head. Takes the request off them.
net::Async<AfterContent> serve_with_content(Connection& connection, std::string& bytes);

} // namespace responsum::session
