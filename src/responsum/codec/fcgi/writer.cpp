#include "responsum/codec/fcgi/writer.hpp"

#include <algorithm>

#include "responsum/base/assert.hpp"

namespace responsum::codec::fcgi {
namespace {

constexpr std::size_t alignment = 8;
constexpr std::size_t full_record = max_content_bytes / alignment * alignment; // needs no padding
constexpr std::size_t longest_short_length = 127;
constexpr std::string_view zeros{"\0\0\0\0\0\0\0", alignment - 1};

constexpr std::size_t padding_of(std::size_t length) { return (alignment - length % alignment) % alignment; }

void octet(base::Writer& to, std::size_t value) { to.character(static_cast<char>(value & 0xff)); }

void write_header(base::Writer& to, RecordType type, std::size_t length, std::size_t padding) {
  RESPONSUM_ASSERT(length <= max_content_bytes);
  octet(to, version);
  octet(to, static_cast<std::size_t>(type));
  octet(to, request_id >> 8);
  octet(to, request_id);
  octet(to, length >> 8);
  octet(to, length);
  octet(to, padding);
  octet(to, 0);
}

// FastCGI 3.4: one octet, or four of which the first has its highest bit set.
constexpr std::size_t length_bytes(std::size_t length) { return length <= longest_short_length ? 1 : 4; }

std::size_t content_size(std::span<const Param> params) {
  std::size_t size = 0;
  for (const Param& param : params)
    size +=
        length_bytes(param.name.size()) + length_bytes(param.value.size()) + param.name.size() + param.value.size();
  return size;
}

// Cuts a stream of known length into records; pairs may reach from one into the next.
class Stream {
 public:
  Stream(base::Writer& to, RecordType type, std::size_t total) : to_{to}, type_{type}, left_{total} {}

  void put(std::string_view text) {
    while (!text.empty()) {
      if (record_left_ == 0) begin_record();
      const std::string_view part = text.substr(0, record_left_);
      to_.text(part);
      text.remove_prefix(part.size());
      record_left_ -= part.size();
      if (record_left_ == 0) to_.text(zeros.substr(0, padding_));
    }
  }
  void put_length(std::size_t length) {
    RESPONSUM_ASSERT(length < std::size_t{1} << 31);
    const std::size_t bytes = length_bytes(length);
    std::array<char, 4> octets{};
    for (std::size_t i = 0; i < bytes; ++i) octets[i] = static_cast<char>(length >> (bytes - 1 - i) * 8 & 0xff);
    if (bytes > 1) octets[0] = static_cast<char>(octets[0] | 0x80);
    put({octets.data(), bytes});
  }
  void end() {
    RESPONSUM_ASSERT(left_ == 0 && record_left_ == 0);
    write_header(to_, type_, 0, 0);
  }

 private:
  void begin_record() {
    record_left_ = std::min(left_, full_record);
    RESPONSUM_ASSERT(record_left_ > 0);
    left_ -= record_left_;
    padding_ = padding_of(record_left_);
    write_header(to_, type_, record_left_, padding_);
  }

  base::Writer& to_;
  RecordType type_;
  std::size_t left_; // not yet in a record
  std::size_t record_left_ = 0;
  std::size_t padding_ = 0;
};

} // namespace

void write_begin_request(base::Writer& to, Role role, Connection connection) {
  write_header(to, RecordType::begin_request, body_bytes, 0);
  octet(to, static_cast<std::size_t>(role) >> 8);
  octet(to, static_cast<std::size_t>(role));
  octet(to, static_cast<std::size_t>(connection));
  to.text(zeros.substr(0, 5));
}

std::size_t params_size(std::span<const Param> params) {
  const std::size_t content = content_size(params);
  const std::size_t records = (content + full_record - 1) / full_record;
  return content + padding_of(content % full_record) + (records + 1) * header_bytes;
}

void write_params(base::Writer& to, std::span<const Param> params) {
  Stream stream{to, RecordType::params, content_size(params)};
  for (const Param& param : params) {
    RESPONSUM_ASSERT(!param.name.empty());
    stream.put_length(param.name.size());
    stream.put_length(param.value.size());
    stream.put(param.name);
    stream.put(param.value);
  }
  stream.end();
}

void write_input_header(base::Writer& to, std::size_t length) {
  RESPONSUM_ASSERT(length > 0);
  write_header(to, RecordType::standard_input, length, 0);
}

void write_input_end(base::Writer& to) { write_header(to, RecordType::standard_input, 0, 0); }

void write_abort_request(base::Writer& to) { write_header(to, RecordType::abort_request, 0, 0); }

} // namespace responsum::codec::fcgi
