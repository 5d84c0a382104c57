// The content that follows a head, however it is framed (RFC 9112 6.3).
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "responsum/codec/h1/chunked.hpp"
#include "responsum/message/received_head.hpp"
#include "responsum/message/request_head.hpp"
#include "responsum/status/table.hpp"

namespace responsum::codec::h1 {

// Where content ends: at once, after a number of octets, where its chunks say, or with the connection, which only a
// response's can.
struct BodyFraming {
  enum class Kind : std::uint8_t { none, length, chunked, until_close };

  Kind kind = Kind::none;
  std::uint64_t length = 0; // octets; meaningful with Kind::length

  static BodyFraming of(const message::RequestHead& head) {
    if (head.length_unknown) return {Kind::chunked, 0};
    if (head.has_content_length && head.content_length > 0) return {Kind::length, head.content_length};
    return {};
  }

  friend constexpr bool operator==(const BodyFraming&, const BodyFraming&) = default;
};

// RFC 9112 6.3: what follows a response depends on what was asked. Behind the head of a successful answer to CONNECT,
// and of one that switches protocols, stands no content but the other protocol.
inline BodyFraming framing_of(const message::ReceivedHead& head, message::Method request_method) {
  const status::Status status = *status::status_from(head.status);
  const bool tunnel =
      request_method == message::Method::connect && status::class_of(status) == status::Class::successful;
  if (request_method == message::Method::head || status::content_forbidden(status) || tunnel) return {};
  if (head.length_unknown) return {BodyFraming::Kind::chunked, 0};
  if (!head.has_content_length) return {BodyFraming::Kind::until_close, 0};
  if (head.content_length == 0) return {};
  return {BodyFraming::Kind::length, head.content_length};
}

// Whether the connection can carry another response behind this one: it is not what ends the content (RFC 9112 9.3).
inline bool connection_stays(const message::ReceivedHead& head, BodyFraming framing) {
  return head.keep_alive && framing.kind != BodyFraming::Kind::until_close;
}

// Takes the content out of the bytes behind a head, piece by piece:
//   for (;;) { step = reader.read(rest); rest.remove_prefix(step.consumed); ... step.data ... step.state ... }
// After `data` it wants to be asked again, even with nothing: content whose length was known is `done` then.
class ContentReader {
 public:
  ContentReader() = default;
  // `trailers`: see ChunkedDecoder.
  explicit ContentReader(BodyFraming framing, ChunkLimits limits = {}, std::string* trailers = nullptr)
      : framing_{framing}, left_{framing.length}, chunks_{limits, trailers} {}

  ContentStep read(std::string_view in) {
    ContentStep step;
    switch (framing_.kind) {
    case BodyFraming::Kind::none: step.state = ContentState::done; break;
    case BodyFraming::Kind::length: step = read_length(in); break;
    case BodyFraming::Kind::chunked: step = chunks_.consume(in); break;
    case BodyFraming::Kind::until_close: step = read_all(in); break;
    }
    received_ += step.data.size();
    return step;
  }

  // Whether the content is whole if the connection ends now, by its peer's will; otherwise it was cut short (RFC 9112
  // 8).
  bool whole_at_close() const {
    switch (framing_.kind) {
    case BodyFraming::Kind::none:
    case BodyFraming::Kind::until_close: return true;
    case BodyFraming::Kind::length: return left_ == 0;
    case BodyFraming::Kind::chunked: return chunks_.done();
    }
    base::assertion_failed("a framing without an end", __FILE__, __LINE__);
  }

  std::uint64_t received() const { return received_; } // octets of content, framing not counted
  // Octets that are still to come; of content without a length only the end knows.
  bool knows_what_is_left() const {
    return framing_.kind == BodyFraming::Kind::none || framing_.kind == BodyFraming::Kind::length;
  }
  std::uint64_t left() const { return left_; }

  // Only after `faulty`, which only chunked content can be. The offset counts from the first octet behind the head.
  Fault fault() const { return chunks_.fault(); }
  std::uint64_t fault_offset() const { return chunks_.fault_offset(); }

 private:
  ContentStep read_length(std::string_view in) {
    if (left_ == 0) return {0, {}, ContentState::done};
    if (in.empty()) return {};
    const std::string_view data = in.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(left_, in.size())));
    left_ -= data.size();
    return {data.size(), data, ContentState::data};
  }

  static ContentStep read_all(std::string_view in) {
    if (in.empty()) return {};
    return {in.size(), in, ContentState::data};
  }

  BodyFraming framing_;
  std::uint64_t left_ = 0;
  std::uint64_t received_ = 0;
  ChunkedDecoder chunks_;
};

} // namespace responsum::codec::h1
