// What one worker needs to answer handshakes: certificates by name, versions, protocols. Made from files at a
// (re)load and immutable then; connections that began with one keep it.
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "responsum/base/clock.hpp"
#include "responsum/net/tls/clients.hpp"
#include "responsum/net/tls/ticket_keys.hpp"

namespace responsum::net::tls {

enum class Version : std::uint8_t { tls_1_2, tls_1_3 };

// What is wrong with one of the files.
struct Problem {
  std::string file;
  std::string text; // "the key does not belong to the certificate in site.pem"
};

// A certificate and its key, as PEM. The names are for what is said of them.
struct Pair {
  std::string certificate_file;
  std::string key_file;        // may be the same
  std::string certificate_pem; // the certificate, then those between it and the root
  std::string key_pem;
  std::string staple_file{}; // of OCSP; empty: none
  std::string staple{};      // DER (RFC 6960)

  friend bool operator==(const Pair&, const Pair&) = default;
};
// At most 1 MiB of it; an empty file is a problem.
std::expected<std::string, Problem> read_whole(const std::string& file);
std::expected<Pair, Problem> read_pair(const std::string& certificate_file, const std::string& key_file);

// Who a server is to a client. It may have a key of each kind: clients that can do ECDSA get that one, others RSA.
struct Identity {
  std::string name;                           // two that are called the same are the same
  std::vector<Pair> pairs;                    // at least one
  std::vector<std::string> hosts;             // shown to who asks for one of these, whatever other certificates say
  std::optional<ClientAuthorities> clients{}; // none: clients are not asked for certificates

  friend bool operator==(const Identity&, const Identity&) = default;
};

struct Settings {
  std::vector<Identity> identities; // at least one; the first answers to names that none is for
  Version least = Version::tls_1_2;
  std::vector<std::string> protocols{}; // of ALPN, the preferred first; empty: the extension is not answered. A
                                        // client that offers others alone is refused with no_application_protocol
  std::vector<std::string> protocols_after_upgrade{}; // likewise, where plain octets came before the handshake
  // Octets that a client may send before the handshake is done; 0: none. What is sent so can be sent again by others:
  // a ticket is good for it once, and is remembered here, so that other workers do not know it.
  std::uint32_t max_early_bytes = 0;
  TicketSecret ticket_secret{};
  base::UnixSeconds ticket_secret_from_s = 0;
};

// What is worth knowing of a certificate that was read.
struct CertificateFacts {
  std::string file;
  std::size_t identity = 0;       // in the order of the settings
  std::vector<std::string> names; // DNS names and addresses it is good for, in lower case
  base::UnixSeconds not_before_s = 0;
  base::UnixSeconds not_after_s = 0;
  std::string kind;             // of its key: "EC"
  std::size_t out_of_order = 0; // the first in the file that has not signed the one before it, from 1; 0: none
  struct Staple {
    std::string file;
    base::UnixSeconds next_update_s = 0; // from then on it is not sent; 0: never
    bool revoked = false;                // it says that the certificate is
  };
  std::optional<Staple> staple{};
};

class Engine;

class Context {
 public:
  // `now` is read in every handshake and outlives the context.
  static std::expected<std::unique_ptr<Context>, Problem> make(const Settings& settings, const base::Now& now);
  ~Context();
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  struct Inner; // OpenSSL's part

  const std::vector<CertificateFacts>& certificates() const;
  // Which identity answers to a name, in lower case; "": to none.
  std::size_t identity_for(std::string_view server_name) const;
  std::string_view name_of(std::size_t identity) const;
  // Whether it has a certificate for `host`, which is in lower case (RFC 9110 4.3.4; wildcards as in RFC 6125 6.4.3).
  bool covers(std::size_t identity, std::string_view host) const;
  bool asks_clients(std::size_t identity) const;
  // What a handshake would find of a client that shows this, which is PEM: its own certificate, then those above it.
  // The error is a sentence.
  std::expected<ClientCertificate, std::string> judge_client(std::size_t identity, const std::string& pem) const;
  // How many have begun and are not done.
  std::size_t handshakes() const;

 private:
  friend class Engine;
  friend struct WireBio;
  explicit Context(std::unique_ptr<Inner> inner);
  std::unique_ptr<Inner> inner_;
};

// "*.example.org" is good for "www.example.org", not for "example.org" nor "a.b.example.org" (RFC 6125 6.4.3).
bool name_covers(std::string_view certificate_name, std::string_view host);

} // namespace responsum::net::tls
