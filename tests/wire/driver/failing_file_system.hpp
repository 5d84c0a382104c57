// The file system, in which names that say so fail in ways that a test cannot bring about.
#pragma once

#include <condition_variable>
#include <mutex>

#include "responsum/resource/file/file_system.hpp"

namespace responsum::wire {

// A path that ends in "/fails-EIO" or "/fails-EMFILE" (or is that name) cannot be opened for that reason. Of names of
// files that are to be written, "locked", "denied", "read-only", "large" (there are ten octets left for it) and
// "placing-EIO" and the like, with or without an extension, are as they say. A file "waits" gets its name when one
// "releases" it, just before that gets its own, and "follows" once another is waiting. Files of trees wait likewise
// to be removed. A file that is called "plants" has a tree "planted" beside it once it has its name, with a file that
// "waits", or an empty one if it is "plants-quickly"; of "plants-many" it is a directory that waits, with two in it.
class FailingFileSystem final : public resource::file::FileSystem {
 public:
  std::expected<net::Descriptor, int> open(int root, const char* path, int flags,
                                           resource::file::Symlinks symlinks) const override;
  bool is_locked(int parent, const char* name) const override;
  int permits_change(int parent, const char* name) const override;
  std::expected<std::uint64_t, int> free_bytes(int parent, const char* name) const override;
  int place(resource::file::Draft& draft, int parent, const char* name,
            resource::file::Standing standing) const override;
  int remove(int parent, const char* name, bool directory) const override;

 private:
  void meet(const char* name) const;

  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  mutable int waiting_ = 0;
  mutable int released_ = 0; // of all that ever waited, as what follows
  mutable int placed_ = 0;
};

} // namespace responsum::wire
