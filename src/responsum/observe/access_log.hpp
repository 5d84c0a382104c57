// The access log: one line of JSON an exchange, collected by a worker and written in batches.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

#include "responsum/observe/counter.hpp"
#include "responsum/observe/record.hpp"

namespace responsum::observe {

// Appends the record's line, with its newline. `site` and `route` are their names, or empty.
void write_log_line(std::string& to, const Record& record, std::string_view site, std::string_view route);

// What lines begin with: the time, and of the id what stays the same for milliseconds. Written when one of them
// changes.
class LineBeginning {
 public:
  // {"time":"2026-11-20T12:31:07.042Z","exchange":"6gzjmzkv
  static constexpr std::size_t size = 55;
  using Text = std::array<char, size>;
  // Good until the next call.
  const Text& of(const Record& record) {
    const std::int32_t millisecond = record.wall_ns / 1'000'000;
    if (record.wall_s != second_ || millisecond != millisecond_ || record.id.value >> id_shift != id_) [[unlikely]]
      write(record, millisecond);
    return text_;
  }
  // What is left of the id: its last digits.
  static constexpr unsigned id_digits = 5;

 private:
  static constexpr unsigned id_shift = id_digits * 5;
  void write(const Record& record, std::int32_t millisecond);

  base::UnixSeconds second_ = 0;
  std::int32_t millisecond_ = -1; // of no record
  std::uint64_t id_ = 0;
  Text text_{};
};

// One worker's. The file is opened for appending by each worker, so whole batches never mix within a line. What
// cannot be written (a full disk, a pipe that nobody empties) is dropped and counted, and the log goes on with the
// next batch.
class AccessLog {
 public:
  enum class Target : std::uint8_t { off, standard_output, standard_error, file };

  // `path` is of a file; it is made if it does not exist.
  AccessLog(Target target, const std::string& path, std::size_t buffer_bytes);
  AccessLog(const AccessLog&) = delete;
  AccessLog& operator=(const AccessLog&) = delete;
  ~AccessLog();

  bool on() const { return descriptor_ >= 0; }
  // errno of opening the file, or 0.
  int open_error() const { return open_error_; }
  // `row` is the one of the histogram that the record was counted in: what of the line follows from it is written
  // once.
  void add(const Record& record, std::size_t row, std::string_view site, std::string_view route);
  // Writes what was collected; asked at least once a second.
  void flush();
  std::uint64_t dropped() const { return dropped_.value(); }

 private:
  void use_standard(int standard);
  ssize_t write_some(std::string_view lines) const;

  int descriptor_ = -1;
  bool owns_ = false;
  bool is_socket_ = false;
  bool is_pipe_ = false;
  int open_error_ = 0;
  std::size_t buffer_bytes_;
  std::vector<char> buffer_;
  std::size_t used_ = 0;
  std::size_t kept_ = 0; // of it, what the last flush had to leave
  LineBeginning beginning_;
  std::vector<std::string> ends_; // of lines, by row
  Counter dropped_;
};

} // namespace responsum::observe
