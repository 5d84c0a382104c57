#include "responsum/client/program.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>
#include <vector>

namespace responsum::client {

namespace {

constexpr base::Milliseconds grace_ms = 1000; // from SIGTERM to SIGKILL

// What a process is to have when it begins; released with the object.
class Beginning {
 public:
  Beginning() {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawnattr_init(&attributes_);
  }
  Beginning(const Beginning&) = delete;
  Beginning& operator=(const Beginning&) = delete;
  ~Beginning() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }

  // A server ignores and blocks signals that programs have to get.
  void reset_signals() {
    sigset_t none;
    sigset_t all;
    ::sigemptyset(&none);
    ::sigfillset(&all);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setsigdefault(&attributes_, &all);
    ::posix_spawnattr_setpgroup(&attributes_, 0);
    ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  }
  void work_in(const std::string& folder) { ::posix_spawn_file_actions_addchdir_np(&actions_, folder.c_str()); }
  // What others open meanwhile need not be marked to be closed.
  void close_others() { ::posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1); }
  void give(int descriptor, int as) { ::posix_spawn_file_actions_adddup2(&actions_, descriptor, as); }

  int spawn(pid_t& id, const std::string& path, char* const* environment) {
    std::array<char*, 2> arguments{const_cast<char*>(path.c_str()), nullptr};
    return ::posix_spawn(&id, path.c_str(), &actions_, &attributes_, arguments.data(), environment);
  }

 private:
  posix_spawn_file_actions_t actions_;
  posix_spawnattr_t attributes_;
};

} // namespace

std::string words_of(const Exit& exit) {
  if (exit.signal == 0) return "exited with " + std::to_string(exit.status);
  const char* const name = ::sigabbrev_np(exit.signal);
  return "was killed by " + (name == nullptr ? std::to_string(exit.signal) : "SIG" + std::string{name});
}

std::expected<Started, int> start_program(std::string_view path, std::span<const codec::fcgi::Param> params) {
  std::array<int, 2> line{};
  std::array<int, 2> errors{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, line.data()) != 0) return std::unexpected{errno};
  Started started;
  started.line = net::Descriptor{line[0]};
  const net::Descriptor its_line{line[1]};
  if (::pipe2(errors.data(), O_CLOEXEC) != 0) return std::unexpected{errno};
  started.errors = net::Descriptor{errors[0]};
  const net::Descriptor its_errors{errors[1]};
  // Only on this side: a program need not expect to be told to come again.
  for (const int own : {line[0], errors[0]}) ::fcntl(own, F_SETFL, O_NONBLOCK);

  std::vector<std::string> variables;
  variables.reserve(params.size());
  for (const codec::fcgi::Param& p : params) variables.push_back(std::string{p.name} + "=" + std::string{p.value});
  std::vector<char*> environment;
  for (std::string& variable : variables) environment.push_back(variable.data());
  environment.push_back(nullptr);

  const std::string name{path};
  Beginning beginning;
  beginning.reset_signals();
  beginning.give(its_line.number(), STDIN_FILENO);
  beginning.give(its_line.number(), STDOUT_FILENO);
  beginning.give(its_errors.number(), STDERR_FILENO);
  beginning.close_others();
  beginning.work_in(name.substr(0, name.rfind('/') + 1));
  if (const int error = beginning.spawn(started.id, name, environment.data()); error != 0)
    return std::unexpected{error};
  started.process = net::Descriptor{static_cast<int>(::syscall(SYS_pidfd_open, started.id, 0))};
  if (started.process.valid()) return started;
  const int error = errno;
  ::kill(-started.id, SIGKILL);
  ::waitpid(started.id, nullptr, 0);
  return std::unexpected{error};
}

// --- One that runs -------------------------------------------------------------------------------------------------

struct Program::Ending {
  Program& program;
  bool await_ready() const { return program.ended_; }
  void await_suspend(std::coroutine_handle<> handle) const { program.waiting_ = handle; }
  void await_resume() const {}
};

net::Task Program::run(net::Reactor& reactor, Started started, ProgramOwner& owner, Program*& place) {
  Program p{reactor, std::move(started), owner};
  place = &p;
  co_await Ending{p};
}

Program::Program(net::Reactor& reactor, Started started, ProgramOwner& owner)
    : Timer{&Program::on_deadline}, reactor_{reactor}, started_{std::move(started)}, owner_{&owner} {
  reactor_.watch(started_.errors.number(), EPOLLIN, *this);
  reactor_.watch(started_.process.number(), EPOLLIN, *this);
}

// With its reactor, at the latest: then nothing of it is to stay behind.
Program::~Program() {
  reactor_.forget(*this);
  if (ended_) return;
  signal_all(SIGKILL);
  has_ended(0);
  if (owner_ != nullptr) owner_->on_exit();
}

// The whole group, and itself, should it have left that.
void Program::signal_all(int signal) const {
  ::kill(-started_.id, signal);
  ::kill(started_.id, signal);
}

void Program::leave() {
  owner_ = nullptr;
  signal_all(SIGTERM);
  reactor_.timers().arm(*this, reactor_.after(grace_ms));
}

void Program::on_deadline(net::Timer& timer) { static_cast<Program&>(timer).signal_all(SIGKILL); }

// False: there is nothing more to read now. Whoever inherited the pipe may keep it open for longer than the program
// runs.
bool Program::take_errors() {
  if (!started_.errors.valid()) return false;
  std::array<char, 4096> octets;
  const ssize_t count = ::read(started_.errors.number(), octets.data(), octets.size());
  if (count < 0) return false;
  if (count == 0)
    started_.errors.close();
  else if (owner_ != nullptr)
    owner_->on_said({octets.data(), static_cast<std::size_t>(count)});
  return count != 0;
}

void Program::listen() {
  constexpr int most = 16; // what a pipe holds
  for (int i = 0; i < most && take_errors(); ++i) continue;
}

bool Program::has_ended(int flags) {
  int status = 0;
  const pid_t found = ::waitpid(started_.id, &status, flags);
  if (found == 0) return false;
  // Where nobody is told of the ends of processes, nothing more is known than that.
  if (found < 0) return ended_ = errno == ECHILD;
  exit_ = WIFSIGNALED(status) ? Exit{.signal = WTERMSIG(status)} : Exit{.status = WEXITSTATUS(status)};
  ended_ = true;
  return true;
}

void Program::on_events(std::uint32_t) {
  take_errors();
  if (!has_ended(WNOHANG)) return;
  listen();
  if (ProgramOwner* const owner = std::exchange(owner_, nullptr)) owner->on_exit();
  waiting_.resume(); // and that is its end
}

} // namespace responsum::client
