// What one worker needs to begin handshakes: whom to believe, what to show, sessions to go on with. Made from files
// at a (re)load.
#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "responsum/base/clock.hpp"
#include "responsum/net/tls/context.hpp"

namespace responsum::net::tls {

// Whom a client believes about servers, as PEM: one certificate or more, each as good as a root.
struct ServerAuthorities {
  std::string file; // for what is said of it
  std::string pem;

  friend bool operator==(const ServerAuthorities&, const ServerAuthorities&) = default;
};

struct ClientSettings {
  std::optional<ServerAuthorities> authorities{}; // none: those of the system
  std::optional<Pair> shown{};                    // to servers that ask
  Version least = Version::tls_1_2;
};

// The server that a connection is made to.
struct Server {
  std::string name;                         // that its certificate has to be for: of a host, or a numeric address
  std::string key;                          // sessions of servers with the same key are the same server's
  std::span<const std::string> protocols{}; // of ALPN, the preferred first; empty: nothing is said of them
};

class ClientLibrary;
class ClientContext;
// Shared, because a connection may end after the upstream that it was made for, and takes what it is made of with it.
using SharedLibrary = std::shared_ptr<ClientLibrary>;
using SharedClientContext = std::shared_ptr<const ClientContext>;

// OpenSSL's part that all client contexts of a worker share, with scratch.
class ClientLibrary {
 public:
  // Null: there is no memory.
  static SharedLibrary make();
  ~ClientLibrary();
  ClientLibrary(const ClientLibrary&) = delete;
  ClientLibrary& operator=(const ClientLibrary&) = delete;

 private:
  friend class ClientContext;
  friend class Engine;
  struct Inner;
  explicit ClientLibrary(std::unique_ptr<Inner> inner);
  std::unique_ptr<Inner> inner_;
};

class ClientContext {
 public:
  // `now` is read in every handshake and outlives all of them.
  static std::expected<SharedClientContext, Problem> make(const ClientSettings& settings, SharedLibrary library,
                                                          const base::Now& now);
  ~ClientContext();
  ClientContext(const ClientContext&) = delete;
  ClientContext& operator=(const ClientContext&) = delete;

  // Whether there is one of that server that a handshake would go on with.
  bool holds_session(std::string_view key) const;

 private:
  friend class Engine;
  friend struct WireBio;
  struct Inner;
  explicit ClientContext(std::unique_ptr<Inner> inner);
  std::unique_ptr<Inner> inner_;
};

} // namespace responsum::net::tls
