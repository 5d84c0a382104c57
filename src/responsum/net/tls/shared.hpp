// What all engines of one context use, one after the other.
#pragma once

#include <cstddef>
#include <string>

#include "responsum/net/tls/openssl.hpp"

namespace responsum::net::tls {

struct Shared {
  BioMethod wire; // see engine.cpp
  // Scratch: what one engine has written is sent or copied before the next is asked.
  std::string output{};
  std::string sent{};
  std::string record{};
  std::size_t handshakes = 0; // begun and not done
};

// engine.cpp
BioMethod make_wire_method();
bool is_upgraded(const SSL* ssl);
void note_alert(const SSL* ssl, int where, int value);         // as SSL_CTX_set_info_callback() wants it
int keep_session(SSL* ssl, SSL_SESSION* session);              // as SSL_CTX_sess_set_new_cb() does
int note_certificate(int sound, X509_STORE_CTX* verification); // as SSL_CTX_set_verify() does

} // namespace responsum::net::tls
