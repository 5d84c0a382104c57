// What one worker needs to answer handshakes: certificates by name, versions, protocols. Made from files at a
// (re)load and immutable then; connections that began with one keep it.
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "responsum/base/clock.hpp"
#include "responsum/net/tls/ticket_keys.hpp"

namespace responsum::net::tls {

enum class Version : std::uint8_t { tls_1_2, tls_1_3 };

// One identity, which may have a key of each kind: clients that can do ECDSA get that one, the others RSA.
struct Identity {
  struct Files {
    std::string certificate; // PEM: the certificate, then those between it and the root
    std::string key;         // PEM; may be the same file
  };
  std::vector<Files> files; // at least one
};

struct Settings {
  std::vector<Identity> identities; // at least one; the first answers to names that none is for
  Version least = Version::tls_1_2;
  std::vector<std::string> protocols{}; // of ALPN, the preferred first; empty: the extension is not answered
  TicketSecret ticket_secret{};
  base::UnixSeconds ticket_secret_from_s = 0;
};

// What is wrong with one of the files.
struct Problem {
  std::string file;
  std::string text; // "the key does not belong to the certificate in site.pem"
};

// What is worth knowing of a certificate that was read.
struct CertificateFacts {
  std::string file;
  std::vector<std::string> names; // DNS names and addresses it is good for, in lower case
  base::UnixSeconds not_before_s = 0;
  base::UnixSeconds not_after_s = 0;
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
  // Whether the identity that answered to `server_name` ("": to no name) has a certificate for `host`, which is in
  // lower case (RFC 9110 4.3.4; wildcards as in RFC 6125 6.4.3).
  bool covers(std::string_view server_name, std::string_view host) const;

 private:
  friend class Engine;
  friend struct WireBio;
  explicit Context(std::unique_ptr<Inner> inner);
  std::unique_ptr<Inner> inner_;
};

// "*.example.org" is good for "www.example.org", not for "example.org" nor "a.b.example.org" (RFC 6125 6.4.3).
bool name_covers(std::string_view certificate_name, std::string_view host);

} // namespace responsum::net::tls
