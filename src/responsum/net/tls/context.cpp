#include "responsum/net/tls/context.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <fstream>
#include <utility>

#include <arpa/inet.h>

#include <openssl/core_names.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include "responsum/base/text.hpp"
#include "responsum/net/tls/context_inner.hpp"

namespace responsum::net::tls {

namespace {

base::UnixSeconds seconds_of(const ASN1_TIME* time) {
  std::tm parts{};
  return ASN1_TIME_to_tm(time, &parts) == 1 ? ::timegm(&parts) : 0;
}

std::string_view octets_of(const ASN1_STRING* text) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
          static_cast<std::size_t>(ASN1_STRING_length(text))};
}

// 4 or 16 octets as text; empty when they are neither.
std::string address_of(std::string_view octets) {
  std::array<char, INET6_ADDRSTRLEN> text;
  const int family = octets.size() == 4 ? AF_INET : AF_INET6;
  if (octets.size() != 4 && octets.size() != 16) return {};
  return ::inet_ntop(family, octets.data(), text.data(), text.size());
}

// The alternative names alone: a common name is nobody's identity any more (RFC 9110 4.3.4).
std::vector<std::string> names_in(const X509* certificate) {
  using Names = std::unique_ptr<GENERAL_NAMES, Deleter<&GENERAL_NAMES_free>>;
  const Names all{static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr))};
  std::vector<std::string> names;
  for (int i = 0; all && i < sk_GENERAL_NAME_num(all.get()); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(all.get(), i);
    if (name->type == GEN_DNS) names.push_back(base::lower_case(octets_of(name->d.dNSName)));
    if (name->type != GEN_IPADD) continue;
    if (auto address = address_of(octets_of(name->d.iPAddress)); !address.empty())
      names.push_back(std::move(address));
  }
  return names;
}

// OpenSSL asks for the passphrase of an encrypted key on the terminal unless somebody answers.
int no_passphrase(char*, int, int, void*) { return -1; }

