// Certificates that clients show: asked for in the handshake, held against the authorities that a site trusts, and
// told as facts. A bad one does not end the handshake: whether it is needed is for the request to find out.
#pragma once

#include <string>
#include <vector>

#include "responsum/base/clock.hpp"

namespace responsum::net::tls {

// Whom a server believes about its clients, as PEM: one certificate or more.
struct ClientAuthorities {
  std::string file; // for what is said of it
  std::string pem;

  friend bool operator==(const ClientAuthorities&, const ClientAuthorities&) = default;
};

// The certificate that a client showed. Its key is the client's: the handshake has proved that, or had failed.
struct ClientCertificate {
  std::string subject;  // as RFC 4514 writes it, in ASCII: "CN=alice,O=Example"
  std::string distrust; // why no authority of the site stands behind it; empty: one does
  // Between these it and all above it are good, as far as they are known.
  base::UnixSeconds not_before_s = 0;
  base::UnixSeconds not_after_s = 0;
  // All that it says of whom it is for: the subject, and of subjectAltName "email:…", "dns:…" and "uri:…".
  std::vector<std::string> names{};
};

} // namespace responsum::net::tls
