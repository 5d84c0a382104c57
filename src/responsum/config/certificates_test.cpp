#include "responsum/config/certificates.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "responsum/config/problems_test.hpp"
#include "responsum/config/show.hpp"
#include "responsum/net/tls/authority_test.hpp"
#include "responsum/net/tls/development.hpp"

namespace responsum::config {
namespace {

class Certificates : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "certificates_XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    std::filesystem::create_directory(folder_ / "www");
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void write(const std::string& name, const std::string& text) { std::ofstream{folder_ / name} << text; }
  // `made_s`: seconds from now; a certificate is good from a day before.
  void make(const std::string& name, const std::vector<std::string>& hosts, int days = 90,
            base::UnixSeconds made_s = 0, net::tls::KeyKind kind = net::tls::KeyKind::p_256) {
    const auto pem = net::tls::make_development_certificate(hosts, base::read_clock().wall_s + made_s, days, kind);
    write(name + ".pem", pem.certificate);
    write(name + ".key", pem.key);
  }
  Reading read(const std::string& server, const std::string& site, const std::string& hosts = R"("a.test")") {
    write("site.toml", "[server]\nlisten_tls = \"127.0.0.1:8443\"\n" + server + "\n[[site]]\nhosts = [" + hosts +
                           "]\n" + site + "\n[[site.route]]\npath = \"/\"\nfiles = \"www\"\n");
    return read_file((folder_ / "site.toml").string(), {});
  }
  // Each as "LINE severity: message", without the folder.
  std::string said(const std::string& server, const std::string& site, const std::string& hosts = R"("a.test")") {
    const Reading reading = read(server, site, hosts);
    std::string all;
    for (const Problem& p : reading ? reading->warnings : reading.error()) {
      std::string message = p.message;
      for (std::size_t at; (at = message.find(folder_.string() + "/")) != std::string::npos;)
        message.erase(at, folder_.string().size() + 1);
      all += std::to_string(p.line) + (p.severity == Severity::error ? " error: " : " warning: ") + message + "\n";
    }
    return all;
  }

