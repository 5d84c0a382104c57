#include "responsum/net/tls/development.hpp"

#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <arpa/inet.h>

#include "responsum/base/assert.hpp"
#include "responsum/net/tls/openssl.hpp"

namespace responsum::net::tls {

namespace {

std::string text_in(BIO& memory) {
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(&memory, &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

bool is_address(const std::string& name) {
  unsigned char octets[16];
  return ::inet_pton(AF_INET, name.c_str(), octets) == 1 || ::inet_pton(AF_INET6, name.c_str(), octets) == 1;
}

void add_extension(X509& certificate, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, &certificate, &certificate, nullptr, nullptr, 0);
  using Extension = std::unique_ptr<X509_EXTENSION, Deleter<&X509_EXTENSION_free>>;
  const Extension extension{X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str())};
  RESPONSUM_ASSERT(extension != nullptr);
  X509_add_ext(&certificate, extension.get(), -1);
}

std::string alternative_names(std::span<const std::string> names) {
  std::string value;
  for (const std::string& name : names)
    value.append(value.empty() ? "" : ",").append(is_address(name) ? "IP:" : "DNS:").append(name);
  return value;
}

// RFC 5280 4.1.2.2: positive, at most 20 octets, and no two alike.
void set_serial_number(X509& certificate) {
  std::uint64_t number = 0;
  RAND_bytes(reinterpret_cast<unsigned char*>(&number), sizeof number);
  ASN1_INTEGER_set_uint64(X509_get_serialNumber(&certificate), number >> 1 | 1);
}

} // namespace

PemPair make_development_certificate(std::span<const std::string> names, base::UnixSeconds now_s, int days,
                                     KeyKind kind) {
  const PrivateKey key{kind == KeyKind::p_256 ? EVP_EC_gen("P-256") : EVP_RSA_gen(2048)};
  const Certificate certificate{X509_new()};
  RESPONSUM_ASSERT(key != nullptr && certificate != nullptr);
  constexpr long day_s = 24 * 60 * 60;
  X509_set_version(certificate.get(), X509_VERSION_3);
  set_serial_number(*certificate);
  ASN1_TIME_set(X509_getm_notBefore(certificate.get()), now_s - day_s);
  ASN1_TIME_set(X509_getm_notAfter(certificate.get()), now_s + days * day_s);
  X509_set_pubkey(certificate.get(), key.get());
  X509_NAME* subject = X509_get_subject_name(certificate.get());
  const auto* title = reinterpret_cast<const unsigned char*>("Responsum development certificate");
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, title, -1, -1, 0);
  X509_set_issuer_name(certificate.get(), subject);
  add_extension(*certificate, NID_basic_constraints, "critical,CA:FALSE");
  add_extension(*certificate, NID_ext_key_usage, "serverAuth");
  add_extension(*certificate, NID_subject_alt_name, alternative_names(names));
  X509_sign(certificate.get(), key.get(), EVP_sha256());

  const Bio certificate_text{BIO_new(BIO_s_mem())};
  const Bio key_text{BIO_new(BIO_s_mem())};
  PEM_write_bio_X509(certificate_text.get(), certificate.get());
  PEM_write_bio_PrivateKey(key_text.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  return {text_in(*certificate_text), text_in(*key_text)};
}

} // namespace responsum::net::tls
