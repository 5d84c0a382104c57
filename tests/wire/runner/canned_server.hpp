// A server that says what it is told to, for the tests of the runner itself.
#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "runner/server_under_test.hpp"

namespace responsum::wire {

class CannedServer : public ServerUnderTest {
 public:
  struct Answer {
    std::string octets;
    bool close = false;
    std::string condition; // empty: the server does not say
  };
  // Called with each head that came in, its empty line included; by one thread a connection.
  using Respond = std::function<Answer(std::string_view head)>;

  explicit CannedServer(Respond respond);
  ~CannedServer() override;

  std::uint16_t port() const override { return port_; }
  std::uint16_t tls_port() const override { return 0; }
  std::vector<Observed> take_exchanges(std::size_t count, std::chrono::milliseconds limit) override;
  std::vector<std::string> edges_taken() const override { return {}; }
  void drain() override { ++drains_; }
  std::size_t drains() const { return drains_; }

  std::size_t connections() const;

 private:
  void serve();
  void serve_connection(int socket, std::uint16_t client_port);

  Respond respond_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  mutable std::mutex mutex_;
  std::vector<Observed> finished_;
  std::size_t connections_ = 0;
  std::size_t drains_ = 0;
  std::vector<std::thread> threads_; // of the acceptor alone until it has been joined
  std::thread acceptor_;
};

} // namespace responsum::wire
