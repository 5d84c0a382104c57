// A response's head as it came from somebody else: slices of the bytes it arrived in, no copy, no allocation.
#pragma once

#include <cstdint>

#include "responsum/message/message_head.hpp"
#include "responsum/status/status.hpp"

namespace responsum::message {

// Filled by a codec, then read-only; `keep_alive` speaks of the connection that it came on.
class ReceivedHead : public MessageHead {
 public:
  ReceivedHead() = default;

  std::uint16_t status = 0; // within the bounds of status_from(); 0: a script that leaves it to its server
  Slice phrase;             // as sent; may be empty

  // The last and only transfer coding is chunked. Whether content follows at all is for its framing to say, which
  // knows the request too.
  bool chunked() const { return length_unknown; }
  // Another response follows, or after an upgrade another protocol. The status is known.
  bool interim() const { return status::interim(*status::status_from(status)); }

  void clear() {
    clear_lines();
    status = 0;
    phrase = {};
  }
};

} // namespace responsum::message
