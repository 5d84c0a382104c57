#include "responsum/resource/file/decoder.hpp"

#include <brotli/encode.h>
#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

#include <string>

namespace responsum::resource::file {
namespace {

using field::ContentCoding;

std::string gzip(std::string_view text) {
  z_stream stream{};
  ::deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(::deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  ::deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  ::deflateEnd(&stream);
  return out;
}
std::string brotli(std::string_view text) {
  std::size_t size = ::BrotliEncoderMaxCompressedSize(text.size());
  std::string out(size, '\0');
  ::BrotliEncoderCompress(5, 22, BROTLI_MODE_GENERIC, text.size(), reinterpret_cast<const std::uint8_t*>(text.data()),
                          &size, reinterpret_cast<std::uint8_t*>(out.data()));
  out.resize(size);
  return out;
}
std::string zstandard(std::string_view text) {
  std::string out(::ZSTD_compressBound(text.size()), '\0');
  out.resize(::ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
  return out;
}

struct Coded {
  ContentCoding coding;
  std::string (*encode)(std::string_view);
};
constexpr std::array all_codings{Coded{ContentCoding::gzip, gzip}, Coded{ContentCoding::br, brotli},
                                 Coded{ContentCoding::zstd, zstandard}};

TEST(Decoder, UndoesEachCodingInWhateverPieces) {
  std::string text;
  for (int i = 0; i < 50'000; ++i) text += std::to_string(i) + ' ';
  for (const Coded& c : all_codings)
    for (const std::size_t piece : {std::size_t{1}, std::size_t{1000}, text.size()}) {
      const std::string coded = c.encode(text);
      const auto decoder = Decoder::of(c.coding);
      std::string out;
      for (std::size_t at = 0; at < coded.size(); at += piece) {
        EXPECT_FALSE(decoder->complete());
        EXPECT_EQ(decoder->take(std::string_view{coded}.substr(at, piece),
                                [&](std::string_view decoded) {
                                  out += decoded;
                                  return true;
                                }),
                  Decoder::State::sound);
      }
      EXPECT_TRUE(decoder->complete());
      EXPECT_TRUE(out == text) << field::name(c.coding);
    }
}

TEST(Decoder, SaysWhatIsNotInItsCoding) {
  const auto nobody = [](std::string_view) { return true; };
  for (const Coded& c : all_codings) {
    const auto decoder = Decoder::of(c.coding);
    EXPECT_EQ(decoder->take(std::string(100, '\xff'), nobody), Decoder::State::unsound) << field::name(c.coding);
    const auto cut = Decoder::of(c.coding);
    const std::string coded = c.encode("some text that is cut");
    EXPECT_EQ(cut->take(std::string_view{coded}.substr(0, coded.size() - 1), nobody), Decoder::State::sound);
    EXPECT_FALSE(cut->complete()) << field::name(c.coding);
  }
}

// A few kilobytes that would become many megabytes.
TEST(Decoder, StopsWhenNoMoreIsWanted) {
  const std::string zeros(64 * 1024 * 1024, '\0');
  for (const Coded& c : all_codings) {
    const std::string coded = c.encode(zeros);
    std::size_t out = 0;
    const auto state = Decoder::of(c.coding)->take(coded, [&](std::string_view decoded) {
      out += decoded.size();
      return out <= 1'000'000;
    });
    EXPECT_EQ(state, Decoder::State::stopped) << field::name(c.coding);
    EXPECT_LT(out, 1'200'000u);
  }
}

TEST(Decoder, ThereIsNoneForIdentity) { EXPECT_EQ(Decoder::of(ContentCoding::identity), nullptr); }

} // namespace
} // namespace responsum::resource::file
