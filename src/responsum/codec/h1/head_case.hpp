// For tests: a request's head with the octet marked at which it goes wrong, read whole, in two pieces and byte by
// byte.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "responsum/codec/h1/request_parser.hpp"

namespace responsum::codec::h1 {

// In `bytes` the place of the fault is marked by "@@"; the mark itself is not sent.
struct HeadCase {
  std::string_view about;
  std::string_view bytes;
  std::string_view fault; // its id; empty: the head is in order

  friend void PrintTo(const HeadCase& c, std::ostream* to) { *to << c.about; }
};

struct MarkedBytes {
  explicit MarkedBytes(std::string_view marked) : bytes{marked}, mark{marked.find("@@")} {
    if (mark != marked.npos) bytes.erase(mark, 2);
  }
  std::string bytes;
  std::size_t mark;
};

// What came out, in words: two readings are the same when their words are.
inline std::string describe(const RequestParser& parser, Progress progress, const message::RequestHead& head) {
  if (progress == Progress::incomplete) return "incomplete";
  if (progress == Progress::faulty)
    return std::string{message::id(parser.fault())} + " at " + std::to_string(parser.fault_offset()) + " in line " +
           std::to_string(parser.line_offset());
  const auto number = [](auto n) { return std::to_string(static_cast<std::uint64_t>(n)); };
  std::string words = "method " + number(head.method) + " version " + number(head.version) + " form " +
                      number(head.target_form) + " keep " + number(head.keep_alive) + " chunked " +
                      number(head.length_unknown) + " length " + number(head.has_content_length) + ":" +
                      number(head.content_length) + " size " + number(head.size);
  for (const message::Slice slice :
       {head.method_text, head.target, head.path, head.query, head.scheme, head.authority, head.version_text})
    words.append("\n[").append(head.text(slice)).append("]");
  for (const message::FieldLine& line : head.lines())
    words.append("\n" + number(line.field) + "[")
        .append(head.text(line.name))
        .append("]:[")
        .append(head.text(line.value))
        .append("]");
  return words;
}

// Hands `bytes` over in pieces that end at `cuts` (ascending) and at the end, each time from other memory of exactly
// that size, so that a look behind the end is seen by the sanitizer.
inline std::string read_in_pieces(std::string_view bytes, const std::vector<std::size_t>& cuts,
                                  const Limits& limits) {
  auto head = std::make_unique<message::RequestHead>();
  RequestParser parser;
  parser.start(*head);
  Progress progress = Progress::incomplete;
  std::vector<char> held;
  for (std::size_t piece = 0; piece <= cuts.size() && progress == Progress::incomplete; ++piece) {
    const std::size_t end = piece < cuts.size() ? cuts[piece] : bytes.size();
    std::vector<char> moved{bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(end)};
    moved.shrink_to_fit();
    held.swap(moved);
    progress = parser.parse({held.data(), held.size()}, limits, *head);
  }
  return describe(parser, progress, *head);
}

inline std::string read_whole(std::string_view bytes, const Limits& limits = {}) {
  return read_in_pieces(bytes, {}, limits);
}

inline void expect_same_in_pieces(std::string_view bytes, const Limits& limits = {}) {
  const std::string whole = read_whole(bytes, limits);
  std::vector<std::size_t> every;
  for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
    every.push_back(cut);
    ASSERT_EQ(read_in_pieces(bytes, {cut}, limits), whole) << "cut at " << cut;
  }
  EXPECT_EQ(read_in_pieces(bytes, every, limits), whole) << "byte by byte";
}

inline void expect_case(const HeadCase& c, const Limits& limits = {}) {
  const MarkedBytes marked{c.bytes};
  const std::string got = read_whole(marked.bytes, limits);
  if (c.fault.empty()) {
    EXPECT_TRUE(got.starts_with("method ")) << got;
  } else {
    ASSERT_NE(marked.mark, std::string::npos) << "the case marks no octet";
    const std::string expected = std::string{c.fault} + " at " + std::to_string(marked.mark) + " ";
    EXPECT_TRUE(got.starts_with(expected)) << got << "\nbut expected " << expected;
  }
  expect_same_in_pieces(marked.bytes, limits);
}

} // namespace responsum::codec::h1
