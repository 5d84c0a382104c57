// The file that tells other commands which process serves.
#pragma once

#include <sys/types.h>

#include <expected>
#include <string>

namespace responsum::server {

// Holds this process's number as long as the object lives, then it is removed, unless another process has put its own
// there meanwhile.
class PidFile {
 public:
  // `path` may be empty: then there is none. The error is a sentence.
  static std::expected<PidFile, std::string> write(const std::string& path);
  PidFile(PidFile&& other) noexcept : path_{std::move(other.path_)} { other.path_.clear(); }
  PidFile& operator=(PidFile&&) = delete;
  ~PidFile();

 private:
  explicit PidFile(std::string path) : path_{std::move(path)} {}
  std::string path_;
};

// The process that the file names. The error is a sentence.
std::expected<pid_t, std::string> read_pid(const std::string& path);

// Whether such a process runs this program: numbers are used again, and a signal to another's process may end it. The
// error is a sentence.
std::expected<void, std::string> check_is_server(pid_t pid);

} // namespace responsum::server
