// Sockets that encrypt, against a client of OpenSSL's whose wire the test carries.
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "responsum/net/loopback_test.hpp"
#include "responsum/net/socket.hpp"
#include "responsum/net/tls/client_test.hpp"

namespace responsum::net {
namespace {

using testing::Clock;
using testing::echo;
using testing::file_of;
using testing::get;
using testing::Pair;
using testing::pattern;
using testing::put;
using testing::Seen;
using testing::tcp_pair;
using testing::turn_until;
using Kind = Received::Kind;

// A client and its end of a connection.
class Peer {
 public:
  Peer(Descriptor end, const std::string& name) : client_{name}, end_{std::move(end)} {}

  // Carries what there is, both ways; at most `send_bytes` and `receive_bytes` of the wire.
  void carry(std::size_t send_bytes = 1 << 20, std::size_t receive_bytes = 1 << 20) {
    std::vector<char> room(receive_bytes);
    const ssize_t got = ::recv(end_.number(), room.data(), room.size(), 0);
    if (got > 0) client_.hear({room.data(), static_cast<std::size_t>(got)});
    ended_ = got == 0 || (got < 0 && errno != EAGAIN);
    text_ += client_.read();
    unsent_ += client_.wire();
    const ssize_t sent = ::send(end_.number(), unsent_.data(), std::min(send_bytes, unsent_.size()), MSG_NOSIGNAL);
    if (sent > 0) unsent_.erase(0, static_cast<std::size_t>(sent));
  }
  void say(std::string_view text) { client_.write(text); }
  // Says that it sends no more, and leaves the connection as it is.
  void say_end() { SSL_shutdown(client_.ssl()); }

  bool established() const { return client_.established(); }
  bool heard_end() { return (SSL_get_shutdown(client_.ssl()) & SSL_RECEIVED_SHUTDOWN) != 0; }
  bool ended() const { return ended_; }
  const std::string& text() const { return text_; }
  Descriptor& end() { return end_; }
  SSL* ssl() { return client_.ssl(); }

 private:
  tls::testing::Client client_;
  Descriptor end_;
  std::string unsent_;
  std::string text_;
  bool ended_ = false;
};

class TlsSocket : public ::testing::Test {
 protected:
  Pair pair(int buffer_bytes = 0) {
    Pair made = tcp_pair(buffer_bytes);
    made.ours.tls = context_.get();
    return made;
  }
  bool shake_hands(Peer& peer) {
    return turn_until(reactor_, [&] {
      peer.carry();
      return peer.established();
    });
  }

  tls::testing::Files files_;
  Clock clock_;
  std::unique_ptr<tls::Context> context_ = make_context();
  Reactor reactor_{clock_.options()};
  Seen seen_;

