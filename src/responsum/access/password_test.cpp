#include <gtest/gtest.h>

#include "responsum/access/cryptography.hpp"
#include "responsum/access/password_file.hpp"
#include "responsum/access/password_hash.hpp"

namespace responsum::access {
namespace {

// Made by htpasswd, mkpasswd and argon2 of "open sesame".
constexpr const char* sha512 =
    "$6$saltsalt$k1jSvqDI9MhKyUHCBiXeeKeLE0W4xLzQYSAYDv/QoZ0DzIFDdBkMAqmzgNFgtlL0mXF9wvCjxLjDbZs96WEtM.";

TEST(PasswordHash, OfEachKindMatchesItsPasswordAlone) {
  for (const HashRow& row : hash_rows) {
    const auto hash = make_hash(row.kind, "open sesame");
    ASSERT_TRUE(hash) << row.name;
    EXPECT_EQ(kind_of(*hash), row.kind);
    EXPECT_EQ(complaint_about(*hash), "") << *hash;
    EXPECT_TRUE(matches(*hash, "open sesame")) << *hash;
    EXPECT_FALSE(matches(*hash, "open sesamE")) << *hash;
    EXPECT_FALSE(matches(*hash, "")) << *hash;
  }
}

TEST(PasswordHash, HasAnotherSaltEachTime) {
  EXPECT_NE(make_hash(HashKind::yescrypt, "x"), make_hash(HashKind::yescrypt, "x"));
}

TEST(PasswordHash, IsCompetentlyMadeOrRefused) {
  EXPECT_EQ(complaint_about("$y$j9T$salt"), "it has no tag behind its salt");
  EXPECT_EQ(complaint_about("{SHA}0DPiKuNIrrVmD8IUCuw1hQxNqZc="),
            "it is none of yescrypt, bcrypt, sha512-crypt and argon2id");
  for (const char* hash :
       {"$2b$99$abcdefghijklmnopqrstuuabcdefghijklmnopqrstuvwxyz01234567", "$6$", "$argon2id$v=18$m=8,t=1,p=1$c$t",
        "$argon2id$v=19$m=99999999,t=3,p=1$c29tZXNhbHRzYWx0$dGFndGFndGFndGFndGFn", "$argon2id$"})
    EXPECT_NE(complaint_about(hash), "") << hash;
}

TEST(PasswordHash, OfPasswordsWithANulIsRefused) {
  const std::string password{"a\0b", 3};
  EXPECT_FALSE(make_hash(HashKind::bcrypt, password));
  EXPECT_FALSE(matches(*make_hash(HashKind::bcrypt, "a"), password)); // crypt(3) would see "a"
}

TEST(PasswordFile, HasAUserALine) {
  std::vector<FileFault> faults;
  const std::string hash = sha512;
  const std::string text = "# staff\n\nalice:" + hash + ":ops, dev\r\nbob:" + hash + "\n";
  const Users users = Users::read(text, FileForm::passwords, "", faults);
  EXPECT_TRUE(faults.empty()) << faults.front().complaint;
  ASSERT_NE(users.find("alice"), nullptr);
  EXPECT_EQ(users.find("alice")->groups, (std::vector<std::string>{"ops", "dev"}));
  EXPECT_TRUE(users.find("bob")->groups.empty());
  EXPECT_EQ(users.find("Alice"), nullptr);
  EXPECT_EQ(users.decoy(), users.find("alice"));
}

TEST(PasswordFile, NamesTheLineAndTheHashThatItDoesNotKnow) {
  std::vector<FileFault> faults;
  const std::string hash = sha512;
  Users::read("alice:" + hash + "\nbob:$apr1$abc$defghijkl\n:x\nalice:" + hash + "\nnobody\n", FileForm::passwords,
              "", faults);
  ASSERT_EQ(faults.size(), 4u);
  EXPECT_EQ(faults[0].line, 2u);
  EXPECT_EQ(faults[0].complaint,
            "the hash \"$apr1$ab...\" of bob: it is none of yescrypt, bcrypt, sha512-crypt and argon2id");
  EXPECT_EQ(faults[1].line, 3u);
  EXPECT_EQ(faults[2].complaint, "the user alice stands further up already");
  EXPECT_EQ(faults[3].line, 5u);
}

TEST(PasswordFile, OfDigestsIsOfOneRealm) {
  std::vector<FileFault> faults;
  const std::string hash = hexadecimal(sha256("alice:staff:open sesame"));
  const Users users = Users::read("alice:staff:" + hash + ":ops\nbob:guests:" + hash + "\ncarol:staff:abc\n",
                                  FileForm::digests, "staff", faults);
  ASSERT_EQ(faults.size(), 2u);
  EXPECT_EQ(faults[0].complaint, "the realm is not \"staff\"");
  EXPECT_EQ(users.find_hashed(hexadecimal(sha256("alice:staff"))), users.find("alice"));
  EXPECT_EQ(users.size(), 1u);
}

} // namespace
} // namespace responsum::access
