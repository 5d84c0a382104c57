#include "responsum/net/tls/certificate.hpp"

#include <arpa/inet.h>

#include <array>
#include <ctime>
#include <string_view>

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "responsum/base/text.hpp"

namespace responsum::net::tls {

namespace {

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

} // namespace

int no_passphrase(char*, int, int, void*) { return -1; }

std::vector<Certificate> certificates_in(const std::string& pem, OSSL_LIB_CTX* openssl) {
  const Bio text{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
  std::vector<Certificate> all;
  for (;;) {
    X509* next = X509_new_ex(openssl, nullptr);
    const bool read = PEM_read_bio_X509(text.get(), &next, no_passphrase, nullptr) != nullptr;
    Certificate owned{next};
    if (read) {
      all.push_back(std::move(owned));
      continue;
    }
    if (ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE) all.clear();
    if (!all.empty()) ERR_clear_error();
    return all;
  }
}

base::UnixSeconds seconds_of(const ASN1_TIME* time) {
  std::tm parts{};
  return ASN1_TIME_to_tm(time, &parts) == 1 ? ::timegm(&parts) : 0;
}

std::vector<std::string> names_in(const X509& certificate) {
  using Names = std::unique_ptr<GENERAL_NAMES, Deleter<&GENERAL_NAMES_free>>;
  const Names all{
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(&certificate, NID_subject_alt_name, nullptr, nullptr))};
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

std::string subject_of(const X509& certificate) {
  const Bio text{BIO_new(BIO_s_mem())};
  X509_NAME_print_ex(text.get(), X509_get_subject_name(&certificate), 0, XN_FLAG_RFC2253);
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(text.get(), &bytes);
  return size > 0 ? std::string{bytes, static_cast<std::size_t>(size)} : std::string{"(no name)"};
}

} // namespace responsum::net::tls
