// What client_context.cpp and engine.cpp share of a client's context.
#pragma once

#include <map>

#include "responsum/net/tls/client_context.hpp"
#include "responsum/net/tls/shared.hpp"

namespace responsum::net::tls {

using Session = std::unique_ptr<SSL_SESSION, Deleter<&SSL_SESSION_free>>;

struct ClientLibrary::Inner {
  // A library context of its own: OpenSSL 3.0 takes locks on the one that all threads share.
  LibraryContext openssl;
  Shared shared;
};

struct ClientContext::Inner {
  SharedLibrary library;
  SslContext ssl;
  const base::Now& now;
  std::map<std::string, Session, std::less<>> sessions{}; // the newest of each server

  // Null: there is none that is still good.
  SSL_SESSION* session(std::string_view key) const;
};

} // namespace responsum::net::tls
