// The server's end of one HTTP/2 connection (RFC 9113): octets in, streams out; heads and content in, octets out.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "responsum/base/arena.hpp"
#include "responsum/base/clock.hpp"
#include "responsum/codec/h1/request_parser.hpp"
#include "responsum/codec/h2/frame.hpp"
#include "responsum/codec/h2/head_layout.hpp"
#include "responsum/codec/h2/stream.hpp"
#include "responsum/decision/facts.hpp"
#include "responsum/field/priority.hpp"
#include "responsum/message/response_head.hpp"

namespace responsum::codec::h2 {

using decision::Frames;

struct Settings {
  std::uint32_t max_streams = 128;
  std::uint32_t window_bytes = 64 * 1024; // of each stream
  std::uint64_t max_resets = 1000;
  std::uint64_t max_idle_frames = 10'000;
  std::size_t max_continuations = 8;
};

// Whoever answers requests.
class Requests {
 public:
  // The layout is finished by the callee. The stream's content will go to what is returned; nullptr: to nobody.
  virtual Stream* request(StreamId id, HeadLayout& layout, bool content_follows) = 0;

 protected:
  ~Requests() = default;
};

class Server {
 public:
  // All outlive it. In `turn_memory` stands what is written: whatever is called here, output() comes before its
  // reset().
  Server(const Settings& settings, const h1::Limits& limits, Requests& requests, base::Arena& turn_memory);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // What the client sent, the preface first. Unless frames() are sound then, the connection is to end: what output()
  // gives says so to the client, and trouble() says why.
  void take(std::string_view octets, base::Milliseconds now_ms);
  Frames frames() const;
  std::string_view trouble() const; // for people; empty: there is none

  // What is to be sent: all that was written, and of the content that is ready as much as windows allow, until it is
  // about `most` octets. The span is good until the next call.
  std::span<const std::string_view> output(std::size_t most);
  bool has_output() const;
  // Neither side has anything to say any more.
  bool ended() const;

  // The head of an answer. `content`: whoever has its content; nullptr: it has none.
  void answer(StreamId id, std::uint16_t status, std::span<const message::ResponseField> fields, Stream* content);
  // The same with all of its content, which may be empty, if it can be written at once. False: it has to wait for
  // others or for windows, and nothing was done.
  bool answer_at_once(StreamId id, std::uint16_t status, std::span<const message::ResponseField> fields,
                      std::string_view content);
  // An interim one.
  void interim(StreamId id, std::uint16_t status, std::span<const message::ResponseField> fields = {});
  // There is more of the content of a stream that had nothing ready.
  void resume(StreamId id);
  void reset(StreamId id, ErrorCode code);
  // So many octets of content that came were made use of: as many may follow. What was not when a stream ends counts
  // as thrown away.
  void consumed(StreamId id, std::size_t octets);
  // They were thrown away: others may send as many, but this stream no more.
  void discarded(StreamId id, std::size_t octets);
  // How the stream is to be sent among others, unless its client said it in a frame of its own.
  void prioritise(StreamId id, const field::Priority& priority);

  // No new streams are wanted. `announce`: they are still answered, until it is said without (RFC 9113 6.8).
  void go_away(bool announce);

 private:
  struct Inner;
  std::unique_ptr<Inner> inner_;
};

} // namespace responsum::codec::h2
