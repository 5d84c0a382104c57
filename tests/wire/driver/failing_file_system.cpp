#include "driver/failing_file_system.hpp"

#include <array>
#include <cerrno>
#include <string_view>

namespace responsum::wire {

namespace {

struct Failing {
  std::string_view name;
  int error;
};
constexpr std::array failing{Failing{"fails-EIO", EIO}, Failing{"fails-EMFILE", EMFILE}};

} // namespace

std::expected<net::Descriptor, int> FailingFileSystem::open(int root, const char* path, int flags,
                                                            resource::file::Symlinks symlinks) const {
  const std::string_view all = path;
  const std::string_view name = all.substr(all.rfind('/') + 1);
  for (const Failing& f : failing)
    if (f.name == name) return std::unexpected{f.error};
  return FileSystem::open(root, path, flags, symlinks);
}

} // namespace responsum::wire
