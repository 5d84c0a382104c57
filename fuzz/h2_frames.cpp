// Frames read whole and in pieces must come out the same, and what ends the reading must be the same violation.
//
// Input: octet 0 is the length of the first piece, octet 1 that of the pieces after it; octet 2 says whether the
// preface and SETTINGS stand in front of the rest.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "responsum/codec/h2/frame_reader.hpp"

#include "check.hpp"

namespace {

using namespace responsum;
using namespace responsum::codec;
using fuzz::check;

struct Reading {
  h2::FrameReader reader{true, 3};
  std::string all;       // what the frames were
  h2::ErrorCode error{}; // what ended them
  bool within_data = false;

  void give(std::string_view octets) {
    const std::vector<char> copy{octets.begin(), octets.end()};
    reader.give({copy.data(), copy.size()});
    h2::Frame f;
    for (;;) {
      const auto next = reader.next(f);
      if (next == h2::FrameReader::Next::none) return;
      if (next == h2::FrameReader::Next::violation) {
        check(static_cast<bool>(reader.violation()), "a violation has a code");
        error = reader.violation().code;
        return;
      }
      check(f.begins != within_data, "a frame ends before the next begins");
      if (f.begins) {
        check(f.length <= h2::least_frame_size, "no frame is larger than was announced");
        check(f.padding <= f.length, "padding is part of the frame");
        all += std::to_string(static_cast<int>(f.type)) + " " + std::to_string(f.stream) + " " +
               std::to_string(f.length) + " " + std::to_string(f.padding) + ":";
      }
      check(f.ends || f.type == h2::FrameType::data, "only content comes in pieces");
      all += f.payload;
      if (f.ends) all += "/" + std::to_string(f.flags) + "\n";
      within_data = !f.ends;
    }
  }
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 3) return 0;
  std::string bytes;
  if (data[2] % 2 == 0) bytes.append(h2::preface).append("\0\0\0\4\0\0\0\0\0", 9);
  bytes.append(reinterpret_cast<const char*>(data) + 3, size - 3);
  Reading whole;
  whole.give(bytes);
  Reading pieces;
  fuzz::cut(bytes, data[0], 1u + data[1], [&](std::string_view part) { pieces.give(part); });
  check(whole.error == pieces.error, "the same is wrong, however the input was cut");
  check(whole.all == pieces.all, "the same frames are read, however the input was cut");
  return 0;
}
