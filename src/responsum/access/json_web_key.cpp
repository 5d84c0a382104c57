#include "responsum/access/json_web_key.hpp"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include "responsum/access/cryptography.hpp"
#include "responsum/base/base64.hpp"

namespace responsum::access {

namespace {

using Json = nlohmann::json;

template <auto Free>
struct Freed {
  void operator()(auto* pointer) const { Free(pointer); }
};
using Pkey = std::unique_ptr<EVP_PKEY, Freed<&EVP_PKEY_free>>;
using PkeyContext = std::unique_ptr<EVP_PKEY_CTX, Freed<&EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Freed<&EVP_MD_CTX_free>>;
using Number = std::unique_ptr<BIGNUM, Freed<&BN_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Freed<&OSSL_PARAM_BLD_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, Freed<&OSSL_PARAM_free>>;
using Signature = std::unique_ptr<ECDSA_SIG, Freed<&ECDSA_SIG_free>>;

const unsigned char* octets_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

Number number_of(std::string_view octets) {
  return Number{BN_bin2bn(octets_of(octets), static_cast<int>(octets.size()), nullptr)};
}

Pkey built(const char* kind, OSSL_PARAM_BLD* builder) {
  const Parameters parameters{OSSL_PARAM_BLD_to_param(builder)};
  const PkeyContext context{EVP_PKEY_CTX_new_from_name(nullptr, kind, nullptr)};
  EVP_PKEY* key = nullptr;
  if (parameters == nullptr || context == nullptr || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1)
    return nullptr;
  return Pkey{key};
}

std::string text_in(const Json& object, const char* member) {
  const auto found = object.find(member);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

std::string octets_in(const Json& object, const char* member) {
  return base::decode_base64(text_in(object, member), base::Base64::url).value_or("");
}

Pkey rsa_key(const Json& json) {
  const std::string modulus = octets_in(json, "n");
  const std::string exponent = octets_in(json, "e");
  if (modulus.empty() || exponent.empty() || modulus.size() > 1024) return nullptr;
  const Number n = number_of(modulus);
  const Number e = number_of(exponent);
  const Builder builder{OSSL_PARAM_BLD_new()};
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get());
  return built("RSA", builder.get());
}

constexpr std::size_t p256_octets = 32;

Pkey p256_key(const Json& json) {
  const std::string x = octets_in(json, "x");
  const std::string y = octets_in(json, "y");
  if (x.size() != p256_octets || y.size() != p256_octets) return nullptr;
  const std::string point = "\x04" + x + y; // SEC 1 2.3.3: not compressed
  const Builder builder{OSSL_PARAM_BLD_new()};
  OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0);
  OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
  return built("EC", builder.get());
}

Pkey ed25519_key(const Json& json) {
  const std::string x = octets_in(json, "x");
  return Pkey{EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, octets_of(x), x.size())};
}

// RFC 7518 3.4: two numbers side by side, which OpenSSL wants as DER.
std::string der_signature(std::string_view raw) {
  if (raw.size() != 2 * p256_octets) return {};
  const Signature signature{ECDSA_SIG_new()};
  Number r = number_of(raw.substr(0, p256_octets));
  Number s = number_of(raw.substr(p256_octets));
  if (ECDSA_SIG_set0(signature.get(), r.release(), s.release()) != 1) return {};
  unsigned char* der = nullptr;
  const int length = i2d_ECDSA_SIG(signature.get(), &der);
  if (length <= 0) return {};
  std::string out{reinterpret_cast<char*>(der), static_cast<std::size_t>(length)};
  OPENSSL_free(der);
  return out;
}

bool verify_with(EVP_PKEY* key, const EVP_MD* digest, std::string_view text, std::string_view signature) {
  const DigestContext context{EVP_MD_CTX_new()};
  return EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, key) == 1 &&
         EVP_DigestVerify(context.get(), octets_of(signature), signature.size(), octets_of(text), text.size()) == 1;
}

} // namespace

struct KeySet::Key {
  std::string id;
  Algorithm algorithm;
  Pkey pkey;          // of what has a public half
  std::string secret; // of HS256

  static std::expected<Key, std::string> read(const Json& json);
};

