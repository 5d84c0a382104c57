#include "responsum/codec/h2/frame_reader.hpp"

#include <algorithm>

namespace responsum::codec::h2 {

namespace {

constexpr std::uint32_t any_length = ~std::uint32_t{0};

// What a frame's head alone can show to be wrong.
struct Rule {
  FrameType type;
  enum class Stream : std::uint8_t { always, never, either } stream;
  std::uint32_t length; // that it must have
};

constexpr Rule rules[] = {
    {FrameType::data, Rule::Stream::always, any_length},
    {FrameType::headers, Rule::Stream::always, any_length},
    {FrameType::priority, Rule::Stream::always, any_length}, // its length is its stream's trouble (RFC 9113 6.3)
    {FrameType::rst_stream, Rule::Stream::always, 4},
    {FrameType::settings, Rule::Stream::never, any_length},
    {FrameType::push_promise, Rule::Stream::always, any_length},
    {FrameType::ping, Rule::Stream::never, 8},
    {FrameType::goaway, Rule::Stream::never, any_length},
    {FrameType::window_update, Rule::Stream::either, 4},
    {FrameType::continuation, Rule::Stream::always, any_length},
};

constexpr std::uint32_t priority_bytes = 5;
constexpr std::size_t kept_frame_capacity = 1024; // what buffers may keep for the next time

void clear(std::string& buffer) {
  buffer.clear();
  if (buffer.capacity() > kept_frame_capacity) buffer.shrink_to_fit();
}

} // namespace

bool FrameReader::take_preface() {
  const std::string_view expected = preface.substr(preface_seen_);
  const std::size_t count = std::min(expected.size(), rest_.size());
  if (rest_.substr(0, count) != expected.substr(0, count)) {
    fail(ErrorCode::protocol_error, "the connection does not begin as HTTP/2 does");
    return false;
  }
  preface_seen_ += count;
  rest_.remove_prefix(count);
  awaits_preface_ = preface_seen_ != preface.size();
  return true;
}

// False: it is not there in whole.
bool FrameReader::take_head() {
  const char* at = rest_.data();
  if (!held_.empty() || rest_.size() < frame_head_bytes) {
    const std::size_t count = std::min(frame_head_bytes - held_.size(), rest_.size());
    held_.append(rest_.substr(0, count));
    rest_.remove_prefix(count);
    if (held_.size() < frame_head_bytes) return false;
    at = held_.data();
  } else {
    rest_.remove_prefix(frame_head_bytes);
  }
  head_ = {read_24(at), static_cast<std::uint8_t>(at[3]), static_cast<std::uint8_t>(at[4]), read_31(at + 5)};
  held_.clear();
  return has_head_ = true;
}

Violation FrameReader::judge(const Head& head) const {
  if (!any_frame_ && (!head.is(FrameType::settings) || (head.flags & flag::ack) != 0))
    return {ErrorCode::protocol_error, "the first frame is not SETTINGS"};
  if (head.length > least_frame_size)
    return {ErrorCode::frame_size_error, "a frame is larger than SETTINGS_MAX_FRAME_SIZE allows"};
  if (section_stream_ != 0 && (!head.is(FrameType::continuation) || head.stream != section_stream_))
    return {ErrorCode::protocol_error, "a header section is interrupted by another frame"};
  if (head.type >= std::size(rules)) return {};
  const Rule& rule = rules[head.type];
  if (rule.stream != Rule::Stream::either && (head.stream != 0) != (rule.stream == Rule::Stream::always))
    return {ErrorCode::protocol_error,
            head.stream == 0 ? "a frame of a stream names none" : "a frame of the connection names a stream"};
  if (rule.length != any_length && head.length != rule.length)
    return {ErrorCode::frame_size_error, "a frame has another length than its type has"};
  if (head.is(FrameType::continuation) && section_stream_ == 0)
    return {ErrorCode::protocol_error, "CONTINUATION continues nothing"};
  return {};
}

// The payload, once it is there: where it lies, if it came whole.
bool FrameReader::whole(std::string_view& payload) {
  if (held_.empty() && rest_.size() >= head_.length) {
    payload = rest_.substr(0, head_.length);
    rest_.remove_prefix(head_.length);
    return true;
  }
  const std::size_t count = std::min<std::size_t>(head_.length - held_.size(), rest_.size());
  held_.append(rest_.substr(0, count));
  rest_.remove_prefix(count);
  payload = held_;
  return held_.size() == head_.length;
}

FrameReader::Next FrameReader::next(Frame& frame) {
  if (violation_) return Next::violation;
  if (awaits_preface_) {
    if (!take_preface()) return Next::violation;
    if (awaits_preface_) return Next::none;
  }
  if (lies_here_) {
    lies_here_ = false;
    clear(held_);
    if (section_stream_ == 0) clear(section_);
  }
  for (;;) {
    if (in_data_) return go_on_data(frame);
    if (!has_head_) {
      if (!take_head()) return Next::none;
      violation_ = judge(head_);
      if (violation_) return Next::violation;
      any_frame_ = true;
    }
    frame = {};
    frame.type = static_cast<FrameType>(head_.type);
    frame.flags = head_.flags;
    frame.stream = head_.stream;
    frame.length = head_.length;
    if (head_.is(FrameType::data)) return begin_data(frame);
    if (head_.type >= std::size(rules) && !head_.is(FrameType::priority_update)) {
      if (!pass_over()) return Next::none;
      return Next::frame;
    }
    std::string_view payload;
    if (!whole(payload)) return Next::none;
    has_head_ = false;
    Next found = Next::frame;
    if (head_.is(FrameType::headers) || head_.is(FrameType::push_promise))
      found = take_section(frame, payload);
    else if (head_.is(FrameType::continuation))
      found = continue_section(frame, payload);
    else
      frame.payload = payload;
    lies_here_ = found == Next::frame;
    if (found != Next::none) return found;
    clear(held_);
  }
}

// Of a frame that nobody knows nothing is kept.
bool FrameReader::pass_over() {
  const auto count = static_cast<std::uint32_t>(std::min<std::size_t>(head_.length - passed_, rest_.size()));
  rest_.remove_prefix(count);
  passed_ += count;
  has_head_ = passed_ != head_.length;
  if (!has_head_) passed_ = 0;
  return !has_head_;
}

FrameReader::Next FrameReader::begin_data(Frame& frame) {
  data_left_ = head_.length;
  pad_left_ = 0;
  if (frame.has(flag::padded)) {
    if (head_.length == 0) return fail(ErrorCode::frame_size_error, "DATA is too short for its padding");
    if (rest_.empty()) return Next::none;
    pad_left_ = static_cast<std::uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    --data_left_;
    if (pad_left_ > data_left_) return fail(ErrorCode::protocol_error, "DATA is not as long as its padding");
    data_left_ -= pad_left_;
    frame.padding = pad_left_ + 1;
  }
  has_head_ = false;
  in_data_ = true;
  return give_data(frame);
}

FrameReader::Next FrameReader::go_on_data(Frame& frame) {
  if (rest_.empty()) return Next::none;
  frame = {};
  frame.type = FrameType::data;
  frame.flags = head_.flags;
  frame.begins = false;
  frame.stream = head_.stream;
  return give_data(frame);
}

FrameReader::Next FrameReader::give_data(Frame& frame) {
  frame.payload = rest_.substr(0, data_left_);
  rest_.remove_prefix(frame.payload.size());
  data_left_ -= static_cast<std::uint32_t>(frame.payload.size());
  if (data_left_ == 0) {
    const auto count = static_cast<std::uint32_t>(std::min<std::size_t>(pad_left_, rest_.size()));
    rest_.remove_prefix(count);
    pad_left_ -= count;
  }
  frame.ends = data_left_ == 0 && pad_left_ == 0;
  if (!frame.ends) frame.flags = 0;
  in_data_ = !frame.ends;
  return Next::frame;
}

// Without its padding and its priority, which nobody goes by (RFC 9113 5.3.2).
FrameReader::Next FrameReader::take_section(Frame& frame, std::string_view payload) {
  std::size_t pad = 0;
  if (frame.has(flag::padded)) {
    if (payload.empty()) return fail(ErrorCode::frame_size_error, "HEADERS is too short for its padding");
    pad = static_cast<std::uint8_t>(payload.front());
    payload.remove_prefix(1);
  }
  if (head_.is(FrameType::headers) && frame.has(flag::priority)) {
    if (payload.size() < priority_bytes)
      return fail(ErrorCode::frame_size_error, "HEADERS is too short for its priority");
    payload.remove_prefix(priority_bytes);
  }
  if (pad > payload.size()) return fail(ErrorCode::protocol_error, "HEADERS is not as long as its padding");
  payload.remove_suffix(pad);
  frame.payload = payload;
  if (frame.has(flag::end_headers)) return Next::frame;
  section_stream_ = frame.stream;
  section_type_ = frame.type;
  section_flags_ = frame.flags;
  section_ = payload;
  continuations_ = 0;
  return Next::none;
}

FrameReader::Next FrameReader::continue_section(Frame& frame, std::string_view payload) {
  ++continuations_;
  if (too_many_continuations())
    return fail(ErrorCode::enhance_your_calm, "a header section has too many CONTINUATION frames");
  section_.append(payload);
  if (!frame.has(flag::end_headers)) return Next::none;
  section_stream_ = 0;
  frame.type = section_type_;
  frame.flags = section_flags_ | flag::end_headers;
  frame.payload = section_;
  return Next::frame;
}

} // namespace responsum::codec::h2
