// One request that needs no waiting: walked, answered, recorded, in one call.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "responsum/exchange/answer.hpp"
#include "responsum/session/connection.hpp"

namespace responsum::session {

enum class After : std::uint8_t {
  go_on,     // the answer is queued; there may be another request behind it
  need_more, // the head is not complete
  content,   // the head announces content: nothing was done yet
  send,      // Context::answer is long or has a feed: nothing of it was queued yet
  close,     // the answer is queued and ends the connection; all of the request was read
  refused,   // likewise, but there may be more of the request on its way
  hang_up,   // the connection ends without one
};

struct Taken {
  After after;
  std::size_t consumed = 0; // octets of the input
};

// Takes the request that `input` begins with: everything since its first octet.
Taken take_request(Connection& connection, std::string_view input);

// Answers a request that never became one: too slow, cut off, no room. `input` is what came of it.
Taken refuse(Connection& connection, std::string_view input);

// Recorded once the verdict is known, if anything is. `input` begins with the request's first line. Returns what
// Connection::last_record is to be: the number of the record, for amend(), plus one.
std::uint64_t record(Connection& connection, const exchange::Exchange& exchange, status::Status status,
                     const exchange::Answer& answer, std::uint64_t received_bytes, std::string_view input);

// A connection that is closed without a word is an exchange all the same: `facts` say why, and nothing is known of
// the request.
void record_unheard(Context& context, const net::Address& peer, const decision::ConnectionFacts& facts);

// Queues an answer that is in memory altogether.
void queue(net::Socket& socket, const exchange::Answer& answer);

} // namespace responsum::session
