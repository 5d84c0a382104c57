// A verdict and its facts turned into an answer, with all that its status obliges.
#pragma once

#include <memory>

#include "responsum/exchange/answer.hpp"
#include "responsum/exchange/exchange.hpp"
#include "responsum/exchange/explanation.hpp"

namespace responsum::exchange {

struct Delivery {
  Answer answer; // its head, where `feed` has the content
  status::Status status;
  std::unique_ptr<resource::Feed> feed{};
  std::unique_ptr<admit::Claim> claim{}; // to be ended when the answer has left; null: there is none
  bool chunked = false;           // what the feed says; otherwise its length, or the end of the connection, ends it
  resource::Deed* deed = nullptr; // the feed, where a deed goes on telling what it did
  bool tunnel = false;            // and is given from now on whatever the client sends
};

// `close`: the session wants the connection to end with this answer. Takes an exchange that has ended, so that there
// is a verdict to answer with.
Delivery deliver(Exchange& exchange, Explanations& explanations, bool close);

// The bytes of an interim response: not to HTTP/1.0 (RFC 9110 15.2). Good as long as the exchange's arena.
std::string_view deliver_interim(const Exchange& exchange, decision::Condition condition);

// The same of what an errand says in passing; views of this turn.
std::string_view write_interim(Workbench& bench, const resource::Interim& interim, status::Profile profile);

} // namespace responsum::exchange
