// Chunked content decoded whole and in pieces must come out the same.
//
// Input: octet 0 is the length of the first piece, octet 1 that of the pieces after it; the rest is what a client
// sends.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "responsum/base/assert.hpp"
#include "responsum/codec/h1/chunked.hpp"

namespace {

using namespace responsum;
using namespace responsum::codec;

constexpr h1::ChunkLimits limits{.max_extension_bytes = 24, .max_trailer_bytes = 64};

struct Decoding {
  h1::ChunkedDecoder decoder{limits};
  std::string data;
  h1::ContentState state = h1::ContentState::more;
};

Decoding decode(std::string_view bytes, std::size_t first, std::size_t piece) {
  Decoding decoding;
  std::size_t at = 0;
  for (std::size_t end = std::min(first, bytes.size());; end = std::min(end + piece, bytes.size())) {
    const std::vector<char> copy{bytes.begin() + static_cast<std::ptrdiff_t>(at),
                                 bytes.begin() + static_cast<std::ptrdiff_t>(end)};
    std::string_view rest{copy.data(), copy.size()};
    do {
      const h1::ContentStep step = decoding.decoder.consume(rest);
      RESPONSUM_ASSERT(step.consumed <= rest.size());
      RESPONSUM_ASSERT((step.state == h1::ContentState::data) == !step.data.empty());
      rest.remove_prefix(step.consumed);
      at += step.consumed;
      decoding.data += step.data;
      decoding.state = step.state;
    } while (decoding.state == h1::ContentState::data);
    if (decoding.state != h1::ContentState::more || end == bytes.size()) return decoding;
    RESPONSUM_ASSERT(rest.empty());
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view bytes{reinterpret_cast<const char*>(data) + 2, size - 2};
  const Decoding whole = decode(bytes, bytes.size(), 1);
  const Decoding pieces = decode(bytes, data[0], 1u + data[1] % 32u);
  RESPONSUM_ASSERT(whole.state == pieces.state);
  RESPONSUM_ASSERT(whole.data == pieces.data);
  RESPONSUM_ASSERT(whole.decoder.consumed() == pieces.decoder.consumed());
  if (whole.state == h1::ContentState::faulty) RESPONSUM_ASSERT(whole.decoder.fault() == pieces.decoder.fault());
  return 0;
}
