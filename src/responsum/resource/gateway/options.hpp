// How one route hands requests on.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "responsum/base/limit.hpp"

namespace responsum::resource::gateway {

// Which host the upstream is asked for: that of the client, or its own name.
enum class HostSent : std::uint8_t { client, upstream };
// By which fields the upstream learns of the client (RFC 7239, and those that were there before it).
enum class ForwardedBy : std::uint8_t { none, x_forwarded, forwarded, both };

// By which version of the PROXY protocol a connection tells the upstream for whom it is.
enum class IntroducedBy : std::uint8_t { nothing, version_1, version_2 };

struct Scripts;

struct Options {
  std::string asked_target{}; // what a server is asked for that says who may come; empty: requests are handed on
  std::string pseudonym;      // of this server in Via: no other server on the way has it
  HostSent host = HostSent::client;
  ForwardedBy forwarded_by = ForwardedBy::x_forwarded;
  IntroducedBy introduced_by = IntroducedBy::nothing;
  std::shared_ptr<const Scripts> scripts{}; // shared by copies of this; null: what is asked is a server of HTTP
  base::Limit retries;                      // attempts after the first
  base::Limit request_buffer_bytes;         // of content that has been sent and may have to be sent again
  base::Limit response_buffer_bytes;        // of content that the client has not taken yet

  bool asks() const { return !asked_target.empty(); }
};

} // namespace responsum::resource::gateway
