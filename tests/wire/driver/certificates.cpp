#include "driver/certificates.hpp"

#include <fstream>
#include <string_view>

#include <poll.h>

#include "responsum/base/clock.hpp"
#include "responsum/net/tls/authority_test.hpp"

namespace responsum::wire {

namespace {

using net::tls::Bio;
using net::tls::Certificate;
using net::tls::PrivateKey;

Bio memory(const std::string& text) { return Bio{BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))}; }

SSL_CTX* context_of(const net::tls::PemPair& pair, const std::string& authority, int demand) {
  SSL_CTX* const made = SSL_CTX_new(TLS_server_method());
  const Certificate own{PEM_read_bio_X509(memory(pair.certificate).get(), nullptr, nullptr, nullptr)};
  const PrivateKey key{PEM_read_bio_PrivateKey(memory(pair.key).get(), nullptr, nullptr, nullptr)};
  const Certificate root{PEM_read_bio_X509(memory(authority).get(), nullptr, nullptr, nullptr)};
  SSL_CTX_use_certificate(made, own.get());
  SSL_CTX_use_PrivateKey(made, key.get());
  X509_STORE_add_cert(SSL_CTX_get_cert_store(made), root.get());
  SSL_CTX_set_mode(made, SSL_MODE_NO_AUTO_CHAIN); // the root is not sent
  SSL_CTX_set_verify(made, SSL_VERIFY_PEER | demand, nullptr);
  constexpr unsigned char session_id_context[] = "wire";
  SSL_CTX_set_session_id_context(made, session_id_context, sizeof session_id_context);
  return made;
}

int prefer_http2(SSL*, const unsigned char** chosen, unsigned char* size, const unsigned char* offered,
                 unsigned offered_size, void*) {
  static constexpr unsigned char ours[] = "\x02h2\x08http/1.1";
  unsigned char* found = nullptr;
  const int kind = SSL_select_next_proto(&found, size, ours, sizeof ours - 1, offered, offered_size);
  *chosen = found;
  return kind == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

} // namespace

Certificates::Certificates(const std::filesystem::path& folder) {
  const net::tls::testing::Authority authority{"The authority of the wire tests", base::read_clock().wall_s};
  app_.reset(context_of(authority.issue("app.test", 90, "serverAuth"), authority.pem(), 0));
  strict_.reset(
      context_of(authority.issue("strict.test", 90, "serverAuth"), authority.pem(), SSL_VERIFY_FAIL_IF_NO_PEER_CERT));
  http2_.reset(context_of(authority.issue("h2.test", 90, "serverAuth"), authority.pem(), 0));
  SSL_CTX_set_alpn_select_cb(http2_.get(), prefer_http2, nullptr);
  SSL_CTX_set_tlsext_servername_callback(app_.get(), choose);
  SSL_CTX_set_tlsext_servername_arg(app_.get(), this);
  const net::tls::PemPair gateway = authority.issue("gateway.test");
  std::ofstream{folder / "upstream-ca.pem"} << authority.pem();
  std::ofstream{folder / "gateway.pem"} << gateway.certificate << gateway.key;
}

int Certificates::choose(SSL* ssl, int* alert, void* certificates) {
  const char* const asked = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
  const std::string_view name = asked != nullptr ? asked : "";
  if (name == "strict.test") {
    const SSL_CTX* const strict = static_cast<Certificates*>(certificates)->strict_.get();
    SSL_set_SSL_CTX(ssl, const_cast<SSL_CTX*>(strict));
    SSL_set_verify(ssl, SSL_CTX_get_verify_mode(strict), nullptr);
  }
  if (name == "h2.test") SSL_set_SSL_CTX(ssl, static_cast<Certificates*>(certificates)->http2_.get());
  if (name == "mute.test") {
    pollfd hang_up{SSL_get_fd(ssl), POLLRDHUP, 0};
    ::poll(&hang_up, 1, -1);
  }
  if (name != "mute.test" && name != "alert.test") return SSL_TLSEXT_ERR_OK;
  *alert = SSL_AD_UNRECOGNIZED_NAME;
  return SSL_TLSEXT_ERR_ALERT_FATAL;
}

} // namespace responsum::wire
