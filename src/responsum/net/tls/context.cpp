#include "responsum/net/tls/context.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <utility>

#include <openssl/core_names.h>
#include <openssl/pem.h>
#include <openssl/rand.h>

#include "responsum/base/text.hpp"
#include "responsum/net/tls/certificate.hpp"
#include "responsum/net/tls/clients_inner.hpp"
#include "responsum/net/tls/context_inner.hpp"
#include "responsum/net/tls/pair.hpp"

namespace responsum::net::tls {

namespace {

// Client and server agree on the first of ours that is among theirs; without one the handshake ends with the alert
// no_application_protocol (RFC 7301 3.2).
int select_protocol(SSL* ssl, const unsigned char** out, unsigned char* length, const unsigned char* offered,
                    unsigned offered_length, void* argument) {
  const auto& inner = *static_cast<const Context::Inner*>(argument);
  const std::vector<unsigned char>& ours = is_upgraded(ssl) ? inner.protocols_after_upgrade : inner.protocols;
  unsigned char* chosen = nullptr;
  const int found = SSL_select_next_proto(&chosen, length, ours.data(), static_cast<unsigned>(ours.size()), offered,
                                          offered_length);
  *out = chosen;
  return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

// The first of type host_name in the extension (RFC 6066 3), as it came; empty when there is none. What is malformed
// is refused by OpenSSL later.
std::string_view name_asked_for(SSL* ssl) {
  const unsigned char* list = nullptr; // its length in two octets, a type in one, a length in two, a name
  std::size_t size = 0;
  constexpr std::size_t before = 5;
  if (SSL_client_hello_get0_ext(ssl, TLSEXT_TYPE_server_name, &list, &size) != 1 || size < before) return {};
  const std::size_t length = static_cast<std::size_t>(list[3]) << 8 | list[4];
  if (list[2] != TLSEXT_NAMETYPE_host_name || length > size - before) return {};
  return {reinterpret_cast<const char*>(list + before), length};
}

// A name that no certificate is for gets the first identity: the answer to its request will be that it is
// misdirected, which tells more than an alert. Chosen before a session is looked for, since some resume none.
int choose_identity(SSL* ssl, int*, void* argument) {
  const auto& inner = *static_cast<const Context::Inner*>(argument);
  const auto& chosen = inner.identities[inner.identity_for(base::lower_case(name_asked_for(ssl)))];
  SSL_set_SSL_CTX(ssl, chosen.ssl.get());
  if (chosen.asks_clients) ask_client(*ssl);
  return SSL_CLIENT_HELLO_SUCCESS;
}

// OpenSSL keeps the name only if somebody takes it.
int take_name(SSL* ssl, int*, void*) {
  return SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name) != nullptr ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

// By then the certificate has been chosen.
int staple(SSL* ssl, void* argument) {
  const auto& inner = *static_cast<const Context::Inner*>(argument);
  const auto found = inner.staples.find(SSL_get_certificate(ssl));
  if (found == inner.staples.end() || !found->second.is_current(inner.now.wall_s)) return SSL_TLSEXT_ERR_NOACK;
  const std::string& octets = found->second.octets;
  void* copy = OPENSSL_memdup(octets.data(), octets.size()); // the connection's, which frees it
  if (copy == nullptr) return SSL_TLSEXT_ERR_NOACK;
  SSL_set_tlsext_status_ocsp_resp(ssl, copy, static_cast<long>(octets.size()));
  return SSL_TLSEXT_ERR_OK;
}

int use_ticket_key(SSL* ssl, unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac,
                   int making) {
  auto& inner = *static_cast<Context::Inner*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)));
  const TicketKey* key = nullptr;
  bool renew = false;
  if (making != 0) {
    key = &inner.tickets.current(inner.now.wall_s);
    std::ranges::copy(key->name, name);
    if (RAND_bytes_ex(inner.openssl.get(), iv, EVP_MAX_IV_LENGTH, 0) != 1) return -1;
  } else {
    const auto found = inner.tickets.find(std::span<const unsigned char, 16>{name, 16}, inner.now.wall_s);
    if (!found) return 0;
    key = found->key;
    renew = found->renew;
  }
  const auto start = making != 0 ? EVP_EncryptInit_ex2 : EVP_DecryptInit_ex2;
  if (start(cipher, inner.ticket_cipher.get(), key->cipher.data(), iv, nullptr) != 1) return -1;
  char digest[] = "SHA256";
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, const_cast<unsigned char*>(key->mac.data()),
                                        key->mac.size()),
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0), OSSL_PARAM_construct_end()};
  if (EVP_MAC_CTX_set_params(mac, parameters) != 1) return -1;
  return renew ? 2 : 1;
}

class Making {
 public:
  Making(const Settings& settings, Context::Inner& inner) : settings_{settings}, inner_{inner} {}

