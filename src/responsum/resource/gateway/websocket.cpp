#include "responsum/resource/gateway/websocket.hpp"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <array>
#include <span>

#include "responsum/base/base64.hpp"

namespace responsum::resource::gateway {

namespace {

std::string in_base64(std::span<const unsigned char> octets) {
  return base::encode_base64({reinterpret_cast<const char*>(octets.data()), octets.size()}, base::Base64::standard);
}

} // namespace

std::string make_websocket_key() {
  std::array<unsigned char, 16> random{};
  RAND_bytes(random.data(), static_cast<int>(random.size()));
  return in_base64(random);
}

std::string websocket_accept(std::string_view key) {
  std::string text{key};
  text += "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // RFC 6455 1.3
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr);
  return in_base64(std::span{digest}.first(size));
}

} // namespace responsum::resource::gateway
