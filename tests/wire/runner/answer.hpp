// An answer of an upstream as text: what is sent, and what the connection does around it.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "runner/script.hpp"

namespace responsum::wire {

struct Answer {
  enum class End : std::uint8_t {
    stay,     // takes another request
    close,    // is closed
    sever,    // is closed, and in TLS without a word
    reset,    // is broken off
    wait,     // falls silent until the peer closes
    echo,     // gives back whatever comes, until the peer closes
    refuse,   // of HTTP/2: the stream is refused
    give_up,  // likewise: the stream is, behind what is sent of the answer
    leave,    // likewise: the connection is said to end, and this stream is none of those that are answered
    push,     // likewise: another answer is promised, which nobody wants
    overload, // of FastCGI: the request is not looked at
    ignore,   // the request is not even read, and nothing is answered until the peer closes
  };
  End end = End::stay;
  bool asks_on = false;    // says 100 before it reads the request's content
  bool early = false;      // answers before it has read that
  bool first_only = false; // declines a connection that has brought others before: 421
  bool raw = false;        // of FastCGI: the octets are records
  std::string said;        // likewise: beside the answer
  std::string octets;      // in which places stand for what came, see Played
};

// Lines with a word each (close, sever, reset, wait-for-close, switch, never-read, refuse, give-up, leave, push,
// continue, early, first-only, overload, raw, says …), a line `---`, and octets as they are written in wire files.
// Lines before it that begin with # are comments.
std::expected<Answer, ScriptError> parse_answer(std::string_view text);

// A request as it came.
struct Played {
  std::string_view head;
  std::string_view content;
  std::string_view line;         // how the connection is encrypted, in words
  std::string_view session;      // whether its session goes on with another's
  std::string_view introduction; // what the connection began with, before any request
  int count = 1;                 // requests of the connection so far, this one included
};

// What is sent to this request.
std::string octets_for(const Answer& answer, const Played& played);
// Octets with what came in the places of those who stand for it.
std::string fill_in(std::string_view octets, const Played& played);

} // namespace responsum::wire