  std::expected<void, Problem> run() {
    inner_.protocols = protocol_list(settings_.protocols);
    inner_.protocols_after_upgrade = protocol_list(settings_.protocols_after_upgrade);
    for (std::size_t i = 0; i < settings_.identities.size(); ++i)
      for (const std::string& host : settings_.identities[i].hosts) inner_.by_name.emplace(host, i);
    for (const Identity& identity : settings_.identities) {
      Context::Inner::Shown& shown =
          inner_.identities.emplace_back(identity.name, make_ssl_context(), identity.clients.has_value());
      if (!shown.ssl) return std::unexpected{Problem{"", "TLS cannot be set up: " + take_error()}};
      if (identity.clients)
        if (auto done = trust(*identity.clients, *shown.ssl, inner_.openssl.get()); !done)
          return std::unexpected{Problem{identity.clients->file, std::move(done.error())}};
      for (const Pair& pair : identity.pairs)
        if (auto used = use(pair, shown); !used) return used;
    }
    return {};
  }

 private:
  SslContext make_ssl_context() const {
    SslContext made{SSL_CTX_new_ex(inner_.openssl.get(), nullptr, TLS_server_method())};
    if (!made) return made;
    SSL_CTX* c = made.get();
    if (!set_algorithms(*c, settings_.least)) return nullptr;
    // The client knows its own hardware; between equals its order is taken, ours otherwise.
    SSL_CTX_set_options(c, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE |
                               SSL_OP_PRIORITIZE_CHACHA);
    SSL_CTX_set_mode(c, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_session_cache_mode(c, SSL_SESS_CACHE_OFF); // tickets, which cost no memory here
    if (settings_.max_early_bytes != 0) {
      // Each ticket is good for one connection, which OpenSSL knows by remembering them; RFC 8446 8.1.
      constexpr long most_remembered = 16 * 1024;
      SSL_CTX_set_session_cache_mode(c, SSL_SESS_CACHE_SERVER);
      SSL_CTX_sess_set_cache_size(c, most_remembered);
      SSL_CTX_set_max_early_data(c, settings_.max_early_bytes);
      SSL_CTX_set_recv_max_early_data(c, settings_.max_early_bytes);
    }
    SSL_CTX_set_num_tickets(c, 1);
    SSL_CTX_set_timeout(c, static_cast<long>(TicketKeys::lifetime_s));
    SSL_CTX_set_app_data(c, &inner_);
    SSL_CTX_set_client_hello_cb(c, choose_identity, &inner_);
    SSL_CTX_set_tlsext_servername_callback(c, take_name);
    SSL_CTX_set_tlsext_status_cb(c, staple);
    SSL_CTX_set_tlsext_status_arg(c, &inner_);
    SSL_CTX_set_info_callback(c, note_alert);
    SSL_CTX_set_tlsext_ticket_key_evp_cb(c, use_ticket_key);
    constexpr std::string_view session_id_context = "responsum";
    SSL_CTX_set_session_id_context(c, reinterpret_cast<const unsigned char*>(session_id_context.data()),
                                   static_cast<unsigned>(session_id_context.size()));
    if (!inner_.protocols.empty()) SSL_CTX_set_alpn_select_cb(c, select_protocol, &inner_);
    return made;
  }

  std::expected<void, Problem> use(const Pair& pair, Context::Inner::Shown& shown) {
    auto done = show_pair(pair, *shown.ssl, inner_.openssl.get());
    if (!done) return std::unexpected{std::move(done.error())};
    const std::vector<Certificate>& chain = done->chain;
    X509* const certificate = chain.front().get();
    const std::size_t identity = inner_.identities.size() - 1;
    CertificateFacts facts{.file = pair.certificate_file,
                           .identity = identity,
                           .names = names_in(*certificate),
                           .not_before_s = seconds_of(X509_get0_notBefore(certificate)),
                           .not_after_s = seconds_of(X509_get0_notAfter(certificate)),
                           .kind = done->key_kind,
                           .out_of_order = out_of_order(chain)};
    if (!pair.staple.empty())
      if (auto stapled = use_staple(pair, chain, facts); !stapled) return stapled;
    for (const std::string& name : facts.names) {
      inner_.by_name.emplace(name, identity); // the first that has it
      shown.covered.push_back(name);
    }
    inner_.certificates.push_back(std::move(facts));
    return {};
  }

  static bool has_signed(X509& issuer, X509& certificate) {
    const bool signed_by = X509_verify(&certificate, X509_get0_pubkey(&issuer)) == 1;
    ERR_clear_error();
    return signed_by;
  }

  // Each is signed by the next (RFC 8446 4.4.2).
  static std::size_t out_of_order(const std::vector<Certificate>& chain) {
    for (std::size_t i = 1; i < chain.size(); ++i)
      if (!has_signed(*chain[i], *chain[i - 1])) return i + 1;
    return 0;
  }

  std::expected<void, Problem> use_staple(const Pair& pair, const std::vector<Certificate>& chain,
                                          CertificateFacts& facts) {
    X509* const own = chain.front().get();
    X509* const issuer = chain.size() > 1 ? chain[1].get() : own;
    if (!has_signed(*issuer, *own))
      return std::unexpected{Problem{pair.staple_file, "it cannot be checked: behind the certificate in " +
                                                           pair.certificate_file + " there is not who signed it"}};
    auto read = read_staple(pair.staple, *own, *issuer);
    if (!read) return std::unexpected{Problem{pair.staple_file, std::move(read.error())}};
    facts.staple = {.file = pair.staple_file, .next_update_s = read->next_update_s, .revoked = read->revoked};
    inner_.staples.emplace(own, std::move(*read));
    return {};
  }

  const Settings& settings_;
  Context::Inner& inner_;
};

} // namespace

