// Header sections of one connection: what is decoded of any octets, and whether they can be, is what nghttp2 says;
// and what was decoded, encoded anew, is understood by both.
//
// Input: sections, each behind an octet that says its length in steps of four.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nghttp2/nghttp2.h>

#include "responsum/codec/h2/hpack_decoder.hpp"
#include "responsum/codec/h2/hpack_encoder.hpp"

#include "check.hpp"

namespace {

using namespace responsum;
using namespace responsum::codec;
using fuzz::check;

using Fields = std::vector<std::pair<std::string, std::string>>;

class Oracle {
 public:
  Oracle() { nghttp2_hd_inflate_new(&inflater_); }
  ~Oracle() { nghttp2_hd_inflate_del(inflater_); }
  Oracle(const Oracle&) = delete;
  Oracle& operator=(const Oracle&) = delete;

  bool decode(std::string_view section, Fields& fields) {
    const auto* at = reinterpret_cast<const std::uint8_t*>(section.data());
    std::size_t left = section.size();
    for (;;) {
      nghttp2_nv pair{};
      int flags = 0;
      const ssize_t taken = nghttp2_hd_inflate_hd2(inflater_, &pair, &flags, at, left, 1);
      if (taken < 0) return false;
      at += taken;
      left -= static_cast<std::size_t>(taken);
      if ((flags & NGHTTP2_HD_INFLATE_EMIT) != 0)
        fields.emplace_back(std::string{reinterpret_cast<char*>(pair.name), pair.namelen},
                            std::string{reinterpret_cast<char*>(pair.value), pair.valuelen});
      if ((flags & NGHTTP2_HD_INFLATE_FINAL) != 0) break;
    }
    nghttp2_hd_inflate_end_headers(inflater_);
    return true;
  }

 private:
  nghttp2_hd_inflater* inflater_ = nullptr;
};

bool decode(h2::HpackDecoder& decoder, std::string_view section, Fields& fields) {
  const std::vector<char> copy{section.begin(), section.end()};
  base::Arena arena;
  return decoder.decode({copy.data(), copy.size()}, arena,
                        [&](std::string_view name, std::string_view value) { fields.emplace_back(name, value); });
}

std::string encode(h2::HpackEncoder& encoder, const Fields& fields) {
  std::size_t room = h2::HpackEncoder::begin_capacity;
  for (const auto& [name, value] : fields) room += h2::HpackEncoder::capacity(name, value);
  std::vector<char> section(room);
  char* to = encoder.begin(section.data());
  for (const auto& [name, value] : fields) to = encoder.field(to, name, value);
  check(to <= section.data() + section.size(), "a section is not longer than its capacity");
  return {section.data(), to};
}

bool has_upper_case(const Fields& fields) {
  for (const auto& [name, value] : fields)
    for (const char c : name)
      if (c >= 'A' && c <= 'Z') return true;
  return false;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  h2::HpackDecoder decoder;
  h2::HpackDecoder decoder_of_ours;
  h2::HpackEncoder encoder;
  Oracle oracle;
  Oracle oracle_of_ours;
  std::string_view rest{reinterpret_cast<const char*>(data), size};
  while (!rest.empty()) {
    const std::size_t length = 4 * static_cast<std::uint8_t>(rest.front());
    const std::string_view section = rest.substr(1, length);
    rest.remove_prefix(1 + section.size());
    Fields fields;
    Fields expected;
    const bool sound = decode(decoder, section, fields);
    check(sound == oracle.decode(section, expected), "a section is sound to both or to none");
    if (!sound) return 0;
    check(fields == expected, "both decode the same");
    if (length % 20 == 0) encoder.set_peer_limit(static_cast<std::uint32_t>(length * 5));
    const std::string ours = encode(encoder, fields);
    if (has_upper_case(fields)) return 0; // which the encoder would not keep
    Fields again;
    check(decode(decoder_of_ours, ours, again) && again == fields, "what was encoded is decoded");
    again.clear();
    check(oracle_of_ours.decode(ours, again) && again == fields, "what was encoded is understood");
  }
  return 0;
}
