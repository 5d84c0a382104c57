// What client_context.cpp and engine.cpp share of a client's context.
#pragma once

#include <deque>
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
  std::shared_ptr<ClientLibrary> library;
  SslContext ssl;
  std::size_t max_sessions;
  const base::Now& now;
  std::map<std::string, std::deque<Session>, std::less<>> sessions{}; // the newest in front

  void keep(const std::string& key, Session session);
  // Good for one connection (RFC 8446 C.4); null: there is none.
  Session take(const std::string& key);
};

} // namespace responsum::net::tls
