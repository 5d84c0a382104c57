#include "responsum/net/tls/client_context.hpp"

#include <ctime>

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
  SharedClientContext client(const ClientSettings& settings) {
    auto made = ClientContext::make(settings, library_, now_);
    EXPECT_TRUE(made) << (made ? "" : made.error().text);
    return std::move(*made);
  }

  // All that there is to be read; returns what it wants sent.
  std::string drain(Engine& engine, std::string& heard) {
    std::string wire;
    for (;;) {
      const Read read = engine.read(room_);
      wire += engine.take_output();
      if (read.kind != Read::Kind::bytes) return wire;
      heard.append(room_.data(), read.count);
    }
  }
  // Octets go to and fro between two engines until neither has any; what the client has decrypted.
  std::string talk_to(Engine& ours, Engine& server) {
    std::string heard;
    for (std::string wire = drain(ours, heard); !wire.empty();) {
      server.take(wire);
      const std::string back = drain(server, heard_by_server_);
      wire.clear();
      if (back.empty()) break;
      ours.take(back);
      wire = drain(ours, heard);
    }
    return heard;
  }
  std::string say(Engine& from, Engine& to, std::string text) {
    iovec piece{text.data(), text.size()};
    EXPECT_TRUE(from.write({&piece, 1}));
    const std::string wire{from.take_output()};
    std::string heard;
    to.take(wire);
    drain(to, heard);
    return heard;
  }

  Authority authority_{"Authority", Files::now_s};
  SharedLibrary library_ = ClientLibrary::make();
  std::string heard_by_server_;
};

TEST_F(ClientContextTest, AgreesWithAServerThatItBelieves) {
  const auto server_context = context(served("app.test"));
  const ClientSettings settings = believing();
  const std::string h2 = "h2";
  Engine server{*server_context};
  Engine ours{client(settings), {"app.test", "app", {&h2, 1}}};
  talk_to(ours, server);
  ASSERT_TRUE(ours.established()) << ours.failure();
  EXPECT_EQ(server.server_name(), "app.test");
  EXPECT_EQ(ours.protocol(), "h2");
  EXPECT_EQ(ours.version(), "TLSv1.3");
  EXPECT_EQ(say(ours, server, "question"), "question");
  EXPECT_EQ(say(server, ours, "answer"), "answer");
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
  const ClientSettings settings = believing();
  const std::string spdy = "spdy/1";
  Engine server{*server_context};
  Engine ours{client(settings), {"app.test", "app", {&spdy, 1}}};
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

TEST_F(ClientContextTest, GoesOnWithTheSessionOfTheSameServer) {
  const auto server_context = context(served("app.test"));
  const auto ours_context = client(believing());
  const auto resumed = [&](const std::string& key) {
    Engine server{*server_context};
    Engine ours{ours_context, {"app.test", key}};
    talk_to(ours, server);
    EXPECT_TRUE(ours.established()) << ours.failure();
    return ours.resumed();
  };
  EXPECT_FALSE(resumed("one"));
  EXPECT_TRUE(ours_context->holds_session("one"));
  EXPECT_FALSE(ours_context->holds_session("two"));
  EXPECT_FALSE(resumed("two"));
  EXPECT_TRUE(resumed("one"));
  EXPECT_TRUE(resumed("one"));                                                   // as long as nothing newer came
  now_.wall_s = static_cast<base::UnixSeconds>(::time(nullptr)) + 8 * 24 * 3600; // the library has a clock of its own
  EXPECT_FALSE(ours_context->holds_session("one"));
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
