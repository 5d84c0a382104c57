// Owners of OpenSSL's objects, and its errors as text. Only this room includes it.
#pragma once

#include <memory>
#include <string>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

namespace responsum::net::tls {

template <auto Free>
struct Deleter {
  void operator()(auto* object) const { Free(object); }
};

using LibraryContext = std::unique_ptr<OSSL_LIB_CTX, Deleter<&OSSL_LIB_CTX_free>>;
using SslContext = std::unique_ptr<SSL_CTX, Deleter<&SSL_CTX_free>>;
using Ssl = std::unique_ptr<SSL, Deleter<&SSL_free>>;
using Bio = std::unique_ptr<BIO, Deleter<&BIO_free_all>>;
using BioMethod = std::unique_ptr<BIO_METHOD, Deleter<&BIO_meth_free>>;
using Certificate = std::unique_ptr<X509, Deleter<&X509_free>>;
using CertificateStack = std::unique_ptr<STACK_OF(X509), decltype([](STACK_OF(X509) * s) { sk_X509_free(s); })>;
using Cipher = std::unique_ptr<EVP_CIPHER, Deleter<&EVP_CIPHER_free>>;
using PrivateKey = std::unique_ptr<EVP_PKEY, Deleter<&EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Deleter<&EVP_PKEY_CTX_free>>;

// The oldest error of this thread, in OpenSSL's words, and none is left afterwards; empty when there was none.
inline std::string take_error() {
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  if (code == 0) return {};
  const char* reason = ERR_reason_error_string(code);
  return reason != nullptr ? reason : "error " + std::to_string(code);
}

} // namespace responsum::net::tls
