#include "responsum/access/json_web_token.hpp"

#include <string>

#include <gtest/gtest.h>
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include "responsum/access/cryptography.hpp"
#include "responsum/base/base64.hpp"

namespace responsum::access {
namespace {

std::string url(std::string_view octets) { return base::encode_base64(octets, base::Base64::url); }

const std::string secret(32, 'k');
std::string key_set(std::string_view secret_key = secret) {
  return R"({"keys":[{"kty":"oct","kid":"1","k":")" + url(secret_key) + R"("}]})";
}

std::string signed_token(std::string_view header, std::string_view claims, std::string_view with = secret) {
  const std::string text = url(header) + "." + url(claims);
  return text + "." + url(as_text(hmac_sha256(as_octets(with), text)));
}

constexpr const char* header = R"({"alg":"HS256","kid":"1"})";
constexpr const char* claims =
    R"({"iss":"https://id.example","aud":["x","api"],"sub":"alice","exp":2000,"nbf":1000,"groups":["ops","dev"]})";

class TokenTest : public testing::Test {
 protected:
  Token read(const std::string& text, base::UnixSeconds now_s = 1500) const {
    return read_token(text, keys, rules, now_s);
  }
  Token::State of(std::string_view changed_claims) const { return read(signed_token(header, changed_claims)).state; }

