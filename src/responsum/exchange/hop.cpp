#include "responsum/exchange/hop.hpp"

#include <algorithm>
#include <string>

#include "responsum/field/proxy_status.hpp"
#include "responsum/net/tls/alert.hpp"

namespace responsum::exchange {

namespace {

// The parameters of some error types (RFC 9209 2.3.2, 2.3.15), and words for what the type alone does not say.
void add_what_they_said(const decision::HopAttempt& last, field::ProxyStatus& own) {
  if (!last.rcode.empty()) own.more.push_back({"rcode", std::string{last.rcode}});
  if (last.alert) {
    own.more.push_back({"alert-id", std::int64_t{*last.alert}});
    own.more.push_back({"alert-message", std::string{net::tls::alert_name(*last.alert)}});
  }
  if (last.end == decision::HopEnd::certificate_bad || last.end == decision::HopEnd::tls_failed)
    own.details = last.detail;
}

// The one that spoke, and the one that kept it from being tried again.
std::string words_of_limits(const decision::Facts& facts) {
  std::string text;
  if (facts.limit != nullptr && facts.limit != facts.hop.unretried) text = base::describe(*facts.limit);
  if (facts.hop.unretried != nullptr)
    text += (text.empty() ? "not tried again: " : "; not tried again: ") + base::describe(*facts.hop.unretried);
  return text;
}

} // namespace

std::string_view proxy_status(const Exchange& x) {
  const decision::ConditionRow& row = x.verdict().row();
  const bool relayed = row.content == decision::Content::relayed;
  // Of an answer that is this server's own, and about the client, it says nothing.
  if (!relayed && !row.proxy_error) return {};
  if (x.route() == nullptr || !x.route()->names_hops) return {};
  const decision::HopFacts& hop = x.facts().hop;
  if (relayed && !row.proxy_error && !x.peer().trusted && hop.proxy_status.empty())
    return x.bench().table->proxy_status;
  field::ProxyStatus own{.proxy = x.bench().table->pseudonym, .error = row.proxy_error};
  std::string details;
  // Addresses and limits are for those who may know how things are set up here.
  if (x.peer().trusted) {
    if (!hop.attempts.empty()) own.next_hop = hop.attempts.back().address;
    if (!hop.attempts.empty() && hop.attempts.back().http2) own.next_protocol = "h2";
    if (row.proxy_error && !hop.attempts.empty()) add_what_they_said(hop.attempts.back(), own);
    if (row.proxy_error) details = words_of_limits(x.facts());
    if (hop.end == decision::HopEnd::none_up && !hop.attempts.empty()) details = hop.attempts.back().detail;
    if (!own.details.empty() && !details.empty()) details = std::string{own.details} + "; " + details;
    if (!details.empty()) own.details = details;
  }
  const std::string text = field::write_proxy_status(own);
  return x.bench().arena.copy(relayed ? field::append_proxy_status(hop.proxy_status, text) : text);
}

} // namespace responsum::exchange
