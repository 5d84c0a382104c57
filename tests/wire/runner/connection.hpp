// One connection of a test client, in whatever protocol.
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <string_view>

#include "runner/pipe.hpp"
#include "runner/response.hpp"
#include "runner/script.hpp"
#include "runner/server_under_test.hpp"
#include "runner/transport.hpp"

namespace responsum::wire {

class Connection {
 public:
  virtual ~Connection() = default;

  virtual std::uint16_t local_port() const = 0;

  // Octets of a request as the script has them, or of several. What cannot be said in the protocol shows in the first
  // receive.
  virtual void send(std::string_view octets) = 0;
  // Those of a step that says what only HTTP/2 can say.
  virtual void send_raw(const Send& step, std::string_view octets) = 0;
  // Goes on in TLS. Only where the transport is `plain`; a failure shows in the next receive.
  virtual void start_tls(PieceSize next_size) = 0;
  virtual void end_of_input() = 0;
  // Breaks the connection off. What is received afterwards is its end.
  virtual void reset() = 0;

  // The next response to a request with this method, or what went wrong with it.
  virtual std::expected<Response, std::string> receive(std::string_view method) = 0;

  // Whether nothing can follow the response that was received last, within the deadline.
  virtual std::expected<void, std::string> expect_last() = 0;
  // Whether the oldest request under way gets no answer at all; without one, whether the server closes.
  virtual std::expected<void, std::string> expect_silence() = 0;

  // What came and belongs to no response that was asked for.
  virtual std::string unread() const = 0;
};

// To a server that listens with TLS if the transport is encrypted. A failure shows in the first receive. `begins` is
// sent before anything else, with the connection's port for `{port}`.
std::unique_ptr<Connection> connect(Transport transport, const ServerUnderTest& server, Pipe::Duration deadline,
                                    PieceSize next_size, std::string_view begins);

} // namespace responsum::wire
