// The file system, in which names that say so fail in ways that a test cannot bring about.
#pragma once

#include "responsum/resource/file/file_system.hpp"

namespace responsum::wire {

// A path that ends in "/fails-EIO" or "/fails-EMFILE" (or is that name) cannot be opened for that reason.
class FailingFileSystem final : public resource::file::FileSystem {
 public:
  std::expected<net::Descriptor, int> open(int root, const char* path, int flags,
                                           resource::file::Symlinks symlinks) const override;
};

} // namespace responsum::wire
