#include "runner/connection.hpp"

#include <utility>

#include "runner/http1_connection.hpp"
#include "runner/http2_connection.hpp"
#include "runner/tcp_pipe.hpp"
#include "runner/tls_pipe.hpp"

namespace responsum::wire {

std::unique_ptr<Connection> connect(Transport transport, const ServerUnderTest& server, Pipe::Duration deadline,
                                    PieceSize next_size, std::string_view begins) {
  const TransportRow& t = row(transport);
  std::unique_ptr<Pipe> pipe;
  if (t.encrypted)
    pipe = std::make_unique<TlsPipe>(std::make_unique<TcpPipe>(server.tls_port(), deadline, next_size, begins),
                                     next_size, t.alpn);
  else
    pipe = std::make_unique<TcpPipe>(server.port(), deadline, std::move(next_size), begins);
  if (t.http_2) return std::make_unique<Http2Connection>(std::move(pipe), t.encrypted ? "https" : "http");
  return std::make_unique<Http1Connection>(std::move(pipe));
}

} // namespace responsum::wire
