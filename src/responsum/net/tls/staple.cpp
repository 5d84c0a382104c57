#include "responsum/net/tls/staple.hpp"

#include <openssl/ocsp.h>

#include "responsum/net/tls/certificate.hpp"

namespace responsum::net::tls {

namespace {

using Response = std::unique_ptr<OCSP_RESPONSE, Deleter<&OCSP_RESPONSE_free>>;
using Basic = std::unique_ptr<OCSP_BASICRESP, Deleter<&OCSP_BASICRESP_free>>;
using CertificateId = std::unique_ptr<OCSP_CERTID, Deleter<&OCSP_CERTID_free>>;
using Store = std::unique_ptr<X509_STORE, Deleter<&X509_STORE_free>>;

base::UnixSeconds seconds_of_general(const ASN1_GENERALIZEDTIME* time) {
  return time == nullptr ? 0 : seconds_of(time);
}

// The digests are the response's choice, so the certificate is looked for by each that it uses.
OCSP_SINGLERESP* find(OCSP_BASICRESP* basic, const X509& certificate, const X509& issuer) {
  for (int i = 0; i < OCSP_resp_count(basic); ++i) {
    OCSP_SINGLERESP* single = OCSP_resp_get0(basic, i);
    ASN1_OBJECT* digest = nullptr;
    const OCSP_CERTID* id = OCSP_SINGLERESP_get0_id(single);
    OCSP_id_get0_info(nullptr, &digest, nullptr, nullptr, const_cast<OCSP_CERTID*>(id));
    const EVP_MD* method = EVP_get_digestbyobj(digest);
    if (method == nullptr) continue;
    const CertificateId wanted{OCSP_cert_to_id(method, &certificate, &issuer)};
    if (wanted && OCSP_id_cmp(wanted.get(), id) == 0) return single;
  }
  return nullptr;
}

// By the issuer, or by whom it has appointed (RFC 6960 4.2.2.2).
bool is_signed(OCSP_BASICRESP* basic, X509& issuer) {
  const Store store{X509_STORE_new()};
  X509_STORE_add_cert(store.get(), &issuer);
  // What is above the issuer is not this file's business, and its dates are said elsewhere.
  X509_STORE_set_flags(store.get(), X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_NO_CHECK_TIME);
  const CertificateStack known{sk_X509_new_null()};
  sk_X509_push(known.get(), &issuer);
  return OCSP_basic_verify(basic, known.get(), store.get(), 0) == 1;
}

} // namespace

std::expected<Staple, std::string> read_staple(std::string octets, const X509& certificate, X509& issuer) {
  ERR_clear_error();
  const auto* at = reinterpret_cast<const unsigned char*>(octets.data());
  const Response response{d2i_OCSP_RESPONSE(nullptr, &at, static_cast<long>(octets.size()))};
  if (!response) return std::unexpected{"it is no OCSP response in DER: " + take_error()};
  if (const int status = OCSP_response_status(response.get()); status != OCSP_RESPONSE_STATUS_SUCCESSFUL)
    return std::unexpected{std::string{"the responder refused to say anything: "} + OCSP_response_status_str(status)};
  const Basic basic{OCSP_response_get1_basic(response.get())};
  if (!basic) return std::unexpected{"it is no OCSP response that can be understood: " + take_error()};
  OCSP_SINGLERESP* const single = find(basic.get(), certificate, issuer);
  if (single == nullptr) return std::unexpected{std::string{"it is about another certificate"}};
  if (!is_signed(basic.get(), issuer))
    return std::unexpected{"it is not signed by who signed the certificate: " + take_error()};
  ASN1_GENERALIZEDTIME* this_update = nullptr;
  ASN1_GENERALIZEDTIME* next_update = nullptr;
  const int status = OCSP_single_get0_status(single, nullptr, nullptr, &this_update, &next_update);
  ERR_clear_error();
  if (status == V_OCSP_CERTSTATUS_UNKNOWN)
    return std::unexpected{std::string{"it says that the certificate is unknown to the authority"}};
  return Staple{std::move(octets), seconds_of_general(this_update), seconds_of_general(next_update),
                status == V_OCSP_CERTSTATUS_REVOKED};
}

} // namespace responsum::net::tls
