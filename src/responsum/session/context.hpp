// What a worker lends to every session.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "responsum/base/limit.hpp"
#include "responsum/codec/h1/request_parser.hpp"
#include "responsum/exchange/deliver.hpp"
#include "responsum/exchange/workbench.hpp"
#include "responsum/message/request_head.hpp"
#include "responsum/net/address.hpp"
#include "responsum/net/reactor.hpp"
#include "responsum/observe/access_log.hpp"
#include "responsum/observe/recorder.hpp"

namespace responsum::session {

// Those that a session applies; each keeps its key and origin.
struct Limits {
  base::Limit head_timeout_ms;
  base::Limit idle_timeout_ms;
  base::Limit content_timeout_ms;
  base::Limit write_timeout_ms;
  base::Limit min_rate_bytes_per_second;
  base::Limit max_target_bytes;
  base::Limit max_fields_bytes;
  base::Limit max_field_line_bytes;
  base::Limit max_fields;
  base::Limit max_requests_per_connection;
  base::Limit max_content_bytes;
  base::Limit max_discarded_bytes;
};

// What one configuration means to one worker. Sessions that wait in the middle of an exchange hold on to the one they
// began with, so it is shared: it goes when the last of them has ended, which no single owner could know.
struct Generation {
  Limits limits;
  codec::h1::Limits parser;
  route::Table table;
  std::string server_field;
  status::Profile default_profile = status::Profile::strict;
  std::vector<net::Network> trusted;

  virtual ~Generation() = default;
  bool trusts(const net::Address& address) const {
    return std::ranges::any_of(trusted, [&](const net::Network& n) { return n.contains(address); });
  }
};

struct Context {
  net::Reactor& reactor;
  exchange::Workbench& bench;
  exchange::Explanations& explanations;
  observe::AccessLog* log;                // null: none
  std::shared_ptr<Generation> generation; // in force
  std::uint8_t worker = 0;
  message::RequestHead head; // scratch of requests that are answered without waiting
};

} // namespace responsum::session
