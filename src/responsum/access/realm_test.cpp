#include "responsum/access/realm.hpp"

#include <gtest/gtest.h>

#include "responsum/access/digest.hpp"
#include "responsum/access/password_hash.hpp"
#include "responsum/base/base64.hpp"
#include "responsum/codec/h1/request_parser.hpp"

namespace responsum::access {
namespace {

using decision::CredentialState;

class RealmTest : public testing::Test {
 protected:
  RealmTest() {
    std::vector<FileFault> faults;
    basic.realm = digest.realm = bearer.realm = "staff";
    basic.users = Users::read("alice:" + *make_hash(HashKind::sha512_crypt, "open sesame") + ":ops\n",
                              FileForm::passwords, "", faults);
    digest.users = Users::read("alice:staff:" + hexadecimal(sha256("alice:staff:open sesame")) + ":ops\n",
                               FileForm::digests, "staff", faults);
    bearer.keys = *KeySet::read(R"({"kty":"oct","k":"a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s"})");
    bearer.tokens.algorithms = {Algorithm::hs256};
    policy.realms = {&basic, &digest, &bearer, &certificate};
    certificate.certificates = {{"CN=alice", {"alice", {}}}};
  }

  Authentication come(const std::string& fields) {
    bytes = "GET /x?y HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n";
    codec::h1::RequestParser parser;
    parser.start(head);
    EXPECT_EQ(parser.parse(bytes, codec::h1::Limits{}, head), codec::h1::Progress::complete);
    Authentication a = authenticator.begin(policy, head, circumstances);
    if (!a.comparison) return a;
    return authenticator.conclude(a, a.comparison->run(), circumstances);
  }
  CredentialState state(const std::string& fields) { return come(fields).state; }
  static std::string basic_of(std::string_view pair) {
    return "Authorization: Basic " + base::encode_base64(pair, base::Base64::standard) + "\r\n";
  }

