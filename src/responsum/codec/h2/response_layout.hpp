// The fields of a response's header section (RFC 9113 8.3.2) as the lines that they mean, for the parser of HTTP/1.1:
// so both protocols have one reading of a response, and one set of faults.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "responsum/codec/h1/response_parser.hpp"
#include "responsum/message/received_head.hpp"

namespace responsum::codec::h2 {

class ResponseLayout {
 public:
  // The limits outlive it.
  explicit ResponseLayout(const h1::ResponseLimits& limits) : limits_{limits} {}

  void start();
  // In the order in which they came.
  void add(std::string_view name, std::string_view value);
  // complete or faulty; `head` is filled with slices of text(), which is good until start().
  h1::Progress finish(message::ReceivedHead& head);

  std::string_view text() const { return text_; }
  // After `faulty`. Offsets count from the first octet of the text.
  message::Fault fault() const { return fault_; }
  std::uint32_t fault_offset() const { return fault_offset_; }
  std::uint32_t line_offset() const { return line_; }

 private:
  void fail(message::Fault fault);
  void begin_line() { line_ = static_cast<std::uint32_t>(text_.size()); }
  void append(std::string_view part);

  const h1::ResponseLimits& limits_;
  std::string text_;
  std::uint32_t line_ = 0;
  std::uint32_t fault_offset_ = 0;
  message::Fault fault_ = message::Fault::none;
  bool status_seen_ = false;
  bool fields_begun_ = false;
};

} // namespace responsum::codec::h2