  KeySet keys = *KeySet::read(key_set());
  TokenRules rules{
      .algorithms = {Algorithm::hs256}, .issuer = "https://id.example", .audiences = {"api"}, .leeway_s = 60};
};

TEST_F(TokenTest, SaysWhoItIsOf) {
  const Token token = read(signed_token(header, claims));
  ASSERT_EQ(token.state, Token::State::right) << token.complaint;
  EXPECT_EQ(token.identity.user, "alice");
  EXPECT_EQ(token.identity.groups, (std::vector<std::string>{"ops", "dev"}));
  EXPECT_EQ(token.until_s, 2060);
}

TEST_F(TokenTest, IsGoodAtItsTimeAsFarAsClocksAgree) {
  const std::string token = signed_token(header, claims);
  EXPECT_EQ(read(token, 940).state, Token::State::right);
  EXPECT_EQ(read(token, 939).state, Token::State::expired);
  EXPECT_EQ(read(token, 2059).state, Token::State::right);
  EXPECT_EQ(read(token, 2060).state, Token::State::expired);
}

TEST_F(TokenTest, IsNeverBelievedUnsigned) {
  const std::string text = url(R"({"alg":"none"})") + "." + url(claims) + ".";
  EXPECT_EQ(read(text).state, Token::State::wrong);
  for (const char* alg : {R"({"alg":"None"})", R"({"alg":"NONE"})", R"({"alg":""})", R"({})", R"({"alg":1})",
                          R"({"alg":["HS256"]})", R"({"alg":"HS512"})", R"({"alg":"RS256"})"})
    EXPECT_EQ(read(signed_token(alg, claims)).state, Token::State::wrong) << alg;
}

TEST_F(TokenTest, IsBelievedByItsKeyAlone) {
  EXPECT_EQ(read(signed_token(header, claims, std::string(32, 'K'))).state, Token::State::wrong);
  EXPECT_EQ(read(signed_token(R"({"alg":"HS256","kid":"2"})", claims)).state, Token::State::wrong);
  EXPECT_EQ(read(signed_token(R"({"alg":"HS256"})", claims)).state, Token::State::right);
  std::string changed = signed_token(header, claims);
  changed[30] = changed[30] == 'A' ? 'B' : 'A';
  EXPECT_NE(read(changed).state, Token::State::right);
  EXPECT_EQ(read(signed_token(R"({"alg":"HS256","crit":["x"],"x":1})", claims)).state, Token::State::wrong);
}

TEST_F(TokenTest, HasToBeForUs) {
  EXPECT_EQ(of(R"({"iss":"https://id.example","aud":"api","sub":"a","exp":2000})"), Token::State::right);
  EXPECT_EQ(of(R"({"iss":"https://id.example","aud":"other","sub":"a","exp":2000})"), Token::State::wrong);
  EXPECT_EQ(of(R"({"iss":"https://id.example","sub":"a","exp":2000})"), Token::State::wrong);
  EXPECT_EQ(of(R"({"iss":"https://evil.example","aud":"api","sub":"a","exp":2000})"), Token::State::wrong);
  EXPECT_EQ(of(R"({"aud":"api","sub":"a","exp":2000})"), Token::State::wrong);
  EXPECT_EQ(of(R"({"iss":"https://id.example","aud":"api","exp":2000})"), Token::State::wrong);
}

TEST_F(TokenTest, HasToSayWhenItExpires) {
  EXPECT_EQ(of(R"({"iss":"https://id.example","aud":"api","sub":"a"})"), Token::State::wrong);
  EXPECT_EQ(of(R"({"iss":"https://id.example","aud":"api","sub":"a","exp":"2000"})"), Token::State::malformed);
  EXPECT_EQ(of(R"({"iss":"https://id.example","aud":"api","sub":"a","exp":1e300})"), Token::State::malformed);
  EXPECT_EQ(of(R"({"iss":"https://id.example","aud":"api","sub":"a","exp":2000.5,"nbf":null})"),
            Token::State::malformed);
}

TEST_F(TokenTest, IsThreePartsOfBase64AndJson) {
  for (const std::string& text :
       {std::string{}, std::string{"."}, std::string{".."}, std::string{"a.b"}, std::string{"a.b.c.d"},
        url("[]") + "." + url(claims) + ".", url("{") + "." + url(claims) + ".", std::string(100'000, 'a'),
        url(std::string(20'000, '[')) + ".a.b"})
    EXPECT_EQ(read(text).state, Token::State::malformed) << text.substr(0, 40);
  EXPECT_EQ(read(signed_token(header, "[]")).state, Token::State::malformed);
  EXPECT_EQ(read(signed_token(header, "\xff")).state, Token::State::malformed);
}

TEST_F(TokenTest, MayNameGroupsInOneText) {
  rules.groups_claim = "scope";
  const Token token = read(signed_token(
      header, R"({"iss":"https://id.example","aud":"api","sub":"a","exp":2000,"scope":" read  write "})"));
  EXPECT_EQ(token.identity.groups, (std::vector<std::string>{"read", "write"}));
}

TEST(KeySet, RefusesWhatIsWeakOrUnknown) {
  EXPECT_EQ(KeySet::read(key_set("short")).error(), "the key \"1\" has fewer than 32 octets");
  EXPECT_EQ(KeySet::read(R"({"kty":"EC","crv":"P-521"})").error(),
            "a key is of a kind that is not known here: \"EC\", \"P-521\"");
  for (const char* text : {"", "[]", "{", R"({"keys":[]})", R"({"keys":[1]})", R"({"keys":[{"kty":"RSA"}]})",
                           R"({"kty":"oct","k":"!!"})", R"({"kty":"OKP","crv":"Ed25519","x":"AA"})",
                           R"({"keys":[{"kty":"RSA","use":"enc"}]})"})
    EXPECT_FALSE(KeySet::read(text)) << text;
}

std::string number_in(EVP_PKEY* key, const char* name) {
  BIGNUM* number = nullptr;
  EVP_PKEY_get_bn_param(key, name, &number);
  std::string octets(static_cast<std::size_t>(BN_num_bytes(number)), '\0');
  BN_bn2bin(number, reinterpret_cast<unsigned char*>(octets.data()));
  BN_free(number);
  return octets;
}

std::string sign(EVP_PKEY* key, const EVP_MD* digest, std::string_view text) {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  std::size_t length = 512;
  std::string signature(length, '\0');
  EVP_DigestSignInit(context, nullptr, digest, nullptr, key);
  EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()), &length,
                 reinterpret_cast<const unsigned char*>(text.data()), text.size());
  EVP_MD_CTX_free(context);
  signature.resize(length);
  return signature;
}

TEST(KeySet, VerifiesRs256) {
  EVP_PKEY* key = EVP_RSA_gen(2048);
  const std::string json =
      R"({"kty":"RSA","e":")" + url(number_in(key, "e")) + R"(","n":")" + url(number_in(key, "n")) + R"("})";
  const auto keys = KeySet::read(json);
  ASSERT_TRUE(keys) << keys.error();
  const std::string signature = sign(key, EVP_sha256(), "a.b");
  EVP_PKEY_free(key);
  EXPECT_TRUE(keys->verifies(Algorithm::rs256, "any", "a.b", signature));
  EXPECT_FALSE(keys->verifies(Algorithm::rs256, "any", "a.c", signature));
  EXPECT_FALSE(keys->verifies(Algorithm::rs256, "any", "a.b", ""));
}

TEST(KeySet, RefusesShortRsaKeys) {
  EVP_PKEY* key = EVP_RSA_gen(1024);
  const auto keys = KeySet::read(R"({"kty":"RSA","kid":"old","e":")" + url(number_in(key, "e")) + R"(","n":")" +
                                 url(number_in(key, "n")) + R"("})");
  EVP_PKEY_free(key);
  EXPECT_EQ(keys.error(), "the key \"old\" has fewer than 2048 bits");
}

TEST(KeySet, VerifiesEdDsa) {
  EVP_PKEY* key = EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
  std::size_t length = 32;
  std::string x(length, '\0');
  EVP_PKEY_get_raw_public_key(key, reinterpret_cast<unsigned char*>(x.data()), &length);
  const auto keys = KeySet::read(R"({"keys":[{"kty":"OKP","crv":"Ed25519","alg":"EdDSA","x":")" + url(x) + R"("}]})");
  ASSERT_TRUE(keys) << keys.error();
  const std::string signature = sign(key, nullptr, "a.b");
  EVP_PKEY_free(key);
  EXPECT_TRUE(keys->verifies(Algorithm::ed_dsa, "", "a.b", signature));
  EXPECT_FALSE(keys->verifies(Algorithm::ed_dsa, "", "a.c", signature));
}

TEST(KeySet, VerifiesEs256) { // RFC 7515 A.3
  const auto ec = KeySet::read(R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
                                   "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})");
  ASSERT_TRUE(ec);
  const std::string text = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxl"
                           "LmNvbS9pc19yb290Ijp0cnVlfQ";
  const std::string signature = *base::decode_base64(
      "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q", base::Base64::url);
  EXPECT_TRUE(ec->verifies(Algorithm::es256, "", text, signature));
  EXPECT_FALSE(ec->verifies(Algorithm::es256, "", text + "x", signature));
  EXPECT_FALSE(ec->verifies(Algorithm::es256, "", text, signature.substr(1)));
  EXPECT_FALSE(ec->verifies(Algorithm::hs256, "", text, signature));
}

} // namespace
} // namespace responsum::access
