// The real server, with all its workers, in the process of the tests.
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <thread>

#include "driver/failing_file_system.hpp"
#include "responsum/config/environment.hpp"
#include "responsum/server/server.hpp"
#include "runner/server_under_test.hpp"

namespace responsum::wire {

class InProcessServer final : public ServerUnderTest {
 public:
  // Throws std::runtime_error when the configuration has errors or the server does not start. One worker is assumed.
  InProcessServer(const std::filesystem::path& config, const config::Environment& environment);
  ~InProcessServer() override;

  // Of the console if the configuration has one: then it is what is tested.
  std::uint16_t port() const override { return port_; }
  std::uint16_t tls_port() const override { return tls_port_; } // a console has none
  std::vector<Observed> take_exchanges(std::size_t count, std::chrono::milliseconds limit) override;
  std::vector<std::string> edges_taken() const override;
  void drain() override;

 private:
  const observe::Recorder& recorder() const;
  void add_new(std::vector<Observed>& to);

  FailingFileSystem system_;
  std::unique_ptr<server::Server> server_;
  std::uint16_t port_ = 0;
  std::uint16_t tls_port_ = 0;
  std::uint64_t taken_ = 0; // records of the recorder
  std::set<std::string> edges_;
  std::thread draining_;
};

} // namespace responsum::wire
