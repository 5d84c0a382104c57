// Chunked content (RFC 9112 7.1), decoded where it lies: nothing is kept or copied.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "responsum/base/assert.hpp"
#include "responsum/message/fault.hpp"

namespace responsum::codec::h1 {

using message::Fault;

struct ChunkLimits {
  std::uint32_t max_extension_bytes = 256; // of one chunk; signed uploads need about 90
  std::uint32_t max_trailer_bytes = 8192;  // the whole section, its empty line included
};

enum class ContentState : std::uint8_t {
  more,   // all octets are consumed, and more are needed
  data,   // `data` holds content; ask again with the rest, even when nothing is left
  done,   // the content has ended; what is not consumed belongs to the next request
  faulty, // the connection cannot be used further
};

struct ContentStep {
  std::size_t consumed = 0;
  std::string_view data; // a part of what was handed in
  ContentState state = ContentState::more;
};

// Reads strictly: what another reader might take for a different length is a fault. Trailer lines are held against
// the rules of field lines and dropped (RFC 9110 6.5.1 lets a recipient), unless somebody wants them. How the bytes
// are cut into pieces makes no difference to data, trailers, end, fault and offset.
class ChunkedDecoder {
 public:
  // `trailers`: where the lines of the trailer section are appended as they come, line ends included, the empty line
  // not; no more than `max_trailer_bytes`. It outlives the decoder, and what it holds counts only after `done`.
  explicit ChunkedDecoder(ChunkLimits limits = {}, std::string* trailers = nullptr)
      : limits_{limits}, trailers_{trailers} {}

  ContentStep consume(std::string_view in);

  // Only after `faulty`. The offset counts from the first octet of the content as it was sent.
  Fault fault() const {
    RESPONSUM_ASSERT(place_ == Place::faulty);
    return fault_;
  }
  std::uint64_t fault_offset() const { return consumed_; }
  bool done() const { return place_ == Place::done; }
  std::uint64_t consumed() const { return consumed_; } // octets as they were sent, framing included

 private:
  // Where the next octet stands.
  enum class Place : std::uint8_t {
    size_begin,
    size,
    extension,
    extension_name_begin,
    extension_name,
    extension_name_end,
    extension_value_begin,
    extension_token,
    extension_quoted,
    extension_quoted_pair,
    extension_quoted_end,
    line_lf,
    data,
    data_cr,
    data_lf,
    trailer_begin,
    trailer_name,
    trailer_value,
    trailer_lf,
    last_lf,
    done,
    faulty,
  };
  struct Judgement;

  Judgement judge(char c);
  Judgement judge_size(char c);
  Judgement judge_extension(char c);
  Judgement judge_trailer(char c);

  ChunkLimits limits_;
  std::string* trailers_ = nullptr; // of whoever wants them
  std::uint64_t consumed_ = 0;
  std::uint64_t chunk_left_ = 0;    // octets of data; while the size is being read: what it is so far
  std::uint32_t section_bytes_ = 0; // of this chunk's extensions, or of the trailer section
  std::uint8_t size_digits_ = 0;
  Place place_ = Place::size_begin;
  Fault fault_{};
};

} // namespace responsum::codec::h1
