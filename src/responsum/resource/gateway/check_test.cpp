#include "responsum/resource/gateway/check.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "responsum/client/called_test.hpp"

namespace responsum::resource::gateway {
namespace {

using client::testing::PlayedUpstream;

constexpr std::string_view good = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nyes";

struct Told final : Checked {
  void on_checked(EndpointId endpoint, bool is_good, std::string_view why) override {
    all.push_back({endpoint, is_good, std::string{why}});
  }
  struct One {
    EndpointId endpoint;
    bool good;
    std::string why;
  };
  std::vector<One> all;
};

class CheckTest : public ::testing::Test {
 protected:
  CheckTest() {
    settings_.path = "/healthz";
    for (std::size_t status = 200; status < 300; ++status) settings_.statuses.set(status);
    settings_.interval_ms = 5'000;
    settings_.timeout_ms = {"timeout_ms", 2'000};
    endpoint_.host = "127.0.0.1";
    endpoint_.address = net::Address::parse_host("127.0.0.1").value();
  }

  void begin(std::string_view answer) {
    upstream_ = std::make_unique<PlayedUpstream>("127.0.0.1:0", answer);
    endpoint_.port = upstream_->port();
    check_ = std::make_unique<Check>(
        reactor_, Check::Road{.endpoint = endpoint_, .name = nullptr, .encryption = in_plain_, .limits = limits_},
        EndpointId{7}, settings_, scratch_, told_, 100);
  }
  bool until(std::size_t checks) {
    return net::testing::turn_until(reactor_, [&] {
      if (upstream_) upstream_->play();
      return told_.all.size() >= checks;
    });
  }
  void later(base::Milliseconds ms) {
    clock_.now.monotonic_ms += ms;
    for (int i = 0; i < 10; ++i) {
      if (upstream_) upstream_->play();
      reactor_.run_turn(0);
    }
  }

  net::testing::Clock clock_;
  net::Reactor reactor_{clock_.options()};
  client::Limits limits_ = client::testing::usual_limits();
  client::Endpoint endpoint_;
  client::Encryption in_plain_;
  client::Scratch scratch_;
  CheckSettings settings_;
  Told told_;
  std::unique_ptr<PlayedUpstream> upstream_;
  std::unique_ptr<Check> check_;
};

TEST_F(CheckTest, AsksEachTimeOnAConnectionOfItsOwn) {
  begin(good);
  later(50);
  EXPECT_EQ(upstream_->accepted(), 0) << "the first has its time";
  later(100);
  ASSERT_TRUE(until(1));
  EXPECT_EQ(told_.all[0].endpoint, 7);
  EXPECT_TRUE(told_.all[0].good);
  EXPECT_EQ(told_.all[0].why, "answered 200");
  const std::string heard{upstream_->heard(0)};
  EXPECT_TRUE(
      heard.starts_with("GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(upstream_->port()) + "\r\n"))
      << heard;
  EXPECT_NE(heard.find("User-Agent: responsum (health check)\r\n"), std::string::npos) << heard;
  EXPECT_NE(heard.find("Connection: close\r\n"), std::string::npos) << heard;
  later(4'000);
  EXPECT_EQ(upstream_->accepted(), 1);
  later(1'100);
  ASSERT_TRUE(until(2));
  EXPECT_EQ(upstream_->accepted(), 2);
}

TEST_F(CheckTest, AsksForTheHostThatItIsGiven) {
  settings_.host = "app.test";
  begin(good);
  later(200);
  ASSERT_TRUE(until(1));
  EXPECT_NE(upstream_->heard(0).find("\r\nHost: app.test\r\n"), std::string_view::npos) << upstream_->heard(0);
}

TEST_F(CheckTest, TellsByTheStatus) {
  begin("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n");
  later(200);
  ASSERT_TRUE(until(1));
  EXPECT_FALSE(told_.all[0].good);
  EXPECT_EQ(told_.all[0].why, "answered 503");
}

TEST_F(CheckTest, SaysWhatFailed) {
  begin(good);
  upstream_.reset();
  later(200);
  ASSERT_TRUE(until(1));
  EXPECT_FALSE(told_.all[0].good);
  EXPECT_EQ(told_.all[0].why, "was refused the connection");
}

TEST_F(CheckTest, SaysHowFarItCameInItsTime) {
  begin("");
  later(200);
  later(10);
  later(2'100);
  ASSERT_TRUE(until(1));
  EXPECT_FALSE(told_.all[0].good);
  EXPECT_EQ(told_.all[0].why, "took longer than timeout_ms = 2000 (built-in default), in the phase `wait`");
}

TEST_F(CheckTest, SaysThatItIsForNoClient) {
  settings_.introduced_by = IntroducedBy::version_1;
  begin(good);
  later(200);
  ASSERT_TRUE(until(1));
  EXPECT_TRUE(upstream_->heard(0).starts_with("PROXY UNKNOWN\r\nGET /healthz ")) << upstream_->heard(0);
}

TEST_F(CheckTest, EndsInTheMiddle) {
  begin("");
  later(200);
  check_.reset();
  EXPECT_TRUE(net::testing::turn_until(reactor_, [&] { return reactor_.live_frames() == 0; }));
  EXPECT_TRUE(told_.all.empty());
}

TEST(WordsOfAFailure, HaveWhatIsKnownAndNothingThatWasSent) {
  const base::Limit limit{"connect_timeout_ms", 500};
  using client::Failure;
  using decision::HopEnd;
  EXPECT_EQ(words_of({.end = HopEnd::connect_slow, .limit = &limit}),
            "waited too long for the connection: connect_timeout_ms = 500 (built-in default)");
  EXPECT_EQ(words_of({.end = HopEnd::dns_failed, .rcode = "NXDOMAIN"}), "found no address for the name: NXDOMAIN");
  EXPECT_EQ(words_of({.end = HopEnd::certificate_bad, .detail = "certificate has expired"}),
            "was shown a certificate that is not believed: certificate has expired");
  EXPECT_EQ(words_of({.end = HopEnd::malformed, .detail = "\x1b[2J"}), "received what is no response");
}

} // namespace
} // namespace responsum::resource::gateway