  Realm basic{.name = "b", .scheme = Scheme::basic};
  Realm digest{.name = "d", .scheme = Scheme::digest};
  Realm bearer{.name = "t", .scheme = Scheme::bearer};
  Realm certificate{.name = "c", .scheme = Scheme::certificate};
  Policy policy;
  Shared shared{1};
  Authenticator authenticator{shared, nullptr, {}};
  Circumstances circumstances{.address = *net::Address::parse_host("192.0.2.1"), .now_s = 1000};
  std::string bytes;
  message::RequestHead head;
};

TEST_F(RealmTest, TakesAUserWithItsPassword) {
  EXPECT_EQ(state(""), CredentialState::none);
  const Authentication a = come(basic_of("alice:open sesame"));
  ASSERT_EQ(a.state, CredentialState::right);
  EXPECT_EQ(a.identity->user, "alice");
  EXPECT_TRUE(a.identity->has_group("ops"));
  for (const char* pair : {"alice:open sesam", "alice:", "bob:open sesame", ":open sesame", "alice:open:sesame"})
    EXPECT_EQ(state(basic_of(pair)), CredentialState::wrong) << pair;
}

TEST_F(RealmTest, ComparesAPasswordOnce) {
  const std::string fields = basic_of("alice:open sesame");
  EXPECT_EQ(state(fields), CredentialState::right);
  const Authentication again = authenticator.begin(policy, head, circumstances);
  EXPECT_EQ(again.state, CredentialState::right);
  EXPECT_FALSE(again.comparison);
  circumstances.now_s += basic.verified_s;
  EXPECT_TRUE(authenticator.begin(policy, head, circumstances).comparison);
}

TEST_F(RealmTest, ComparesForUnknownUsersToo) {
  come("");
  const std::string fields = basic_of("nobody:x");
  bytes = "GET / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n";
  codec::h1::RequestParser parser;
  parser.start(head);
  parser.parse(bytes, codec::h1::Limits{}, head);
  const Authentication a = authenticator.begin(policy, head, circumstances);
  ASSERT_TRUE(a.comparison);
  EXPECT_EQ(a.user, nullptr);
  EXPECT_EQ(authenticator.conclude(a, true, circumstances).state, CredentialState::wrong); // whatever it came to
}

TEST_F(RealmTest, CallsMalformedWhatTheSchemeDoesNotWrite) {
  for (const std::string& fields :
       {std::string{"Authorization: Basic\r\n"}, std::string{"Authorization: Basic !!\r\n"}, basic_of("no colon"),
        basic_of("a:b\n"), std::string{"Authorization: Digest x\r\n"}, std::string{"Authorization: Bearer a b\r\n"},
        std::string{"Authorization: Bearer a.b.c\r\n"},
        basic_of("alice:open sesame") + basic_of("alice:open sesame")}) {
    circumstances.now_s += 61; // none of them counts any more
    EXPECT_EQ(state(fields), CredentialState::malformed) << fields;
  }
  EXPECT_EQ(state("Authorization: Negotiate abc\r\n"), CredentialState::none);
  EXPECT_EQ(state("Authorization: \"\r\n"), CredentialState::none);
}

TEST_F(RealmTest, CountsFailuresUntilNoMoreAreHeard) {
  for (int i = 0; i < 20; ++i) EXPECT_EQ(state("Authorization: Bearer a.b.c\r\n"), CredentialState::malformed);
  const Authentication a = come("Authorization: Bearer a.b.c\r\n");
  EXPECT_EQ(a.state, CredentialState::limited);
  EXPECT_EQ(a.wait_s, 60u);
  EXPECT_EQ(state(""), CredentialState::none);
  circumstances.address = *net::Address::parse_host("192.0.2.2");
  EXPECT_EQ(state(basic_of("alice:open sesame")), CredentialState::right);
  // Who has been right before is not kept out by others behind the same address.
  circumstances.address = *net::Address::parse_host("192.0.2.1");
  EXPECT_EQ(state(basic_of("alice:open sesame")), CredentialState::right);
}

TEST_F(RealmTest, TakesADigestOnce) {
  const auto fields = [&](const std::string& nonce, const char* count, const char* uri) {
    DigestResponse sent{
        .username = "alice", .realm = "staff", .nonce = nonce, .uri = uri, .client_nonce = "c", .count_text = count};
    const std::string response = digest_of(sent, digest.users.find("alice")->hash, "GET");
    return "Authorization: Digest username=\"alice\", realm=\"staff\", nonce=\"" + nonce + "\", uri=\"" + uri +
           "\", cnonce=\"c\", nc=" + count + ", qop=auth, algorithm=SHA-256, response=\"" + response + "\"\r\n";
  };
  const std::string nonce = shared.nonces.make("staff", 1000);
  EXPECT_EQ(state(fields(nonce, "00000001", "/x?y")), CredentialState::right);
  EXPECT_EQ(state(fields(nonce, "00000001", "/x?y")), CredentialState::stale);
  EXPECT_EQ(state(fields(nonce, "00000002", "/x?y")), CredentialState::right);
  EXPECT_EQ(state(fields(nonce, "00000003", "/other")), CredentialState::malformed);
  EXPECT_EQ(state(fields("made up", "00000001", "/x?y")), CredentialState::stale);
  circumstances.now_s += 301;
  EXPECT_EQ(state(fields(nonce, "00000004", "/x?y")), CredentialState::stale);
}

TEST_F(RealmTest, KnowsWhomACertificateNames) {
  const std::vector<std::string> names{"O=Example", "CN=alice"};
  circumstances.certificate_names = &names;
  const Authentication a = come("");
  ASSERT_EQ(a.state, CredentialState::right);
  EXPECT_EQ(a.realm, &certificate);
  EXPECT_EQ(a.identity->user, "alice");
}

TEST_F(RealmTest, ChallengesAsEachSchemeWantsIt) {
  const auto challenge = [&](const Realm& realm, CredentialState state, std::string_view complaint = {}) {
    return authenticator.challenge(realm, state, complaint, 1000);
  };
  EXPECT_EQ(challenge(basic, CredentialState::wrong), "Basic realm=\"staff\", charset=\"UTF-8\"");
  EXPECT_EQ(challenge(bearer, CredentialState::none), "Bearer realm=\"staff\"");
  EXPECT_EQ(challenge(bearer, CredentialState::expired, "the token has expired"),
            "Bearer realm=\"staff\", error=\"invalid_token\", error_description=\"the token has expired\"");
  EXPECT_EQ(challenge(bearer, CredentialState::malformed), "Bearer realm=\"staff\", error=\"invalid_request\"");
  EXPECT_TRUE(challenge(digest, CredentialState::stale).ends_with(", stale=true"));
  EXPECT_EQ(challenge(digest, CredentialState::wrong).find("stale"), std::string::npos);
  basic.realm = "a \"b\\";
  EXPECT_EQ(challenge(basic, CredentialState::none), "Basic realm=\"a \\\"b\\\\\", charset=\"UTF-8\"");
}

} // namespace
} // namespace responsum::access
