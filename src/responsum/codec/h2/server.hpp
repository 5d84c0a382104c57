// The server's end of one HTTP/2 connection (RFC 9113): octets in, streams out; heads and content in, octets out.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "responsum/base/arena.hpp"
#include "responsum/base/clock.hpp"
#include "responsum/codec/h1/request_parser.hpp"
#include "responsum/codec/h2/head_layout.hpp"
#include "responsum/decision/facts.hpp"
#include "responsum/field/priority.hpp"
#include "responsum/message/response_head.hpp"

namespace responsum::codec::h2 {

using StreamId = std::int32_t;
using decision::Frames;

// The first octets of a connection (RFC 9113 3.4).
inline constexpr std::string_view preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

enum class ErrorCode : std::uint8_t { // RFC 9113 7; those that are sent from here
  no_error = 0x0,
  internal_error = 0x2,
  cancel = 0x8,
  enhance_your_calm = 0xb,
};

struct Settings {
  std::uint32_t max_streams = 128;
  std::uint32_t window_bytes = 64 * 1024; // of each stream
  std::uint64_t max_resets = 1000;
  std::uint64_t max_idle_frames = 10'000;
  std::size_t max_continuations = 8;
};

// Where the library's memory comes from: it takes and gives back a dozen pieces for each request.
class Memory {
 public:
  virtual void* allocate(std::size_t octets) = 0; // aligned for anything
  virtual void release(void* piece) = 0;
  virtual std::size_t room(const void* piece) const = 0; // octets that it has, at least those asked for

 protected:
  ~Memory() = default;
};

// Whoever answers one stream. What is called here may call the Server in turn, but for take() and output().
class Stream {
 public:
  // A piece of the request's content; and then, whether with trailers or without, that it was all. What is wrong with
  // the trailers, if anything is.
  virtual void content(std::string_view piece) = 0;
  virtual void content_ended(Fault trailers) = 0;

  // How much of its own content is ready, at most `most` octets; `last`: that is all there will be. Nothing and not
  // the last: Server::resume() tells when there is more.
  struct Ready {
    std::size_t octets = 0;
    bool last = false;
  };
  virtual Ready ready(std::size_t most) = 0;
  // Writes the next octets, exactly as many. False: they cannot be had any more, and the stream is reset.
  virtual bool write(std::span<char> to) = 0;

  // The stream is over; nothing is called after this. Not when the Server goes before it.
  virtual void closed() = 0;

 protected:
  ~Stream() = default;
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
  struct Inner; // of the implementation

  // All outlive it.
  Server(const Settings& settings, const h1::Limits& limits, Requests& requests, Memory& memory);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // What the client sent, the preface first. Unless frames() are sound then, the connection is to end: what output()
  // gives says so to the client, and trouble() says why.
  void take(std::string_view octets, base::Milliseconds now_ms);
  Frames frames() const;
  std::string_view trouble() const; // in words of the library; may be empty

  // What is ready to be sent, in memory of `arena`, about `most` octets of it. Empty: nothing, or all that windows
  // allow. The span is good until the next call.
  std::span<const std::string_view> output(base::Arena& arena, std::size_t most);
  bool has_output() const;
  // Neither side has anything to say any more.
  bool ended() const;

  // The head of an answer. Names and values are copied. `content`: whoever has its content; nullptr: it has none.
  void answer(StreamId id, std::uint16_t status, std::span<const message::ResponseField> fields, Stream* content);
  // An interim one.
  void interim(StreamId id, std::uint16_t status, std::span<const message::ResponseField> fields = {});
  // There is more of the content of a stream that had nothing ready.
  void resume(StreamId id);
  void reset(StreamId id, ErrorCode code);
  // So many octets of content that came were made use of: as many may follow.
  void consumed(StreamId id, std::size_t octets);
  // They were thrown away: others may send as many, but this stream no more.
  void discarded(std::size_t octets);
  // How the stream is to be sent among others.
  void prioritise(StreamId id, const field::Priority& priority);

  // No new streams are wanted. `announce`: they are still answered, until it is said without (RFC 9113 6.8).
  void go_away(bool announce);

 private:
  std::unique_ptr<Inner> inner_;
};

} // namespace responsum::codec::h2
