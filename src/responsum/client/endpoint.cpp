#include "responsum/client/endpoint.hpp"

namespace responsum::client {

std::string Endpoint::authority() const {
  if (host.empty()) return "localhost";
  const bool v6 = host.find(':') != std::string::npos;
  return (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

} // namespace responsum::client
