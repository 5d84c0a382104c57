// An authority for tests: it issues certificates, to servers and to clients, and says what has become of them.
#pragma once

#include <string>
#include <vector>

#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "responsum/base/assert.hpp"
#include "responsum/base/clock.hpp"
#include "responsum/net/tls/development.hpp"
#include "responsum/net/tls/openssl.hpp"

namespace responsum::net::tls::testing {

class Authority {
 public:
  // Its own certificate is good from a day before for a year.
  Authority(const std::string& name, base::UnixSeconds now_s) : now_s_{now_s}, key_{EVP_EC_gen("P-256")} {
    own_ = make(name, *key_, nullptr, 365);
    extend(*own_, NID_basic_constraints, "critical,CA:TRUE");
    X509_sign(own_.get(), key_.get(), EVP_sha256());
  }

  std::string pem() const { return pem_of(*own_); }

  // Good from a day before for `days`. `name` becomes the common name; of servers it is a host too.
  PemPair issue(const std::string& name, int days = 90, const std::string& usage = "clientAuth") const {
    const PrivateKey key{EVP_EC_gen("P-256")};
    const Certificate made = make(name, *key, own_.get(), days);
    extend(*made, NID_basic_constraints, "critical,CA:FALSE");
    extend(*made, NID_ext_key_usage, usage);
    extend(*made, NID_subject_alt_name, "DNS:" + name);
    X509_sign(made.get(), key_.get(), EVP_sha256());
    const Bio text{BIO_new(BIO_s_mem())};
    PEM_write_bio_PrivateKey(text.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    return {pem_of(*made), text_of(*text)};
  }

  // What it says of a certificate, as DER; `status` is one of V_OCSP_CERTSTATUS_.
  std::string say(const std::string& certificate_pem, int status = V_OCSP_CERTSTATUS_GOOD, int days = 7) const {
    const Bio text{BIO_new_mem_buf(certificate_pem.data(), static_cast<int>(certificate_pem.size()))};
    const Certificate certificate{PEM_read_bio_X509(text.get(), nullptr, nullptr, nullptr)};
    using Basic = std::unique_ptr<OCSP_BASICRESP, Deleter<&OCSP_BASICRESP_free>>;
    using Response = std::unique_ptr<OCSP_RESPONSE, Deleter<&OCSP_RESPONSE_free>>;
    using Id = std::unique_ptr<OCSP_CERTID, Deleter<&OCSP_CERTID_free>>;
    using Time = std::unique_ptr<ASN1_TIME, Deleter<&ASN1_STRING_free>>;
    const Basic basic{OCSP_BASICRESP_new()};
    const Id id{OCSP_cert_to_id(EVP_sha1(), certificate.get(), own_.get())};
    const Time from{ASN1_GENERALIZEDTIME_set(nullptr, now_s_)};
    const Time until{ASN1_GENERALIZEDTIME_set(nullptr, now_s_ + days * day_s)};
    OCSP_basic_add1_status(basic.get(), id.get(), status, OCSP_REVOKED_STATUS_KEYCOMPROMISE, from.get(), from.get(),
                           until.get());
    OCSP_basic_sign(basic.get(), own_.get(), key_.get(), EVP_sha256(), nullptr, 0);
    const Response response{OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic.get())};
    unsigned char* octets = nullptr;
    const int size = i2d_OCSP_RESPONSE(response.get(), &octets);
    std::string der{reinterpret_cast<const char*>(octets), static_cast<std::size_t>(size)};
    OPENSSL_free(octets);
    return der;
  }

 private:
  static constexpr long day_s = 24 * 60 * 60;

  static std::string text_of(BIO& memory) {
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(&memory, &bytes);
    return {bytes, static_cast<std::size_t>(size)};
  }
  static std::string pem_of(const X509& certificate) {
    const Bio text{BIO_new(BIO_s_mem())};
    PEM_write_bio_X509(text.get(), &certificate);
    return text_of(*text);
  }
  static void extend(X509& certificate, int kind, const std::string& value) {
    using Extension = std::unique_ptr<X509_EXTENSION, Deleter<&X509_EXTENSION_free>>;
    const Extension extension{X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str())};
    RESPONSUM_ASSERT(extension != nullptr);
    X509_add_ext(&certificate, extension.get(), -1);
  }
  // Without its signature; `issuer` is null for one that signs itself.
  Certificate make(const std::string& name, EVP_PKEY& key, X509* issuer, int days) const {
    Certificate made{X509_new()};
    X509_set_version(made.get(), X509_VERSION_3);
    ASN1_INTEGER_set_uint64(X509_get_serialNumber(made.get()), ++serial_);
    ASN1_TIME_set(X509_getm_notBefore(made.get()), now_s_ - day_s);
    ASN1_TIME_set(X509_getm_notAfter(made.get()), now_s_ + days * day_s);
    X509_set_pubkey(made.get(), &key);
    X509_NAME* subject = X509_get_subject_name(made.get());
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(name.c_str()), -1,
                               -1, 0);
    X509_set_issuer_name(made.get(), issuer != nullptr ? X509_get_subject_name(issuer) : subject);
    return made;
  }

  base::UnixSeconds now_s_;
  PrivateKey key_;
  Certificate own_;
  mutable std::uint64_t serial_ = 0;
};

} // namespace responsum::net::tls::testing
