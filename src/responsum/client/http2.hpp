// Calls on one connection in HTTP/2, a stream each.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "responsum/client/call.hpp"
#include "responsum/client/limits.hpp"
#include "responsum/codec/h2/client.hpp"
#include "responsum/net/intrusive.hpp"
#include "responsum/net/reactor.hpp"
#include "responsum/net/socket.hpp"

namespace responsum::client {

// What a connection and its streams tell each other.
class StreamOwner {
 public:
  // A stream has ended: there is room for another.
  virtual void on_stream_ended() = 0;
  // The server wants such requests by HTTP/1.1 (RFC 9113 7).
  virtual void on_http1_wanted() = 0;

 protected:
  ~StreamOwner() = default;
};

class Http2 {
 public:
  // All of it outlives this; the socket is connected.
  Http2(net::Socket& socket, StreamOwner& owner, const Limits& limits, message::ReceivedHead& scratch,
        bool encrypted);
  ~Http2();
  Http2(const Http2&) = delete;
  Http2& operator=(const Http2&) = delete;

  bool can_begin() const { return !failed_ && client_.can_ask(); }
  // All calls have been told that they failed: nothing more comes of it.
  bool failed() const { return failed_; }
  // No stream can begin any more.
  bool leaves() const { return failed_ || !client_.stays(); }
  std::size_t streams() const { return count_; }
  // It can_begin().
  void begin(Call& call, std::string_view address, bool reused);

  // What came. False: the connection is to end, and all calls have been told.
  bool take(std::string_view octets);
  // Queues what is to be sent, as far as the socket takes it.
  void send();
  void go_away();
  // All calls end so, unless they said that it was their server's `cut` in the middle of an answer.
  void fail_all(const Failure& failure);

 private:
  class Stream;
  friend class Stream;

  codec::h2::ClientSettings settings_of(const Limits& limits) const;

  net::Socket& socket_;
  net::Reactor& reactor_;
  StreamOwner& owner_;
  const Limits& limits_;
  codec::h1::ResponseLimits head_limits_;
  message::ReceivedHead& scratch_;
  codec::h2::Client client_;
  net::List<Stream> streams_;
  std::size_t count_ = 0;
  bool encrypted_;
  bool taking_ = false;  // what came is being taken: what is to be sent waits until it has been
  bool sending_ = false; // likewise
  bool again_ = false;   // meanwhile more has come to be sent
  bool failed_ = false;
};

} // namespace responsum::client
