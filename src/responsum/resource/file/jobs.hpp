// The jobs below a root, as all workers know them: trees that are removed after no name leads to them any more.
#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "responsum/base/clock.hpp"
#include "responsum/base/threads.hpp"
#include "responsum/resource/file/jobs_file.hpp"
#include "responsum/resource/file/removal.hpp"

namespace responsum::resource::file {

struct JobOptions {
  bool offered = false;                          // clients need not wait for trees
  std::string at;                                // path below which jobs can be watched, encoded; ends in a slash
  std::uint64_t max_count = 0;                   // under way; of those that are over as many are remembered
  base::UnixSeconds retention_s = 0;             // of what has become of one
  base::Milliseconds wait_ms = 0;                // for who does not want to wait, and does not say for how long
  std::uint64_t threshold = 0;                   // entries after which nobody is kept waiting; 0: that depends on who
  base::Milliseconds processing_interval_ms = 0; // of telling who waits; 0: nothing is said
};

// Safe in whatever thread; what writes waits for the disk.
class Jobs {
 public:
  static constexpr base::UnixSeconds longest_interval_s = 60; // between two questions how one stands

  // `threads` end before it does: what they do uses it.
  Jobs(std::string root, base::Threads& threads) : root_{std::move(root)}, threads_{threads} {}

  // What earlier servers have left, once: it is done now, whether somebody was told of it or not.
  void take_up(const FileSystem& system, int root, std::uint64_t max_count, Ledger* ledger);
  // Nothing is begun any more, and what is under way stops; the next server takes it up.
  void end() { ending_.store(true, std::memory_order_relaxed); }

  // Of a tree that lies in `folder` by the record's id. Remembers it if that is `wanted` and there is room. Shared,
  // as Removal says.
  std::shared_ptr<Removal> begin(const FileSystem& system, net::Descriptor folder, JobRecord record, bool wanted,
                                 std::uint64_t max_count, Ledger* ledger);
  // In another thread, or in this one. Shared, as Removal says.
  void start(std::shared_ptr<Removal> removal, std::uint64_t max_count);
  void work(Removal& removal, std::uint64_t max_count);

  // How it stands.
  std::optional<JobRecord> find(const std::string& id);

  static bool is_id(std::string_view text);
  // Empty: the system has no random octets.
  static std::string random_id();

 private:
  JobsFile* writer();
  bool record(const JobRecord& record, std::uint64_t max_count);
  void note(const JobRecord& record);
  void conclude(Removal& removal, Removal::End end, std::uint64_t max_count);

  std::string root_; // its path
  base::Threads& threads_;
  std::atomic<bool> ending_ = false;
  std::mutex writing_; // held by whoever waits for the disk
  std::optional<JobsFile> writer_;
  bool taken_up_ = false;
  std::mutex reading_;
  std::optional<JobsFile> reader_;
  std::mutex mutex_;
  std::map<std::string, std::weak_ptr<Removal>, std::less<>> live_; // shared with who waits and who works
};

// For people and programs: JSON, or a problem (RFC 9457) if it has failed.
std::string_view report_type(const JobRecord& job);
std::string write_report(const JobRecord& job);
// The address of the collection that it was about something in.
std::string_view result_of(const JobRecord& job);

} // namespace responsum::resource::file
