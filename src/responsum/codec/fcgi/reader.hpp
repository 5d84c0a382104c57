// Takes output and errors out of what a FastCGI application sends (FastCGI 3.3, 5), where they lie.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "responsum/base/assert.hpp"
#include "responsum/codec/fcgi/record.hpp"
#include "responsum/message/fault.hpp"

namespace responsum::codec::fcgi {

using message::Fault;

struct ReadLimits {
  std::uint32_t max_error_bytes = 8192; // of one request; what an application complains beyond that is dropped
};

enum class ReadState : std::uint8_t {
  more,   // all octets are consumed, and more are needed
  output, // `data` is of the response
  errors, // `data` is for the log
  ended,  // the request is over; what is not consumed belongs to nobody
  faulty, // the connection cannot be used further
};

struct ReadStep {
  std::size_t consumed = 0;
  std::string_view data{}; // a part of what was handed in
  ReadState state = ReadState::more;
};

// One request's answer. How the bytes are cut makes no difference to data, end, fault and offset. An application may
// end a request without ending its streams.
class Reader {
 public:
  explicit Reader(ReadLimits limits = {}) : limits_{limits} {}

  // Ask again with the rest, as long as the state is `output` or `errors`.
  ReadStep read(std::string_view in);

  // Only after `faulty`. The offset counts from the first octet that was read.
  Fault fault() const {
    RESPONSUM_ASSERT(place_ == Place::faulty);
    return fault_;
  }
  std::uint64_t fault_offset() const { return consumed_; }

  // Whether the application has said that its output is all there; of one that is cut off before, it is not.
  bool output_ended() const { return output_ended_ || end_seen_; }
  // Only after `ended`, or after the fault `fcgi_refused`: what the application's main() would have returned, and
  // why.
  std::uint32_t application_status() const { return application_status_; }
  ProtocolStatus protocol_status() const { return protocol_status_; }
  // Octets of errors that were dropped.
  std::uint64_t dropped_error_bytes() const { return dropped_error_bytes_; }

 private:
  enum class Place : std::uint8_t { header, content, end_body, padding, ended, faulty };

  void judge_header();
  void judge_end();
  Place behind_record() const { return end_seen_ ? Place::ended : Place::header; }
  void leave_record() { place_ = padding_left_ > 0 ? Place::padding : behind_record(); }
  void refuse(Fault fault, std::size_t back);
  ReadStep take_content(std::string_view in, std::size_t consumed);
  bool gather(char c);

  ReadLimits limits_;
  std::array<std::uint8_t, 8> gathered_{}; // of a header, or of the body of END_REQUEST
  std::uint64_t consumed_ = 0;
  std::uint64_t dropped_error_bytes_ = 0;
  std::uint32_t error_bytes_ = 0;
  std::uint32_t application_status_ = 0;
  std::uint16_t content_left_ = 0;
  std::uint8_t padding_left_ = 0;
  std::uint8_t gathered_count_ = 0;
  RecordType type_ = RecordType::standard_output;
  ProtocolStatus protocol_status_ = ProtocolStatus::request_complete;
  Place place_ = Place::header;
  bool output_ended_ = false;
  bool errors_ended_ = false;
  bool end_seen_ = false;
  Fault fault_{};
};

} // namespace responsum::codec::fcgi
