// What is in a directory, name by name.
#pragma once

#include <dirent.h>
#include <fcntl.h>

#include <memory>
#include <string_view>

#include "responsum/net/descriptor.hpp"

namespace responsum::resource::file {

// `act` is given each name but those of the directory itself and of its parent. None where it cannot be read.
template <class Act>
void for_each_name(int directory, Act act) {
  net::Descriptor again{::openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  const std::unique_ptr<DIR, int (*)(DIR*)> entries{::fdopendir(again.number()), ::closedir};
  if (entries == nullptr) return;
  again.release();
  while (const dirent* d = ::readdir(entries.get())) {
    const std::string_view name = d->d_name;
    if (name != "." && name != "..") act(d->d_name);
  }
}

} // namespace responsum::resource::file
