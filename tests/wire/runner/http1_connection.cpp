#include "runner/http1_connection.hpp"

#include <cstdlib>
#include <utility>

#include "runner/tls_pipe.hpp"

namespace responsum::wire {

Http1Connection::Http1Connection(std::unique_ptr<Pipe> pipe) : pipe_{std::move(pipe)} {}

// No script that has such a step is played over this protocol.
void Http1Connection::send_raw(const Send&, std::string_view) { std::abort(); }

void Http1Connection::start_tls(PieceSize next_size) {
  pipe_ = std::make_unique<TlsPipe>(std::move(pipe_), std::move(next_size), "http/1.1");
}

std::expected<Response, std::string> Http1Connection::receive(std::string_view method) {
  bool ended = false;
  while (true) {
    auto parsed = parse_response(received_, method, ended);
    if (!parsed) return std::unexpected{parsed.error()};
    if (*parsed) {
      received_.erase(0, (*parsed)->octets);
      return std::move(**parsed);
    }
    const Arrival arrival = pipe_->receive(received_);
    if (arrival == Arrival::octets) continue;
    if (arrival != Arrival::end || ended)
      return std::unexpected{std::string{text(arrival)} + " after `" + received_.substr(0, 400) + "`"};
    ended = true; // which ends a response that has no other end
  }
}

std::expected<void, std::string> Http1Connection::expect_last() {
  while (received_.empty()) {
    const Arrival arrival = pipe_->receive(received_);
    if (arrival == Arrival::end) return {};
    if (arrival == Arrival::cut) return std::unexpected{"the server broke off instead of closing the connection"};
    if (arrival == Arrival::too_late) return std::unexpected{"the server did not close the connection"};
  }
  return std::unexpected{"`" + received_.substr(0, 400) + "` came instead of the connection's end"};
}

} // namespace responsum::wire
