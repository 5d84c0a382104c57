#include "responsum/resource/file/decoder.hpp"

#include <brotli/decode.h>
#include <zlib.h>
#include <zstd.h>

#include <array>

namespace responsum::resource::file {

namespace {

using Room = std::array<char, 64 * 1024>;

// RFC 1952; several members one after the other are one content.
class Gzip final : public Decoder {
 public:
  Gzip() : ready_{::inflateInit2(&stream_, gzip_window_bits) == Z_OK} {}
  Gzip(const Gzip&) = delete;
  Gzip& operator=(const Gzip&) = delete;
  ~Gzip() override { ::inflateEnd(&stream_); }

  State take(std::string_view piece, const Sink& sink) override {
    if (!ready_) return State::unsound;
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(piece.data()));
    stream_.avail_in = static_cast<uInt>(piece.size());
    do {
      if (ended_) {
        if (stream_.avail_in == 0) break;
        if (::inflateReset(&stream_) != Z_OK) return State::unsound;
        ended_ = false;
      }
      stream_.next_out = reinterpret_cast<Bytef*>(room_.data());
      stream_.avail_out = static_cast<uInt>(room_.size());
      const int result = ::inflate(&stream_, Z_NO_FLUSH);
      if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) return State::unsound;
      ended_ = result == Z_STREAM_END;
      const std::size_t made = room_.size() - stream_.avail_out;
      if (made != 0 && !sink({room_.data(), made})) return State::stopped;
    } while (stream_.avail_in != 0 || (stream_.avail_out == 0 && !ended_));
    return State::sound;
  }
  bool complete() const override { return ended_; }

 private:
  static constexpr int gzip_window_bits = 15 + 16; // 16: the format of gzip, not of zlib

  z_stream stream_{};
  bool ready_;
  bool ended_ = false;
  Room room_;
};

// RFC 7932
class Brotli final : public Decoder {
 public:
  State take(std::string_view piece, const Sink& sink) override {
    if (state_ == nullptr) return State::unsound;
    auto left = piece.size();
    const auto* next = reinterpret_cast<const std::uint8_t*>(piece.data());
    for (;;) {
      auto room = room_.size();
      auto* out = reinterpret_cast<std::uint8_t*>(room_.data());
      const auto result = ::BrotliDecoderDecompressStream(state_.get(), &left, &next, &room, &out, nullptr);
      if (result == BROTLI_DECODER_RESULT_ERROR) return State::unsound;
      const std::size_t made = room_.size() - room;
      if (made != 0 && !sink({room_.data(), made})) return State::stopped;
      if (result == BROTLI_DECODER_RESULT_SUCCESS) return left == 0 ? State::sound : State::unsound;
      if (result == BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT) return State::sound;
    }
  }
  bool complete() const override { return state_ != nullptr && ::BrotliDecoderIsFinished(state_.get()) != 0; }

 private:
  struct Free {
    void operator()(BrotliDecoderState* state) const { ::BrotliDecoderDestroyInstance(state); }
  };
  std::unique_ptr<BrotliDecoderState, Free> state_{::BrotliDecoderCreateInstance(nullptr, nullptr, nullptr)};
  Room room_;
};

// RFC 8878; several frames one after the other are one content.
class Zstandard final : public Decoder {
 public:
  Zstandard() {
    // RFC 9659: no more memory than this has to be given to one who encodes.
    constexpr int most_window_log = 23;
    if (stream_ != nullptr) ::ZSTD_DCtx_setParameter(stream_.get(), ZSTD_d_windowLogMax, most_window_log);
  }
  State take(std::string_view piece, const Sink& sink) override {
    if (stream_ == nullptr) return State::unsound;
    ZSTD_inBuffer in{piece.data(), piece.size(), 0};
    bool full = false;
    do {
      ZSTD_outBuffer out{room_.data(), room_.size(), 0};
      const std::size_t result = ::ZSTD_decompressStream(stream_.get(), &out, &in);
      if (::ZSTD_isError(result) != 0) return State::unsound;
      ended_ = result == 0;
      full = out.pos == out.size;
      if (out.pos != 0 && !sink({room_.data(), out.pos})) return State::stopped;
    } while (in.pos < in.size || (full && !ended_));
    return State::sound;
  }
  bool complete() const override { return ended_; }

 private:
  struct Free {
    void operator()(ZSTD_DStream* stream) const { ::ZSTD_freeDStream(stream); }
  };
  std::unique_ptr<ZSTD_DStream, Free> stream_{::ZSTD_createDStream()};
  bool ended_ = false;
  Room room_;
};

} // namespace

std::unique_ptr<Decoder> Decoder::of(field::ContentCoding coding) {
  switch (coding) {
  case field::ContentCoding::gzip: return std::make_unique<Gzip>();
  case field::ContentCoding::br: return std::make_unique<Brotli>();
  case field::ContentCoding::zstd: return std::make_unique<Zstandard>();
  case field::ContentCoding::identity:
  case field::ContentCoding::deflate:
  case field::ContentCoding::compress: break;
  }
  return nullptr;
}

} // namespace responsum::resource::file
