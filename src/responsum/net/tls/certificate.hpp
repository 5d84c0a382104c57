// What is read off certificates. Only this room includes it.
#pragma once

#include <string>
#include <vector>

#include "responsum/base/clock.hpp"
#include "responsum/net/tls/openssl.hpp"

namespace responsum::net::tls {

// OpenSSL asks for the passphrase of an encrypted key on the terminal unless somebody answers.
int no_passphrase(char*, int, int, void*);

// Those of a text of PEM, in its order; empty when there is none or one is unsound, and take_error() says why.
std::vector<Certificate> certificates_in(const std::string& pem, OSSL_LIB_CTX* openssl);

base::UnixSeconds seconds_of(const ASN1_TIME* time);

// The alternative names alone: a common name is nobody's identity any more (RFC 9110 4.3.4). In lower case.
std::vector<std::string> names_in(const X509& certificate);

// As RFC 4514 writes it, in ASCII: "CN=alice,O=Example".
std::string subject_of(const X509& certificate);

} // namespace responsum::net::tls
