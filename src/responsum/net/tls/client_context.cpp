#include "responsum/net/tls/client_context.hpp"

#include <utility>

#include "responsum/net/tls/certificate.hpp"
#include "responsum/net/tls/client_context_inner.hpp"
#include "responsum/net/tls/pair.hpp"

namespace responsum::net::tls {

namespace {

std::expected<void, Problem> trust(const ClientSettings& settings, SSL_CTX& context, OSSL_LIB_CTX* openssl) {
  if (!settings.authorities) {
    SSL_CTX_set_default_verify_paths(&context); // read as they are needed
    return {};
  }
  const std::vector<Certificate> all = certificates_in(settings.authorities->pem, openssl);
  if (all.empty())
    return std::unexpected{Problem{settings.authorities->file, "no certificate can be read: " + take_error()}};
  for (const Certificate& one : all) X509_STORE_add_cert(SSL_CTX_get_cert_store(&context), one.get());
  // Whoever names a certificate that is no root means that one.
  X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(&context), X509_V_FLAG_PARTIAL_CHAIN);
  ERR_clear_error();
  return {};
}

} // namespace

// --- What all of them share ----------------------------------------------------------------------------------------

ClientLibrary::ClientLibrary(std::unique_ptr<Inner> inner) : inner_{std::move(inner)} {}
ClientLibrary::~ClientLibrary() = default;

SharedLibrary ClientLibrary::make() {
  LibraryContext openssl{OSSL_LIB_CTX_new()};
  if (!openssl) return nullptr;
  std::unique_ptr<Inner> inner{new Inner{.openssl = std::move(openssl), .shared = {.wire = make_wire_method()}}};
  return SharedLibrary{new ClientLibrary{std::move(inner)}};
}

// --- One of them ---------------------------------------------------------------------------------------------------

ClientContext::ClientContext(std::unique_ptr<Inner> inner) : inner_{std::move(inner)} {}
ClientContext::~ClientContext() = default;

std::expected<SharedClientContext, Problem> ClientContext::make(const ClientSettings& settings, SharedLibrary library,
                                                                const base::Now& now) {
  const auto cannot = [] { return std::unexpected{Problem{"", "TLS cannot be set up: " + take_error()}}; };
  if (!library) return cannot();
  OSSL_LIB_CTX* const openssl = library->inner_->openssl.get();
  SslContext made{SSL_CTX_new_ex(openssl, nullptr, TLS_client_method())};
  if (!made || !set_algorithms(*made, settings.least)) return cannot();
  SSL_CTX* const c = made.get();
  SSL_CTX_set_options(c, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_mode(c, SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_info_callback(c, note_alert);
  SSL_CTX_set_verify(c, SSL_VERIFY_PEER, note_certificate);
  SSL_CTX_set_session_cache_mode(c, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_sess_set_new_cb(c, keep_session);
  if (auto trusted = trust(settings, *c, openssl); !trusted) return std::unexpected{std::move(trusted.error())};
  if (settings.shown)
    if (auto shown = show_pair(*settings.shown, *c, openssl); !shown)
      return std::unexpected{std::move(shown.error())};
  std::unique_ptr<Inner> inner{new Inner{.library = std::move(library), .ssl = std::move(made), .now = now}};
  return SharedClientContext{new ClientContext{std::move(inner)}};
}

bool ClientContext::holds_session(std::string_view key) const { return inner_->session(key) != nullptr; }

SSL_SESSION* ClientContext::Inner::session(std::string_view key) const {
  const auto found = sessions.find(key);
  if (found == sessions.end()) return nullptr;
  SSL_SESSION* const session = found->second.get();
  const auto good_s = static_cast<base::UnixSeconds>(SSL_SESSION_get_time(session)) +
                      static_cast<base::UnixSeconds>(SSL_SESSION_get_timeout(session));
  return now.wall_s < good_s ? session : nullptr;
}

} // namespace responsum::net::tls
