// The servers behind a gateway: one that answers as files say, and places where no answer comes from.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "driver/certificates.hpp"
#include "driver/line.hpp"
#include "runner/answer.hpp"

namespace responsum::wire {

// Answers each request with the file `NAME.answer` of its folder, NAME being the last segment of the request's path;
// runner/answer.hpp says what is in it. In plain at one port, in TLS at another, in plain HTTP/2 at a third, as an
// application of FastCGI at a fourth. A thread a connection.
class Upstream {
 public:
  // Throws std::runtime_error where there is no place to listen at, or a file cannot be understood.
  explicit Upstream(const std::filesystem::path& answers);
  ~Upstream();
  Upstream(const Upstream&) = delete;
  Upstream& operator=(const Upstream&) = delete;

  std::uint16_t port() const { return plain_.port; }
  std::uint16_t secure_port() const { return secure_.port; }
  std::uint16_t http2_port() const { return http2_.port; }
  std::uint16_t fastcgi_port() const { return fastcgi_.port; }

 private:
  struct Listener {
    int socket = -1;
    std::uint16_t port = 0;
    std::thread acceptor;
    std::vector<std::thread> connections; // of the acceptor alone until it has been joined
  };

  void accept_all(Listener& listener);
  void serve(int socket, const Listener& listener);
  // False: nothing is to be answered on it.
  bool begin(Line& line, const Listener& listener);
  // False: the connection is of no use any more.
  bool serve_one(Line& line, std::string& received, int count);

  Certificates certificates_;
  std::map<std::string, Answer, std::less<>> answers_;
  Listener plain_;
  Listener secure_;
  Listener http2_;
  Listener fastcgi_;
  std::mutex mutex_;
  std::vector<int> open_; // sockets, so that the end can end them
  bool ending_ = false;
};

// Ports and sockets that take no connection, each in its own way. Held as long as this object.
class DeadEnds {
 public:
  explicit DeadEnds(const std::filesystem::path& folder);
  ~DeadEnds();
  DeadEnds(const DeadEnds&) = delete;
  DeadEnds& operator=(const DeadEnds&) = delete;

  std::uint16_t closed() const { return closed_; }          // refuses
  std::uint16_t full() const { return full_; }              // leaves whoever comes waiting
  const std::string& datagram() const { return datagram_; } // a local socket of another kind

 private:
  std::vector<int> sockets_;
  std::uint16_t closed_ = 0;
  std::uint16_t full_ = 0;
  std::string datagram_;
};

} // namespace responsum::wire
