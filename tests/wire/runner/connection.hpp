// One connection of a test client: blocking, with a deadline for every step, so that nothing can hang.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <string>
#include <string_view>

#include "runner/response.hpp"

namespace responsum::wire {

class Connection {
 public:
  using Duration = std::chrono::milliseconds;

  // To 127.0.0.1. A failure shows in the first send or receive.
  Connection(std::uint16_t port, Duration deadline);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  std::uint16_t local_port() const { return local_port_; }

  // Sends in pieces of the sizes that `next_size` answers, one system call each. Stops in silence when the server has
  // closed: what it answered is what the test is about.
  void send(std::string_view octets, const std::function<std::size_t()>& next_size);
  void end_of_input();

  // The next response to a request with this method, or what went wrong with it.
  std::expected<Response, std::string> receive(std::string_view method);

  // Whether the server closes within the deadline without sending anything more.
  std::expected<void, std::string> expect_close();

  // Octets that came and belong to no response that was asked for.
  std::string_view unread() const { return received_; }

 private:
  enum class Arrival : std::uint8_t { octets, end, too_late };
  Arrival receive_some();

  int socket_ = -1;
  std::uint16_t local_port_ = 0;
  Duration deadline_;
  std::string received_;
  bool ended_ = false;
};

} // namespace responsum::wire
