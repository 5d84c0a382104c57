#include "responsum/codec/h1/chunked.hpp"

#include <algorithm>

#include "responsum/base/ascii.hpp"
#include "responsum/codec/h1/scan.hpp"

namespace responsum::codec::h1 {
namespace {

constexpr int max_size_digits = 16;
constexpr std::uint64_t largest_chunk = INT64_MAX;

} // namespace

// What an octet leads to: the place of the next one, or a fault at this one.
struct ChunkedDecoder::Judgement {
  Place next;
  Fault fault{};

  static Judgement refuse(Fault fault) { return {Place::faulty, fault}; }
};

ContentStep ChunkedDecoder::consume(std::string_view in) {
  ContentStep step;
  while (step.consumed < in.size() && place_ != Place::done && place_ != Place::faulty) {
    if (place_ == Place::data) {
      const auto length = static_cast<std::size_t>(std::min<std::uint64_t>(chunk_left_, in.size() - step.consumed));
      step.data = in.substr(step.consumed, length);
      step.state = ContentState::data;
      step.consumed += length;
      consumed_ += length;
      chunk_left_ -= length;
      if (chunk_left_ == 0) place_ = Place::data_cr;
      return step;
    }
    const Judgement judgement = judge(in[step.consumed]);
    place_ = judgement.next;
    if (place_ == Place::faulty) {
      fault_ = judgement.fault;
      break;
    }
    ++step.consumed;
    ++consumed_;
  }
  if (place_ == Place::done) step.state = ContentState::done;
  if (place_ == Place::faulty) step.state = ContentState::faulty;
  return step;
}

ChunkedDecoder::Judgement ChunkedDecoder::judge(char c) {
  switch (place_) {
  case Place::size_begin:
    chunk_left_ = 0;
    section_bytes_ = 0;
    size_digits_ = 0;
    if (base::hex_value(c) < 0) return Judgement::refuse(Fault::chunk_size_invalid);
    return judge_size(c);
  case Place::size: return judge_size(c);
  case Place::extension:
  case Place::extension_name_begin:
  case Place::extension_name:
  case Place::extension_name_end:
  case Place::extension_value_begin:
  case Place::extension_token:
  case Place::extension_quoted:
  case Place::extension_quoted_pair:
  case Place::extension_quoted_end: return judge_extension(c);
  case Place::line_lf:
    if (c != '\n') return Judgement::refuse(Fault::chunk_bare_cr);
    section_bytes_ = 0;
    return {chunk_left_ == 0 ? Place::trailer_begin : Place::data};
  case Place::data_cr: return c == '\r' ? Judgement{Place::data_lf} : Judgement::refuse(Fault::chunk_data_end);
  case Place::data_lf: return c == '\n' ? Judgement{Place::size_begin} : Judgement::refuse(Fault::chunk_data_end);
  case Place::trailer_begin:
  case Place::trailer_name:
  case Place::trailer_value:
  case Place::trailer_lf:
  case Place::last_lf: return judge_trailer(c);
  case Place::data:
  case Place::done:
  case Place::faulty: break;
  }
  base::assertion_failed("a place where no octet is judged", __FILE__, __LINE__);
}

ChunkedDecoder::Judgement ChunkedDecoder::judge_size(char c) {
  if (const int digit = base::hex_value(c); digit >= 0) {
    if (size_digits_ == max_size_digits || chunk_left_ > largest_chunk >> 4)
      return Judgement::refuse(Fault::chunk_size_too_large);
    ++size_digits_;
    chunk_left_ = chunk_left_ << 4 | static_cast<std::uint64_t>(digit);
    return {Place::size};
  }
  if (c == '\r') return {Place::line_lf};
  if (c == '\n') return Judgement::refuse(Fault::chunk_bare_lf);
  if (c == ';' || base::is_blank(c)) return judge_extension(c);
  return Judgement::refuse(Fault::chunk_size_invalid);
}

// chunk-ext = *( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] ), RFC 9112 7.1.1. Blanks lead somewhere:
// none may end the line.
ChunkedDecoder::Judgement ChunkedDecoder::judge_extension(char c) {
  const bool token = scan::belongs(c, scan::in_token);
  const bool line_may_end =
      place_ == Place::extension_name || place_ == Place::extension_token || place_ == Place::extension_quoted_end;
  if (c == '\n') return Judgement::refuse(Fault::chunk_bare_lf);
  if (c == '\r' && line_may_end) return {Place::line_lf};
  if (++section_bytes_ > limits_.max_extension_bytes) return Judgement::refuse(Fault::chunk_extension_too_long);

  switch (place_) {
  case Place::size:
  case Place::extension:
    if (c == ';') return {Place::extension_name_begin};
    if (base::is_blank(c)) return {Place::extension};
    break;
  case Place::extension_name_begin:
    if (base::is_blank(c)) return {place_};
    if (token) return {Place::extension_name};
    break;
  case Place::extension_name:
  case Place::extension_name_end:
    if (token && place_ == Place::extension_name) return {place_};
    if (c == ';') return {Place::extension_name_begin};
    if (c == '=') return {Place::extension_value_begin};
    if (base::is_blank(c)) return {Place::extension_name_end};
    break;
  case Place::extension_value_begin:
    if (base::is_blank(c)) return {place_};
    if (c == '"') return {Place::extension_quoted};
    if (token) return {Place::extension_token};
    break;
  case Place::extension_token:
  case Place::extension_quoted_end:
    if (token && place_ == Place::extension_token) return {place_};
    if (c == ';') return {Place::extension_name_begin};
    if (base::is_blank(c)) return {Place::extension};
    break;
  case Place::extension_quoted:
    if (c == '"') return {Place::extension_quoted_end};
    if (c == '\\') return {Place::extension_quoted_pair};
    if (scan::belongs(c, scan::in_value)) return {place_};
    break;
  case Place::extension_quoted_pair:
    if (scan::belongs(c, scan::in_value)) return {Place::extension_quoted};
    break;
  case Place::size_begin:
  case Place::line_lf:
  case Place::data:
  case Place::data_cr:
  case Place::data_lf:
  case Place::trailer_begin:
  case Place::trailer_name:
  case Place::trailer_value:
  case Place::trailer_lf:
  case Place::last_lf:
  case Place::done:
  case Place::faulty: break;
  }
  return Judgement::refuse(Fault::chunk_extension_invalid);
}

ChunkedDecoder::Judgement ChunkedDecoder::judge_trailer(char c) {
  if (++section_bytes_ > limits_.max_trailer_bytes) return Judgement::refuse(Fault::trailer_too_large);
  const bool token = scan::belongs(c, scan::in_token);
  if (place_ == Place::trailer_begin && c == '\r') return {Place::last_lf};
  if (trailers_ != nullptr && place_ != Place::last_lf) trailers_->push_back(c);
  if (place_ == Place::trailer_begin && token) return {Place::trailer_name};
  if (place_ == Place::trailer_name && token) return {place_};
  if (place_ == Place::trailer_name && c == ':') return {Place::trailer_value};
  if (place_ == Place::trailer_value && c == '\r') return {Place::trailer_lf};
  if (place_ == Place::trailer_value && scan::belongs(c, scan::in_value)) return {place_};
  if (place_ == Place::trailer_lf && c == '\n') return {Place::trailer_begin};
  if (place_ == Place::last_lf && c == '\n') return {Place::done};
  return Judgement::refuse(Fault::trailer_invalid);
}

} // namespace responsum::codec::h1
