#include "responsum/server/pid_file.hpp"

#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

namespace responsum::server {

namespace {

// A process's name in /proc, which the system cuts; "" when it cannot be read.
std::string name_of(pid_t pid) {
  std::ifstream file{"/proc/" + std::to_string(pid) + "/comm"};
  std::string name;
  std::getline(file, name);
  return name;
}

} // namespace

std::expected<PidFile, std::string> PidFile::write(const std::string& path) {
  if (path.empty()) return PidFile{path};
  std::ofstream file{path};
  file << ::getpid() << '\n';
  if (!file.flush()) return std::unexpected{"cannot write " + path + ": " + std::strerror(errno)};
  return PidFile{path};
}

PidFile::~PidFile() {
  if (path_.empty()) return;
  const auto now = read_pid(path_);
  if (now && *now == ::getpid()) ::unlink(path_.c_str());
}

std::expected<pid_t, std::string> read_pid(const std::string& path) {
  std::ifstream file{path};
  if (!file) return std::unexpected{"there is no pid file " + path + ": the server does not run, or writes another"};
  pid_t pid = 0;
  if (!(file >> pid) || pid <= 0) return std::unexpected{path + " holds no number of a process"};
  return pid;
}

std::expected<void, std::string> check_is_server(pid_t pid) {
  const std::string number = std::to_string(pid);
  if (::kill(pid, 0) != 0 && errno == ESRCH) return std::unexpected{"there is no process " + number};
  const std::string name = name_of(pid);
  if (!name.empty() && name != name_of(::getpid()))
    return std::unexpected{"process " + number + " is no server of ours but \"" + name + "\""};
  return {};
}

} // namespace responsum::server
