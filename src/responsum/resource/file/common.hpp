// What all workers know together of files: that something was changed, who changed it, how much there is, and the
// digests of long ones. Each part is asked in whatever thread, and held for moments only.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "responsum/base/clock.hpp"
#include "responsum/base/threads.hpp"
#include "responsum/resource/file/ledger.hpp"
#include "responsum/resource/file/sums.hpp"

namespace responsum::resource::file {

// Who changed what lately. Two who change the same thing within a day contend for it.
class Writers {
 public:
  static constexpr base::UnixSeconds remembered_s = 24 * 60 * 60;
  static constexpr std::size_t most = 4096;

  // Somebody else than `address` has changed it within a day.
  bool contended(std::string_view path, std::string_view address, base::UnixSeconds now_s);
  void note(std::string_view path, std::string_view address, base::UnixSeconds now_s);

 private:
  struct Writer {
    std::string address;
    base::UnixSeconds last_s = 0;
    bool several = false; // more than one within a day
  };

  std::mutex mutex_;
  std::map<std::string, Writer, std::less<>> writers_;
};

class Jobs;
class Uploads;

class Common {
 public:
  static constexpr std::size_t most_threads = 8;  // so many changes are made at a time
  static constexpr std::size_t most_removers = 2; // trees that are removed keep no change waiting

  Common();
  ~Common();

  // How many changes there were: what was looked at before the last may be otherwise now.
  std::uint64_t changes() const { return changes_.load(std::memory_order_acquire); }
  void note_change() { changes_.fetch_add(1, std::memory_order_acq_rel); }

  // Of a root, by its path; what is there is counted when it is asked for first. Lives as long as this.
  Ledger& ledger(const std::string& root);
  // Those that can be resumed, below a root. Lives as long as this.
  Uploads& uploads(const std::string& root);
  // Trees that are being removed, of a root. Lives as long as this.
  Jobs& jobs(const std::string& root);
  Writers& writers() { return writers_; }
  Sums& sums() { return sums_; }
  // Those that wait for the disk in place of workers.
  base::Threads& threads() { return threads_; }

 private:
  std::atomic<std::uint64_t> changes_ = 0;
  Writers writers_;
  Sums sums_;
  std::mutex mutex_;
  std::map<std::string, std::unique_ptr<Ledger>> ledgers_;
  std::map<std::string, std::unique_ptr<Uploads>> uploads_; // before the ledgers that they took room of
  std::map<std::string, std::unique_ptr<Jobs>> jobs_;
  base::Threads removers_{most_removers}; // end before the rest, which they use
  base::Threads threads_{most_threads};   // likewise
};

} // namespace responsum::resource::file
