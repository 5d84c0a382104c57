// Registers every wire file, over each of its transports and in each of its modes, as a test of its own with
// GoogleTest.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "runner/drive.hpp"
#include "runner/server_under_test.hpp"
#include "runner/sites.hpp"

namespace responsum::wire {

// Why this user cannot play the script; empty when he can.
std::string_view reason_to_skip(const Script& script, bool is_root);

// Servers by configuration, started when a test first asks for one. Lives as long as the tests that it registered.
class Suite {
 public:
  // `folder` holds <area>/<name>.wire and sites/.
  Suite(std::filesystem::path folder, StartServer start);
  ~Suite();

  // Called for every exchange of every test of mode `whole`, from within that test: it may use EXPECT_….
  using Compare = std::function<void(const std::filesystem::path& config, const Exchange&)>;
  void compare_with(Compare compare) { compare_ = std::move(compare); }

  // The tests are called Wire_<area>.<name>/<transport>/<mode>; a file that cannot be read is a test that fails.
  // Answers how many there are.
  std::size_t register_tests();

  ServerUnderTest& server(const std::string& config);
  std::filesystem::path config_path(const std::string& config) const { return sites_.path() / config; }
  const std::filesystem::path& sites() const { return sites_.path(); }

  // Of all servers together, so far.
  const std::set<std::string>& edges_taken() const { return edges_taken_; }
  // How many of the tests that were registered have been played.
  std::size_t played() const { return played_; }

  void play(const std::filesystem::path& file, const Script& script, Transport transport, Mode mode);

 private:
  // The answer in every mode and over every transport is that of the first, its way through the diagram included.
  void expect_repeated(const std::filesystem::path& file, const Script& script, const Exchange& exchange,
                       Transport transport);
  // `protocol` empty: in all of them.
  bool expect_equal(const std::filesystem::path& file, int line, std::string_view protocol,
                    const std::string& answered);

  std::filesystem::path folder_;
  Sites sites_;
  StartServer start_;
  Compare compare_;
  std::map<std::string, std::unique_ptr<ServerUnderTest>> servers_;
  std::map<std::tuple<std::filesystem::path, int, std::string>, std::string>
      answered_; // by file, line and protocol, when it was first played
  std::set<std::string> edges_taken_;
  std::size_t played_ = 0;
};

} // namespace responsum::wire
