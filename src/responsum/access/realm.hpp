// Who somebody is: what a configuration says of one scheme, and what comes of the credentials of a request.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "responsum/access/checkers.hpp"
#include "responsum/access/failures.hpp"
#include "responsum/access/json_web_token.hpp"
#include "responsum/access/nonces.hpp"
#include "responsum/access/password_check.hpp"
#include "responsum/access/password_file.hpp"
#include "responsum/access/rule.hpp"
#include "responsum/access/verified.hpp"
#include "responsum/base/limit.hpp"
#include "responsum/decision/access_facts.hpp"
#include "responsum/message/request_head.hpp"

namespace responsum::access {

enum class Scheme : std::uint8_t { basic, digest, bearer, certificate, forward };

struct SchemeRow {
  Scheme scheme;
  std::string_view name;      // in a configuration and in logs
  std::string_view challenge; // in WWW-Authenticate; empty: it cannot be asked for there
};
inline constexpr std::array scheme_rows{
    SchemeRow{Scheme::basic, "basic", "Basic"}, SchemeRow{Scheme::digest, "digest", "Digest"},
    SchemeRow{Scheme::bearer, "bearer", "Bearer"}, SchemeRow{Scheme::certificate, "certificate", ""},
    SchemeRow{Scheme::forward, "forward", ""}};
constexpr const SchemeRow& row(Scheme s) { return scheme_rows[static_cast<std::size_t>(s)]; }

// A name in a client's certificate, "CN=alice,O=Example" or "email:alice@example.org", and who that is.
struct CertificateName {
  std::string name{};
  Identity identity{};
};

// What a server that is asked who may come says of whom it lets in, by fields of its answer.
struct ToldBy {
  std::string user{"Remote-User"};
  std::string groups{"Remote-Groups"}; // with commas between
  std::vector<std::string> more{};     // for whoever the request is handed on to, as those two are
};

// What one [auth.NAME] says, with what its files hold. Read by all workers.
struct Realm {
  std::string name{};
  base::Origin origin{};
  Scheme scheme = Scheme::basic;
  std::string realm{}; // as clients show it
  Users users{};
  bool hashes_names = false; // asks for the hash of the user's name (RFC 7616 3.4.4)
  base::UnixSeconds nonce_lifetime_s = 300;
  KeySet keys{};
  TokenRules tokens{};
  std::vector<CertificateName> certificates{};
  ToldBy told_by{};
  base::UnixSeconds verified_s = 300; // a password that was right is believed for so long
};

// What a route asks of who comes.
struct Policy {
  std::vector<const Realm*> realms; // at most one of each scheme, in the order of preference; outlive it
  std::vector<Rule> rules;
  Otherwise otherwise = Otherwise::allow;
  bool hides = false; // what `otherwise` denies
  base::Origin otherwise_origin{};

  bool challenges() const;        // there is a scheme that it can ask for
  const Realm* authority() const; // whose server is asked who may come; null: none is
};

// What a process has for all its workers and for whatever configuration it serves by.
struct Shared {
  explicit Shared(std::size_t threads) : checkers{threads} {}
  Failures failures;
  Nonces nonces;
  Checkers checkers; // the last to be made is the first to end: its threads use nothing of the others
};

struct AuthenticationLimits {
  base::Limit max_auth_failures{"max_auth_failures", 20};
  base::Limit auth_failure_window_ms{"auth_failure_window_ms", 60'000};
  base::Limit max_password_checks{"max_password_checks", 256};
  base::Limit password_check_timeout_ms{"password_check_timeout_ms", 10'000};

  std::uint64_t window_s() const { return std::max<std::uint64_t>(1, auth_failure_window_ms / 1000); }
};

// What comes of a request's credentials. Views and pointers are good until the next call, but for `complaint`.
struct Authentication {
  decision::CredentialState state = decision::CredentialState::none;
  const Realm* realm = nullptr;       // whose scheme it was; null: none
  const Identity* identity = nullptr; // where it is right
  std::string_view complaint{};
  std::uint64_t wait_s = 0;               // where it is limited
  std::optional<Comparison> comparison{}; // has to be made first, and its result handed to conclude()
  Verified::Mark mark{};
  const User* user = nullptr; // of the comparison; null: there is none, and the result does not matter
};

// What is known of the connection beside the request.
struct Circumstances {
  net::Address address;
  base::UnixSeconds now_s = 0;
  const std::vector<std::string>* certificate_names = nullptr; // of one that is trusted and current; null: none
};

// One worker's, of one configuration.
class Authenticator {
 public:
  // `reactor` outlives it; null: nothing is compared elsewhere.
  Authenticator(Shared& shared, net::Reactor* reactor, const AuthenticationLimits& limits)
      : shared_{shared}, reactor_{reactor}, limits_{limits}, verified_{most_verified} {}

  Authentication begin(const Policy& policy, const message::RequestHead& head, const Circumstances& c);
  // Has the comparison made, which is taken away; `progress` is called when it is done.
  std::unique_ptr<PasswordCheck> compare(Authentication& begun, std::move_only_function<void()> progress);
  // Of one with a comparison.
  Authentication conclude(const Authentication& begun, bool matched, const Circumstances& c);
  const AuthenticationLimits& limits() const { return limits_; }
  Shared& shared() { return shared_; }

  // A value of WWW-Authenticate (RFC 9110 11.6.1). `state` is what came of credentials of this very realm.
  std::string challenge(const Realm& realm, decision::CredentialState state, std::string_view complaint,
                        base::UnixSeconds now_s);

 private:
  static constexpr std::size_t most_verified = 10'000;

  Authentication begin_basic(const Realm& realm, std::string_view token, Authentication&& a);
  Authentication check_digest(const Realm& realm, std::string_view parameters, const message::RequestHead& head,
                              const Circumstances& c, Authentication&& a);
  Authentication check_token(const Realm& realm, std::string_view token, const Circumstances& c, Authentication&& a);
  void count(const Authentication& a, const Circumstances& c);

  Shared& shared_;
  net::Reactor* reactor_;
  AuthenticationLimits limits_;
  Verified verified_;
  Identity last_; // of Digest, which is checked each time
};

} // namespace responsum::access
