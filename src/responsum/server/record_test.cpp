// What a whole server keeps of exchanges that never became requests: all that explains them, no credentials.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "responsum/config/read.hpp"
#include "responsum/resource/file/folder_test.hpp"
#include "responsum/server/client_test.hpp"
#include "responsum/server/server.hpp"

namespace responsum::server {
namespace {

using decision::Condition;
using observe::Record;

class RecordTest : public ::testing::Test {
 protected:
  std::unique_ptr<Server> started(const std::string& limits = "") {
    folder_.write("www/file", "content");
    const std::string text =
        "[server]\nworkers = 1\nconsole = \"127.0.0.1:0\"\nlisten = \"127.0.0.1:0\"\n[log]\naccess = \"" +
        folder_.path("log") + "\"\n[limits]\n" + limits + "[[site]]\n[[site.route]]\npath = \"/\"\nfiles = \"www\"\n";
    auto reading = config::read_text(text, folder_.path("site.toml"), {});
    if (!reading) throw std::runtime_error{"the configuration is wrong"};
    auto server = Server::start(std::move(reading->configuration), system_);
    if (!server) throw std::runtime_error{server.error()};
    return std::move(*server);
  }
  // The server has answered, or ended the connection in silence, and so has recorded.
  static void ask(const Server& server, std::string_view octets) {
    Client client{server.ports().front()};
    client.send(octets);
    client.end();
    client.ends();
  }
  static std::vector<Record> records(const Server& server) {
    return server.workers().front()->recorder().latest(observe::Recorder::capacity);
  }
  static std::string console(const Server& server, const std::string& path) {
    const std::string& url = server.console_url();
    const auto port = static_cast<std::uint16_t>(std::stoul(url.substr(url.rfind(':') + 1)));
    return Client{port}.get(path, "127.0.0.1");
  }
  std::string log() const {
    std::ifstream in{folder_.path("log")};
    return {std::istreambuf_iterator<char>{in}, {}};
  }

