#include "runner/sites.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>

namespace responsum::wire {

namespace fs = std::filesystem;

namespace {

void write_digits(const fs::path& path, std::size_t octets) {
  std::string text(octets, '0');
  for (std::size_t i = 0; i < octets; ++i) text[i] = static_cast<char>('0' + i % 10);
  std::ofstream{path, std::ios::binary} << text;
}

void set_date(const fs::path& path, std::time_t seconds) {
  const timespec times[] = {{0, UTIME_OMIT}, {seconds, 0}};
  if (::utimensat(AT_FDCWD, path.c_str(), times, AT_SYMLINK_NOFOLLOW) != 0)
    throw std::runtime_error{"cannot date " + path.string()};
}

void prepare(const std::string& line, const fs::path& root) {
  std::istringstream words{line};
  std::string kind, argument, name;
  words >> kind;
  if (kind.empty() || kind.starts_with('#')) return;
  if (kind != "fifo") words >> argument;
  words >> name;
  const fs::path path = root / name;
  fs::create_directories(path.parent_path());
  if (kind == "mode")
    fs::permissions(path, static_cast<fs::perms>(std::stoul(argument, nullptr, 8)));
  else if (kind == "fifo" && ::mkfifo(path.c_str(), 0644) == 0)
    return;
  else if (kind == "date")
    set_date(path, std::stoll(argument));
  else if (kind == "large")
    write_digits(path, std::stoul(argument));
  else if (kind == "link")
    fs::create_symlink(argument, path);
  else
    throw std::runtime_error{"cannot do `" + line + "`"};
}

} // namespace

Sites::Folder::Folder() {
  std::string name = (fs::temp_directory_path() / "responsum-wire-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error{"cannot make a temporary directory"};
  path = name;
}

Sites::Folder::~Folder() {
  std::error_code ignored;
  for (fs::recursive_directory_iterator at{path, fs::directory_options::skip_permission_denied, ignored}, end;
       at != end; at.increment(ignored))
    if (at->is_directory(ignored)) fs::permissions(at->path(), fs::perms::owner_all, ignored);
  fs::remove_all(path, ignored);
}

Sites::Sites(const fs::path& source) {
  fs::copy(source, path(), fs::copy_options::recursive | fs::copy_options::copy_symlinks);
  std::ifstream lines{source / "prepare.txt"};
  for (std::string line; std::getline(lines, line);) prepare(line, path());
}

} // namespace responsum::wire
