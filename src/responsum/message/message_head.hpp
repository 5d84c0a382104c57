// What the heads of requests and responses have in common: field lines as slices of the bytes they arrived in, the
// version, and how the content behind them is framed. No copy, no allocation.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include "responsum/base/arena.hpp"
#include "responsum/message/field.hpp"
#include "responsum/message/version.hpp"

namespace responsum::message {

// Offset and length within the head's bytes, which may move while a head is still arriving.
struct Slice {
  std::uint32_t offset = 0;
  std::uint32_t length = 0;
};

struct FieldLine {
  Slice name;
  Slice value; // without surrounding OWS
  Field field = Field::other;
};

// Filled by a codec, then read-only. The views it returns live as long as the bytes that were set (and as the arena,
// where lines were joined). One is reused for message after message: clearing costs what was used.
class MessageHead {
 public:
  static constexpr std::size_t max_lines = 256; // a codec's limit of lines is capped to this

  Version version = Version::http_1_1;
  bool has_content_length = false;
  bool length_unknown = false;      // content follows whose framing tells its end: chunked, or END_STREAM of HTTP/2
  bool keep_alive = true;           // RFC 9112 9.3, from version and Connection
  std::uint64_t content_length = 0; // octets; meaningful with has_content_length
  std::uint32_t size = 0;           // octets of the whole head, final empty line included

  std::string_view text(Slice s) const { return {bytes_ + s.offset, s.length}; }
  std::span<const FieldLine> lines() const { return {lines_.data(), count_}; }

  bool sent(Field f) const { return first_[static_cast<std::size_t>(f)] != 0; }
  // The value of a field; of list fields that were repeated all lines joined by ", " (see join_repeated). Empty when
  // it was not sent.
  std::string_view value(Field f) const {
    const std::uint16_t at = first_[static_cast<std::size_t>(f)];
    if (at == 0) return {};
    if (repeated_ != 0 && (repeated_ & bit(f)) != 0) return joined_value(f);
    return text(lines_[at - 1u].value);
  }
  // `f` was sent.
  const FieldLine& first_line(Field f) const { return lines_[first_[static_cast<std::size_t>(f)] - 1u]; }
  bool repeated(Field f) const { return (repeated_ & bit(f)) != 0; }

  // For codecs.
  void set_bytes(const char* bytes) { bytes_ = bytes; }
  const char* bytes() const { return bytes_; }
  bool add_line(FieldLine line) {
    if (count_ == max_lines) return false;
    lines_[count_++] = line;
    auto& first = first_[static_cast<std::size_t>(line.field)];
    if (first == 0)
      first = count_;
    else
      repeated_ |= bit(line.field);
    return true;
  }
  // Joins the lines of repeated list fields; asked once when the head is complete. Nothing repeated: costs nothing.
  void join_repeated(base::Arena& arena) {
    if ((repeated_ & ~bit(Field::other)) != 0) [[unlikely]]
      join_all(arena);
  }

 protected:
  // A head is a request's or a response's; nobody owns one through this.
  MessageHead() = default;
  MessageHead(const MessageHead&) = default;
  MessageHead& operator=(const MessageHead&) = default;
  ~MessageHead() = default;

  void clear_lines() {
    for (std::uint16_t i = 0; i < count_; ++i) first_[static_cast<std::size_t>(lines_[i].field)] = 0;
    count_ = 0;
    repeated_ = 0;
    joined_count_ = 0;
    version = Version::http_1_1;
    has_content_length = length_unknown = false;
    keep_alive = true;
    content_length = 0;
    size = 0;
  }

 private:
  static constexpr std::uint64_t bit(Field f) { return std::uint64_t{1} << static_cast<unsigned>(f); }
  static_assert(field_count <= 64);

  void join_all(base::Arena& arena);
  std::string_view joined_value(Field f) const;

  struct Joined {
    Field field;
    std::string_view value;
  };

  const char* bytes_ = nullptr;
  std::uint64_t repeated_ = 0;
  std::uint16_t count_ = 0;
  std::uint16_t joined_count_ = 0;
  std::array<std::uint16_t, field_count> first_{}; // index + 1 of a field's first line
  std::array<Joined, field_count> joined_;
  std::array<FieldLine, max_lines> lines_;
};

} // namespace responsum::message
