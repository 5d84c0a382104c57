#include "responsum/server/upstreams.hpp"

#include <memory>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "responsum/config/read.hpp"
#include "responsum/server/health_log.hpp"

namespace responsum::server {
namespace {

config::SharedConfiguration read(std::string_view upstream) {
  auto reading = config::read_text("[[upstream]]\nname = \"app\"\n" + std::string{upstream} +
                                       "[[site]]\nhosts = \"a\"\n[[site.route]]\npath = \"/\"\nproxy = \"app\"\n",
                                   "site.toml", {});
  EXPECT_TRUE(reading.has_value()) << upstream;
  return std::move(reading->configuration);
}

class UpstreamsTest : public ::testing::Test {
 protected:
  SharedUpstream get(const config::SharedConfiguration& configuration) {
    return upstreams_.get(configuration->upstreams.front(), configuration);
  }

  net::Reactor reactor_{{}};
  HealthLog log_;
  Upstreams upstreams_{reactor_, log_, 1};
};

constexpr std::string_view by_address = "servers = \"http://127.0.0.1:1\"\n";
constexpr std::string_view by_name = "servers = \"http://app.test:1\"\n";

TEST_F(UpstreamsTest, OneThatSaysTheSameGoesOn) {
  auto before = read(by_address);
  const SharedUpstream upstream = get(before);
  EXPECT_EQ(get(before), upstream);
  const std::weak_ptr<const config::Configuration> watched = before;
  before.reset();
  EXPECT_FALSE(watched.expired());
  const auto after = read("# A line more.\n" + std::string{by_address} + "retries = 2\n");
  EXPECT_EQ(get(after), upstream);
  EXPECT_TRUE(watched.expired());
}

TEST_F(UpstreamsTest, OneThatSaysAnythingElseIsAnother) {
  const SharedUpstream upstream = get(read(by_address));
  EXPECT_NE(get(read(std::string{by_address} + "retries = 1\n")), upstream);
  EXPECT_NE(get(read(std::string{by_address} + "health = {path = \"/\"}\n")), upstream);
  EXPECT_EQ(get(read(by_address)), upstream);
}

TEST_F(UpstreamsTest, NoneIsKeptThatNobodyUses) {
  auto configuration = read(by_address);
  std::weak_ptr<resource::gateway::Upstream> gone = get(configuration);
  EXPECT_TRUE(gone.expired());
}

TEST_F(UpstreamsTest, TheNameServiceIsPartOfThoseThatNeedIt) {
  const std::string asks = "\n[dns]\nservers = \"127.0.0.1\"\n", asks_others = "\n[dns]\nservers = \"127.0.0.2\"\n";
  const SharedUpstream named = get(read(std::string{by_name} + asks));
  EXPECT_EQ(get(read(std::string{by_name} + asks)), named);
  EXPECT_NE(get(read(std::string{by_name} + asks_others)), named);
  const SharedUpstream numbered = get(read(std::string{by_address} + asks));
  EXPECT_EQ(get(read(std::string{by_address} + asks_others)), numbered);
}

} // namespace
} // namespace responsum::server
