// What keep-rules took, written to its file by a thread of its own: a disk may be slow, and neither a worker nor the
// console is to wait for it.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <expected>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "responsum/config/configuration.hpp"
#include "responsum/observe/counter.hpp"
#include "responsum/observe/kept_file.hpp"
#include "responsum/observe/kept_ring.hpp"
#include "responsum/observe/route_labels.hpp"

namespace responsum::server {

class Keeper {
 public:
  // A sentence for the error log. Called from any thread, by one at a time.
  using Say = std::function<void(const std::string&)>;

  // `rings` and `labels` outlive this.
  Keeper(std::vector<observe::KeptRing*> rings, const observe::RouteLabels& labels);
  Keeper(const Keeper&) = delete;
  Keeper& operator=(const Keeper&) = delete;
  // All that is pending is written.
  ~Keeper();

  void say_to(Say say);
  // Where exchanges go from now on; no file: nowhere. What is pending goes to where it was meant to go. On an error,
  // a sentence, everything stays as it is.
  std::expected<void, std::string> keep_in(const config::RecordSettings& record);
  // Writes what is pending, now.
  void drain();

  // What looks into the file; nothing when there is none. From any thread.
  std::optional<observe::KeptReader> reader() const;
  std::uint64_t written() const { return written_.value(); }
  std::uint64_t dropped() const; // for want of room in a ring or on the disk

 private:
  void run();
  void write_pending(); // with `mutex_` held

  std::vector<observe::KeptRing*> rings_;
  const observe::RouteLabels& labels_;
  Say say_ = [](const std::string&) {};
  std::optional<observe::KeptFile> file_;
  std::vector<observe::KeptExchange> batch_;
  observe::Counter written_;
  observe::Counter failed_;
  std::mutex mutex_; // of all above; held while the disk is written
  std::condition_variable changed_;
  bool stopping_ = false;
  mutable std::mutex path_mutex_; // apart, so that nobody who reads waits for the disk
  std::string path_;
  std::thread thread_; // from the first file on
};

} // namespace responsum::server
