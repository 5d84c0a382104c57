// The fields of one HTTP/2 header section, laid out as the lines of HTTP/1.1 that they mean, and read by its parser:
// so limits, faults and the order in which they are told are the same under both, and what a request is cannot
// differ. CONNECT with :protocol, which is always offered, becomes a GET with Upgrade (RFC 8441 5): no other request
// of HTTP/2 can have that field.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "responsum/codec/h1/request_parser.hpp"
#include "responsum/message/request_head.hpp"

namespace responsum::codec::h2 {

using message::Fault;

// What a layout keeps of its memory for the next section, whatever the largest one needed.
inline constexpr std::size_t kept_layout_capacity = 8 * 1024;

// What is wrong with one field of a section that is no pseudo-header field, be it of a head or of trailers.
Fault judge_field(std::string_view name, std::string_view value);

// One is reused for section after section. Names and values are anything that a client can send.
class HeadLayout {
 public:
  explicit HeadLayout(const h1::Limits& limits) : limits_{limits} {}

  void start();
  // The next field as it came. What is beyond the limits is not kept.
  void add(std::string_view name, std::string_view value);
  // The section is complete. `content_follows`: the stream goes on. Fills `head`, whose views are of text(); after
  // `faulty` it holds what had been understood.
  h1::Progress finish(message::RequestHead& head, bool content_follows);

  // Good until start().
  std::string_view text() const { return {text_.get(), size_}; }
  // Only after `faulty`; the offset counts from the beginning of text().
  Fault fault() const { return fault_; }
  std::uint32_t fault_offset() const { return fault_offset_; }
  // Of the line that the fault is in.
  std::uint32_t line_offset() const { return line_; }
  // As sent; empty: none was.
  std::string_view priority() const { return priority_; }

 private:
  struct Pseudo {
    std::string value;
    bool sent = false;
  };

  void add_pseudo(std::string_view name, std::string_view value);
  void add_line(std::string_view name, std::string_view value);
  void add_host(std::string_view value);
  void begin_fields();
  Fault judge_pseudo() const;
  void append(std::string_view text);
  char* room(std::size_t octets);
  bool full() const { return size_ == most_; }
  void fail(Fault fault);

  const h1::Limits& limits_;
  Pseudo method_, scheme_, authority_, path_, protocol_;
  std::unique_ptr<char[]> text_;
  std::size_t size_ = 0; // octets of it
  std::size_t capacity_ = 0;
  std::string cookie_; // its crumbs, joined (RFC 9113 8.2.3)
  std::string priority_;
  std::size_t most_ = 0; // octets that it may have
  std::uint32_t line_ = 0;
  std::uint32_t fault_offset_ = 0;
  Fault fault_{};
  bool fields_begun_ = false;
};

} // namespace responsum::codec::h2
