// The client's end of one HTTP/2 connection (RFC 9113): heads and content of requests in, octets out; octets in,
// responses out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "responsum/base/arena.hpp"
#include "responsum/base/clock.hpp"
#include "responsum/codec/h1/response_parser.hpp"
#include "responsum/codec/h2/frame.hpp"
#include "responsum/codec/h2/response_layout.hpp"
#include "responsum/codec/h2/stream.hpp"
#include "responsum/message/response_head.hpp"

namespace responsum::codec::h2 {

// Whoever asks on a stream. The stream's own content is that of the request; closed() comes in the end, and before
// it why, if that is not that both sides have said all.
class Asking : public Stream {
 public:
  enum class Head : std::uint8_t {
    interim, // another follows
    final,
    unsound, // nothing of this stream is wanted any more
  };
  // The layout is finished by the callee.
  virtual Head head(ResponseLayout& layout, bool content_follows) = 0;
  // Behind the content, before content_ended(). Views are good until the end of the turn.
  virtual void trailers(std::span<const message::ResponseField> fields) = 0;
  // The server has left without looking at the request (RFC 9113 6.8): closed() follows.
  virtual void passed_over() = 0;

 protected:
  ~Asking() = default;
};

struct ClientSettings {
  std::uint32_t max_streams = 100;        // at a time, however many the server would take
  std::uint32_t window_bytes = 64 * 1024; // of each stream
  std::uint64_t max_idle_frames = 10'000;
  std::size_t max_continuations = 8;
};

class Client {
 public:
  // All outlive it. In `turn_memory` stands what is written: whatever is called here, output() comes before its
  // reset().
  Client(const ClientSettings& settings, const h1::ResponseLimits& limits, base::Arena& turn_memory);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // What the server sent. Once it has failed(), the connection is to end: what output() gives says so to the server,
  // and trouble() says why.
  void take(std::string_view octets, base::Milliseconds now_ms);
  bool failed() const;
  std::string_view trouble() const; // for people; empty: there is none

  // As those of Server.
  std::span<const std::string_view> output(std::size_t most);
  bool has_output() const;

  // Whether ask() may be called: neither side leaves, and there are fewer streams than may be.
  bool can_ask() const;
  // Whether it could be, were there fewer streams.
  bool stays() const;
  std::size_t streams() const;

  // A request, pseudo-header fields in front (8.3.1). `content_follows`: `asking` has some.
  StreamId ask(std::span<const message::ResponseField> fields, Asking& asking, bool content_follows);
  // There is more of the content of a request that had nothing ready.
  void resume(StreamId id);
  // As it is over, or is not wanted any more.
  void reset(StreamId id, ErrorCode code);
  // So many octets of content that came were made use of: as many may follow.
  void consumed(StreamId id, std::size_t octets);
  // No more is asked (6.8).
  void go_away();

  // What the server said when it left: its reason, if it gave one in words. Good as long as this is.
  std::string_view parting_words() const;
  // Whether all that was said of settings is known to the server, and the other way round.
  bool acquainted() const;

 private:
  struct Inner;
  std::unique_ptr<Inner> inner_;
};

} // namespace responsum::codec::h2
