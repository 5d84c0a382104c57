// Tokens and the keys that they are held against: no octets make a token right but those that a key has signed.
#include <string>

#include "check.hpp"
#include "responsum/access/cryptography.hpp"
#include "responsum/access/json_web_token.hpp"
#include "responsum/base/base64.hpp"

using namespace responsum;
using fuzz::check;

namespace {

constexpr std::string_view secret = "a key of thirty-two octets or more";

const access::KeySet& keys() {
  static const access::KeySet set =
      *access::KeySet::read(R"({"kty":"oct","k":")" + base::encode_base64(secret, base::Base64::url) + R"("})");
  return set;
}

access::Token read(std::string_view text) {
  const access::TokenRules rules{.algorithms = {access::Algorithm::hs256, access::Algorithm::es256,
                                                access::Algorithm::rs256, access::Algorithm::ed_dsa}};
  return access::read_token(text, keys(), rules, 1'000'000);
}

std::string url(std::string_view octets) { return base::encode_base64(octets, base::Base64::url); }

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::Input{data, size}.rest();
  const access::Token as_it_is = read(text);
  check((as_it_is.state == access::Token::State::right) == as_it_is.complaint.empty(), "what is not right says why");

  // Any claims, signed: they are right only with a user and a time.
  const std::string signed_part = url(R"({"alg":"HS256"})") + "." + url(text);
  const std::string signature = url(access::as_text(access::hmac_sha256(access::as_octets(secret), signed_part)));
  const access::Token claims = read(signed_part + "." + signature);
  if (claims.state == access::Token::State::right) {
    check(!claims.identity.user.empty(), "a token that is right names a user");
    check(claims.until_s > 1'000'000, "and has not expired");
  }
  std::string forged = signature;
  forged.front() = forged.front() == 'A' ? 'B' : 'A';
  check(read(signed_part + "." + forged).state != access::Token::State::right, "and no other signature will do");

  if (const auto set = access::KeySet::read(text)) {
    check(set->size() != 0 && !set->algorithms().empty(), "a set has keys");
    for (const access::Algorithm a : set->algorithms()) set->verifies(a, "", "a.b", text);
  }
  return 0;
}
