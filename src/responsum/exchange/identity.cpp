// The lookups of who asks, and of whether they may.
#include <algorithm>
#include <memory>
#include <span>

#include "responsum/base/ascii.hpp"
#include "responsum/base/text.hpp"
#include "responsum/exchange/exchange.hpp"
#include "responsum/field/list.hpp"

namespace responsum::exchange {

using decision::ClientFacts;
using decision::CredentialState;
using decision::Lookup;

namespace {

// By which fields a server is told who somebody is, before anybody knows: first the user, then the groups.
std::span<message::ResponseField> fields_told(const access::ToldBy& by, base::Arena& memory) {
  const auto fields = memory.make_array<message::ResponseField>(2 + by.more.size());
  fields[0].name = by.user;
  fields[1].name = by.groups;
  for (std::size_t i = 0; i < by.more.size(); ++i) fields[2 + i].name = by.more[i];
  return fields;
}

std::string_view value_of(std::span<const message::ResponseField> fields, std::string_view name) {
  const auto is_this = [name](const message::ResponseField& f) { return base::equals_ignoring_case(f.name, name); };
  const auto found = std::ranges::find_if(fields, is_this);
  return found == fields.end() ? std::string_view{} : found->value;
}

std::vector<std::string> members_of(std::string_view list) {
  std::vector<std::string> members;
  field::ListCursor cursor{list, field::Quotes::none};
  while (const auto member = cursor.next()) members.emplace_back(*member);
  return members;
}

std::string joined(const std::vector<std::string>& members) {
  std::string text;
  for (const std::string& member : members) text.append(text.empty() ? "" : ",").append(member);
  return text;
}

// Nothing where the text cannot be one: names come out of tokens and certificates, too (RFC 9110 5.5).
std::string_view as_field_value(std::string_view text, base::Arena& memory) {
  const bool sound = std::ranges::none_of(text, [](char c) {
    const auto octet = static_cast<unsigned char>(c);
    return octet < 0x20 || octet == 0x7f;
  });
  return sound ? memory.copy(base::trim(text)) : std::string_view{};
}

// Beyond the deed that they are of.
std::span<const decision::HopAttempt> kept(std::span<const decision::HopAttempt> attempts, base::Arena& memory) {
  const auto copies = memory.make_array<decision::HopAttempt>(attempts.size());
  std::ranges::copy(attempts, copies.begin());
  for (decision::HopAttempt& copy : copies) {
    copy.address = memory.copy(copy.address);
    copy.detail = memory.copy(copy.detail);
    copy.said = memory.copy(copy.said);
  }
  return copies;
}

} // namespace

net::Address Exchange::host_of_peer() const {
  if (peer_.host.family() != net::Address::Family::none) return peer_.host;
  return net::Address::parse_host(peer_.address).value_or(net::Address{});
}

access::Circumstances Exchange::circumstances() const {
  const ClientFacts& client = facts_.client;
  const bool good = client.shown && client.distrust.empty() && client.not_before_s <= facts_.now_s &&
                    facts_.now_s <= client.not_after_s;
  return {
      .address = host_of_peer(), .now_s = facts_.now_s, .certificate_names = good ? &peer_.client->names : nullptr};
}

void Exchange::weigh(const access::Identity* identity) {
  const access::Policy& policy = route_->policy;
  const access::Visitor visitor{.address = host_of_peer(),
                                .method = head().method,
                                .now_s = facts_.now_s,
                                .countries = bench_.table->countries,
                                .identity = identity};
  const access::Weighed weighed = access::weigh(policy.rules, policy.otherwise, visitor);
  decision::AccessFacts& a = facts_.access;
  a.identity_wanted = weighed.kind == access::Weighed::Kind::identity_wanted;
  a.allowed = weighed.kind == access::Weighed::Kind::allowed;
  a.hides = weighed.rule != nullptr ? weighed.rule->hides : policy.hides;
  a.rule = weighed.rule != nullptr ? std::string_view{weighed.rule->name} : "otherwise";
  a.rule_origin = weighed.rule != nullptr ? weighed.rule->origin : policy.otherwise_origin;
}

void Exchange::weigh_rules() {
  facts_.access.challenges = route_->policy.challenges();
  weigh(nullptr);
  // Whose job it is makes a difference, also where anybody may come.
  const bool says_who = head().sent(message::Field::authorization) || facts_.client.shown;
  if (facts_.job.named && facts_.access.allowed && says_who) facts_.access.identity_wanted = true;
}

void Exchange::learn(const access::Authentication& a) {
  decision::AccessFacts& f = facts_.access;
  f.credentials = a.state;
  f.complaint = a.complaint;
  f.wait_s = a.wait_s;
  if (a.realm != nullptr) f.scheme = access::row(a.realm->scheme).name;
  if (a.state != CredentialState::right) return;
  let_in(*a.identity);
  if (told_.empty()) return;
  told_[0].value = as_field_value(a.identity->user, bench_.arena);
  told_[1].value = as_field_value(joined(a.identity->groups), bench_.arena);
}

void Exchange::let_in(const access::Identity& identity) {
  facts_.access.user = bench_.arena.copy(identity.user);
  if (bench_.compares_at_once) groups_ = identity.groups;
  weigh(&identity);
  if (closed_ != nullptr) facts_.admission.user_let_in = closed_->lets_in(user());
}

void Exchange::name_what_is_told() { told_ = fields_told(route_->policy.authority()->told_by, bench_.arena); }

// False: it has not answered yet. One that leads its question back to here would be asked for ever.
bool Exchange::ask_authority() {
  facts_.route.came_here_before = came_here_before();
  if (facts_.route.came_here_before) {
    facts_.hop.end = decision::HopEnd::none_up;
  } else if (!settle(Lookup::ask_authority)) {
    return false;
  }
  judge();
  return true;
}

// Of the server that was asked who may come. Whoever it lets in goes on as if it had not been asked; otherwise its
// answer is the answer, or what kept it from answering is what is told.
void Exchange::judge() {
  if (facts_.hop.end != decision::HopEnd::answered) {
    facts_.route.hops_left.reset(); // the request itself has not got so far
    return facts_.learned(Lookup::forward);
  }
  facts_.access.authority_status = facts_.hop.status;
  if (facts_.hop.judgement != decision::Judgement::let_in) return;
  for (message::ResponseField& field : told_) field.value = bench_.arena.copy(value_of(selected_.fields, field.name));
  facts_.asked = kept(facts_.hop.attempts, bench_.arena);
  facts_.hop.attempts = {};
  facts_.access.scheme = access::row(access::Scheme::forward).name;
  deed_.reset();
  proceeding_ = Lookup::none;
  selected_ = {};
  facts_.limit = nullptr;
  const access::Identity identity{std::string{told_[0].value}, members_of(told_[1].value)};
  let_in(identity);
}

// False: a password is being compared, or has to be.
bool Exchange::authenticate() {
  access::Authenticator& authenticator = *bench_.table->authenticator;
  if (begun_ == nullptr) {
    access::Authentication begun = authenticator.begin(route_->policy, head(), circumstances());
    if (!begun.comparison) {
      learn(begun);
      return true;
    }
    if (bench_.compares_at_once) {
      learn(authenticator.conclude(begun, begun.comparison->run(), circumstances()));
      return true;
    }
    if (watcher_ == nullptr) return false;
    begun_ = std::make_unique<access::Authentication>(std::move(begun));
    check_ = authenticator.compare(*begun_, [watcher = watcher_] { watcher->on_progress(); });
  }
  if (!check_->settled()) return false;
  access::Authentication concluded;
  concluded.realm = begun_->realm;
  concluded.state = CredentialState::busy; // there was no room for it, or no time
  if (const auto matched = check_->matched()) concluded = authenticator.conclude(*begun_, *matched, circumstances());
  check_.reset();
  begun_.reset();
  learn(concluded);
  return true;
}

std::vector<route::NearMiss> Exchange::near_rules() const {
  std::vector<route::NearMiss> misses;
  if (facts_.access.allowed) return misses;
  const access::Identity identity{std::string{facts_.access.user}, groups_};
  const access::Visitor visitor{.address = host_of_peer(),
                                .method = head().method,
                                .now_s = facts_.now_s,
                                .countries = bench_.table->countries,
                                .identity = identity.user.empty() ? nullptr : &identity};
  for (const access::Rule& rule : route_->policy.rules) {
    std::string lacks = access::lacking(rule, visitor);
    if (rule.allows)
      misses.push_back({rule.name, lacks.empty() ? "a rule above it keeps it out" : lacks, rule.origin});
  }
  if (route_->policy.otherwise == access::Otherwise::identified && identity.user.empty())
    misses.push_back({"otherwise", "nobody knows who it is", route_->policy.otherwise_origin});
  return misses;
}

} // namespace responsum::exchange
