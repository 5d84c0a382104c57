// A whole server over loopback: it answers, changes its configuration without losing a connection, and ends.
#include "responsum/server/server.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "responsum/config/read.hpp"
#include "responsum/resource/file/folder_test.hpp"
#include "responsum/server/client_test.hpp"

namespace responsum::server {
namespace {

class ServerTest : public ::testing::Test {
 protected:
  ServerTest() {
    folder_.write("one/file", "one");
    folder_.write("two/file", "two");
  }

  std::unique_ptr<config::Configuration> configuration(const std::string& files,
                                                       const std::string& listen = "127.0.0.1:0",
                                                       const std::string& more = "") const {
    const std::string text = "[server]\nworkers = 1\nconsole = " + console_ + "\nlisten = \"" + listen +
                             "\"\n[log]\naccess = \"off\"\n" + more +
                             "[[site]]\n[[site.route]]\npath = \"/\"\nfiles = \"" + files + "\"\n";
    auto reading = config::read_text(text, folder_.path("site.toml"), {});
    EXPECT_TRUE(reading.has_value());
    return std::move(reading->configuration);
  }
  std::unique_ptr<Server> started(const std::string& more = "") const {
    auto server = Server::start(configuration("one", "127.0.0.1:0", more), system_);
    EXPECT_TRUE(server.has_value()) << server.error();
    return std::move(*server);
  }

  // What is listened at, out of what can be opened.
  static std::uint16_t port_of(const std::string& url) {
    return static_cast<std::uint16_t>(std::stoul(url.substr(url.rfind(':') + 1)));
  }

  std::string console_ = "false";
  resource::file::testing::Folder folder_;
  resource::file::FileSystem system_;
};

TEST_F(ServerTest, AnswersAtThePortThatItSays) {
  const auto server = started();
  ASSERT_EQ(server->ports().size(), 1u);
  EXPECT_EQ(server->urls().front(), "http://127.0.0.1:" + std::to_string(server->ports().front()) + "/");
  Client client{server->ports().front()};
  EXPECT_EQ(client.get("/file"), "one");
}

TEST_F(ServerTest, AnAddressThatIsTakenIsAnError) {
  const auto first = started();
  const std::string taken = "127.0.0.1:" + std::to_string(first->ports().front());
  const auto second = Server::start(configuration("one", taken), system_);
  ASSERT_FALSE(second);
  EXPECT_NE(second.error().find(taken), std::string::npos) << second.error();
}

TEST_F(ServerTest, AConnectionSurvivesAReload) {
  const auto server = started();
  Client client{server->ports().front()};
  EXPECT_EQ(client.get("/file"), "one");
  ASSERT_TRUE(server->reload(configuration("two")));
  std::string got = client.get("/file");
  for (int i = 0; i < 1000 && got == "one"; ++i) got = client.get("/file"); // until the worker has heard of it
  EXPECT_EQ(got, "two");
  EXPECT_TRUE(Client{server->ports().front()}.connected()); // the listener stayed
}

TEST_F(ServerTest, AReloadThatFailsChangesNothing) {
  const auto server = started();
  const auto other = started();
  Client client{server->ports().front()};
  const std::string taken = "127.0.0.1:" + std::to_string(other->ports().front());
  EXPECT_FALSE(server->reload(configuration("two", taken)));
  EXPECT_EQ(client.get("/file"), "one");
  EXPECT_EQ(*server->configuration().sites.front().routes.front().files, folder_.path("one"));
}

TEST_F(ServerTest, DrainingEndsIdleConnectionsAndListeners) {
  const auto server = started();
  Client client{server->ports().front()};
  EXPECT_EQ(client.get("/file"), "one");
  EXPECT_TRUE(server->drain());
  EXPECT_TRUE(client.ends());
  EXPECT_FALSE(Client{server->ports().front()}.connected());
}

// A request that does not come to its end keeps the connection until the deadline.
TEST_F(ServerTest, DrainingEndsAtItsDeadline) {
  const auto server = started("[limits]\ndrain_timeout_ms = 1\n");
  Client client{server->ports().front()};
  EXPECT_EQ(client.get("/file"), "one");
  client.send("GET /file HTTP/1.1\r\n");
  EXPECT_EQ(Client{server->ports().front()}.get("/file"), "one"); // so the worker has seen what came before
  EXPECT_FALSE(server->drain());
}

class ConsoleOfServerTest : public ServerTest {
 protected:
  ConsoleOfServerTest() { console_ = "\"127.0.0.1:0\""; }
};

TEST_F(ConsoleOfServerTest, NamesWhatIsServedSinceTheReload) {
  const auto server = started();
  Client console{port_of(server->console_url())};
  EXPECT_NE(console.get("/api/overview", "localhost").find("\"name\":\"/\""), std::string::npos);
  auto next = configuration("two");
  next->sites.front().routes.front().name.value = "renamed";
  ASSERT_TRUE(server->reload(std::move(next)));
  std::string got;
  for (int i = 0; i < 1000 && got.find("renamed") == got.npos; ++i) got = console.get("/api/overview", "localhost");
  EXPECT_NE(got.find("\"name\":\"renamed\""), std::string::npos) << got;
}

TEST_F(ConsoleOfServerTest, EndsWithTheServer) {
  const auto server = started();
  Client console{port_of(server->console_url())};
  EXPECT_NE(console.get("/api/overview", "localhost"), "ended");
  EXPECT_TRUE(server->drain());
  EXPECT_TRUE(console.ends());
  EXPECT_FALSE(Client{port_of(server->console_url())}.connected());
}

// Who connects to the console and says nothing is not waited for.
TEST_F(ConsoleOfServerTest, DoesNotHoldUpTheEnd) {
  const auto server = started();
  Client console{port_of(server->console_url())};
  console.send("GET / HTTP/1.1\r\n");
  EXPECT_TRUE(server->drain());
}

} // namespace
} // namespace responsum::server
