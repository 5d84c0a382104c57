// A tree that no name leads to any more, and what is left to do: to remove it, and to free its space.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>

#include "responsum/net/reactor.hpp"
#include "responsum/resource/file/file_system.hpp"
#include "responsum/resource/file/jobs_file.hpp"

namespace responsum::resource::file {

// Shared by the thread that does it and by whoever waits for it. Safe in whatever thread, but for run().
class Removal {
 public:
  // `system` outlives it; `folder` has the tree, by the record's id. `ledger` counts its octets; null: nobody does.
  Removal(const FileSystem& system, net::Descriptor folder, JobRecord record, bool recorded, Ledger* ledger);
  Removal(const Removal&) = delete;
  Removal& operator=(const Removal&) = delete;

  enum class End : std::uint8_t {
    done,
    stopped, // it was told to
    others,  // another server is at it
    failed,  // then error() says
  };
  // In one thread. `goes_on` is asked before each entry, and told how many are gone.
  End run(const std::function<bool(std::uint64_t)>& goes_on);
  int error() const { return error_; }

  // As it stands: the number of entries is that of now.
  JobRecord record() const;
  const std::string& id() const { return record_.id; }
  // It is remembered, and can be watched.
  bool recorded() const { return recorded_; }
  // Somebody is told that it goes on. False: it has come to its end.
  bool promise();
  bool promised() const { return promised_.load(std::memory_order_relaxed); }
  // Nobody can be told that any more; whether somebody was.
  bool close();
  std::uint64_t entries() const { return entries_.load(std::memory_order_relaxed); }

  // It is over, or has come to more entries than `threshold`: `told` is called in the reactor's thread, once. False:
  // that is so already, and nothing is called.
  bool wait(net::Reactor& reactor, std::uint64_t threshold, std::move_only_function<void()> told);
  // Nobody waits any more.
  void leave();
  void finish();
  bool over() const { return over_.load(std::memory_order_acquire); }

 private:
  bool remove_from(int parent, const char* name, int depth);
  bool remove_directory(int parent, const char* name, int depth);
  bool empty(int directory, int depth);
  bool lift(int parent, const char* name);
  bool gone(int error);
  bool fail(int error);
  void tell();

  const FileSystem& system_;
  net::Descriptor folder_;
  JobRecord record_; // but for `entries`
  bool recorded_;
  Ledger* ledger_;
  const std::function<bool(std::uint64_t)>* goes_on_ = nullptr;
  int top_ = -1; // the tree, while it is removed
  std::uint64_t device_ = 0;
  std::uint64_t lifted_ = 0; // directories that were too deep
  int error_ = 0;
  bool stopped_ = false;
  std::atomic<std::uint64_t> entries_;
  std::atomic<bool> over_ = false;

  std::atomic<bool> promised_ = false;

  std::mutex mutex_;
  bool closed_ = false;
  net::Reactor* reactor_ = nullptr; // of whoever waits, as what follows
  std::atomic<std::uint64_t> threshold_ = UINT64_MAX;
  std::move_only_function<void()> told_;
};

} // namespace responsum::resource::file