std::expected<KeySet::Key, std::string> KeySet::Key::read(const Json& json) {
  const std::string kind = text_in(json, "kty");
  const std::string curve = text_in(json, "crv");
  Key key{text_in(json, "kid"), Algorithm::rs256, nullptr, {}};
  const std::string called = key.id.empty() ? "a key" : "the key \"" + key.id + "\"";
  constexpr int least_rsa_bits = 2048;     // RFC 7518 3.3
  constexpr std::size_t least_octets = 32; // RFC 7518 3.2
  if (kind == "RSA") {
    key.pkey = rsa_key(json);
    if (key.pkey != nullptr && EVP_PKEY_get_bits(key.pkey.get()) < least_rsa_bits)
      return std::unexpected(called + " has fewer than 2048 bits");
  } else if (kind == "EC" && curve == "P-256") {
    key.algorithm = Algorithm::es256;
    key.pkey = p256_key(json);
  } else if (kind == "OKP" && curve == "Ed25519") {
    key.algorithm = Algorithm::ed_dsa;
    key.pkey = ed25519_key(json);
  } else if (kind == "oct") {
    key.algorithm = Algorithm::hs256;
    key.secret = octets_in(json, "k");
    if (key.secret.size() < least_octets) return std::unexpected(called + " has fewer than 32 octets");
  } else {
    return std::unexpected(called + " is of a kind that is not known here: \"" + kind +
                           (curve.empty() ? "\"" : "\", \"" + curve + "\""));
  }
  if (key.pkey == nullptr && key.secret.empty()) return std::unexpected(called + " is malformed");
  const std::string said = text_in(json, "alg");
  if (!said.empty() && said != name(key.algorithm))
    return std::unexpected(called + " is for the algorithm \"" + said + "\", which is not known here");
  return key;
}

std::optional<Algorithm> algorithm_named(std::string_view text) {
  for (const AlgorithmRow& row : algorithm_rows)
    if (row.name == text) return row.algorithm;
  return std::nullopt;
}

KeySet::KeySet() = default;
KeySet::KeySet(KeySet&&) noexcept = default;
KeySet& KeySet::operator=(KeySet&&) noexcept = default;
KeySet::~KeySet() = default;

std::size_t KeySet::size() const { return keys_.size(); }

std::vector<Algorithm> KeySet::algorithms() const {
  std::vector<Algorithm> all;
  for (const Key& key : keys_)
    if (std::ranges::find(all, key.algorithm) == all.end()) all.push_back(key.algorithm);
  return all;
}

std::expected<KeySet, std::string> KeySet::read(std::string_view text) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return std::unexpected("it is no JSON object");
  Json keys = Json::array({json});
  if (const auto found = json.find("keys"); found != json.end()) keys = *found;
  if (!keys.is_array() || keys.empty()) return std::unexpected("it has no keys");
  if (keys.size() > most) return std::unexpected("it has more than " + std::to_string(most) + " keys");
  KeySet set;
  for (const Json& one : keys) {
    if (!one.is_object()) return std::unexpected("one of its keys is no JSON object");
    if (text_in(one, "use") == "enc") continue;
    auto key = Key::read(one);
    if (!key) return std::unexpected(std::move(key.error()));
    set.keys_.push_back(std::move(*key));
  }
  if (set.keys_.empty()) return std::unexpected("it has no key for signatures");
  return set;
}

bool KeySet::verifies(Algorithm algorithm, std::string_view id, std::string_view text,
                      std::string_view signature) const {
  for (const Key& key : keys_) {
    if (key.algorithm != algorithm || (!id.empty() && !key.id.empty() && key.id != id)) continue;
    bool made_it = false;
    switch (algorithm) {
    case Algorithm::rs256: made_it = verify_with(key.pkey.get(), EVP_sha256(), text, signature); break;
    case Algorithm::es256: made_it = verify_with(key.pkey.get(), EVP_sha256(), text, der_signature(signature)); break;
    case Algorithm::ed_dsa: made_it = verify_with(key.pkey.get(), nullptr, text, signature); break;
    case Algorithm::hs256: made_it = same_secret(as_text(hmac_sha256(as_octets(key.secret), text)), signature); break;
    }
    if (made_it) return true;
  }
  return false;
}

} // namespace responsum::access
