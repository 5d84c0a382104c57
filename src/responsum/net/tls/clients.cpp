#include "responsum/net/tls/clients.hpp"

#include <algorithm>

#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include "responsum/net/tls/certificate.hpp"
#include "responsum/net/tls/clients_inner.hpp"

namespace responsum::net::tls {

namespace {

// Dates are left to whoever asks: a certificate may expire while its connection lasts.
void leave_dates(X509_STORE_CTX* verification) {
  X509_VERIFY_PARAM_set_flags(X509_STORE_CTX_get0_param(verification), X509_V_FLAG_NO_CHECK_TIME);
}

// Whatever is found, the handshake goes on; OpenSSL keeps it for SSL_get_verify_result().
int verify(X509_STORE_CTX* verification, void*) {
  leave_dates(verification);
  X509_verify_cert(verification);
  ERR_clear_error();
  return 1;
}

// RFC 5280 4.2.1.6. A name with a NUL in it is none: whoever compares it would see a part (RFC 6125 6.4).
std::vector<std::string> names_of(const X509& certificate) {
  std::vector<std::string> names{subject_of(certificate)};
  using Names = std::unique_ptr<GENERAL_NAMES, Deleter<&GENERAL_NAMES_free>>;
  const Names all{
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(&certificate, NID_subject_alt_name, nullptr, nullptr))};
  for (int i = 0; all != nullptr && i < sk_GENERAL_NAME_num(all.get()); ++i) {
    int kind = 0;
    const void* value = GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(all.get(), i), &kind);
    if (kind != GEN_EMAIL && kind != GEN_DNS && kind != GEN_URI) continue;
    const auto* text = static_cast<const ASN1_IA5STRING*>(value);
    const std::string_view octets{reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
                                  static_cast<std::size_t>(ASN1_STRING_length(text))};
    if (octets.find('\0') != octets.npos) continue;
    const std::string prefix = kind == GEN_EMAIL ? "email:" : kind == GEN_DNS ? "dns:" : "uri:";
    names.push_back(prefix + std::string{octets});
  }
  return names;
}

// `chain` is null where none was found.
ClientCertificate describe(const X509& certificate, long result, const STACK_OF(X509) * chain) {
  ClientCertificate client{subject_of(certificate),
                           result == X509_V_OK ? std::string{} : X509_verify_cert_error_string(result),
                           seconds_of(X509_get0_notBefore(&certificate)),
                           seconds_of(X509_get0_notAfter(&certificate)), names_of(certificate)};
  for (int i = 0; chain != nullptr && i < sk_X509_num(chain); ++i) {
    const X509* above = sk_X509_value(chain, i);
    client.not_before_s = std::max(client.not_before_s, seconds_of(X509_get0_notBefore(above)));
    client.not_after_s = std::min(client.not_after_s, seconds_of(X509_get0_notAfter(above)));
  }
  return client;
}

} // namespace

std::expected<void, std::string> trust(const ClientAuthorities& authorities, SSL_CTX& context,
                                       OSSL_LIB_CTX* openssl) {
  const std::vector<Certificate> all = certificates_in(authorities.pem, openssl);
  if (all.empty()) return std::unexpected{"no certificate of an authority can be read: " + take_error()};
  for (const Certificate& authority : all) {
    if (X509_check_ca(authority.get()) == 0)
      return std::unexpected{"this is no certificate of an authority: " + subject_of(*authority)};
    X509_STORE_add_cert(SSL_CTX_get_cert_store(&context), authority.get());
    SSL_CTX_add_client_CA(&context, authority.get()); // named in the request, so that clients choose well
  }
  SSL_CTX_set_cert_verify_callback(&context, verify, nullptr);
  ERR_clear_error();
  return {};
}

void ask_client(SSL& ssl) {
  SSL_set_verify(&ssl, SSL_VERIFY_PEER, nullptr);
  SSL_set_options(&ssl, SSL_OP_NO_TICKET);
  SSL_set_num_tickets(&ssl, 0);
}

ClientCertificate client_of(const SSL& ssl, const X509& certificate) {
  return describe(certificate, SSL_get_verify_result(&ssl), SSL_get0_verified_chain(&ssl));
}

std::expected<ClientCertificate, std::string> judge(const std::string& pem, SSL_CTX& context, OSSL_LIB_CTX* openssl) {
  using Verification = std::unique_ptr<X509_STORE_CTX, Deleter<&X509_STORE_CTX_free>>;
  const std::vector<Certificate> shown = certificates_in(pem, openssl);
  if (shown.empty()) return std::unexpected{"no certificate can be read: " + take_error()};
  const CertificateStack above{sk_X509_new_null()}; // the certificates remain those of `shown`
  for (const Certificate& one : shown) sk_X509_push(above.get(), one.get());
  const Verification verification{X509_STORE_CTX_new_ex(openssl, nullptr)};
  X509_STORE_CTX_init(verification.get(), SSL_CTX_get_cert_store(&context), shown.front().get(), above.get());
  X509_STORE_CTX_set_default(verification.get(), "ssl_client");
  verify(verification.get(), nullptr);
  return describe(*shown.front(), X509_STORE_CTX_get_error(verification.get()),
                  X509_STORE_CTX_get0_chain(verification.get()));
}

} // namespace responsum::net::tls
