#include "responsum/codec/fcgi/reader.hpp"

#include <algorithm>

namespace responsum::codec::fcgi {

static_assert(header_bytes == 8 && body_bytes == 8); // both are gathered in the same place

ReadStep Reader::read(std::string_view in) {
  std::size_t consumed = 0;
  while (place_ != Place::ended && place_ != Place::faulty) {
    if (consumed == in.size()) return {consumed, {}, ReadState::more};
    if (place_ == Place::content) {
      const ReadStep step = take_content(in, consumed);
      if (!step.data.empty()) return step;
      consumed = step.consumed;
      continue;
    }
    ++consumed_;
    const char c = in[consumed++];
    if (place_ == Place::padding) {
      if (--padding_left_ == 0) place_ = behind_record();
    } else if (gather(c)) {
      gathered_count_ = 0;
      if (place_ == Place::header)
        judge_header();
      else
        judge_end();
    }
  }
  return {consumed, {}, place_ == Place::ended ? ReadState::ended : ReadState::faulty};
}

// Whether all eight are there.
bool Reader::gather(char c) {
  gathered_[gathered_count_++] = static_cast<std::uint8_t>(c);
  return gathered_count_ == gathered_.size();
}

// `back`: how far before what was consumed the octet stands that is at fault.
void Reader::refuse(Fault fault, std::size_t back) {
  place_ = Place::faulty;
  fault_ = fault;
  consumed_ -= back;
}

void Reader::judge_header() {
  const auto number16 = [this](std::size_t at) {
    return static_cast<std::uint16_t>(gathered_[at] << 8 | gathered_[at + 1]);
  };
  if (gathered_[0] != version) return refuse(Fault::fcgi_version, 8);
  type_ = static_cast<RecordType>(gathered_[1]);
  const bool end = type_ == RecordType::end_request;
  if (!end && type_ != RecordType::standard_output && type_ != RecordType::standard_error)
    return refuse(Fault::fcgi_record_type, 7);
  if (number16(2) != request_id) return refuse(Fault::fcgi_request_id, 6);
  content_left_ = number16(4);
  padding_left_ = gathered_[6];
  if (end) {
    if (content_left_ != body_bytes) return refuse(Fault::fcgi_end_request, 4);
    place_ = Place::end_body;
    return;
  }
  bool& ended = type_ == RecordType::standard_output ? output_ended_ : errors_ended_;
  if (ended && content_left_ > 0) return refuse(Fault::fcgi_stream_ended, 4);
  if (content_left_ > 0) {
    place_ = Place::content;
    return;
  }
  ended = true;
  leave_record();
}

void Reader::judge_end() {
  application_status_ = static_cast<std::uint32_t>(gathered_[0]) << 24 |
                        static_cast<std::uint32_t>(gathered_[1]) << 16 |
                        static_cast<std::uint32_t>(gathered_[2]) << 8 | gathered_[3];
  if (gathered_[4] >= protocol_status_rows.size()) return refuse(Fault::fcgi_end_request, 4);
  protocol_status_ = static_cast<ProtocolStatus>(gathered_[4]);
  if (protocol_status_ != ProtocolStatus::request_complete) return refuse(Fault::fcgi_refused, 4);
  end_seen_ = true;
  leave_record();
}

ReadStep Reader::take_content(std::string_view in, std::size_t consumed) {
  const std::size_t length = std::min<std::size_t>(content_left_, in.size() - consumed);
  std::string_view data = in.substr(consumed, length);
  content_left_ = static_cast<std::uint16_t>(content_left_ - length);
  consumed_ += length;
  if (content_left_ == 0) leave_record();
  if (type_ == RecordType::standard_output) return {consumed + length, data, ReadState::output};
  const std::size_t room = limits_.max_error_bytes - error_bytes_;
  if (data.size() > room) {
    dropped_error_bytes_ += data.size() - room;
    data = data.substr(0, room);
  }
  error_bytes_ += static_cast<std::uint32_t>(data.size());
  return {consumed + length, data, ReadState::errors};
}

} // namespace responsum::codec::fcgi