  std::filesystem::path folder_;
  static constexpr auto own = "certificate = \"a.pem\"\nkey = \"a.key\"";
};

TEST_F(Certificates, AreReadWithTheConfiguration) {
  make("a", {"a.test"});
  make("rsa", {"a.test"}, 90, 0, net::tls::KeyKind::rsa_2048);
  make("all", {"*.other.test"});
  const Reading reading = read("certificate = \"all.pem\"\nkey = \"all.key\"\ntls_min_version = \"1.3\"",
                               "certificate = [\"a.pem\", \"rsa.pem\"]\nkey = [\"a.key\", \"rsa.key\"]");
  ASSERT_TRUE(reading) << render_all(reading.error());
  EXPECT_EQ(render_all(reading->warnings), "");
  const Configuration& c = *reading->configuration;
  EXPECT_EQ(*c.server.tls_min_version, net::tls::Version::tls_1_3);
  EXPECT_TRUE(c.server.listen.empty()) << "who listens with TLS alone wants no other port";
  ASSERT_EQ(c.identities.size(), 2U);
  EXPECT_EQ(c.identities[0].name, identity_name(c.server.identity));
  EXPECT_EQ(c.identities[1].name, identity_name(c.sites[0].identity));
  EXPECT_EQ(c.identities[1].pairs.size(), 2U);
  EXPECT_EQ(c.identities[1].hosts, std::vector<std::string>{"a.test"});
  const std::string shown = show(c);
  EXPECT_NE(shown.find("tls_min_version = \"1.3\""), std::string::npos) << shown;
  EXPECT_NE(shown.find("rsa.key"), std::string::npos) << shown;
  EXPECT_EQ(shown.find("PRIVATE KEY"), std::string::npos) << shown;
}

TEST_F(Certificates, FilesThatAreWrongAreErrorsWhereTheyAreNamed) {
  make("a", {"a.test"});
  make("b", {"a.test"});
  EXPECT_EQ(said("", "certificate = \"none.pem\"\nkey = \"a.key\""),
            "6 error: `none.pem`: No such file or directory\n");
  EXPECT_EQ(said("", "certificate = \"a.pem\"\nkey = \"none.key\""),
            "7 error: `none.key`: No such file or directory\n");
  EXPECT_EQ(said("", "certificate = \"a.pem\"\nkey = \"b.key\""),
            "7 error: `b.key`: the key does not belong to the certificate in a.pem\n");
  EXPECT_EQ(said("certificate = \"a.key\"\nkey = \"a.key\"", ""),
            "3 error: `a.key`: the certificate cannot be used: no start line\n");
}

TEST_F(Certificates, KeysComeInPairs) {
  make("a", {"a.test"});
  EXPECT_EQ(said("", "certificate = \"a.pem\""), "6 error: `certificate` without a `key`\n");
  EXPECT_EQ(said("", "key = \"a.key\""), "6 error: `key` without a `certificate`\n");
  EXPECT_EQ(said("", "certificate = [\"a.pem\", \"a.pem\"]\nkey = \"a.key\""),
            "7 error: `certificate` names 2 files and `key` names 1\n");
  EXPECT_EQ(said("tls_min_version = \"1.1\"", own),
            "3 error: `tls_min_version` is \"1.2\" or \"1.3\", not \"1.1\"\n");
  EXPECT_EQ(said("http2 = \"no\"", own), "3 error: `http2` takes true or false, not a text\n");
}

TEST_F(Certificates, DatesAreWarnedOf) {
  constexpr base::UnixSeconds day_s = 24 * 60 * 60;
  make("a", {"a.test"}, 31);
  EXPECT_EQ(said("", own), "");
  make("a", {"a.test"}, 29);
  EXPECT_NE(said("", own).find("6 warning: the certificate in `a.pem` expires on 20"), std::string::npos);
  make("a", {"a.test"}, 6);
  EXPECT_NE(said("", own).find("6 warning: the certificate in `a.pem` EXPIRES IN 6 DAYS, on 20"), std::string::npos)
      << said("", own);
  make("a", {"a.test"}, 13, -20 * day_s);
  EXPECT_NE(said("", own).find("6 warning: the certificate in `a.pem` expired on 20"), std::string::npos);
  make("a", {"a.test"}, 90, 2 * day_s);
  EXPECT_NE(said("", own).find("6 warning: the certificate in `a.pem` is not valid before 20"), std::string::npos);
}

TEST_F(Certificates, ChainsAndKindsAreWarnedOf) {
  make("a", {"a.test"});
  make("b", {"a.test"});
  const auto text = [&](const char* name) {
    std::ifstream in{folder_ / name};
    return std::string{std::istreambuf_iterator<char>{in}, {}};
  };
  write("mixed.pem", text("a.pem") + text("b.pem"));
  EXPECT_EQ(said("", "certificate = \"mixed.pem\"\nkey = \"a.key\""),
            "6 warning: in `mixed.pem` certificate 2 has not signed the one before it\n");
  EXPECT_EQ(said("", "certificate = [\"a.pem\", \"b.pem\"]\nkey = [\"a.key\", \"b.key\"]"),
            "6 warning: the certificate in `a.pem` is never shown: the key of `b.pem` is of the same kind\n");
}

TEST_F(Certificates, StaplesGoWithTheirCertificates) {
  const auto now_s = base::read_clock().wall_s;
  const net::tls::testing::Authority authority{"authority", now_s};
  const auto issued = authority.issue("a.test", 90, "serverAuth");
  write("a.pem", issued.certificate + authority.pem());
  write("a.key", issued.key);
  make("rsa", {"a.test"}, 90, 0, net::tls::KeyKind::rsa_2048);
  const std::string stapled = std::string{own} + "\nocsp = \"a.ocsp\"";
  write("a.ocsp", authority.say(issued.certificate));
  EXPECT_EQ(said("", stapled), "");
  EXPECT_EQ(said("", "certificate = [\"a.pem\", \"rsa.pem\"]\nkey = [\"a.key\", \"rsa.key\"]\n"
                     "ocsp = [\"a.ocsp\", \"\"]"),
            "");
  write("a.ocsp", authority.say(issued.certificate, V_OCSP_CERTSTATUS_GOOD, -1));
  EXPECT_NE(said("", stapled).find("8 warning: the staple in `a.ocsp` was good until 20"), std::string::npos);
  write("a.ocsp", authority.say(issued.certificate, V_OCSP_CERTSTATUS_REVOKED));
  EXPECT_EQ(said("", stapled), "8 warning: the staple in `a.ocsp` says that the certificate is revoked\n");
  write("a.ocsp", authority.say(authority.issue("b.test").certificate));
  EXPECT_EQ(said("", stapled), "8 error: `a.ocsp`: it is about another certificate\n");
  EXPECT_EQ(said("", std::string{own} + "\nocsp = \"none.ocsp\""),
            "8 error: `none.ocsp`: No such file or directory\n");
  EXPECT_EQ(said("", std::string{own} + "\nocsp = [\"a.ocsp\", \"a.ocsp\"]"),
            "8 error: `certificate` names 1 files and `ocsp` names 2\n8 error: `a.ocsp`: it is about another "
            "certificate\n");
}

TEST_F(Certificates, ClientsAreAskedWhereItIsSaid) {
  const net::tls::testing::Authority authority{"authority", base::read_clock().wall_s};
  make("a", {"a.test"});
  make("b", {"*"});
  write("ca.pem", authority.pem());
  const std::string asks = "client_ca = \"ca.pem\"\nclient_certificate = \"optional\"\n";
  const Reading reading = read("certificate = \"b.pem\"\nkey = \"b.key\"\n" + asks, own);
  ASSERT_TRUE(reading) << render_all(reading.error());
  const Configuration& c = *reading->configuration;
  ASSERT_EQ(c.identities.size(), 2U);
  EXPECT_TRUE(c.identities[0].clients && c.identities[1].clients) << "what a site leaves out is the server's";
  EXPECT_EQ(*c.sites[0].routes[0].client_certificate, ClientDemand::optional);

  const Reading apart = read("certificate = \"a.pem\"\nkey = \"a.key\"", asks);
  ASSERT_TRUE(apart) << render_all(apart.error());
  ASSERT_EQ(apart->configuration->identities.size(), 2U);
  EXPECT_FALSE(apart->configuration->identities[0].clients);
  EXPECT_TRUE(apart->configuration->identities[1].clients) << "of its own, though the certificate is the server's";

  EXPECT_EQ(said("", std::string{own} + "\nclient_ca = \"ca.pem\""),
            "8 error: `client_ca` without `client_certificate`\n");
  EXPECT_EQ(said("", std::string{own} + "\nclient_certificate = \"required\""),
            "8 error: `client_certificate` without a `client_ca`\n");
  EXPECT_EQ(said("", std::string{own} + "\nclient_certificate = \"maybe\""),
            "8 error: `client_certificate` is \"off\", \"optional\" or \"required\", not \"maybe\"\n");
  make("a", {"a.test", "b.test"});
  EXPECT_EQ(said("client_certificate = \"required\"", std::string{own} + "\n[[site.route]]\npath = \"/x\"\nfiles = "
                                                                         "\"www\"\n[[site]]\nhosts = [\"b.test\"]"),
            "3 error: `client_certificate` without a `client_ca`\n")
      << "once, though both sites have it from the server";
  EXPECT_EQ(said("", asks), "7 error: clients are asked for certificates, and the server has none to show\n");
  make("no-authority", {"a.test"});
  EXPECT_EQ(
      said("", std::string{own} + "\nclient_ca = \"no-authority.pem\"\nclient_certificate = \"required\""),
      "8 error: `no-authority.pem`: this is no certificate of an authority: CN=Responsum development certificate\n");
  EXPECT_EQ(said("", std::string{own} + "\nclient_ca = \"none\"\nclient_certificate = \"required\""),
            "8 error: `none`: No such file or directory\n");
}

TEST_F(Certificates, HostsWithoutACertificateAreWarnedOf) {
  make("a", {"a.test", "*.a.test"});
  EXPECT_EQ(said("", own, R"("a.test", "x.a.test", "*.a.test", "*")"), "");
  EXPECT_EQ(said("", own, R"("a.test", "b.test")"),
            "5 warning: no certificate is for the host `b.test`: `a.pem` would be shown, which clients refuse\n");
  EXPECT_EQ(said(own, "", R"("b.test")"),
            "6 warning: no certificate is for the host `b.test`: `a.pem` would be shown, which clients refuse\n");
  EXPECT_EQ(said("", "", R"("b.test")"), "") << "the development certificate will be for it";
}

TEST(ListenTls, IsAnAddressLikeTheOthers) {
  expect_problems_above_site("[server]\nlisten = \"127.0.0.1:8080\"\nlisten_tls = \"127.0.0.1:8080\"\n",
                             "etc/site.toml:3:14: error: the address 127.0.0.1:8080 is already listened at by "
                             "etc/site.toml:2\n"
                             "     3 | listen_tls = \"127.0.0.1:8080\"\n"
                             "       |              ^^^^^^^^^^^^^^^^\n");
}

} // namespace
} // namespace responsum::config
