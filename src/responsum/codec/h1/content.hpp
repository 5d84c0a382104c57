// The content that follows a request's head, however it is framed (RFC 9112 6.3).
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "responsum/codec/h1/chunked.hpp"
#include "responsum/message/request_head.hpp"

namespace responsum::codec::h1 {

// Where content ends: at once, after a number of octets, or where its chunks say.
struct BodyFraming {
  enum class Kind : std::uint8_t { none, length, chunked };

  Kind kind = Kind::none;
  std::uint64_t length = 0; // octets; meaningful with Kind::length

  static BodyFraming of(const message::RequestHead& head) {
    if (head.length_unknown) return {Kind::chunked, 0};
    if (head.has_content_length && head.content_length > 0) return {Kind::length, head.content_length};
    return {};
  }
};

// Takes the content out of the bytes behind a head, piece by piece:
//   for (;;) { step = reader.read(rest); rest.remove_prefix(step.consumed); ... step.data ... step.state ... }
// After `data` it wants to be asked again, even with nothing: content whose length was known is `done` then.
class ContentReader {
 public:
  ContentReader() = default;
  explicit ContentReader(BodyFraming framing, ChunkLimits limits = {})
      : framing_{framing}, left_{framing.length}, chunks_{limits} {}

  ContentStep read(std::string_view in) {
    ContentStep step;
    switch (framing_.kind) {
    case BodyFraming::Kind::none: step.state = ContentState::done; break;
    case BodyFraming::Kind::length: step = read_length(in); break;
    case BodyFraming::Kind::chunked: step = chunks_.consume(in); break;
    }
    received_ += step.data.size();
    return step;
  }

  std::uint64_t received() const { return received_; } // octets of content, framing not counted
  // Octets that are still to come; of chunked content only the end knows.
  bool knows_what_is_left() const { return framing_.kind != BodyFraming::Kind::chunked; }
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

  BodyFraming framing_;
  std::uint64_t left_ = 0;
  std::uint64_t received_ = 0;
  ChunkedDecoder chunks_;
};

} // namespace responsum::codec::h1
