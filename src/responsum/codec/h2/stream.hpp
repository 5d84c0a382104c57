// What the octets of one stream are for: whoever takes what comes, and has what is to be sent.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "responsum/message/fault.hpp"
#include "responsum/message/response_head.hpp"

namespace responsum::codec::h2 {

// What is called here may call the connection in turn, but for take() and output().
class Stream {
 public:
  // A piece of the content that comes; and then, whether with trailers or without, that it was all. What is wrong
  // with the trailers, if anything is.
  virtual void content(std::string_view piece) = 0;
  virtual void content_ended(message::Fault trailers) = 0;

  // How much of its own content is ready, at most `most` octets; `last`: that is all there will be, but for
  // `trailers`, which are sent behind it. Nothing and not the last: resume() tells when there is more.
  struct Ready {
    std::size_t octets = 0;
    bool last = false;
    std::span<const message::ResponseField> trailers{};
  };
  virtual Ready ready(std::size_t most) = 0;
  // The next octets, exactly as many, where they lie, if they stay there until the turn ends: they count as written.
  // Empty: they have to be written.
  virtual std::string_view lend(std::size_t) { return {}; }
  // Writes the next octets, exactly as many. False: they cannot be had any more, and the stream is reset.
  virtual bool write(std::span<char> to) = 0;

  // The peer has given the stream up (RST_STREAM), for this reason (RFC 9113 7): closed() follows.
  virtual void was_reset(std::uint32_t) {}

  // The stream is over; nothing is called after this. Not when the connection goes before it.
  virtual void closed() = 0;

 protected:
  ~Stream() = default;
};

} // namespace responsum::codec::h2