// Client and server agree on the first of ours that is among theirs; without one the handshake ends with the alert
// no_application_protocol (RFC 7301 3.2).
int select_protocol(SSL*, const unsigned char** out, unsigned char* length, const unsigned char* offered,
                    unsigned offered_length, void* argument) {
  const auto& inner = *static_cast<const Context::Inner*>(argument);
  unsigned char* chosen = nullptr;
  const int found = SSL_select_next_proto(&chosen, length, inner.protocols.data(),
                                          static_cast<unsigned>(inner.protocols.size()), offered, offered_length);
  *out = chosen;
  return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

// A name that no certificate is for gets the first identity: the answer to its request will be that it is
// misdirected, which tells more than an alert.
int choose_identity(SSL* ssl, int*, void* argument) {
  const auto& inner = *static_cast<const Context::Inner*>(argument);
  const char* name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
  if (name == nullptr) return SSL_TLSEXT_ERR_NOACK;
  SSL_set_SSL_CTX(ssl, inner.identities[inner.identity_for(base::lower_case(name))].ssl.get());
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
  const auto start = making != 0 ? EVP_EncryptInit_ex : EVP_DecryptInit_ex;
  if (start(cipher, EVP_aes_256_cbc(), nullptr, key->cipher.data(), iv) != 1) return -1;
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
    for (const std::string& protocol : settings_.protocols) {
      inner_.protocols.push_back(static_cast<unsigned char>(protocol.size()));
      inner_.protocols.insert(inner_.protocols.end(), protocol.begin(), protocol.end());
    }
    for (std::size_t i = 0; i < settings_.identities.size(); ++i)
      for (const std::string& host : settings_.identities[i].hosts) inner_.by_name.emplace(host, i);
    for (const Identity& identity : settings_.identities) {
      Context::Inner::Shown& shown = inner_.identities.emplace_back(identity.name, make_ssl_context());
      if (!shown.ssl) return std::unexpected{Problem{"", "TLS cannot be set up: " + take_error()}};
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
    SSL_CTX_set_min_proto_version(c, settings_.least == Version::tls_1_3 ? TLS1_3_VERSION : TLS1_2_VERSION);
    // The client knows its own hardware; between equals its order is taken, ours otherwise.
    SSL_CTX_set_options(c, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE |
                               SSL_OP_PRIORITIZE_CHACHA);
    SSL_CTX_set_mode(c, SSL_MODE_RELEASE_BUFFERS);
    // Of the suites of TLS 1.2 those with forward secrecy and authenticated encryption (RFC 9325 4.2).
    if (SSL_CTX_set_cipher_list(c, "ECDHE+AESGCM:ECDHE+CHACHA20:!aNULL") != 1) return nullptr;
    if (SSL_CTX_set1_groups_list(c, "X25519:P-256:P-384") != 1) return nullptr;
    SSL_CTX_set_session_cache_mode(c, SSL_SESS_CACHE_OFF); // tickets, which cost no memory here
    SSL_CTX_set_num_tickets(c, 1);
    SSL_CTX_set_timeout(c, static_cast<long>(TicketKeys::lifetime_s));
    SSL_CTX_set_app_data(c, &inner_);
    SSL_CTX_set_tlsext_servername_callback(c, choose_identity);
    SSL_CTX_set_tlsext_servername_arg(c, &inner_);
    SSL_CTX_set_tlsext_ticket_key_evp_cb(c, use_ticket_key);
    constexpr std::string_view session_id_context = "responsum";
    SSL_CTX_set_session_id_context(c, reinterpret_cast<const unsigned char*>(session_id_context.data()),
                                   static_cast<unsigned>(session_id_context.size()));
    if (!inner_.protocols.empty()) SSL_CTX_set_alpn_select_cb(c, select_protocol, &inner_);
    return made;
  }

  std::expected<void, Problem> use(const Pair& pair, Context::Inner::Shown& shown) {
    ERR_clear_error();
    SSL_CTX& context = *shown.ssl;
    const Certificate certificate = use_certificates(pair.certificate_pem, context);
    if (!certificate)
      return std::unexpected{Problem{pair.certificate_file, "the certificate cannot be used: " + take_error()}};
    const Bio text{BIO_new_mem_buf(pair.key_pem.data(), static_cast<int>(pair.key_pem.size()))};
    const PrivateKey key{
        PEM_read_bio_PrivateKey_ex(text.get(), nullptr, no_passphrase, nullptr, inner_.openssl.get(), nullptr)};
    if (!key) return std::unexpected{Problem{pair.key_file, "the key cannot be used: " + take_error()}};
    if (X509_check_private_key(certificate.get(), key.get()) != 1) {
      ERR_clear_error();
      return std::unexpected{
          Problem{pair.key_file, "the key does not belong to the certificate in " + pair.certificate_file}};
    }
    if (SSL_CTX_use_PrivateKey(&context, key.get()) != 1)
      return std::unexpected{Problem{pair.key_file, "the key cannot be used: " + take_error()}};
    const std::size_t identity = inner_.identities.size() - 1;
    CertificateFacts facts{pair.certificate_file, identity, names_in(certificate.get()),
                           seconds_of(X509_get0_notBefore(certificate.get())),
                           seconds_of(X509_get0_notAfter(certificate.get()))};
    for (const std::string& name : facts.names) {
      inner_.by_name.emplace(name, identity); // the first that has it
      shown.covered.push_back(name);
    }
    inner_.certificates.push_back(std::move(facts));
    return {};
  }

  // The first in the text is the server's own; null when one cannot be read or used.
  Certificate use_certificates(const std::string& pem, SSL_CTX& context) const {
    const Bio text{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
    Certificate own;
    for (;;) {
      X509* next = X509_new_ex(inner_.openssl.get(), nullptr);
      if (PEM_read_bio_X509(text.get(), &next, no_passphrase, nullptr) == nullptr) {
        X509_free(next);
        const bool at_end = own && ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
        if (at_end) ERR_clear_error();
        return at_end ? std::move(own) : nullptr;
      }
      if (!own) {
        own.reset(next);
        if (SSL_CTX_use_certificate(&context, next) != 1) return nullptr;
      } else if (SSL_CTX_add0_chain_cert(&context, next) != 1) {
        X509_free(next);
        return nullptr;
      }
    }
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

std::expected<Pair, Problem> read_pair(const std::string& certificate_file, const std::string& key_file) {
  Pair pair{certificate_file, key_file, {}, {}};
  const auto read = [](const std::string& file, std::string& to) -> std::expected<void, Problem> {
    constexpr std::streamsize most = 1024 * 1024;
    errno = 0;
    std::ifstream in{file, std::ios::binary};
    to.resize(static_cast<std::size_t>(most));
    if (in) in.read(to.data(), most);
    to.resize(in.good() || in.eof() ? static_cast<std::size_t>(in.gcount()) : 0);
    if (!to.empty()) return {};
    return std::unexpected{Problem{file, errno != 0 ? std::strerror(errno) : "the file is empty"}};
  };
  if (auto done = read(certificate_file, pair.certificate_pem); !done) return std::unexpected{done.error()};
  if (auto done = read(key_file, pair.key_pem); !done) return std::unexpected{done.error()};
  return pair;
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
  if (!openssl) return std::unexpected{Problem{"", "TLS cannot be set up: " + take_error()}};
  std::unique_ptr<Inner> inner{new Inner{.openssl = std::move(openssl),
                                         .wire = make_wire_method(),
                                         .identities = {},
                                         .certificates = {},
                                         .by_name = {},
                                         .protocols = {},
                                         .tickets = {settings.ticket_secret, settings.ticket_secret_from_s},
                                         .now = now,
                                         .output = {},
                                         .sent = {},
                                         .record = {}}};
  if (auto made = Making{settings, *inner}.run(); !made) return std::unexpected{std::move(made.error())};
  return std::unique_ptr<Context>{new Context{std::move(inner)}};
}

const std::vector<CertificateFacts>& Context::certificates() const { return inner_->certificates; }

std::size_t Context::identity_for(std::string_view server_name) const { return inner_->identity_for(server_name); }

std::string_view Context::name_of(std::size_t identity) const { return inner_->identities[identity].name; }

bool Context::covers(std::size_t identity, std::string_view host) const {
  return std::ranges::any_of(inner_->identities[identity].covered,
                             [host](const std::string& name) { return name_covers(name, host); });
}

} // namespace responsum::net::tls
