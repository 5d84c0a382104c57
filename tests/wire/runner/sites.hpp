// The sites that wire tests are played against: a copy of tests/wire/sites with what a repository cannot hold.
#pragma once

#include <filesystem>

namespace responsum::wire {

// A temporary directory that goes with this object. `prepare.txt` among the sites lists what is made in the copy, one
// thing a line:
//   mode OCTAL PATH             permissions
//   fifo PATH                   a named pipe
//   date SECONDS PATH           the modification time, in seconds since 1970 (UTC)
//   large OCTETS PATH           a file in which the octet at position n is the last digit of n
//   link TARGET PATH            a symbolic link
// Throws std::runtime_error or std::filesystem::filesystem_error where that fails.
class Sites {
 public:
  explicit Sites(const std::filesystem::path& source);

  const std::filesystem::path& path() const { return folder_.path; }

 private:
  // A member of its own, so that it goes also when the preparation throws.
  struct Folder {
    Folder();
    ~Folder();
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    std::filesystem::path path;
  };
  Folder folder_;
};

} // namespace responsum::wire
