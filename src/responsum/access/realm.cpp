#include "responsum/access/realm.hpp"

#include <algorithm>
#include <utility>

#include "responsum/access/digest.hpp"
#include "responsum/base/assert.hpp"
#include "responsum/base/base64.hpp"
#include "responsum/base/text.hpp"
#include "responsum/field/credentials.hpp"

namespace responsum::access {

using decision::CredentialState;
using message::Field;

namespace {

Authentication with(Authentication&& a, CredentialState state, std::string_view complaint = {}) {
  a.state = state;
  a.complaint = complaint;
  return std::move(a);
}

Authentication right(Authentication&& a, const Identity& identity) {
  a.state = CredentialState::right;
  a.identity = &identity;
  return std::move(a);
}

const Realm* realm_with(const Policy& policy, const field::Credentials& credentials) {
  for (const Realm* realm : policy.realms)
    if (const std::string_view name = row(realm->scheme).challenge; !name.empty() && credentials.is(name))
      return realm;
  return nullptr;
}

const CertificateName* named_by(const Policy& policy, const std::vector<std::string>& names, const Realm*& of) {
  for (const Realm* realm : policy.realms)
    for (const CertificateName& known : realm->certificates)
      if (std::ranges::find(names, known.name) != names.end()) {
        of = realm;
        return &known;
      }
  return nullptr;
}

Identity identity_of(const User& user) { return {user.name, user.groups}; }

std::string_view token_error(CredentialState state) {
  return state == CredentialState::malformed ? "invalid_request" : "invalid_token"; // RFC 6750 3.1
}

} // namespace

bool Policy::challenges() const {
  return std::ranges::any_of(realms, [](const Realm* r) { return !row(r->scheme).challenge.empty(); });
}

const Realm* Policy::authority() const {
  const auto found = std::ranges::find(realms, Scheme::forward, [](const Realm* r) { return r->scheme; });
  return found == realms.end() ? nullptr : *found;
}

Authentication Authenticator::begin(const Policy& policy, const message::RequestHead& head, const Circumstances& c) {
  Authentication a;
  if (c.certificate_names != nullptr)
    if (const CertificateName* known = named_by(policy, *c.certificate_names, a.realm))
      return right(std::move(a), known->identity);
  if (!head.sent(Field::authorization)) return a;
  const std::string_view value = head.value(Field::authorization);
  const auto credentials = field::parse_credentials(value);
  if (credentials) a.realm = realm_with(policy, *credentials);
  if (a.realm == nullptr) return a;
  const Realm& realm = *a.realm;
  const bool repeated = head.repeated(Field::authorization);
  if (realm.scheme != Scheme::digest && !repeated) {
    // Marks of one realm are none of another.
    a.mark = verified_.mark_of(value);
    a.mark.high ^= reinterpret_cast<std::uintptr_t>(&realm);
    if (const Identity* known = verified_.find(a.mark, c.now_s)) return right(std::move(a), *known);
  }
  a.wait_s = shared_.failures.wait_s(c.address, c.now_s, limits_.max_auth_failures, limits_.window_s());
  if (a.wait_s != 0) return with(std::move(a), CredentialState::limited);
  if (repeated)
    a = with(std::move(a), CredentialState::malformed, "Authorization was sent more than once");
  else if (realm.scheme == Scheme::basic)
    a = begin_basic(realm, credentials->rest, std::move(a));
  else if (realm.scheme == Scheme::digest)
    a = check_digest(realm, credentials->rest, head, c, std::move(a));
  else
    a = check_token(realm, credentials->rest, c, std::move(a));
  if (!a.comparison) count(a, c); // a password is wrong when it has been compared
  return a;
}

void Authenticator::count(const Authentication& a, const Circumstances& c) {
  if (a.state == CredentialState::wrong || a.state == CredentialState::malformed)
    shared_.failures.add(c.address, c.now_s, limits_.window_s());
}

// RFC 7617 2
Authentication Authenticator::begin_basic(const Realm& realm, std::string_view token, Authentication&& a) {
  auto pair = base::decode_base64(token, base::Base64::standard);
  if (!pair) return with(std::move(a), CredentialState::malformed, "they are not in base64");
  const std::size_t colon = pair->find(':');
  const bool sound = colon != pair->npos && std::ranges::none_of(*pair, [](char c) {
                       const auto octet = static_cast<unsigned char>(c);
                       return octet < 0x20 || octet == 0x7f;
                     });
  if (!sound) {
    wipe(*pair);
    return with(std::move(a), CredentialState::malformed, "they are not a user and a password with a colon between");
  }
  a.user = realm.users.find(std::string_view{*pair}.substr(0, colon));
  const User* compared = a.user != nullptr ? a.user : realm.users.decoy();
  if (compared != nullptr) a.comparison.emplace(compared->hash, pair->substr(colon + 1));
  wipe(*pair);
  return with(std::move(a), CredentialState::wrong, compared == nullptr ? "there is no user" : "");
}

std::unique_ptr<PasswordCheck> Authenticator::compare(Authentication& begun,
                                                      std::move_only_function<void()> progress) {
  RESPONSUM_ASSERT(reactor_ != nullptr && begun.comparison.has_value());
  return std::make_unique<PasswordCheck>(*reactor_, shared_.checkers, std::move(*begun.comparison),
                                         limits_.max_password_checks,
                                         limits_.password_check_timeout_ms.milliseconds(), std::move(progress));
}

Authentication Authenticator::conclude(const Authentication& begun, bool matched, const Circumstances& c) {
  Authentication a;
  a.realm = begun.realm;
  if (matched && begun.user != nullptr)
    return right(std::move(a),
                 verified_.add(begun.mark, identity_of(*begun.user), c.now_s, c.now_s + begun.realm->verified_s));
  a = with(std::move(a), CredentialState::wrong, "no user has this name and password");
  count(a, c);
  return a;
}

Authentication Authenticator::check_digest(const Realm& realm, std::string_view parameters,
                                           const message::RequestHead& head, const Circumstances& c,
                                           Authentication&& a) {
  const auto sent = parse_digest(parameters);
  if (!sent)
    return with(std::move(a), CredentialState::malformed,
                "a parameter is missing or malformed, or it is not SHA-256 with qop=auth");
  // RFC 7616 3.4.6: what another request was signed for is not taken for this one.
  if (sent->uri != head.text(head.target))
    return with(std::move(a), CredentialState::malformed, "they are for another request target");
  if (sent->realm != realm.realm) return with(std::move(a), CredentialState::wrong, "they are for another realm");
  const User* user = sent->hashed ? realm.users.find_hashed(sent->username) : realm.users.find(sent->username);
  const User* compared = user != nullptr ? user : realm.users.decoy();
  const bool matched = compared != nullptr &&
                       same_secret(digest_of(*sent, compared->hash, head.text(head.method_text)), sent->response);
  if (!matched || user == nullptr)
    return with(std::move(a), CredentialState::wrong, "no user has this name and password");
  // Only of one who knows the password is the nonce looked at: whoever does not cannot use counts up.
  switch (shared_.nonces.use(sent->nonce, realm.realm, sent->count, c.now_s, realm.nonce_lifetime_s)) {
  case NonceState::good: break;
  case NonceState::foreign: return with(std::move(a), CredentialState::stale, "the nonce is not from here");
  case NonceState::stale: return with(std::move(a), CredentialState::stale, "the nonce is too old");
  case NonceState::repeated: return with(std::move(a), CredentialState::stale, "the nonce's count was used before");
  }
  last_ = identity_of(*user);
  return right(std::move(a), last_);
}

Authentication Authenticator::check_token(const Realm& realm, std::string_view token, const Circumstances& c,
                                          Authentication&& a) {
  if (!field::is_token68(token)) return with(std::move(a), CredentialState::malformed, "they are no token");
  Token read = read_token(token, realm.keys, realm.tokens, c.now_s);
  switch (read.state) {
  case Token::State::malformed: return with(std::move(a), CredentialState::malformed, read.complaint);
  case Token::State::wrong: return with(std::move(a), CredentialState::wrong, read.complaint);
  case Token::State::expired: return with(std::move(a), CredentialState::expired, read.complaint);
  case Token::State::right: break;
  }
  return right(std::move(a), verified_.add(a.mark, std::move(read.identity), c.now_s, read.until_s));
}

std::string Authenticator::challenge(const Realm& realm, CredentialState state, std::string_view complaint,
                                     base::UnixSeconds now_s) {
  std::string text = std::string{row(realm.scheme).challenge} + " realm=" + base::quote(realm.realm);
  switch (realm.scheme) {
  case Scheme::basic: text += ", charset=\"UTF-8\""; break; // RFC 7617 2.1
  case Scheme::digest:
    text += ", qop=\"auth\", algorithm=SHA-256, nonce=" + base::quote(shared_.nonces.make(realm.realm, now_s));
    text += ", charset=UTF-8, userhash=";
    text += realm.hashes_names ? "true" : "false";
    if (state == CredentialState::stale) text += ", stale=true";
    break;
  case Scheme::bearer:
    // RFC 6750 3.1: to who brought none nothing more is said.
    if (state == CredentialState::none) break;
    text += ", error=\"" + std::string{token_error(state)} + '"';
    if (!complaint.empty()) text += ", error_description=" + base::quote(complaint);
    break;
  case Scheme::certificate:
  case Scheme::forward: break;
  }
  return text;
}

} // namespace responsum::access
