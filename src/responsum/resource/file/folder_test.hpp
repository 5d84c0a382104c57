// A folder for one test: made empty, filled by the test, gone with it.
#pragma once

#include <sys/stat.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>

#include <fcntl.h>

namespace responsum::resource::file::testing {

class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "responsum.XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::system_error{errno, std::generic_category()};
    path_ = pattern;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  std::string path(std::string_view name = "") const { return (path_ / name).string(); }

  // Makes the folders on the way. The file's time of modification is `modified_s`, so that no test hangs on the
  // clock.
  void write(std::string_view name, std::string_view text, std::int64_t modified_s = 1'000'000'000) const {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::ofstream{path_ / name, std::ios::binary} << text;
    const timespec times[2] = {{modified_s, 0}, {modified_s, 0}};
    ::utimensat(AT_FDCWD, path(name).c_str(), times, 0);
  }
  // As deploys do: under another name first.
  void replace(std::string_view name, std::string_view text, std::int64_t modified_s = 1'000'000'000) const {
    write("replacing", text, modified_s);
    std::filesystem::rename(path_ / "replacing", path_ / name);
  }
  void remove(std::string_view name) const { std::filesystem::remove_all(path_ / name); }
  void link(std::string_view target, std::string_view name) const {
    std::filesystem::create_symlink(target, path_ / name);
  }
  void make_folder(std::string_view name) const { std::filesystem::create_directories(path_ / name); }

 private:
  std::filesystem::path path_;
};

} // namespace responsum::resource::file::testing
