#include "responsum/net/tls/engine.hpp"

#include <gtest/gtest.h>
#include <openssl/x509v3.h>

#include "responsum/net/tls/alert.hpp"
#include "responsum/net/tls/talk_test.hpp"

namespace responsum::net::tls {
namespace {

using testing::Client;
using testing::Files;

using TlsEngine = testing::Talking;

int wanted_error = 0; // of a client's verification

TEST_F(TlsEngine, CarriesBothWays) {
  const auto c = context({.identities = {{"", {files_.pair("a", {"a.test"})}, {}}}, .protocols = {"http/1.1"}});
  Engine engine{*c};
  Client client{"A.test", {"h2", "http/1.1"}};
  EXPECT_EQ(talk(engine, client), "");
  ASSERT_TRUE(engine.established());
  ASSERT_TRUE(client.established());
  EXPECT_EQ(engine.server_name(), "a.test");
  EXPECT_EQ(engine.protocol(), "http/1.1");
  EXPECT_EQ(engine.version(), "TLSv1.3");
  client.write("question");
  EXPECT_EQ(talk(engine, client), "question");
  send(engine, client, {"ans", "", "wer"});
  EXPECT_EQ(client.read(), "answer");
}

// HTTP/1.1 was spoken before the handshake, and is behind it, whatever else the client could do.
TEST_F(TlsEngine, AgreesOnProtocolsOfTheUpgradeOnce) {
  const auto c = context({.identities = {{"", {files_.pair("a", {"a.test"})}, {}}},
                          .protocols = {"h2", "http/1.1"},
                          .protocols_after_upgrade = {"http/1.1"}});
  const auto agreed_on = [&](Engine& engine, const std::vector<std::string>& offered) {
    Client client{"a.test", offered};
    talk(engine, client);
    return std::string{engine.protocol()};
  };
  Engine from_the_start{*c};
  EXPECT_EQ(agreed_on(from_the_start, {"h2", "http/1.1"}), "h2");
  Engine upgraded{*c, ""};
  EXPECT_FALSE(upgraded.untouched());
  EXPECT_EQ(agreed_on(upgraded, {"h2", "http/1.1"}), "http/1.1");
  Engine refusing{*c, ""};
  EXPECT_EQ(agreed_on(refusing, {"h2"}), "");
  EXPECT_EQ(refusing.failure(), "alert sent: no_application_protocol (no application protocol)");
}

// What a read wants sent may leave with the answer to what was read, in one call.
TEST_F(TlsEngine, HeldOutputGoesWithWhatIsWrittenNext) {
  const auto c = context({.identities = {{"", {files_.pair("a", {"a.test"})}, {}}}});
  for (const bool closes : {false, true}) {
    Engine engine{*c};
    Engine other{*c};
    Client client{"a.test"};
    client.read();
    const std::string hello = client.wire();
    engine.take(hello);
    EXPECT_EQ(engine.read(room_).kind, Read::Kind::more);
    client.hear(engine.take_output());
    client.read();
    client.write("question");
    const std::string finished = client.wire(); // and the question
    engine.take(finished);
    ASSERT_EQ(engine.read(room_).kind, Read::Kind::bytes);
    EXPECT_TRUE(engine.hold_output()) << "a ticket";
    EXPECT_FALSE(other.hold_output()) << "that of one engine is none of another's";
    EXPECT_EQ(other.take_output(), "");
    if (closes) {
      engine.close();
      client.hear(engine.take_output());
    } else {
      send(engine, client, {"answer"});
    }
    EXPECT_EQ(client.read(), closes ? "" : "answer");
    EXPECT_EQ((SSL_get_shutdown(client.ssl()) & SSL_RECEIVED_SHUTDOWN) != 0, closes) << "no record is missing";
    EXPECT_EQ(SSL_SESSION_has_ticket(SSL_get0_session(client.ssl())), 1);
    EXPECT_FALSE(engine.hold_output());
  }
}

// The cheaper of what is equally good for all that anybody knows, whatever order the client has them in.
TEST_F(TlsEngine, PrefersSuitesWith128Bits) {
  const auto c = context({.identities = {{"", {files_.pair("a", {"a.test"})}, {}}}});
  Client newer{"a.test"};
  SSL_set_ciphersuites(newer.ssl(), "TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256");
  Engine engine{*c};
  talk(engine, newer);
  EXPECT_EQ(engine.cipher(), "TLS_AES_128_GCM_SHA256");
  Client older{"a.test"};
  SSL_set_max_proto_version(older.ssl(), TLS1_2_VERSION);
  SSL_set_cipher_list(older.ssl(), "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256");
  Engine second{*c};
  talk(second, older);
  EXPECT_EQ(second.cipher(), "ECDHE-ECDSA-AES128-GCM-SHA256");
  Client weak{"a.test"}; // without the instructions for AES
  SSL_set_ciphersuites(weak.ssl(), "TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256");
  Engine third{*c};
  talk(third, weak);
  EXPECT_EQ(third.cipher(), "TLS_CHACHA20_POLY1305_SHA256");
}

// Whatever pieces the wire comes in, down to single octets.
TEST_F(TlsEngine, TakesAnyPieces) {
  const auto c = context({.identities = {{"", {files_.pair("a", {"a.test"})}, {}}}});
  for (const std::size_t piece : {1uz, 2uz, 5uz, 100uz}) {
    Engine engine{*c};
    Client client{"a.test"};
    talk(engine, client, piece);
    ASSERT_TRUE(engine.established()) << piece;
    const std::string text(40'000, 'x');
    client.write(text);
    EXPECT_EQ(talk(engine, client, piece), text);
  }
}

TEST_F(TlsEngine, KeepsWhatHasNoRoomYet) {
  const auto c = context({.identities = {{"", {files_.pair("a", {"a.test"})}, {}}}});
  Engine engine{*c};
  Client client{"a.test"};
  talk(engine, client);
  const std::string text(50'000, 'y');
  client.write(text);
  room_.resize(1000);
  EXPECT_EQ(talk(engine, client), text);
}

TEST_F(TlsEngine, LongAnswersAreWhole) {
  const auto c = context({.identities = {{"", {files_.pair("a", {"a.test"})}, {}}}});
  Engine engine{*c};
  Client client{"a.test"};
  talk(engine, client);
  send(engine, client, {std::string(100, 'h'), std::string(20'000, 'a'), std::string(50'000, 'b'), "end"});
  EXPECT_EQ(client.read(), std::string(100, 'h') + std::string(20'000, 'a') + std::string(50'000, 'b') + "end");
}

TEST_F(TlsEngine, IdentityIsChosenByName) {
  const auto c = context({.identities = {{"", {files_.pair("a", {"a.test"})}, {}},
                                         {"", {files_.pair("b", {"*.b.test", "b.test"})}, {}}}});
  const auto shown = [&](const std::string& name) {
    Engine engine{*c};
    Client client{name};
    talk(engine, client);
    const Certificate certificate{SSL_get1_peer_certificate(client.ssl())};
    const char* one = X509_check_host(certificate.get(), "a.test", 0, 0, nullptr) == 1 ? "a" : "b";
    EXPECT_EQ(engine.identity(), *one == 'a' ? 0U : 1U);
    return one;
  };
  EXPECT_STREQ(shown("a.test"), "a");
  EXPECT_STREQ(shown("b.test"), "b");
  EXPECT_STREQ(shown("www.b.test"), "b");
  EXPECT_STREQ(shown("www.www.b.test"), "a");
  EXPECT_STREQ(shown("nobody.test"), "a");
  EXPECT_STREQ(shown(""), "a");
}

// ECDSA and RSA side by side: who can only do the one gets the one.
TEST_F(TlsEngine, KeyOfEitherKind) {
  const auto c = context(
      {.identities = {{"", {files_.pair("ec", {"a.test"}), files_.pair("rsa", {"a.test"}, KeyKind::rsa_2048)}, {}}}});
  const auto kind = [&](const char* algorithms) {
    Engine engine{*c};
    Client client{"a.test"};
    SSL_set1_sigalgs_list(client.ssl(), algorithms);
    talk(engine, client);
    const Certificate certificate{SSL_get1_peer_certificate(client.ssl())};
    return EVP_PKEY_get_base_id(X509_get0_pubkey(certificate.get()));
  };
  EXPECT_EQ(kind("ECDSA+SHA256:RSA-PSS+SHA256"), EVP_PKEY_EC);
  EXPECT_EQ(kind("RSA-PSS+SHA256"), EVP_PKEY_RSA);
}

TEST_F(TlsEngine, TicketOfOneWorkerIsGoodAtAnother) {
  Settings settings{.identities = {{"", {files_.pair("a", {"a.test"})}, {}}}, .ticket_secret = make_ticket_secret()};
  const auto one = context(settings);
  const auto other = context(settings);
  Client first{"a.test"};
  {
    Engine engine{*one};
    talk(engine, first);
    send(engine, first, {"x"});
    first.read(); // and the ticket with it
  }
  const auto again = [&](const Context& c) {
    Engine engine{c};
    Client client{"a.test"};
    SSL_SESSION* session = SSL_SESSION_dup(SSL_get0_session(first.ssl())); // one that ends without a word is spoilt
    SSL_set_session(client.ssl(), session);
    SSL_SESSION_free(session);
    talk(engine, client);
    EXPECT_TRUE(engine.established());
    return engine.resumed();
  };
  EXPECT_TRUE(again(*other));
  now_.wall_s += TicketKeys::lifetime_s; // the key before is still taken
  EXPECT_TRUE(again(*other));
  now_.wall_s += TicketKeys::lifetime_s;
  EXPECT_FALSE(again(*other));
  settings.ticket_secret = make_ticket_secret();
  EXPECT_FALSE(again(*context(settings)));
}

TEST_F(TlsEngine, LeastVersionIsKept) {
  const auto c = context({.identities = {{"", {files_.pair("a", {"a.test"})}, {}}}, .least = Version::tls_1_3});
  Engine engine{*c};
  Client client{"a.test"};
  SSL_set_max_proto_version(client.ssl(), TLS1_2_VERSION);
  talk(engine, client);
  EXPECT_EQ(last_, Read::Kind::failed);
  EXPECT_EQ(engine.failure(), "alert sent: protocol_version (unsupported protocol)");
}

// The server's order counts, and what nobody has in common is an alert (RFC 7301 3.2).
TEST_F(TlsEngine, ProtocolIsAgreedOn) {
  const auto agreed = [&](const std::vector<std::string>& spoken, const std::vector<std::string>& offered) {
    const auto c = context({.identities = {{"", {files_.pair("a", {"a.test"})}, {}}}, .protocols = spoken});
    Engine engine{*c};
    Client client{"a.test", offered};
    talk(engine, client);
    return engine.established() ? std::string{engine.protocol()} : engine.failure();
  };
  const std::vector<std::string> both{"h2", "http/1.1"};
  EXPECT_EQ(agreed(both, {"http/1.1", "h2"}), "h2");
  EXPECT_EQ(agreed(both, {"http/1.1"}), "http/1.1");
  EXPECT_EQ(agreed({"http/1.1"}, {"h2", "http/1.1"}), "http/1.1");
  EXPECT_EQ(agreed(both, {}), "") << "who offers none";
  EXPECT_EQ(agreed({}, both), "") << "who is not answered";
  EXPECT_EQ(agreed({"http/1.1"}, {"h2", "spdy/3"}), "alert sent: no_application_protocol (no application protocol)");
}

// RFC 8446 2.3, 8.1: who was here before may send with its first octets; each ticket is good for that once.
TEST_F(TlsEngine, EarlyDataIsTakenOnceForATicket) {
  const auto c = context({.identities = {{"", {files_.pair("a", {"a.test"})}, {}}}, .max_early_bytes = 100});
  Engine first{*c};
  Client before{"a.test"};
  talk(first, before);
  ASSERT_TRUE(first.established() && !first.early());
  send(first, before, {"hello"});
  EXPECT_EQ(before.read(), "hello");
  const std::unique_ptr<SSL_SESSION, Deleter<&SSL_SESSION_free>> session{SSL_get1_session(before.ssl())};
  const auto begin = [&](Engine& engine, Client& client) {
    SSL_set_session(client.ssl(), session.get());
    std::size_t written = 0;
    EXPECT_EQ(SSL_write_early_data(client.ssl(), "early", 5, &written), 1);
    const std::string wire = client.wire();
    engine.take(wire);
    const Read read = engine.read(room_);
    client.hear(engine.take_output());
    SSL_do_handshake(client.ssl()); // its last part stays with the client until they talk
    return read;
  };

  Engine again{*c};
  Client client{"a.test"};
  const Read read = begin(again, client);
  ASSERT_EQ(read.kind, Read::Kind::bytes) << again.failure();
  EXPECT_EQ(std::string_view(room_.data(), read.count), "early");
  EXPECT_TRUE(again.early() && again.carries() && !again.established());
  send(again, client, {"answer"});
  EXPECT_EQ(client.read(), "answer") << "before the handshake is done";
  talk(again, client);
  EXPECT_TRUE(again.established() && !again.early()) << again.failure();
  EXPECT_TRUE(again.resumed());
  client.write("late");
  EXPECT_EQ(talk(again, client), "late");

  Engine replayed{*c};
  Client other{"a.test"};
  EXPECT_EQ(begin(replayed, other).kind, Read::Kind::more);
  talk(replayed, other);
  EXPECT_TRUE(replayed.established()) << replayed.failure();
  EXPECT_FALSE(replayed.resumed()) << "the ticket is used up";
}

TEST_F(TlsEngine, EarlyDataIsNotTakenUnasked) {
  const auto c = context({.identities = {{"", {files_.pair("a", {"a.test"})}, {}}}});
  Engine first{*c};
  Client before{"a.test"};
  talk(first, before);
  send(first, before, {"hello"});
  before.read();
  const std::unique_ptr<SSL_SESSION, Deleter<&SSL_SESSION_free>> session{SSL_get1_session(before.ssl())};
  EXPECT_EQ(SSL_SESSION_get_max_early_data(session.get()), 0u);
}

TEST_F(TlsEngine, GarbageFailsWithAnAlert) {
  const auto c = context({.identities = {{"", {files_.pair("a", {"a.test"})}, {}}}});
  Engine engine{*c};
  const std::string_view garbage = "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n";
  engine.take(garbage);
  EXPECT_EQ(engine.read(room_).kind, Read::Kind::failed);
  EXPECT_EQ(engine.failure(), "http request");
  EXPECT_FALSE(engine.write({}));
}

// What the client says of the server is told from what the server says of it.
TEST_F(TlsEngine, AlertOfTheClientIsNamed) {
  const auto c = context({.identities = {{"", {files_.pair("a", {"a.test"})}, {}}}});
  const auto failure = [&](int alert) {
    Engine engine{*c};
    Client client{"a.test"};
    SSL_set_verify(client.ssl(), SSL_VERIFY_PEER, [](int, X509_STORE_CTX* verification) {
      X509_STORE_CTX_set_error(verification, wanted_error);
      return 0;
    });
    wanted_error = alert;
    talk(engine, client);
    EXPECT_EQ(last_, Read::Kind::failed);
    return engine.failure();
  };
  EXPECT_EQ(failure(X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN), "alert received: unknown_ca");
  EXPECT_EQ(failure(X509_V_ERR_CERT_HAS_EXPIRED), "alert received: certificate_expired");
  EXPECT_EQ(failure(X509_V_ERR_APPLICATION_VERIFICATION), "alert received: handshake_failure");
  EXPECT_EQ(alert_name(46), "certificate_unknown");
  EXPECT_EQ(alert_name(255), "unknown");
}

TEST_F(TlsEngine, HandshakesUnderWayAreCounted) {
  const auto c = context({.identities = {{"", {files_.pair("a", {"a.test"})}, {}}}});
  {
    Engine silent{*c};
    EXPECT_EQ(c->handshakes(), 0U) << "nothing has come";
    Engine begun{*c};
    Client client{"a.test"};
    client.read();
    const std::string wire = client.wire();
    begun.take(std::string_view{wire});
    begun.read(room_);
    EXPECT_EQ(c->handshakes(), 1U);
    Engine bad{*c};
    bad.take(std::string_view{"\x16nonsense"});
    bad.read(room_);
    Engine done{*c};
    Client other{"a.test"};
    talk(done, other);
    EXPECT_TRUE(done.established());
    EXPECT_EQ(c->handshakes(), 1U);
  }
  EXPECT_EQ(c->handshakes(), 0U) << "gone with its connection";
}

TEST_F(TlsEngine, EndIsSaidAndHeard) {
  const auto c = context({.identities = {{"", {files_.pair("a", {"a.test"})}, {}}}});
  Engine engine{*c};
  Client client{"a.test"};
  talk(engine, client);
  engine.close();
  client.hear(engine.take_output());
  client.read();
  EXPECT_EQ(SSL_get_shutdown(client.ssl()) & SSL_RECEIVED_SHUTDOWN, SSL_RECEIVED_SHUTDOWN);
  SSL_shutdown(client.ssl());
  const std::string wire = client.wire();
  engine.take(wire);
  EXPECT_EQ(engine.read(room_).kind, Read::Kind::end);
}

TEST(TlsContext, FilesThatAreWrongAreNamed) {
  Files files;
  const base::Now now{.monotonic_ms = 0, .wall_s = Files::now_s, .wall_ns = 0};
  const auto a = files.pair("a", {"a.test"});
  const auto b = files.pair("b", {"b.test"});
  const auto problem = [&](const std::string& certificate, const std::string& key) {
    const auto pair = read_pair(certificate, key);
    if (!pair) return pair.error();
    const auto made = Context::make({.identities = {{"", {*pair}, {}}}}, now);
    return made ? Problem{} : made.error();
  };
  EXPECT_EQ(problem("/nowhere", a.key_file).file, "/nowhere");
  EXPECT_EQ(problem(a.certificate_file, "/nowhere").file, "/nowhere");
  EXPECT_EQ(problem(a.certificate_file, "/nowhere").text, "No such file or directory");
  EXPECT_EQ(problem(files.write("empty", ""), a.key_file).text, "the file is empty");
  EXPECT_EQ(problem(a.certificate_file, b.key_file).text,
            "the key does not belong to the certificate in " + a.certificate_file);
  EXPECT_EQ(problem(a.certificate_file, b.key_file).file, b.key_file);
  EXPECT_EQ(problem(a.certificate_file, files.write("no.key", "no key")).file, files.write("no.key", "no key"));
  EXPECT_EQ(problem(files.write("no.pem", "none"), a.key_file).file, files.write("no.pem", "none"));
  const std::string damaged =
      files.write("damaged.pem", "-----BEGIN CERTIFICATE-----\nMIIBAAAA\n-----END CERTIFICATE-----\n");
  EXPECT_EQ(problem(damaged, a.key_file).file, damaged);
  // What follows the server's own certificate has to be sound as well.
  const std::string tail = files.write("tail.pem", a.certificate_pem + "-----BEGIN CERTIFICATE-----\nMIIBAAAA\n");
  EXPECT_EQ(problem(tail, a.key_file).file, tail);
  EXPECT_EQ(problem(files.write("chain.pem", a.certificate_pem + b.certificate_pem), a.key_file).file, "");
  EXPECT_EQ(problem(a.certificate_file, a.key_file).file, "");
}

TEST(TlsContext, KnowsWhatItsCertificatesSay) {
  Files files;
  const base::Now now{.monotonic_ms = 0, .wall_s = Files::now_s, .wall_ns = 0};
  const auto made =
      Context::make({.identities = {{"first", {files.pair("a", {"a.test", "127.0.0.1", "::1"})}, {}},
                                    {"second", {files.pair("b", {"*.b.test", "a.test"})}, {"special.test"}}}},
                    now);
  ASSERT_TRUE(made) << made.error().text;
  const Context& c = **made;
  EXPECT_EQ(c.certificates()[0].names, (std::vector<std::string>{"a.test", "127.0.0.1", "::1"}));
  EXPECT_EQ(c.certificates()[0].not_after_s, Files::now_s + 90 * 24 * 3600);
  EXPECT_EQ(c.certificates()[1].identity, 1U);
  EXPECT_EQ(c.name_of(1), "second");
  EXPECT_EQ(c.identity_for("a.test"), 0U) << "the first that has it";
  EXPECT_EQ(c.identity_for("x.b.test"), 1U);
  EXPECT_EQ(c.identity_for("special.test"), 1U) << "told to";
  EXPECT_EQ(c.identity_for(""), 0U);
  EXPECT_EQ(c.identity_for("nobody.test"), 0U);
  EXPECT_TRUE(c.covers(0, "a.test"));
  EXPECT_TRUE(c.covers(0, "127.0.0.1"));
  EXPECT_TRUE(c.covers(1, "y.b.test"));
  EXPECT_FALSE(c.covers(1, "special.test"));
  EXPECT_FALSE(c.covers(0, "y.b.test"));
}

TEST(TlsContext, WildcardStandsForOneLabel) {
  EXPECT_TRUE(name_covers("*.example.org", "www.example.org"));
  EXPECT_FALSE(name_covers("*.example.org", "example.org"));
  EXPECT_FALSE(name_covers("*.example.org", "a.b.example.org"));
  EXPECT_FALSE(name_covers("*.example.org", ".example.org"));
  EXPECT_TRUE(name_covers("example.org", "example.org"));
}

} // namespace
} // namespace responsum::net::tls
