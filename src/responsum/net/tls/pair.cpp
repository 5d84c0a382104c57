#include "responsum/net/tls/pair.hpp"

#include <algorithm>

#include <openssl/pem.h>

#include "responsum/net/tls/certificate.hpp"

namespace responsum::net::tls {

namespace {

// The first is one's own.
bool show(const std::vector<Certificate>& chain, SSL_CTX& context) {
  if (SSL_CTX_use_certificate(&context, chain.front().get()) != 1) return false;
  return std::ranges::all_of(chain.begin() + 1, chain.end(), [&](const Certificate& above) {
    return SSL_CTX_add1_chain_cert(&context, above.get()) == 1;
  });
}

} // namespace

std::expected<ShownPair, Problem> show_pair(const Pair& pair, SSL_CTX& context, OSSL_LIB_CTX* openssl) {
  ERR_clear_error();
  ShownPair shown{.chain = certificates_in(pair.certificate_pem, openssl), .key_kind = {}};
  if (shown.chain.empty() || !show(shown.chain, context))
    return std::unexpected{Problem{pair.certificate_file, "the certificate cannot be used: " + take_error()}};
  const Bio text{BIO_new_mem_buf(pair.key_pem.data(), static_cast<int>(pair.key_pem.size()))};
  const PrivateKey key{PEM_read_bio_PrivateKey_ex(text.get(), nullptr, no_passphrase, nullptr, openssl, nullptr)};
  if (!key) return std::unexpected{Problem{pair.key_file, "the key cannot be used: " + take_error()}};
  if (X509_check_private_key(shown.chain.front().get(), key.get()) != 1) {
    ERR_clear_error();
    return std::unexpected{
        Problem{pair.key_file, "the key does not belong to the certificate in " + pair.certificate_file}};
  }
  if (SSL_CTX_use_PrivateKey(&context, key.get()) != 1)
    return std::unexpected{Problem{pair.key_file, "the key cannot be used: " + take_error()}};
  shown.key_kind = EVP_PKEY_get0_type_name(key.get());
  return shown;
}

bool set_algorithms(SSL_CTX& context, Version least) {
  SSL_CTX_set_min_proto_version(&context, least == Version::tls_1_3 ? TLS1_3_VERSION : TLS1_2_VERSION);
  if (SSL_CTX_set_cipher_list(&context, "ECDHE+AESGCM+AES128:ECDHE+AESGCM:ECDHE+CHACHA20:!aNULL") != 1) return false;
  if (SSL_CTX_set_ciphersuites(&context,
                               "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256") != 1)
    return false;
  return SSL_CTX_set1_groups_list(&context, "X25519:P-256:P-384") == 1;
}

std::vector<unsigned char> protocol_list(std::span<const std::string> protocols) {
  std::vector<unsigned char> list;
  for (const std::string& protocol : protocols) {
    list.push_back(static_cast<unsigned char>(protocol.size()));
    list.insert(list.end(), protocol.begin(), protocol.end());
  }
  return list;
}

} // namespace responsum::net::tls
