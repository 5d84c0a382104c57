// The wire tests against the real server, and whether together they take every edge of the diagram.

#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>

#include "driver/explainer.hpp"
#include "driver/in_process_server.hpp"
#include "driver/name_server.hpp"
#include "driver/upstream.hpp"
#include "responsum/access/country_test.hpp"
#include "responsum/decision/diagram.hpp"
#include "runner/suite.hpp"

namespace responsum::wire {
namespace {

namespace fs = std::filesystem;

// To root nothing is forbidden, and so nothing could be seen to be refused: the tests run as nobody then. Root is
// taken back for the reports, which may go where nobody may not write.
class Unprivileged final : public testing::Environment {
 public:
  explicit Unprivileged(fs::path sites) : sites_{std::move(sites)} {}

  void SetUp() override {
    if (::geteuid() != 0) return;
    give_away(sites_);
    for (const auto& entry : fs::recursive_directory_iterator{sites_}) give_away(entry.path());
    ASSERT_EQ(::setegid(nobody), 0);
    ASSERT_EQ(::seteuid(nobody), 0);
    dropped_ = true;
  }
  void TearDown() override {
    if (!dropped_) return;
    ASSERT_EQ(::seteuid(0), 0);
    ASSERT_EQ(::setegid(0), 0);
    ::prctl(PR_SET_DUMPABLE, 1); // went with the change of user; leak checkers trace the process
  }

 private:
  static constexpr uid_t nobody = 65534;

  static void give_away(const fs::path& path) { ASSERT_EQ(::lchown(path.c_str(), nobody, nobody), 0) << path; }

  fs::path sites_;
  bool dropped_ = false;
};

// They need something beside the connections of a wire file: workers that still drain, streams that stay open, TLS or
// frames that break rules, early data, failures that are counted, workers that cannot keep up, a lost Redis.
// tests/end_to_end/console_test.py, events_test.py, tls_test.py, tls_clients_test.py, https_test.py,
// http2_frames_test.py, access_test.py and limits_test.py take them.
constexpr std::array<std::string_view, 31> taken_elsewhere{
    "E1an", "E3n",  "E3ay", "E3an", "F4n",  "D7bn", "D7cn", "D7cy", "H8in", "H8jn", "A2an",
    "A3an", "A3bn", "A3cn", "A3dn", "A3dy", "A3en", "A3ey", "A3fn", "A3fy", "D2an", "F1y",
    "F1ay", "F1an", "F1by", "F1bn", "F1cy", "F1cn", "F2cn", "F2dn", "F2en"};

class EdgeTest : public testing::Test {
 public:
  EdgeTest(const Suite& suite, std::size_t registered) : suite_{suite}, registered_{registered} {}

  void TestBody() override {
    if (suite_.played() != registered_) GTEST_SKIP() << "only a part of the wire files was played";
    for (const decision::Decision& d : decision::diagram)
      for (const bool answer : {true, false}) {
        const std::string edge = std::string{d.tag} + (answer ? 'y' : 'n');
        if (std::ranges::find(taken_elsewhere, edge) != taken_elsewhere.end()) continue;
        EXPECT_TRUE(suite_.edges_taken().contains(edge))
            << "no wire file takes " << edge << ": " << d.question << (answer ? " Yes." : " No.");
      }
  }

 private:
  const Suite& suite_;
  std::size_t registered_;
};

// What a configuration can name as ${NAME}: the servers behind a gateway.
config::Environment places_of(const Upstream& upstream, const DeadEnds& dead_ends, const NameService& names) {
  const auto at = [](std::uint16_t port) { return "127.0.0.1:" + std::to_string(port); };
  return {{"DNS", names.address()},
          {"H2C", at(upstream.http2_port())},
          {"FASTCGI", at(upstream.fastcgi_port())},
          {"TLS_PORT", std::to_string(upstream.secure_port())},
          {"PORT", std::to_string(upstream.port())},
          {"UPSTREAM", at(upstream.port())},
          {"CLOSED", at(dead_ends.closed())},
          {"FULL", at(dead_ends.full())},
          {"DATAGRAM", dead_ends.datagram()}};
}

// 192.0.2.0/24 is in one country, 198.51.100.0/24 in another.
void write_countries(const fs::path& path) {
  access::CountryFile file;
  file.add(0xc0000200, 24, "DE");
  file.add(0xc6336400, 24, "FR");
  file.write(path.string());
}

int run() {
  config::Environment environment;
  Suite suite{RESPONSUM_SOURCE_DIR "/tests/wire", [&environment](const fs::path& config) {
                return std::make_unique<InProcessServer>(config, environment);
              }};
  write_countries(suite.sites() / "countries.mmdb");
  const Upstream upstream{suite.sites() / "upstream"};
  const DeadEnds dead_ends{suite.sites()};
  const NameService names;
  environment = places_of(upstream, dead_ends, names);
  Explainer explainer{environment};
  suite.compare_with([&explainer](const fs::path& config, const Exchange& e) { explainer.expect_same(config, e); });
  testing::AddGlobalTestEnvironment(new Unprivileged{suite.sites()});
  const std::size_t registered = suite.register_tests();
  testing::RegisterTest("Wire", "TakesEveryEdge", nullptr, nullptr, __FILE__, __LINE__,
                        [&suite, registered]() -> testing::Test* { return new EdgeTest{suite, registered}; });
  return RUN_ALL_TESTS();
}

} // namespace
} // namespace responsum::wire

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  return responsum::wire::run();
}
