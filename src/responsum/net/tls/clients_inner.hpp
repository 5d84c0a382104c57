// OpenSSL's part of clients.hpp.
#pragma once

#include <expected>
#include <string>

#include "responsum/net/tls/clients.hpp"
#include "responsum/net/tls/openssl.hpp"

namespace responsum::net::tls {

// Lets `context` ask its clients; ask_client() does so on one connection. The error is a sentence.
std::expected<void, std::string> trust(const ClientAuthorities& authorities, SSL_CTX& context, OSSL_LIB_CTX* openssl);

// To be called before a session is looked for: who is asked for a certificate is asked each time, since tickets
// hold neither what stood above it nor what is trusted since.
void ask_client(SSL& ssl);

// What the handshake of `ssl` found; `certificate` is what the client showed.
ClientCertificate client_of(const SSL& ssl, const X509& certificate);

// As a handshake would find it. The error is a sentence.
std::expected<ClientCertificate, std::string> judge(const std::string& pem, SSL_CTX& context, OSSL_LIB_CTX* openssl);

} // namespace responsum::net::tls
