// What takes longer than a turn: begun by an exchange, it ends in facts; meanwhile its watcher is told what moves.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "responsum/decision/condition.hpp"
#include "responsum/decision/facts.hpp"
#include "responsum/message/response_head.hpp"
#include "responsum/net/address.hpp"

namespace responsum::resource {

struct Selected;

// A response before the final one (RFC 9110 15.2), as an upstream sent it or as a condition has it. Views are good
// for the call that it is told by.
struct Interim {
  std::uint16_t relayed = 0;       // the number that an upstream said; 0: the condition has one
  decision::Condition condition{}; // meaningful where nothing is relayed
  std::span<const message::ResponseField> fields{};
};

// Who waits for an errand. Told in the worker's thread, in the middle of whatever moved it: a watcher takes note, and
// acts when it is woken (net::Reactor::wake).
class Watcher {
 public:
  // What was said to be later may be now: facts, room for content, content.
  virtual void on_progress() = 0;
  virtual void on_interim(const Interim& interim) = 0;
  // Where its client has connected to; none: nowhere that has an address. Asks the system.
  virtual net::Address reached() const = 0;

 protected:
  ~Watcher() = default;
};

// Destroying it gives it up.
class Errand {
 public:
  virtual ~Errand() = default;
  // Whether it has learned what it was sent for.
  virtual bool settled() const = 0;
  // Then: the facts, and what was selected to answer with. Views live as long as the errand.
  virtual void tell(decision::Facts& facts, Selected& selected) = 0;
};

} // namespace responsum::resource
