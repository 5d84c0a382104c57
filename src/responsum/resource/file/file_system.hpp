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
#include "responsum/resource/file/common.hpp"

namespace responsum::resource::file {

class Draft;

enum class Symlinks : std::uint8_t { beneath, refuse, follow };

// What there is by the name that a draft is given.
enum class Standing : std::uint8_t {
  nothing,
  replaced, // a file, which goes at the same moment; file systems that can see to it that one or the other outlasts a
            // loss of power
  exchanged // a file, which goes the moment after; a file system owes nothing to content that the disk has not got
            // yet
};

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

  // What all workers of this program know of it together; safe in whatever thread.
  Common& common() const { return common_; }

  // openat2() below `root`; `path` is relative, "" is the root itself. Errors are errno.
  virtual std::expected<net::Descriptor, int> open(int root, const char* path, int flags, Symlinks) const;
  virtual std::expected<struct stat, int> status(int descriptor) const;
  // Names of a directory without "." and "..", each with its status; entries that vanish meanwhile are left out.
  virtual std::expected<std::vector<Entry>, int> entries(int root, const char* path, Symlinks) const;

  // Of a name in an open directory. Another program has locked the file: by flock(2), or by fcntl(2) all of it.
  virtual bool is_locked(int parent, const char* name) const;
  // 0, or the errno with which a change of the directory would be refused.
  virtual int permits_change(int parent, const char* name) const;
  // Octets that the server may still write on the directory's file system.
  virtual std::expected<std::uint64_t, int> free_bytes(int parent, const char* name) const;
  // Draft::place()
  virtual int place(Draft&, int parent, const char* name, Standing standing) const;
  virtual int remove(int parent, const char* name, bool directory) const;

 private:
  mutable Common common_;
};

// Why the system could not find something, by its errno.
decision::Located reason_of(int error, Symlinks);

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
