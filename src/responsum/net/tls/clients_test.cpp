// Client certificates, and what authorities say of the server's own.
#include "responsum/net/tls/clients.hpp"

#include <gtest/gtest.h>

#include "responsum/net/tls/authority_test.hpp"
#include "responsum/net/tls/talk_test.hpp"

namespace responsum::net::tls {
namespace {

using testing::Authority;
using testing::Client;
using testing::Files;

class TlsClients : public testing::Talking {
 protected:
  std::unique_ptr<Context> trusting(const Authority& authority) {
    return context(
        {.identities = {
             {"open", {files_.pair("a", {"a.test"})}, {}},
             {"guarded", {files_.pair("b", {"b.test"})}, {}, ClientAuthorities{"ca.pem", authority.pem()}}}});
  }
  // What the server finds of a client that shows this; nothing: it showed nothing.
  std::optional<ClientCertificate> shown(const Context& c, const std::optional<PemPair>& pair, int most = 0) {
    Engine engine{c};
    Client client{"b.test"};
    SSL_set_max_proto_version(client.ssl(), most);
    if (pair) client.use(*pair);
    talk(engine, client);
    EXPECT_TRUE(engine.established()) << engine.failure();
    return engine.client();
  }

  const Authority ours_{"our authority", Files::now_s};
  const Authority other_{"another authority", Files::now_s};
};

TEST_F(TlsClients, AreKnownByTheirCertificates) {
  const auto c = trusting(ours_);
  for (const int most : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    const auto known = shown(*c, ours_.issue("alice"), most);
    ASSERT_TRUE(known);
    EXPECT_EQ(known->subject, "CN=alice");
    EXPECT_EQ(known->distrust, "");
    EXPECT_EQ(known->not_after_s, Files::now_s + 90 * 24 * 60 * 60);
    EXPECT_FALSE(shown(*c, std::nullopt, most));
    const auto foreign = shown(*c, other_.issue("mallory"), most);
    ASSERT_TRUE(foreign) << "the handshake goes on";
    EXPECT_EQ(foreign->subject, "CN=mallory");
    EXPECT_EQ(foreign->distrust, "unable to get local issuer certificate");
  }
  EXPECT_FALSE(c->asks_clients(0));
  EXPECT_TRUE(c->asks_clients(1));
}

TEST_F(TlsClients, DatesAreToldAndPurposeIsHeld) {
  const auto c = trusting(ours_);
  const auto old = shown(*c, ours_.issue("old", -1));
  ASSERT_TRUE(old);
  EXPECT_EQ(old->distrust, "") << "what it is now is for the request to find out";
  EXPECT_LT(old->not_after_s, Files::now_s);
  const auto outlives = shown(*c, ours_.issue("outlives", 1000));
  ASSERT_TRUE(outlives);
  EXPECT_EQ(outlives->not_after_s, Files::now_s + 365 * 24 * 60 * 60) << "no longer than its authority";
  const auto server = shown(*c, ours_.issue("server", 90, "serverAuth"));
  ASSERT_TRUE(server);
  EXPECT_NE(server->distrust, "") << "a certificate of a server is none of a client";
}

TEST_F(TlsClients, AreAskedBySomeNamesAlone) {
  const auto c = trusting(ours_);
  Engine engine{*c};
  Client client{"a.test"};
  client.use(ours_.issue("alice"));
  talk(engine, client);
  EXPECT_TRUE(engine.established());
  EXPECT_FALSE(engine.client());
}

// A ticket from where nobody is asked is worth nothing where everybody is, and those who were asked get none.
TEST_F(TlsClients, AreAskedEachTime) {
  const auto c = trusting(ours_);
  const auto resumed = [&](const char* first_name, const char* then) {
    Client first{first_name};
    first.use(ours_.issue("alice"));
    {
      Engine engine{*c};
      talk(engine, first);
      send(engine, first, {"x"});
      first.read();
    }
    Engine engine{*c};
    Client client{then};
    client.use(ours_.issue("alice"));
    SSL_SESSION* session = SSL_SESSION_dup(SSL_get0_session(first.ssl()));
    SSL_set_session(client.ssl(), session);
    SSL_SESSION_free(session);
    talk(engine, client);
    EXPECT_TRUE(engine.established());
    EXPECT_EQ(engine.client().has_value(), std::string_view{then} == "b.test");
    return engine.resumed();
  };
  EXPECT_TRUE(resumed("a.test", "a.test"));
  EXPECT_FALSE(resumed("a.test", "b.test"));
  EXPECT_FALSE(resumed("b.test", "b.test"));
  EXPECT_FALSE(resumed("b.test", "a.test"));
}

TEST_F(TlsClients, AreJudgedAsAHandshakeWould) {
  const auto c = trusting(ours_);
  const auto judged = c->judge_client(1, ours_.issue("alice").certificate);
  ASSERT_TRUE(judged) << judged.error();
  EXPECT_EQ(judged->subject, "CN=alice");
  EXPECT_EQ(judged->distrust, "");
  EXPECT_EQ(c->judge_client(1, other_.issue("mallory").certificate)->distrust,
            "unable to get local issuer certificate");
  EXPECT_EQ(c->judge_client(1, "nothing").error(), "no certificate can be read: no start line");
}

TEST_F(TlsClients, AuthoritiesHaveToBeOnes) {
  const auto problem = [&](const std::string& pem) {
    const auto made = Context::make(
        {.identities = {{"", {files_.pair("a", {"a.test"})}, {}, ClientAuthorities{"ca.pem", pem}}}}, now_);
    EXPECT_FALSE(made);
    EXPECT_EQ(made.error().file, "ca.pem");
    return made.error().text;
  };
  EXPECT_EQ(problem("nothing"), "no certificate of an authority can be read: no start line");
  EXPECT_EQ(problem(ours_.issue("alice").certificate), "this is no certificate of an authority: CN=alice");
}

class TlsStaples : public testing::Talking {
 protected:
  Pair pair(const std::string& staple) const {
    return {"a.pem", "a.key", own_.certificate + authority_.pem(), own_.key, "a.ocsp", staple};
  }
  // As the client gets it; "": none.
  std::string stapled(const Context& c, bool asks = true) {
    Engine engine{c};
    Client client{"a.test"};
    if (asks) SSL_set_tlsext_status_type(client.ssl(), TLSEXT_STATUSTYPE_ocsp);
    talk(engine, client);
    EXPECT_TRUE(engine.established());
    const unsigned char* octets = nullptr;
    const long size = SSL_get_tlsext_status_ocsp_resp(client.ssl(), &octets);
    return size > 0 ? std::string{reinterpret_cast<const char*>(octets), static_cast<std::size_t>(size)} : "";
  }
  std::string problem(const Pair& pair) {
    const auto made = Context::make({.identities = {{"", {pair}, {}}}}, now_);
    EXPECT_FALSE(made);
    EXPECT_EQ(made.error().file, "a.ocsp");
    return made.error().text;
  }

