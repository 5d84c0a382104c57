#include "runner/suite.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <expected>
#include <utility>
#include <vector>

#include "runner/translation.hpp"

namespace responsum::wire {

namespace fs = std::filesystem;

namespace {

class WireTest : public testing::Test {
 public:
  explicit WireTest(std::function<void()> body) : body_{std::move(body)} {}
  void TestBody() override { body_(); }

 private:
  std::function<void()> body_;
};

void add_test(const fs::path& file, std::string_view how, int line, std::function<void()> body) {
  const std::string suite = "Wire_" + file.parent_path().filename().string();
  const std::string test = file.stem().string() + "/" + std::string{how};
  testing::RegisterTest(suite.c_str(), test.c_str(), nullptr, nullptr, file.c_str(), line,
                        [body = std::move(body)]() -> testing::Test* { return new WireTest{body}; });
}

std::vector<fs::path> wire_files(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator{folder})
    if (entry.path().extension() == ".wire") files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

// Octet by octet is for the parser of HTTP/1.1; records and frames are cut anywhere by the pieces of `split` already.
bool is_played(Transport transport, Mode mode) { return mode != Mode::bytes || transport == Transport::plain; }

} // namespace

std::string_view reason_to_skip(const Script& script, bool is_root) {
  if (script.needs_root && !is_root) return "needs root";
  if (script.needs_other_than_root && is_root) return "needs a user who is not root";
  return {};
}

Suite::Suite(fs::path folder, StartServer start)
    : folder_{std::move(folder)}, sites_{folder_ / "sites"}, start_{std::move(start)} {}

Suite::~Suite() = default;

ServerUnderTest& Suite::server(const std::string& config) {
  auto found = servers_.find(config);
  if (found == servers_.end()) found = servers_.emplace(config, start_(config_path(config))).first;
  return *found->second;
}

void Suite::play(const fs::path& file, const Script& script, Transport transport, Mode mode) {
  if (const auto reason = reason_to_skip(script, ::geteuid() == 0); !reason.empty()) GTEST_SKIP() << reason;
  DriveOptions options;
  options.transport = transport;
  options.mode = mode;
  options.sites = sites();
  options.on_exchange = [&](const Exchange& exchange) {
    if (compare_ && mode == Mode::whole) compare_(config_path(script.config), exchange);
    expect_repeated(file, script, exchange, transport);
  };
  const std::unique_ptr<ServerUnderTest> own =
      script.drains() || script.wants_own_server ? start_(config_path(script.config)) : nullptr;
  ServerUnderTest& tested = own != nullptr ? *own : server(script.config);
  ASSERT_TRUE(!row(transport).encrypted || tested.tls_port() != 0)
      << script.config << " has no listener with TLS, so `transports:` has to say why not";
  for (const std::string& failure : drive(script, tested, options))
    ADD_FAILURE() << file.lexically_relative(folder_).string() << ":" << failure;
  const auto taken = tested.edges_taken();
  edges_taken_.insert(taken.begin(), taken.end());
  ++played_;
}

void Suite::expect_repeated(const fs::path& file, const Script& script, const Exchange& exchange,
                            Transport transport) {
  const std::string way = exchange.observed != nullptr ? "\nway: " + exchange.observed->way : "";
  const std::string_view protocol = row(transport).http_2 ? "HTTP/2" : "HTTP/1.1";
  if (exchange.response == nullptr) {
    expect_equal(file, exchange.line, "", "closed" + way);
    return;
  }
  Response response = *exchange.response;
  mask(response, script.varying);
  if (expect_equal(file, exchange.line, protocol, repeatable(response) + way))
    expect_equal(file, exchange.line, "", essence(response) + way);
}

bool Suite::expect_equal(const fs::path& file, int line, std::string_view protocol, const std::string& answered) {
  const auto [before, is_first] = answered_.try_emplace({file, line, std::string{protocol}}, answered);
  if (is_first || before->second == answered) return true;
  ADD_FAILURE() << file.lexically_relative(folder_).string() << ":" << line
                << ": another answer than in other pieces or over another transport:\n"
                << answered << "\nwas\n"
                << before->second;
  return false;
}

std::size_t Suite::register_tests() {
  std::size_t count = 0;
  for (const fs::path& file : wire_files(folder_)) {
    auto script = read_script(file);
    std::expected<std::vector<Transport>, std::string> played_over;
    if (script) played_over = transports_of(*script);
    if (!script || !played_over) {
      const ScriptError error = script ? ScriptError{0, played_over.error()} : script.error();
      add_test(file, "parse", error.line, [error] { ADD_FAILURE() << "line " << error.line << ": " << error.text; });
      ++count;
      continue;
    }
    for (const Transport transport : *played_over)
      for (const Mode mode : script->modes) {
        if (!is_played(transport, mode)) continue;
        const std::string how = std::string{name(transport)} + "/" + std::string{name(mode)};
        add_test(file, how, 1,
                 [this, file, script = *script, transport, mode] { play(file, script, transport, mode); });
        ++count;
      }
  }
  return count;
}

} // namespace responsum::wire
