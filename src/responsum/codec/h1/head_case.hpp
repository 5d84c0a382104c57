// For tests: a head with the octet marked at which it goes wrong, read whole, in two pieces and byte by byte.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "responsum/codec/h1/request_parser.hpp"
#include "responsum/codec/h1/response_parser.hpp"

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

// Whose limits they are tells what is read.
template <class Limits>
struct Reader;
template <>
struct Reader<Limits> {
  using Parser = RequestParser;
  using Head = message::RequestHead;
};
template <>
struct Reader<ResponseLimits> {
  using Parser = ResponseParser;
  using Head = message::ReceivedHead;
};

inline std::string number(auto n) { return std::to_string(static_cast<std::uint64_t>(n)); }

inline std::string describe_own(const message::RequestHead& head) {
  std::string words = "method " + number(head.method) + " form " + number(head.target_form);
  for (const message::Slice slice :
       {head.method_text, head.target, head.path, head.query, head.scheme, head.authority, head.version_text})
    words.append("\n[").append(head.text(slice)).append("]");
  return words;
}
inline std::string describe_own(const message::ReceivedHead& head) {
  return "status " + number(head.status) + " [" + std::string{head.text(head.phrase)} + "]";
}

// What came out, in words: two readings are the same when their words are.
template <class Parser, class Head>
std::string describe(const Parser& parser, Progress progress, const Head& head) {
  if (progress == Progress::incomplete) return "incomplete";
  if (progress == Progress::faulty)
    return std::string{message::id(parser.fault())} + " at " + std::to_string(parser.fault_offset()) + " in line " +
           std::to_string(parser.line_offset());
  std::string words = describe_own(head) + "\nversion " + number(head.version) + " keep " + number(head.keep_alive) +
                      " chunked " + number(head.length_unknown) + " length " + number(head.has_content_length) + ":" +
                      number(head.content_length) + " size " + number(head.size);
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
template <class AnyLimits>
std::string read_in_pieces(std::string_view bytes, const std::vector<std::size_t>& cuts, const AnyLimits& limits) {
  auto head = std::make_unique<typename Reader<AnyLimits>::Head>();
  typename Reader<AnyLimits>::Parser parser;
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

template <class AnyLimits = Limits>
std::string read_whole(std::string_view bytes, const AnyLimits& limits = {}) {
  return read_in_pieces(bytes, {}, limits);
}

template <class AnyLimits = Limits>
void expect_same_in_pieces(std::string_view bytes, const AnyLimits& limits = {}) {
  const std::string whole = read_whole(bytes, limits);
  std::vector<std::size_t> every;
  for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
    every.push_back(cut);
    ASSERT_EQ(read_in_pieces(bytes, {cut}, limits), whole) << "cut at " << cut;
  }
  EXPECT_EQ(read_in_pieces(bytes, every, limits), whole) << "byte by byte";
}

template <class AnyLimits = Limits>
void expect_case(const HeadCase& c, const AnyLimits& limits = {}) {
  const MarkedBytes marked{c.bytes};
  const std::string got = read_whole(marked.bytes, limits);
  if (c.fault.empty()) {
    EXPECT_TRUE(got.starts_with("method ") || got.starts_with("status ")) << got;
  } else {
    ASSERT_NE(marked.mark, std::string::npos) << "the case marks no octet";
    const std::string expected = std::string{c.fault} + " at " + std::to_string(marked.mark) + " ";
    EXPECT_TRUE(got.starts_with(expected)) << got << "\nbut expected " << expected;
  }
  expect_same_in_pieces(marked.bytes, limits);
}

} // namespace responsum::codec::h1
