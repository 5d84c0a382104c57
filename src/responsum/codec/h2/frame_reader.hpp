// Frames out of octets, for either end of a connection: whole ones, however they arrive, and nothing that breaks a
// rule which can be seen without knowing the streams (RFC 9113 4, 6).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "responsum/codec/h2/frame.hpp"

namespace responsum::codec::h2 {

// DATA comes as it arrives, in one piece or several. A header section comes whole, as one HEADERS (or PUSH_PROMISE)
// with END_HEADERS, in however many frames it was sent.
struct Frame {
  FrameType type{};
  std::uint8_t flags = 0; // of the last piece of DATA alone: END_STREAM
  bool begins = true;     // false: a later piece of a DATA frame
  bool ends = true;       // false: more of this DATA frame is to come
  StreamId stream = 0;
  std::uint32_t length = 0;  // that of the frame's head, which flow control counts
  std::uint32_t padding = 0; // octets of DATA that are no content
  std::string_view payload;  // without padding, and without the priority of HEADERS; good until the next call

  bool has(std::uint8_t wanted) const { return (flags & wanted) != 0; }
};

class FrameReader {
 public:
  // `begins_with_preface`: a server's, whose client has to say it first. More than `max_continuations` frames that
  // continue one section are a violation of which too_many_continuations() holds.
  FrameReader(bool begins_with_preface, std::size_t max_continuations)
      : max_continuations_{max_continuations}, awaits_preface_{begins_with_preface} {}

  // What arrived; take frames until there is none before giving more. It stays where it is meanwhile.
  void give(std::string_view octets) { rest_ = octets; }

  enum class Next : std::uint8_t { frame, none, violation };
  Next next(Frame& frame);

  // After `violation`, which is always the connection's, and the end of reading; or what is wrong with a stream
  // alone.
  const Violation& violation() const { return violation_; }
  bool too_many_continuations() const { return continuations_ > max_continuations_; }

 private:
  struct Head {
    std::uint32_t length;
    std::uint8_t type;
    std::uint8_t flags;
    StreamId stream;

    bool is(FrameType t) const { return type == static_cast<std::uint8_t>(t); }
  };

  Next fail(ErrorCode code, std::string_view words) {
    violation_ = {code, words};
    return Next::violation;
  }
  bool take_preface();
  bool take_head();
  Violation judge(const Head& head) const;
  bool whole(std::string_view& payload);
  Next begin_data(Frame& frame);
  Next go_on_data(Frame& frame);
  Next give_data(Frame& frame);
  bool pass_over();
  Next take_section(Frame& frame, std::string_view payload);
  Next continue_section(Frame& frame, std::string_view payload);

  std::string_view rest_;
  std::string held_;    // of a frame that has not come in whole
  std::string section_; // of a header section whose end has not come
  Violation violation_;
  Head head_{};
  std::uint32_t data_left_ = 0; // octets of the DATA frame under way, but for its padding
  std::uint32_t pad_left_ = 0;
  std::uint32_t passed_ = 0; // octets of a frame that nobody knows
  std::size_t continuations_ = 0;
  std::size_t max_continuations_;
  std::size_t preface_seen_ = 0;
  StreamId section_stream_ = 0; // 0: no section is open
  FrameType section_type_{};
  std::uint8_t section_flags_ = 0;
  bool awaits_preface_;
  bool has_head_ = false; // head_ is that of the frame under way
  bool in_data_ = false;
  bool lies_here_ = false; // what was given last may lie in held_ or section_
  bool any_frame_ = false;
};

} // namespace responsum::codec::h2
