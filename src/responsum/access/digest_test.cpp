#include "responsum/access/digest.hpp"

#include <string>

#include <gtest/gtest.h>

#include "responsum/access/cryptography.hpp"
#include "responsum/access/nonces.hpp"

namespace responsum::access {
namespace {

// RFC 7616 3.9.1
const std::string example =
    "username=\"Mufasa\", realm=\"http-auth@example.org\", uri=\"/dir/index.html\", algorithm=SHA-256, "
    "nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", nc=00000001, "
    "cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\", qop=auth, "
    "response=\"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1\", "
    "opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"";

TEST(Digest, HasTheResponseOfItsDocument) {
  const auto sent = parse_digest(example);
  ASSERT_TRUE(sent);
  EXPECT_EQ(sent->count, 1u);
  const std::string user = hexadecimal(sha256("Mufasa:http-auth@example.org:Circle of Life"));
  EXPECT_EQ(digest_of(*sent, user, "GET"), sent->response);
  EXPECT_NE(digest_of(*sent, user, "PUT"), sent->response);
}

TEST(Digest, HasAllItsParametersAndOneAlgorithm) {
  const auto without = [](const std::string& text, const std::string& by) {
    std::string changed = example;
    changed.replace(changed.find(text), text.size(), by);
    return parse_digest(changed).has_value();
  };
  EXPECT_FALSE(without("qop=auth, ", ""));
  EXPECT_FALSE(without("qop=auth", "qop=auth-int"));
  EXPECT_FALSE(without("algorithm=SHA-256", "algorithm=MD5"));
  EXPECT_FALSE(without("algorithm=SHA-256, ", ""));
  EXPECT_FALSE(without("nc=00000001", "nc=1"));
  EXPECT_FALSE(without("nc=00000001", "nc=0000000g"));
  EXPECT_FALSE(without("753927fa", "753927"));
  EXPECT_FALSE(parse_digest(""));
}

class NoncesTest : public testing::Test {
 protected:
  NonceState use(std::uint32_t count, base::UnixSeconds now_s = 1000) {
    return nonces.use(nonce, "staff", count, now_s, 300);
  }
  Nonces nonces;
  std::string nonce = nonces.make("staff", 1000);
};

TEST_F(NoncesTest, AreGoodOnceForEachCountInAnyOrder) {
  EXPECT_EQ(use(1), NonceState::good);
  EXPECT_EQ(use(3), NonceState::good);
  EXPECT_EQ(use(2), NonceState::good);
  for (const std::uint32_t count : {1u, 2u, 3u, 0u}) EXPECT_EQ(use(count), NonceState::repeated) << count;
  EXPECT_EQ(use(100), NonceState::good);
  EXPECT_EQ(use(4), NonceState::repeated); // further back than is remembered
  EXPECT_EQ(use(0xffffffff), NonceState::good);
}

TEST_F(NoncesTest, GrowOld) {
  EXPECT_EQ(use(1, 1300), NonceState::good);
  EXPECT_EQ(use(2, 1301), NonceState::stale);
}

TEST_F(NoncesTest, OfOthersAreForeign) {
  Nonces others;
  EXPECT_EQ(others.use(nonce, "staff", 1, 1000, 300), NonceState::foreign);
  EXPECT_EQ(nonces.use(nonce, "guests", 1, 1000, 300), NonceState::foreign);
  std::string changed = nonce;
  changed[3] = changed[3] == 'A' ? 'B' : 'A';
  for (const std::string& text : {std::string{}, std::string{"x"}, changed, nonce + "AAAA"})
    EXPECT_EQ(nonces.use(text, "staff", 1, 1000, 300), NonceState::foreign) << text;
}

TEST_F(NoncesTest, WhenThereAreTooManyTheOldestAreStale) {
  EXPECT_EQ(use(1), NonceState::good);
  for (std::size_t i = 0; i <= Nonces::most; ++i) {
    const std::string other = nonces.make("staff", 1002);
    ASSERT_EQ(nonces.use(other, "staff", 1, 1002, 300), NonceState::good);
  }
  EXPECT_EQ(use(1, 1002), NonceState::stale); // and not as if it were new
  EXPECT_EQ(use(2, 1002), NonceState::stale);
}

} // namespace
} // namespace responsum::access