  resource::file::testing::Folder folder_;
  resource::file::FileSystem system_;
};

std::string id_of(const Record& r) {
  const auto text = observe::text_of(r.id);
  return {text.data(), text.size()};
}

// Requests with a credential in them, each wrong in a way of its own.
std::vector<std::string> with_credentials() {
  const std::string secret = "dXNlcjpwYXNz";
  const std::string host = "Host: a\r\n";
  const std::string field = "Authorization: Basic " + secret;
  std::vector<std::string> all{
      field + "\r\n\r\n",
      field,
      "\r\n" + field + "\r\n\r\n",
      "GET /file HTTP/1.1 " + field + "\r\n\r\n",
      "GET /file " + field + " HTTP/1.1\r\n\r\n",
      "GET " + field + "\r\n\r\n",
      field + " HTTP/1.1\r\n" + host + "\r\n",
      "Authorization Basic:" + secret + " HTTP/1.1\r\n" + host + "\r\n",
      "GET /file HTTP/1.1\n" + field + "\n\n",
      "GET /file HTTP/1.1\r" + field + "\r\r",
      "GET /file HTTP/1.1" + std::string{'\0'} + field + "\r\n\r\n",
      "GET /file HTTP/9.9\r\n" + field + "\r\n\r\n",
      "\x16\x03\x01" + field,
      "\x16\x03\x01" + std::string{"Cookie: id="} + secret,
      "Basic " + secret,
      "GET http://user:" + secret + "@a/file HTTP/1.1\r\n" + host + "\r\n",
      "GET http:/user:" + secret + "@a/file HTTP/1.1\r\n" + host + "\r\n",
      "GET user:" + secret + "@a HTTP/1.1\r\n" + host + "\r\n",
      "CONNECT user:" + secret + "@a:443 HTTP/1.1\r\n" + host + "\r\n",
      "GET http://user:" + secret + "@a/file",
      "GET /file HTTP/1.1\r\nHost: user:" + secret + "@a\r\n\r\n",
      "GET /file HTTP/1.1\r\nHost: " + field + "\r\n\r\n",
      "GET /file HTTP/1.1\r\nHost: a\r\n\r\n" + field, // as if it were the next request
  };
  for (const std::string name : {"Authorization", "AUTHORIZATION", "Proxy-Authorization", "Cookie", "Set-Cookie"}) {
    const std::string value = name.ends_with("ookie") ? "id=" + secret : "Basic " + secret;
    for (const std::string& line :
         {name + " : " + value, name + " " + value, " " + name + ": " + value, name + ":\r\n " + value,
          name + ": " + value + std::string{'\0'}, name + ": " + value + "\r\n" + name + "\x7f: " + value,
          name + ": " + value + std::string(20'000, 'x'), name + " " + value + ":" + std::string(20'000, 'x'),
          name + "=" + value})
      all.push_back("GET /file HTTP/1.1\r\n" + host + line + "\r\n\r\n");
    all.push_back("POST /file HTTP/1.1\r\n" + host + name + ": " + value + "\r\nContent-Length: 1x\r\n\r\n");
    all.push_back("GET /file HTTP/1.1\r\n" + host + name + ": " + value); // cut off
  }
  return all;
}

TEST_F(RecordTest, NeverHoldsACredential) {
  auto server = started();
  const std::string secret = "dXNlcjpw"; // of "user:p", as long as what precedes the password
  const std::string in_hexadecimal = "64 58 4e 6c";
  for (const std::string& request : with_credentials()) {
    ask(*server, request);
    const Record r = records(*server).front();
    std::string kept{r.target.view()};
    kept.append(" ").append(r.host.view()).append(" ").append(r.subject.view()).append(" ").append(r.limit.view());
    EXPECT_EQ(kept.find(secret), kept.npos) << kept;
    EXPECT_EQ(kept.find(in_hexadecimal), kept.npos) << kept;
    const std::string shown = console(*server, "/api/exchanges/" + id_of(r));
    EXPECT_NE(shown.find(id_of(r)), shown.npos);
    EXPECT_EQ(shown.find(secret), shown.npos) << shown;
  }
  EXPECT_GE(records(*server).size(), with_credentials().size());
  EXPECT_EQ(console(*server, "/api/exchanges?most=1000").find(secret), std::string::npos);
  server.reset();
  EXPECT_NE(log().find("\"target\":"), std::string::npos);
  EXPECT_EQ(log().find(secret), std::string::npos);
}

TEST_F(RecordTest, SaysWhatCameInPlaceOfARequest) {
  const auto server = started();
  ask(*server, "\x16\x03\x01\x02");
  EXPECT_EQ(records(*server).front().target.view(), "16 03 01 02");
  ask(*server, "GET /file HTTP/1.1\r\nHost : a\r\n\r\n");
  EXPECT_EQ(records(*server).front().target.view(), "/file");
  ask(*server, "GET http://u:p@a/file HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(records(*server).front().target.view(), "GET http://[redacted]@a/file HTTP/1.1");
}

TEST_F(RecordTest, NamesTheLimitThatSpoke) {
  const auto server = started("max_target_bytes = 8000\n");
  ask(*server, "GET /" + std::string(9000, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n");
  const Record r = records(*server).front();
  EXPECT_EQ(r.condition, Condition::target_too_long);
  EXPECT_TRUE(r.limit.view().starts_with("max_target_bytes = 8000 at ")) << r.limit.view();
  EXPECT_TRUE(r.limit.view().ends_with("site.toml:8")) << r.limit.view();
  EXPECT_NE(console(*server, "/api/exchanges/" + id_of(r)).find("\"limit\":\"max_target_bytes = 8000 at "),
            std::string::npos);
  ask(*server, "GET /file HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(records(*server).front().limit.view(), "");
}

TEST_F(RecordTest, KeepsTheTraceThatARequestIsPartOf) {
  const auto server = started();
  const std::string trace = "Traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\n";
  const auto asked = [&](const std::string& fields) {
    ask(*server, "GET /file HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n");
    return records(*server).front();
  };
  const Record r = asked(trace);
  EXPECT_TRUE(r.trace.known());
  EXPECT_EQ(r.trace.parent_id[1], 0xf0);
  EXPECT_NE(console(*server, "/api/exchanges/" + id_of(r)).find("\"trace_id\":\"4bf92f3577b34da6a3ce929d0e0e4736\""),
            std::string::npos);
  EXPECT_FALSE(asked("").trace.known());
  EXPECT_FALSE(asked("Traceparent: 00-x\r\n").trace.known());
  EXPECT_FALSE(asked(trace + trace).trace.known()) << "two of them say nothing";
}

// As many again as may be open are answered 503; what comes beyond that is closed unheard, and is recorded too.
TEST_F(RecordTest, AConnectionThatIsClosedUnheardIsAnExchange) {
  const auto server = started("max_connections = 1\n");
  Client served{server->ports().front()};
  ASSERT_EQ(served.get("/file"), "content");
  Client heard{server->ports().front()};
  heard.send("GET /file HTTP/1.1\r\nHost: a\r\n"); // stays
  Client unheard{server->ports().front()};
  unheard.send("GET /file HTTP/1.1\r\n");
  unheard.ends();
  const Record r = records(*server).front();
  EXPECT_EQ(r.condition, Condition::conn_full);
  EXPECT_EQ(r.status, 0);
  EXPECT_EQ(r.client_outcome, observe::ClientOutcome::aborted);
  EXPECT_EQ(r.peer.view(), "127.0.0.1");
  EXPECT_NE(r.peer_port, 0);
  EXPECT_NE(r.path, decision::Path{});
  EXPECT_TRUE(r.limit.view().starts_with("max_connections = 1 at ")) << r.limit.view();
  EXPECT_EQ(server->workers().front()->refused(), 1u);
}

} // namespace
} // namespace responsum::server
