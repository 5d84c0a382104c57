#include "responsum/exchange/hop.hpp"

#include <algorithm>
#include <string>

#include "responsum/field/proxy_status.hpp"

namespace responsum::exchange {

std::string_view proxy_status(const Exchange& x) {
  const decision::ConditionRow& row = x.verdict().row();
  const bool relayed = row.content == decision::Content::relayed;
  // Of an answer that is this server's own, and about the client, it says nothing.
  if (!relayed && !row.proxy_error) return {};
  if (x.route() == nullptr || !x.route()->names_hops) return {};
  const decision::HopFacts& hop = x.facts().hop;
  field::ProxyStatus own{.proxy = x.bench().table->pseudonym, .error = row.proxy_error};
  std::string details;
  // Addresses and limits are for those who may know how things are set up here.
  if (x.peer().trusted) {
    if (!hop.attempts.empty()) own.next_hop = hop.attempts.back().address;
    if (row.proxy_error && !hop.attempts.empty() && !hop.attempts.back().rcode.empty())
      own.more.push_back({"rcode", std::string{hop.attempts.back().rcode}});
    if (row.proxy_error && x.facts().limit != nullptr) details = base::describe(*x.facts().limit);
    own.details = details;
  }
  const std::string text = field::write_proxy_status(own);
  return x.bench().arena.copy(relayed ? field::append_proxy_status(hop.proxy_status, text) : text);
}

} // namespace responsum::exchange