  const Authority authority_{"authority", Files::now_s};
  const PemPair own_ = authority_.issue("a.test", 90, "serverAuth");
};

TEST_F(TlsStaples, GoWithTheCertificateWhileTheyAreCurrent) {
  const std::string staple = authority_.say(own_.certificate);
  const auto c = context({.identities = {{"", {pair(staple)}, {}}}});
  ASSERT_TRUE(c->certificates()[0].staple);
  EXPECT_EQ(c->certificates()[0].staple->next_update_s, Files::now_s + 7 * 24 * 60 * 60);
  EXPECT_FALSE(c->certificates()[0].staple->revoked);
  EXPECT_EQ(stapled(*c), staple);
  EXPECT_EQ(stapled(*c, false), "") << "who does not ask";
  now_.wall_s += 7 * 24 * 60 * 60;
  EXPECT_EQ(stapled(*c), "") << "what is too old";
}

TEST_F(TlsStaples, ThatAreWrongAreProblems) {
  EXPECT_EQ(problem(pair("nonsense")).substr(0, 31), "it is no OCSP response in DER: ");
  const std::string of_other = authority_.say(authority_.issue("b.test", 90, "serverAuth").certificate);
  EXPECT_EQ(problem(pair(of_other)), "it is about another certificate");
  const Authority impostor{"authority", Files::now_s};
  EXPECT_NE(problem(pair(impostor.say(own_.certificate))), "");
  EXPECT_EQ(problem(pair(authority_.say(own_.certificate, V_OCSP_CERTSTATUS_UNKNOWN))),
            "it says that the certificate is unknown to the authority");
  Pair alone = pair(authority_.say(own_.certificate));
  alone.certificate_pem = own_.certificate;
  EXPECT_EQ(problem(alone), "it cannot be checked: behind the certificate in a.pem there is not who signed it");
  const auto revoked =
      context({.identities = {{"", {pair(authority_.say(own_.certificate, V_OCSP_CERTSTATUS_REVOKED))}, {}}}});
  EXPECT_TRUE(revoked->certificates()[0].staple->revoked);
}

TEST_F(TlsStaples, OrderOfTheChainIsToldOf) {
  const Authority other{"another", Files::now_s};
  const auto c = context({.identities = {{"", {pair("")}, {}},
                                         {"", {{"b.pem", "b.key", own_.certificate + other.pem(), own_.key}}, {}}}});
  EXPECT_EQ(c->certificates()[0].out_of_order, 0U);
  EXPECT_EQ(c->certificates()[1].out_of_order, 2U);
  EXPECT_EQ(c->certificates()[0].kind, "EC");
}

} // namespace
} // namespace responsum::net::tls
