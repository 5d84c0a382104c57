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
  handshake, // the request came early, and waits for the handshake: nothing was done yet
  wait,      // it takes longer than a turn: nothing was done yet
  http2,     // it is none: the connection speaks HTTP/2 from here on
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

// Answers a request that never became one: too slow, cut off, no room. `input` is what came of it; `subject` says
// more of what was wrong, and outlives the call.
Taken refuse(Connection& connection, std::string_view input, std::string_view subject = {});

// The same of what came before any request, and was found to be faulty or too little.
Taken refuse_introduction(Connection& connection, std::string_view input, message::Fault fault, std::uint32_t offset,
                          std::string_view subject);

// What came of a request.
struct Came {
  std::string_view input; // begins with its first line
  std::uint64_t octets;   // head and content
  base::Milliseconds began_ms;
};

// Recorded once the verdict is known, if anything is. Returns the number of the record plus one, for amend(); 0: none
// was made.
std::uint64_t record(Connection& connection, const exchange::Exchange& exchange, const exchange::Delivery& delivery,
                     const Came& came);

// The answer of that record did not reach its client in whole: so many octets are missing.
void amend(Context& context, std::uint64_t record, observe::ClientOutcome outcome, std::uint64_t unsent);

// A connection that is closed without a word is an exchange all the same: `facts` say why, and nothing is known of
// the request.
void record_unheard(Context& context, const net::Address& peer, const decision::ConnectionFacts& facts);

// Queues an answer that is in memory altogether.
void queue(net::Socket& socket, const exchange::Answer& answer);

} // namespace responsum::session
