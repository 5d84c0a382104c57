#include "responsum/net/tls/client_context.hpp"

#include "responsum/net/tls/alert.hpp"
#include "responsum/net/tls/authority_test.hpp"
#include "responsum/net/tls/talk_test.hpp"

namespace responsum::net::tls {
namespace {

using testing::Authority;
using testing::Files;
using testing::Talking;

class ClientContextTest : public Talking {
 protected:
  static Pair pair_of(const PemPair& pem) { return {"own.pem", "own.key", pem.certificate, pem.key}; }

  Settings served(const std::string& name, int days = 90) {
    return {.identities = {{"one", {pair_of(authority_.issue(name, days, "serverAuth"))}, {}}},
            .protocols = {"h2", "http/1.1"}};
  }
  ClientSettings believing() const { return {.authorities = ServerAuthorities{"ca.pem", authority_.pem()}}; }
  std::shared_ptr<ClientContext> client(const ClientSettings& settings) {
    auto made = ClientContext::make(settings, library_, now_);
    EXPECT_TRUE(made) << (made ? "" : made.error().text);
    return std::move(*made);
  }

  // Octets go to and fro between two engines until neither has any; what the client has decrypted.
  std::string talk_to(Engine& ours, Engine& server) {
    std::string heard;
    for (int turns = 0; turns < 20; ++turns) {
      last_ = ours.read(room_).kind == Read::Kind::bytes ? Read::Kind::bytes : Read::Kind::more;
      std::string wire{ours.take_output()};
      if (!ours.failure().empty()) last_ = Read::Kind::failed;
      if (!wire.empty()) server.take(wire);
      const Read got = server.read(room_);
      if (got.kind == Read::Kind::bytes) heard_by_server_.append(room_.data(), got.count);
      const std::string back{server.take_output()};
      if (back.empty() && wire.empty()) break;
      if (back.empty()) continue;
      ours.take(back);
      for (Read read = ours.read(room_); read.kind == Read::Kind::bytes; read = ours.read(room_))
        heard.append(room_.data(), read.count);
      const std::string answer{ours.take_output()};
      if (!answer.empty()) server.take(answer);
    }
    return heard;
  }
  static void say(Engine& from, Engine& to, std::string text) {
    iovec piece{text.data(), text.size()};
    ASSERT_TRUE(from.write({&piece, 1}));
    const std::string wire{from.take_output()};
    to.take(wire);
  }

