// A request's head as slices of the bytes it arrived in: no copy, no allocation.
#pragma once

#include <cstdint>

#include "responsum/message/message_head.hpp"
#include "responsum/message/method.hpp"

namespace responsum::message {

enum class TargetForm : std::uint8_t { origin, absolute, authority, asterisk }; // RFC 9112 3.2

// Filled by a codec, then read-only. One is reused by a worker for request after request.
class RequestHead : public MessageHead {
 public:
  RequestHead() = default;

  Method method = Method::unknown;
  TargetForm target_form = TargetForm::origin;
  Slice method_text;
  Slice target;    // the whole request-target as sent
  Slice path;      // of origin and absolute form, as sent: still percent-encoded
  Slice query;     // without '?'
  Slice scheme;    // of the absolute form, without "://"
  Slice authority; // of Host or the absolute form: host[:port]
  Slice version_text;

  // For another protocol: HTTP/2 has no Upgrade, so CONNECT with :protocol is laid out with one (RFC 8441 5).
  bool asks_by_connect() const { return version == Version::http_2 && sent(Field::upgrade); }
  bool announces_content() const { return length_unknown || (has_content_length && content_length > 0); }

  void clear() {
    clear_lines();
    method = Method::unknown;
    target_form = TargetForm::origin;
    method_text = target = path = query = scheme = authority = version_text = {};
  }
};

} // namespace responsum::message
