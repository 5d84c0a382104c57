// Plays a script against a server.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "runner/response.hpp"
#include "runner/script.hpp"
#include "runner/server_under_test.hpp"

namespace responsum::wire {

// One request with what the server answered to it, for whoever compares them with something else. Views live during
// the call.
struct Exchange {
  Transport transport;
  std::string_view request; // all octets that were sent for it, content included
  const Response* response; // the final one; nullptr where the connection was closed without an answer
  const Observed* observed; // nullptr when the server says nothing
  int line;                 // of the expectation in the script
  bool had_interim;         // 100 came before it
  std::uint32_t answered;   // requests of the connection before this one
  std::string_view begins;  // what the connection began with, before any request
  bool after_upgrade;       // the connection had gone on in TLS before
};

struct DriveOptions {
  Transport transport = Transport::plain;
  Mode mode = Mode::whole;
  std::chrono::milliseconds deadline{5000}; // of every single step
  std::uint32_t seed = 20231;               // of the split mode
  std::filesystem::path sites;
  std::function<void(const Exchange&)> on_exchange;
};

// What did not fit, each as "LINE: text"; nothing when all did.
std::vector<std::string> drive(const Script& script, ServerUnderTest& server, const DriveOptions& options);

} // namespace responsum::wire