 private:
  std::unique_ptr<tls::Context> make_context() {
    tls::Settings settings{.identities = {{"", {files_.pair("a", {"a.test"})}, {}}}};
    settings.ticket_secret_from_s = clock_.now.wall_s;
    return std::move(tls::Context::make(settings, clock_.now).value());
  }
};

TEST_F(TlsSocket, Echoes) {
  Pair ends = pair();
  reactor_.spawn(echo(reactor_, std::move(ends.ours), seen_, 1000));
  Peer peer{std::move(ends.theirs), "a.test"};
  ASSERT_TRUE(shake_hands(peer));
  peer.say("one");
  EXPECT_TRUE(turn_until(reactor_, [&] { return peer.carry(), peer.text() == "one"; }));
  peer.say("two");
  EXPECT_TRUE(turn_until(reactor_, [&] { return peer.carry(), peer.text() == "onetwo"; }));
  peer.say_end();
  EXPECT_TRUE(turn_until(reactor_, [&] { return peer.carry(), peer.ended(); }));
  EXPECT_EQ(seen_.ends, std::vector{Kind::end});
  EXPECT_TRUE(peer.heard_end()) << "the end was said before the connection closed";
  EXPECT_EQ(seen_.texts, (std::vector<std::string>{"one", "two"}));
}

TEST_F(TlsSocket, TakesOctetByOctet) {
  Pair ends = pair();
  reactor_.spawn(echo(reactor_, std::move(ends.ours), seen_, 1000));
  Peer peer{std::move(ends.theirs), "a.test"};
  peer.say("first");
  EXPECT_TRUE(turn_until(reactor_, [&] {
    peer.carry(1);
    return peer.established();
  }));
  peer.say("byte by byte");
  EXPECT_TRUE(turn_until(reactor_, [&] {
    peer.carry(1, 1);
    return peer.text() == "byte by byte";
  }));
}

// The end came in the same segment as the last octets, and nothing else will ever come: epoll is silent from then on.
TEST_F(TlsSocket, HearsOfAnEndThatCameWithTheLastBytes) {
  Pair ends = pair();
  reactor_.spawn(echo(reactor_, std::move(ends.ours), seen_, 1000));
  Peer peer{std::move(ends.theirs), "a.test"};
  ASSERT_TRUE(shake_hands(peer));
  peer.say("last");
  peer.say_end();
  EXPECT_TRUE(turn_until(reactor_, [&] { return peer.carry(), !seen_.ends.empty(); }));
  EXPECT_EQ(seen_.ends, std::vector{Kind::end});
  EXPECT_EQ(seen_.texts, std::vector<std::string>{"last"});
}

Task receive_into(Reactor& reactor, Accepted accepted, std::string& into, std::size_t piece) {
  Socket socket{reactor, std::move(accepted)};
  std::size_t filled = 0;
  while (filled < into.size()) {
    const auto room = std::span{into}.subspan(filled, std::min(piece, into.size() - filled));
    const Received received = co_await socket.receive(room, reactor.after(1000));
    if (received.kind != Kind::bytes) co_return;
    EXPECT_EQ(received.bytes.data(), into.data() + filled);
    filled += received.bytes.size();
  }
  socket.queue("full");
  co_await socket.flush(reactor.after(1000));
}

// One record fills the destination many times over: what the engine holds is not news to epoll.
TEST_F(TlsSocket, ReceivesIntoLittleRoom) {
  for (const std::size_t piece : {7uz, 1000uz, 16384uz, 100'000uz}) {
    Pair ends = pair();
    std::string into(50'000, '\0');
    reactor_.spawn(receive_into(reactor_, std::move(ends.ours), into, piece));
    Peer peer{std::move(ends.theirs), "a.test"};
    ASSERT_TRUE(shake_hands(peer));
    peer.say(pattern(into.size()));
    EXPECT_TRUE(turn_until(reactor_, [&] { return peer.carry(), peer.text() == "full"; })) << piece;
    EXPECT_TRUE(into == pattern(into.size()));
  }
}

Task send_much(Reactor& reactor, Accepted accepted, std::string_view much, Flushed& flushed) {
  Socket socket{reactor, std::move(accepted)};
  const Received received = co_await socket.receive(reactor.after(1000));
  if (received.kind != Kind::bytes) co_return;
  for (std::size_t at = 0; at < much.size(); at += 30'000) socket.queue(much.substr(at, 30'000));
  flushed = co_await socket.flush_and_close(reactor.after(1000));
}

TEST_F(TlsSocket, LongAnswersReachASlowReader) {
  const std::string much = pattern(1'000'000);
  for (const std::size_t step : {3000uz, 1uz << 20}) {
    Pair ends = pair(8192);
    Flushed flushed{.kind = Flushed::Kind::reset};
    reactor_.spawn(send_much(reactor_, std::move(ends.ours), much, flushed));
    Peer peer{std::move(ends.theirs), "a.test"};
    ASSERT_TRUE(shake_hands(peer));
    peer.say("go");
    EXPECT_TRUE(turn_until(reactor_, [&] { return peer.carry(1 << 20, step), peer.ended(); }));
    EXPECT_EQ(flushed.kind, Flushed::Kind::done);
    EXPECT_TRUE(peer.text() == much);
    EXPECT_TRUE(peer.heard_end());
  }
}

// Two connections in one turn encrypt by the same context; one of them has a rest that waits.
TEST_F(TlsSocket, ConnectionsOfATurnStayApart) {
  const std::string much = pattern(400'000);
  Pair slow_ends = pair(8192);
  Flushed flushed;
  reactor_.spawn(send_much(reactor_, std::move(slow_ends.ours), much, flushed));
  Peer slow{std::move(slow_ends.theirs), "a.test"};
  std::vector<std::unique_ptr<Peer>> peers;
  std::vector<Seen> seen(8);
  for (Seen& s : seen) {
    Pair ends = pair();
    reactor_.spawn(echo(reactor_, std::move(ends.ours), s, 1000));
    peers.push_back(std::make_unique<Peer>(std::move(ends.theirs), "a.test"));
  }
  ASSERT_TRUE(shake_hands(slow));
  for (const auto& p : peers) ASSERT_TRUE(shake_hands(*p));
  slow.say("go");
  for (int round = 1; round <= 5; ++round) {
    for (std::size_t i = 0; i < peers.size(); ++i) peers[i]->say(std::string(1000 + i, static_cast<char>('a' + i)));
    EXPECT_TRUE(turn_until(reactor_, [&] {
      slow.carry(1 << 20, 2000);
      bool all = true;
      for (std::size_t i = 0; i < peers.size(); ++i) {
        peers[i]->carry();
        all = all && peers[i]->text().size() == static_cast<std::size_t>(round) * (1000 + i);
      }
      return all;
    }));
  }
  for (std::size_t i = 0; i < peers.size(); ++i)
    EXPECT_EQ(peers[i]->text().find_first_not_of(static_cast<char>('a' + i)), std::string::npos);
  EXPECT_TRUE(turn_until(reactor_, [&] { return slow.carry(), slow.ended(); }));
  EXPECT_TRUE(slow.text() == much);
}

Task send_it(Reactor& reactor, Accepted accepted, const Descriptor& file, std::uint64_t offset, std::uint64_t count,
             FileSent& sent) {
  Socket socket{reactor, std::move(accepted)};
  const Received received = co_await socket.receive(reactor.after(1000));
  if (received.kind != Kind::bytes) co_return;
  socket.queue("head:");
  sent = co_await socket.send_file(file.number(), offset, count, 300);
}

TEST_F(TlsSocket, SendsHeadAndFileInOrder) {
  const std::string content = pattern(3 * 1024 * 1024 + 17);
  const Descriptor file = file_of(content);
  for (const int buffer_bytes : {0, 8192}) {
    Pair ends = pair(buffer_bytes);
    FileSent sent{.kind = FileSent::Kind::reset};
    reactor_.spawn(send_it(reactor_, std::move(ends.ours), file, 5, content.size() - 5, sent));
    Peer peer{std::move(ends.theirs), "a.test"};
    ASSERT_TRUE(shake_hands(peer));
    peer.say("go");
    EXPECT_TRUE(turn_until(reactor_, [&] { return peer.carry(), peer.ended(); }));
    EXPECT_TRUE(peer.text() == "head:" + content.substr(5));
    EXPECT_EQ(sent.kind, FileSent::Kind::done);
    EXPECT_EQ(sent.bytes, content.size() - 5);
  }
}

TEST_F(TlsSocket, TellsWhenTheFileShrank) {
  const std::string content = pattern(2'000'000);
  const Descriptor file = file_of(content);
  Pair ends = pair(8192);
  FileSent sent;
  reactor_.spawn(send_it(reactor_, std::move(ends.ours), file, 0, content.size(), sent));
  Peer peer{std::move(ends.theirs), "a.test"};
  ASSERT_TRUE(shake_hands(peer));
  peer.say("go");
  EXPECT_TRUE(turn_until(reactor_, [&] { return peer.carry(), peer.text().size() > 5; }));
  ASSERT_EQ(::ftruncate(file.number(), 1'000'000), 0);
  EXPECT_TRUE(turn_until(reactor_, [&] { return peer.carry(), peer.ended(); }));
  EXPECT_EQ(sent.kind, FileSent::Kind::shrank);
  EXPECT_EQ(sent.bytes + 5, peer.text().size());
  EXPECT_LT(sent.bytes, content.size());
}

// Slow is not the same as gone: each time some octets are taken, the time begins anew.
TEST_F(TlsSocket, FilesTimeOutWithoutProgressOnly) {
  const std::string content = pattern(3'000'000);
  const Descriptor file = file_of(content);
  Pair ends = pair(8192);
  FileSent sent;
  reactor_.spawn(send_it(reactor_, std::move(ends.ours), file, 0, content.size(), sent));
  Peer peer{std::move(ends.theirs), "a.test"};
  ASSERT_TRUE(shake_hands(peer));
  peer.say("go");
  for (int i = 0; i < 10; ++i) {
    const std::size_t before = peer.text().size();
    EXPECT_TRUE(turn_until(reactor_, [&] { return peer.carry(), peer.text().size() > before + 20'000; })) << i;
    clock_.now.monotonic_ms += 200;
    reactor_.run_turn(0);
  }
  EXPECT_NE(reactor_.live_frames(), 0U);
  for (int i = 0; i < 4; ++i) {
    clock_.now.monotonic_ms += 300 + TimerWheel::tick_ms;
    reactor_.run_turn(0);
  }
  EXPECT_EQ(sent.kind, FileSent::Kind::timed_out);
  EXPECT_LT(sent.bytes, content.size());
}

Task linger_closing(Reactor& reactor, Accepted accepted, Lingered& lingered) {
  Socket socket{reactor, std::move(accepted)};
  const Received received = co_await socket.receive(reactor.after(1000));
  if (received.kind != Kind::bytes) co_return;
  socket.queue("bye");
  lingered = co_await socket.linger_close(reactor.after(1000), 100'000);
}

TEST_F(TlsSocket, LingersAfterSayingTheEnd) {
  Pair ends = pair();
  Lingered lingered{.kind = Lingered::Kind::reset};
  reactor_.spawn(linger_closing(reactor_, std::move(ends.ours), lingered));
  Peer peer{std::move(ends.theirs), "a.test"};
  ASSERT_TRUE(shake_hands(peer));
  peer.say("x");
  EXPECT_TRUE(turn_until(reactor_, [&] { return peer.carry(), peer.heard_end(); }));
  EXPECT_EQ(peer.text(), "bye");
  EXPECT_NE(reactor_.live_frames(), 0U);
  peer.say("more of it");
  peer.say_end();
  EXPECT_TRUE(turn_until(reactor_, [&] { return peer.carry(), reactor_.live_frames() == 0; }));
  EXPECT_EQ(lingered.kind, Lingered::Kind::end);
  EXPECT_EQ(lingered.bytes, 10U);
}

Task echo_once(Reactor& reactor, Accepted accepted, std::string& heard, bool& encrypted) {
  Socket socket{reactor, std::move(accepted)};
  const Received received = co_await socket.receive(reactor.after(1000));
  encrypted = socket.tls() != nullptr;
  if (received.kind != Kind::bytes) co_return;
  heard.assign(received.bytes.data(), received.bytes.size());
  socket.queue("told");
  co_await socket.flush_and_close(reactor.after(1000));
}

TEST_F(TlsSocket, PlainBytesAreHandedOutAndAnsweredPlainly) {
  Pair ends = pair();
  std::string heard;
  bool encrypted = true;
  put(ends.theirs, "GET / HTTP/1.1\r\n\r\n");
  reactor_.spawn(echo_once(reactor_, std::move(ends.ours), heard, encrypted));
  EXPECT_TRUE(turn_until(reactor_, [&] { return reactor_.live_frames() == 0; }));
  EXPECT_EQ(heard, "GET / HTTP/1.1\r\n\r\n");
  EXPECT_FALSE(encrypted);
  EXPECT_EQ(get(ends.theirs), "told");
}

// Agrees on TLS in plain once "upgrade" has come, and echoes from then on; `behind` is what came with it.
Task agree(Reactor& reactor, Accepted accepted, const tls::Context& context, Seen& seen, std::string& behind) {
  constexpr std::string_view wish = "upgrade";
  Socket socket{reactor, std::move(accepted)};
  const Received first = co_await socket.receive(reactor.after(1000));
  if (first.kind != Kind::bytes) co_return;
  behind = std::string{first.bytes.begin(), first.bytes.end()}.substr(wish.size());
  socket.queue("agreed");
  co_await socket.flush(reactor.after(1000));
  socket.start_tls(context, behind);
  behind.assign(behind.size(), '?'); // the socket has taken it over
  for (bool going = true; going;) {
    const Received received = co_await socket.receive_or_established(reactor.after(1000));
    if (received.kind == Kind::established) going = false;
    if (received.kind == Kind::bytes) seen.texts.emplace_back(received.bytes.begin(), received.bytes.end());
    if (received.kind != Kind::established && received.kind != Kind::bytes) {
      seen.ends.push_back(received.kind);
      co_return;
    }
  }
  if (seen.texts.empty()) { // it did not come along with the handshake's end
    const Received received = co_await socket.receive(reactor.after(1000));
    if (received.kind == Kind::bytes) seen.texts.emplace_back(received.bytes.begin(), received.bytes.end());
  }
  socket.queue("told");
  co_await socket.flush_and_close(reactor.after(1000));
}

TEST_F(TlsSocket, GoesOnInTlsOnceBothHaveAgreed) {
  for (const std::size_t piece : {1uz, 100uz, 1uz << 20}) {
    seen_ = {};
    Pair ends = tcp_pair();
    std::string behind;
    put(ends.theirs, "upgrade");
    reactor_.spawn(agree(reactor_, std::move(ends.ours), *context_, seen_, behind));
    std::string agreed;
    ASSERT_TRUE(turn_until(reactor_, [&] { return agreed += get(ends.theirs), agreed == "agreed"; }));
    EXPECT_EQ(context_->handshakes(), 1U) << "one is under way from now on";
    Peer peer{std::move(ends.theirs), "a.test"};
    peer.say("inside");
    EXPECT_TRUE(turn_until(reactor_, [&] { return peer.carry(piece), peer.established(); }));
    peer.say("inside");
    EXPECT_TRUE(turn_until(reactor_, [&] { return peer.carry(piece), peer.ended(); }));
    EXPECT_EQ(peer.text(), "told");
    EXPECT_TRUE(peer.heard_end());
    EXPECT_EQ(seen_.texts, std::vector<std::string>{"inside"});
    EXPECT_EQ(context_->handshakes(), 0U);
  }
}

// A client that is sure of the answer sends the beginning of its handshake behind the request.
TEST_F(TlsSocket, WhatCameBehindTheAgreementBelongsToTheHandshake) {
  Pair ends = tcp_pair();
  tls::testing::Client client{"a.test"};
  client.read();
  put(ends.theirs, "upgrade" + client.wire());
  std::string behind;
  reactor_.spawn(agree(reactor_, std::move(ends.ours), *context_, seen_, behind));
  std::string from_server;
  std::string text;
  bool said = false;
  EXPECT_TRUE(turn_until(reactor_, [&] {
    from_server += get(ends.theirs);
    if (from_server.starts_with("agreed")) {
      client.hear(std::string_view{from_server}.substr(6));
      from_server = "agreed";
    }
    text += client.read();
    if (client.established() && !std::exchange(said, true)) client.write("inside");
    if (const std::string wire = client.wire(); !wire.empty() && reactor_.live_frames() != 0) put(ends.theirs, wire);
    return text == "told";
  }));
  EXPECT_FALSE(behind.empty());
}

// Nobody is understood who goes on in plain: both have agreed not to.
TEST_F(TlsSocket, PlainBytesBehindTheAgreementAreUnsound) {
  Pair ends = tcp_pair();
  put(ends.theirs, "upgradeGET / HTTP/1.1\r\n\r\n");
  std::string behind;
  reactor_.spawn(agree(reactor_, std::move(ends.ours), *context_, seen_, behind));
  EXPECT_TRUE(turn_until(reactor_, [&] { return !seen_.ends.empty(); }));
  EXPECT_EQ(seen_.ends, std::vector{Kind::unsound});
  EXPECT_EQ(context_->handshakes(), 0U);
}

TEST_F(TlsSocket, GarbageIsUnsoundAndAnsweredWithAnAlert) {
  Pair ends = pair();
  put(ends.theirs, std::string{"\x16\x03\x01\x00\x05hello", 10});
  reactor_.spawn(echo(reactor_, std::move(ends.ours), seen_, 1000));
  EXPECT_TRUE(turn_until(reactor_, [&] { return !seen_.ends.empty(); }));
  EXPECT_EQ(seen_.ends, std::vector{Kind::unsound});
  bool ended = false;
  const std::string alert = get(ends.theirs, &ended);
  ASSERT_FALSE(alert.empty());
  EXPECT_EQ(alert.front(), 0x15) << "a record of type alert (RFC 8446 5.1)";
  EXPECT_TRUE(ended);
}

// A record that was altered on its way.
TEST_F(TlsSocket, RecordThatWasAlteredIsUnsound) {
  Pair ends = pair();
  reactor_.spawn(echo(reactor_, std::move(ends.ours), seen_, 1000));
  Peer peer{std::move(ends.theirs), "a.test"};
  ASSERT_TRUE(shake_hands(peer));
  put(peer.end(), std::string{"\x17\x03\x03\x00\x20", 5} + std::string(32, 'x'));
  EXPECT_TRUE(turn_until(reactor_, [&] { return peer.carry(), !seen_.ends.empty(); }));
  EXPECT_EQ(seen_.ends, std::vector{Kind::unsound});
}

TEST_F(TlsSocket, ClientThatVanishesInTheHandshake) {
  for (const bool resets : {false, true}) {
    seen_ = {};
    Pair ends = pair();
    reactor_.spawn(echo(reactor_, std::move(ends.ours), seen_, 1000));
    Peer peer{std::move(ends.theirs), "a.test"};
    peer.carry(); // its hello
    reactor_.run_turn(10);
    const ::linger at_once{1, 0};
    if (resets) ::setsockopt(peer.end().number(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    if (!resets) get(peer.end()); // bytes unread would reset
    peer.end().close();
    EXPECT_TRUE(turn_until(reactor_, [&] { return !seen_.ends.empty(); }));
    EXPECT_EQ(seen_.ends, std::vector{resets ? Kind::reset : Kind::end});
    EXPECT_TRUE(seen_.texts.empty());
    EXPECT_EQ(reactor_.live_frames(), 0U);
  }
}

TEST_F(TlsSocket, HandshakeHasToComeInTime) {
  Pair ends = pair();
  reactor_.spawn(echo(reactor_, std::move(ends.ours), seen_, 1000));
  Peer peer{std::move(ends.theirs), "a.test"};
  for (int i = 0; i < 20; ++i) {
    peer.carry(1);
    reactor_.run_turn(0);
    clock_.now.monotonic_ms += 100;
  }
  reactor_.run_turn(0);
  EXPECT_EQ(seen_.ends, std::vector{Kind::timed_out}) << "octets that trickle in put nothing off";
}

} // namespace
} // namespace responsum::net
