// Header compression held against nghttp2's, both ways, for sections that nobody wrote down.
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <nghttp2/nghttp2.h>

#include "responsum/codec/h2/hpack_decoder.hpp"
#include "responsum/codec/h2/hpack_encoder.hpp"

namespace responsum::codec::h2 {
namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

struct Freed {
  void operator()(nghttp2_hd_deflater* d) const { nghttp2_hd_deflate_del(d); }
  void operator()(nghttp2_hd_inflater* i) const { nghttp2_hd_inflate_del(i); }
};

class Oracle {
 public:
  Oracle() {
    nghttp2_hd_deflater* d = nullptr;
    nghttp2_hd_inflater* i = nullptr;
    nghttp2_hd_deflate_new(&d, default_table_bytes);
    nghttp2_hd_inflate_new(&i);
    deflater_.reset(d);
    inflater_.reset(i);
  }
  std::string encode(const Fields& fields) {
    std::vector<nghttp2_nv> pairs;
    for (const auto& [name, value] : fields) {
      auto* const n = reinterpret_cast<std::uint8_t*>(const_cast<char*>(name.data()));
      auto* const v = reinterpret_cast<std::uint8_t*>(const_cast<char*>(value.data()));
      pairs.push_back({n, v, name.size(), value.size(), NGHTTP2_NV_FLAG_NONE});
    }
    std::string section(nghttp2_hd_deflate_bound(deflater_.get(), pairs.data(), pairs.size()), '\0');
    const ssize_t size = nghttp2_hd_deflate_hd(deflater_.get(), reinterpret_cast<std::uint8_t*>(section.data()),
                                               section.size(), pairs.data(), pairs.size());
    section.resize(static_cast<std::size_t>(size));
    return section;
  }
  Fields decode(const std::string& section) {
    Fields fields;
    const auto* at = reinterpret_cast<const std::uint8_t*>(section.data());
    std::size_t left = section.size();
    for (;;) {
      nghttp2_nv pair{};
      int flags = 0;
      const ssize_t taken = nghttp2_hd_inflate_hd2(inflater_.get(), &pair, &flags, at, left, 1);
      if (taken < 0) return {{"FAILED", nghttp2_strerror(static_cast<int>(taken))}};
      at += taken;
      left -= static_cast<std::size_t>(taken);
      if ((flags & NGHTTP2_HD_INFLATE_EMIT) != 0)
        fields.emplace_back(std::string{reinterpret_cast<char*>(pair.name), pair.namelen},
                            std::string{reinterpret_cast<char*>(pair.value), pair.valuelen});
      if ((flags & NGHTTP2_HD_INFLATE_FINAL) != 0) break;
    }
    nghttp2_hd_inflate_end_headers(inflater_.get());
    return fields;
  }
  void resize(std::uint32_t octets) { nghttp2_hd_deflate_change_table_size(deflater_.get(), octets); }

 private:
  std::unique_ptr<nghttp2_hd_deflater, Freed> deflater_;
  std::unique_ptr<nghttp2_hd_inflater, Freed> inflater_;
};

class Sections {
 public:
  Fields next() {
    Fields fields;
    for (std::size_t n = below(9); n != 0; --n) {
      const hpack::Entry& known = hpack::static_table[below(hpack::static_table.size())];
      std::string name{known.name};
      if (below(3) == 0) name = "x-" + std::to_string(below(20));
      std::string value{known.value};
      if (below(4) != 0) value = std::to_string(below(12));
      if (below(9) == 0) value = octets(below(90));
      if (below(300) == 0) value = octets(below(5000));
      fields.emplace_back(std::move(name), std::move(value));
    }
    return fields;
  }
  std::size_t below(std::size_t most) { return random_() % most; }

 private:
  std::string octets(std::size_t size) {
    std::string all(size, '\0');
    for (char& c : all) c = static_cast<char>(below(4) == 0 ? below(256) : 'a' + below(26));
    return all;
  }
  std::minstd_rand random_{17};
};

TEST(HpackOracle, IsUnderstood) {
  Oracle oracle;
  HpackDecoder decoder;
  Sections sections;
  base::Arena arena;
  for (int i = 0; i < 20'000; ++i) {
    if (sections.below(100) == 0) oracle.resize(static_cast<std::uint32_t>(sections.below(4097)));
    const Fields fields = sections.next();
    Fields decoded;
    const auto take = [&](std::string_view name, std::string_view value) { decoded.emplace_back(name, value); };
    ASSERT_TRUE(decoder.decode(oracle.encode(fields), arena, take)) << decoder.violation().words;
    ASSERT_EQ(decoded, fields) << i;
    arena.reset();
  }
}

TEST(HpackOracle, Understands) {
  Oracle oracle;
  HpackEncoder encoder;
  Sections sections;
  for (int i = 0; i < 20'000; ++i) {
    if (sections.below(100) == 0) encoder.set_peer_limit(static_cast<std::uint32_t>(sections.below(4097)));
    const Fields fields = sections.next();
    std::size_t room = HpackEncoder::begin_capacity;
    for (const auto& [name, value] : fields) room += HpackEncoder::capacity(name, value);
    std::string section(room, '\0');
    char* to = encoder.begin(section.data());
    for (const auto& [name, value] : fields) to = encoder.field(to, name, value);
    section.resize(static_cast<std::size_t>(to - section.data()));
    ASSERT_EQ(oracle.decode(section), fields) << i;
  }
}

} // namespace
} // namespace responsum::codec::h2
