// Who the upstream in TLS is, and whom the gateway is to believe about it.
#pragma once

#include <filesystem>
#include <memory>

#include <openssl/ssl.h>

namespace responsum::wire {

// An authority that nobody else knows. By the name that it is asked for the upstream is
//   app.test     as it should be; it asks for a certificate, and does without
//   h2.test      likewise, and speaks HTTP/2 to who offers it
//   strict.test  likewise, and does not do without
//   alert.test   nobody: it says so by an alert
//   mute.test    silent
//   otherwise    app.test, to whom that is not for.
class Certificates {
 public:
  // Leaves `upstream-ca.pem` and, for the gateway to show, `gateway.pem` in the folder.
  explicit Certificates(const std::filesystem::path& folder);

  SSL_CTX& context() const { return *app_; }

 private:
  struct Free {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  };
  using Context = std::unique_ptr<SSL_CTX, Free>;
  static int choose(SSL* ssl, int* alert, void* certificates);

  Context app_;
  Context strict_;
  Context http2_;
};

} // namespace responsum::wire