bool name_covers(std::string_view certificate_name, std::string_view host) {
  if (!certificate_name.starts_with("*.")) return certificate_name == host;
  const std::size_t dot = host.find('.');
  return dot != std::string_view::npos && dot != 0 && host.substr(dot) == certificate_name.substr(1);
}

std::expected<std::string, Problem> read_whole(const std::string& file) {
  std::string to;
  constexpr std::streamsize most = 1024 * 1024;
  errno = 0;
  std::ifstream in{file, std::ios::binary};
  to.resize(static_cast<std::size_t>(most));
  if (in) in.read(to.data(), most);
  to.resize(in.good() || in.eof() ? static_cast<std::size_t>(in.gcount()) : 0);
  if (!to.empty()) return to;
  return std::unexpected{Problem{file, errno != 0 ? std::strerror(errno) : "the file is empty"}};
}

std::expected<Pair, Problem> read_pair(const std::string& certificate_file, const std::string& key_file) {
  auto certificate = read_whole(certificate_file);
  if (!certificate) return std::unexpected{std::move(certificate.error())};
  auto key = read_whole(key_file);
  if (!key) return std::unexpected{std::move(key.error())};
  return Pair{certificate_file, key_file, std::move(*certificate), std::move(*key)};
}

std::size_t Context::Inner::identity_for(std::string_view server_name) const {
  if (const auto exact = by_name.find(std::string{server_name}); exact != by_name.end()) return exact->second;
  const std::size_t dot = server_name.find('.');
  if (dot == std::string_view::npos || dot == 0) return 0;
  const auto wildcard = by_name.find("*" + std::string{server_name.substr(dot)});
  return wildcard != by_name.end() ? wildcard->second : 0;
}

Context::Context(std::unique_ptr<Inner> inner) : inner_{std::move(inner)} {}
Context::~Context() = default;

std::expected<std::unique_ptr<Context>, Problem> Context::make(const Settings& settings, const base::Now& now) {
  LibraryContext openssl{OSSL_LIB_CTX_new()};
  Cipher ticket_cipher{openssl ? EVP_CIPHER_fetch(openssl.get(), "AES-256-CBC", nullptr) : nullptr};
  if (!ticket_cipher) return std::unexpected{Problem{"", "TLS cannot be set up: " + take_error()}};
  std::unique_ptr<Inner> inner{new Inner{.openssl = std::move(openssl),
                                         .shared = {.wire = make_wire_method()},
                                         .identities = {},
                                         .certificates = {},
                                         .staples = {},
                                         .by_name = {},
                                         .protocols = {},
                                         .protocols_after_upgrade = {},
                                         .ticket_cipher = std::move(ticket_cipher),
                                         .tickets = {settings.ticket_secret, settings.ticket_secret_from_s},
                                         .takes_early = settings.max_early_bytes != 0,
                                         .now = now}};
  if (auto made = Making{settings, *inner}.run(); !made) return std::unexpected{std::move(made.error())};
  return std::unique_ptr<Context>{new Context{std::move(inner)}};
}

const std::vector<CertificateFacts>& Context::certificates() const { return inner_->certificates; }

std::size_t Context::identity_for(std::string_view server_name) const { return inner_->identity_for(server_name); }

std::size_t Context::handshakes() const { return inner_->shared.handshakes; }

bool Context::asks_clients(std::size_t identity) const { return inner_->identities[identity].asks_clients; }

std::expected<ClientCertificate, std::string> Context::judge_client(std::size_t identity,
                                                                    const std::string& pem) const {
  return judge(pem, *inner_->identities[identity].ssl, inner_->openssl.get());
}

std::string_view Context::name_of(std::size_t identity) const { return inner_->identities[identity].name; }

bool Context::covers(std::size_t identity, std::string_view host) const {
  return std::ranges::any_of(inner_->identities[identity].covered,
                             [host](const std::string& name) { return name_covers(name, host); });
}

} // namespace responsum::net::tls