  Authority authority_{"Authority", Files::now_s};
  std::shared_ptr<ClientLibrary> library_ = ClientLibrary::make();
  std::string heard_by_server_;
};

TEST_F(ClientContextTest, AgreesWithAServerThatItBelieves) {
  const auto server_context = context(served("app.test"));
  ClientSettings settings = believing();
  settings.protocols = {"h2"};
  Engine server{*server_context};
  Engine ours{client(settings), {"app.test", "app"}};
  talk_to(ours, server);
  ASSERT_TRUE(ours.established()) << ours.failure();
  EXPECT_EQ(server.server_name(), "app.test");
  EXPECT_EQ(ours.protocol(), "h2");
  EXPECT_EQ(ours.version(), "TLSv1.3");
  say(ours, server, "question");
  talk_to(ours, server);
  EXPECT_EQ(heard_by_server_, "question");
  say(server, ours, "answer");
  EXPECT_EQ(talk_to(ours, server), "");
}

TEST_F(ClientContextTest, SaysWhatIsWrongWithACertificate) {
  const auto fault = [&](const ClientSettings& settings, Settings server_settings, const std::string& name) {
    const auto server_context = context(std::move(server_settings));
    Engine server{*server_context};
    Engine ours{client(settings), {name, "app"}};
    talk_to(ours, server);
    EXPECT_FALSE(ours.established());
    EXPECT_FALSE(ours.failure().empty());
    return ours.certificate_fault();
  };
  EXPECT_EQ(fault(believing(), served("app.test"), "other.test"), "hostname mismatch: it is for app.test");
  EXPECT_EQ(fault(believing(), served("app.test"), "127.0.0.1"), "IP address mismatch: it is for app.test");
  const Authority stranger{"Stranger", Files::now_s};
  const ClientSettings believes_another{.authorities = ServerAuthorities{"ca.pem", stranger.pem()}};
  EXPECT_EQ(fault(believes_another, served("app.test"), "app.test"),
            "unable to get local issuer certificate: CN=app.test");
  now_.wall_s += 10 * 24 * 3600;
  EXPECT_EQ(fault(believing(), served("app.test", 5), "app.test"), "certificate has expired: CN=app.test");
  Settings of_a_client = served("app.test");
  of_a_client.identities[0].pairs = {pair_of(authority_.issue("app.test"))};
  EXPECT_EQ(fault(believing(), std::move(of_a_client), "app.test").substr(0, 32), "unsuitable certificate purpose: ");
}

TEST_F(ClientContextTest, BelievesTheVeryCertificateThatItIsGiven) {
  const Pair own = files_.pair("own", {"app.test", "127.0.0.1"});
  const auto server_context = context({.identities = {{"one", {own}, {}}}});
  for (const std::string name : {"app.test", "127.0.0.1"}) {
    Engine server{*server_context};
    Engine ours{client({.authorities = ServerAuthorities{"own.pem", own.certificate_pem}}), {name, "app"}};
    talk_to(ours, server);
    EXPECT_TRUE(ours.established()) << ours.failure() << ours.certificate_fault();
  }
}

TEST_F(ClientContextTest, TellsTheAlertThatTheServerSent) {
  const auto server_context = context(served("app.test"));
  ClientSettings settings = believing();
  settings.protocols = {"spdy/1"};
  Engine server{*server_context};
  Engine ours{client(settings), {"app.test", "app"}};
  talk_to(ours, server);
  ASSERT_TRUE(ours.received_alert());
  EXPECT_EQ(alert_name(*ours.received_alert()), "no_application_protocol");
  EXPECT_TRUE(ours.certificate_fault().empty());
}

TEST_F(ClientContextTest, ShowsItsCertificateToWhoAsks) {
  Settings asking = served("app.test");
  asking.identities[0].clients = ClientAuthorities{"ca.pem", authority_.pem()};
  const auto server_context = context(std::move(asking));
  ClientSettings settings = believing();
  settings.shown = pair_of(authority_.issue("gateway.test"));
  Engine server{*server_context};
  Engine ours{client(settings), {"app.test", "app"}};
  talk_to(ours, server);
  ASSERT_TRUE(server.client());
  EXPECT_EQ(server.client()->subject, "CN=gateway.test");
  EXPECT_EQ(server.client()->distrust, "");
}

TEST_F(ClientContextTest, GoesOnWithASessionOnce) {
  const auto server_context = context(served("app.test"));
  ClientSettings settings = believing();
  settings.max_sessions = 1;
  const auto ours_context = client(settings);
  const auto resumed = [&](const std::string& key) {
    Engine server{*server_context};
    Engine ours{ours_context, {"app.test", key}};
    talk_to(ours, server);
    EXPECT_TRUE(ours.established()) << ours.failure();
    return ours.resumed();
  };
  EXPECT_FALSE(resumed("one"));
  EXPECT_EQ(ours_context->sessions("one"), 1u);
  EXPECT_FALSE(resumed("two")); // of another server
  EXPECT_TRUE(resumed("one"));
  EXPECT_EQ(ours_context->sessions("one"), 1u); // the new one
  now_.wall_s += 8 * 24 * 3600;
  EXPECT_FALSE(resumed("one"));
}

TEST_F(ClientContextTest, KeepsNoSessionWhereItMayNot) {
  const auto server_context = context(served("app.test"));
  const auto ours_context = client(believing());
  Engine server{*server_context};
  Engine ours{ours_context, {"app.test", "one"}};
  talk_to(ours, server);
  EXPECT_EQ(ours_context->sessions("one"), 0u);
}

TEST_F(ClientContextTest, AnEndThatIsSaidIsToldFromOneThatIsNot) {
  const auto server_context = context(served("app.test"));
  Engine server{*server_context};
  Engine ours{client(believing()), {"app.test", "app"}};
  talk_to(ours, server);
  EXPECT_FALSE(ours.said_end());
  server.close();
  ours.take(server.take_output());
  EXPECT_EQ(ours.read(room_).kind, Read::Kind::end);
  EXPECT_TRUE(ours.said_end());
}

TEST_F(ClientContextTest, AProblemNamesItsFile) {
  const auto bad = ClientContext::make({.authorities = ServerAuthorities{"ca.pem", "nothing"}}, library_, now_);
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().file, "ca.pem");
  ClientSettings mixed = believing();
  mixed.shown = pair_of(authority_.issue("gateway.test"));
  mixed.shown->key_pem = authority_.issue("other.test").key;
  const auto unfit = ClientContext::make(mixed, library_, now_);
  ASSERT_FALSE(unfit);
  EXPECT_EQ(unfit.error().file, "own.key");
  EXPECT_EQ(unfit.error().text, "the key does not belong to the certificate in own.pem");
}

TEST_F(ClientContextTest, AnEngineMayOutliveWhoMadeIt) {
  const auto server_context = context(served("app.test"));
  auto ours_context = client(believing());
  Engine server{*server_context};
  Engine ours{ours_context, {"app.test", "app"}};
  ours_context.reset();
  library_.reset();
  talk_to(ours, server);
  EXPECT_TRUE(ours.established());
}

} // namespace
} // namespace responsum::net::tls
