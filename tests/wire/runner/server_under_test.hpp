// What the wire tests ask of a server besides the responses that it sends.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace responsum::wire {

// What the server itself says about one exchange that it finished.
struct Observed {
  std::uint16_t client_port = 0; // of the connection that it came on; 0 when the server cannot tell
  std::string condition;         // "cond.fresh"
  std::string way;               // the answers of its walk, as the wire files write them
};

class ServerUnderTest {
 public:
  virtual ~ServerUnderTest() = default;

  virtual std::uint16_t port() const = 0;
  virtual std::uint16_t tls_port() const = 0; // 0: it does not listen with TLS

  // The exchanges that finished since the last call, oldest first; silent ends (hang_up) are exchanges, interim
  // responses are none. Waits until there are `count`, or until `limit` is over.
  virtual std::vector<Observed> take_exchanges(std::size_t count, std::chrono::milliseconds limit) = 0;

  // Has begun to drain when this returns: nothing more is accepted, idle connections end, and what is under way is
  // told so. The server serves nobody afterwards.
  virtual void drain() = 0;

  // The stable tags of all edges that the diagram has taken since the server started.
  virtual std::vector<std::string> edges_taken() const = 0;
};

// Starts a server with a configuration, on a port that the kernel chooses. It serves when this returns.
using StartServer = std::function<std::unique_ptr<ServerUnderTest>(const std::filesystem::path& config)>;

} // namespace responsum::wire
