// The few questions that files/ asks the operating system, as an interface so that tests can let it fail.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "responsum/decision/facts.hpp"
#include "responsum/net/descriptor.hpp"

namespace responsum::resource::file {

enum class Symlinks : std::uint8_t { beneath, refuse, follow };

struct Refusal {
  decision::Located why;
  int error = 0;         // errno
  std::string component; // the part of the path that it was about, relative to the root
};

struct Entry {
  std::string name;
  struct stat status;
};

class FileSystem {
 public:
  virtual ~FileSystem() = default;
  // openat2() below `root`; `path` is relative, "" is the root itself. Errors are errno.
  virtual std::expected<net::Descriptor, int> open(int root, const char* path, int flags, Symlinks) const;
  virtual std::expected<struct stat, int> status(int descriptor) const;
  // Names of a directory without "." and "..", each with its status; entries that vanish meanwhile are left out.
  virtual std::expected<std::vector<Entry>, int> entries(int root, const char* path, Symlinks) const;
};

struct Thing {
  struct stat status;
};

// The status of what `path` names, or why it cannot be had: the component is named. Opens nothing for reading.
std::expected<Thing, Refusal> examine(const FileSystem&, int root, const std::string& path, Symlinks);
// Opens a regular file for reading; its status is taken from the open file.
struct Opened {
  net::Descriptor descriptor;
  struct stat status;
};
std::expected<Opened, Refusal> open_to_read(const FileSystem&, int root, const std::string& path, Symlinks);

} // namespace responsum::resource::file
