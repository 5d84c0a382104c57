// What the tests of this room share: files with certificates, and a client whose wire is memory.
#pragma once

#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include <openssl/pem.h>

#include "responsum/base/assert.hpp"
#include "responsum/net/tls/context.hpp"
#include "responsum/net/tls/development.hpp"
#include "responsum/net/tls/openssl.hpp"

namespace responsum::net::tls::testing {

// Gone with the test.
class Files {
 public:
  Files() {
    std::string pattern = (std::filesystem::temp_directory_path() / "responsum-tls.XXXXXX").string();
    RESPONSUM_ASSERT(::mkdtemp(pattern.data()) != nullptr);
    folder_ = pattern;
  }
  Files(const Files&) = delete;
  Files& operator=(const Files&) = delete;
  ~Files() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream{folder_ / name} << text;
    return (folder_ / name).string();
  }
  Pair pair(const std::string& name, const std::vector<std::string>& names, KeyKind kind = KeyKind::p_256) const {
    const PemPair pem = make_development_certificate(names, now_s, 90, kind);
    return {write(name + ".pem", pem.certificate), write(name + ".key", pem.key), pem.certificate, pem.key};
  }

  static constexpr base::UnixSeconds now_s = 1'700'000'000;

 private:
  std::filesystem::path folder_;
};

// Says what a client says and hears what it hears; the octets in between are the test's to carry.
class Client {
 public:
  explicit Client(const std::string& server_name, const std::vector<std::string>& protocols = {})
      : context_{SSL_CTX_new(TLS_client_method())}, ssl_{SSL_new(context_.get())} {
    SSL_set_bio(ssl_.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_connect_state(ssl_.get());
    if (!server_name.empty()) SSL_set_tlsext_host_name(ssl_.get(), server_name.c_str());
    std::string offered;
    for (const std::string& p : protocols) offered.append(1, static_cast<char>(p.size())).append(p);
    SSL_set_alpn_protos(ssl_.get(), reinterpret_cast<const unsigned char*>(offered.data()),
                        static_cast<unsigned>(offered.size()));
  }

  SSL* ssl() { return ssl_.get(); }
  void hear(std::string_view wire) {
    BIO_write(SSL_get_rbio(ssl_.get()), wire.data(), static_cast<int>(wire.size()));
  }
  // What it has to send by now.
  std::string wire() {
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(SSL_get_wbio(ssl_.get()), &bytes);
    std::string taken{bytes, static_cast<std::size_t>(size)};
    BIO_reset(SSL_get_wbio(ssl_.get()));
    return taken;
  }
  // Goes on with the handshake, and returns what has come by now.
  std::string read() {
    std::string text;
    std::array<char, 4096> piece;
    std::size_t got = 0;
    while (SSL_read_ex(ssl_.get(), piece.data(), piece.size(), &got) == 1) text.append(piece.data(), got);
    return text;
  }
  void write(std::string_view text) {
    std::size_t written = 0;
    SSL_write_ex(ssl_.get(), text.data(), text.size(), &written);
  }
  // Shows this when it is asked who it is.
  void use(const PemPair& pair) {
    const Bio certificate{BIO_new_mem_buf(pair.certificate.data(), static_cast<int>(pair.certificate.size()))};
    const Bio key{BIO_new_mem_buf(pair.key.data(), static_cast<int>(pair.key.size()))};
    const Certificate own{PEM_read_bio_X509(certificate.get(), nullptr, nullptr, nullptr)};
    const PrivateKey secret{PEM_read_bio_PrivateKey(key.get(), nullptr, nullptr, nullptr)};
    SSL_use_certificate(ssl_.get(), own.get());
    SSL_use_PrivateKey(ssl_.get(), secret.get());
  }
  bool established() const { return SSL_is_init_finished(ssl_.get()) == 1; }

 private:
  SslContext context_;
  Ssl ssl_;
};

} // namespace responsum::net::tls::testing
