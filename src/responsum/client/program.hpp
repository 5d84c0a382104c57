// A program that runs for one request (RFC 3875): started, listened to, ended and seen off.
#pragma once

#include <sys/types.h>

#include <coroutine>
#include <expected>
#include <span>
#include <string>
#include <string_view>

#include "responsum/codec/fcgi/writer.hpp"
#include "responsum/net/descriptor.hpp"
#include "responsum/net/reactor.hpp"
#include "responsum/net/task.hpp"
#include "responsum/net/timer.hpp"

namespace responsum::client {

// How a program ended.
struct Exit {
  int status = 0; // what it left with
  int signal = 0; // that killed it; 0: none

  bool sound() const { return signal == 0; }
};
// "exited with 2", "was killed by SIGSEGV"
std::string words_of(const Exit& exit);

class ProgramOwner {
 public:
  // Good for the call.
  virtual void on_said(std::string_view words) = 0;
  // It has ended, and Program::exit() says how; it is there no more when this returns.
  virtual void on_exit() = 0;

 protected:
  ~ProgramOwner() = default;
};

// One that was started. Its standard input and output are the other end of `line`.
struct Started {
  net::Descriptor line;   // a socket
  net::Descriptor errors; // a pipe
  net::Descriptor process;
  pid_t id = 0;
};

// In the folder where it stands, without a shell between, and as leader of a group of its own. The error is an errno.
std::expected<Started, int> start_program(std::string_view path, std::span<const codec::fcgi::Param> params);

// Lives in the frame of its own coroutine until it has ended, however long that takes; nobody else owns it.
class Program final : private net::EventSource, private net::Timer {
 public:
  // `owner` outlives it, or leaves.
  static net::Task run(net::Reactor& reactor, Started started, ProgramOwner& owner, Program*& place);
  Program(net::Reactor& reactor, Started started, ProgramOwner& owner);
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  ~Program() override;

  net::FramePool& frame_pool() const { return reactor_.frame_pool(); }
  const Exit& exit() const { return exit_; }
  // Nobody listens any more: it is asked to end (SIGTERM), and a moment later made to.
  void leave();
  // Likewise, and it may go on for as long as it wants.
  void let_go() { owner_ = nullptr; }
  // What it has said until now is told.
  void listen();

 private:
  struct Ending;

  static void on_deadline(net::Timer& timer);
  void on_events(std::uint32_t events) override;
  bool take_errors();
  bool has_ended(int flags);
  void signal_all(int signal) const;

  net::Reactor& reactor_;
  Started started_;
  ProgramOwner* owner_; // null: it has left
  std::coroutine_handle<> waiting_;
  Exit exit_;
  bool ended_ = false;
};

} // namespace responsum::client
