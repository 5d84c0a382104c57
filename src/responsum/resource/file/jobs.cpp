#include "responsum/resource/file/jobs.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>
#include <utility>

#include "responsum/base/text.hpp"
#include "responsum/base/timestamp.hpp"
#include "responsum/decision/condition.hpp"
#include "responsum/resource/file/calls.hpp"
#include "responsum/resource/file/names.hpp"
#include "responsum/resource/file/spool.hpp"
#include "responsum/resource/file/store.hpp"

namespace responsum::resource::file {

using decision::Condition;
using decision::Hindrance;

namespace {

constexpr std::size_t id_octets = 16;

// What a hindrance is called where it is met by a request.
Condition condition_of(int error) {
  const Hindrance met = met_with(error).hindrance;
  if (met == Hindrance::denied) return Condition::fs_write_denied;
  if (met == Hindrance::read_only) return Condition::fs_read_only;
  return met == Hindrance::exhausted ? Condition::fs_exhausted : Condition::fs_write_failed;
}

} // namespace

bool Jobs::is_id(std::string_view text) {
  return text.size() == id_octets * 2 &&
         std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

std::string Jobs::random_id() { return random_hexadecimal(id_octets); }

// --- What is remembered --------------------------------------------------------------------------------------------

// Null: it cannot be had. `writing_` is held.
JobsFile* Jobs::writer() {
  if (!writer_) {
    auto opened = JobsFile::open(JobsFile::path_in(root_), JobsFile::For::writing);
    if (!opened) return nullptr;
    writer_.emplace(std::move(*opened));
  }
  return &*writer_;
}

bool Jobs::record(const JobRecord& record, std::uint64_t max_count) {
  const std::lock_guard lock{writing_};
  JobsFile* const file = writer();
  if (file == nullptr) return false;
  const auto count = file->under_way();
  return count && *count < max_count && file->put(record);
}

// What cannot be noted is found again by the next server.
void Jobs::note(const JobRecord& record) {
  const std::lock_guard lock{writing_};
  if (JobsFile* const file = writer()) static_cast<void>(file->put(record));
}

std::optional<JobRecord> Jobs::find(const std::string& id) {
  if (!is_id(id)) return std::nullopt;
  {
    const std::lock_guard lock{mutex_};
    const auto found = live_.find(id);
    const auto live = found == live_.end() ? nullptr : found->second.lock();
    if (live != nullptr && live->recorded()) return live->record();
  }
  const std::lock_guard lock{reading_};
  if (!reader_) {
    auto opened = JobsFile::open(JobsFile::path_in(root_), JobsFile::For::reading);
    if (!opened) return std::nullopt;
    reader_.emplace(std::move(*opened));
  }
  auto found = reader_->find(id);
  return found ? std::move(*found) : std::nullopt;
}

// --- The work ------------------------------------------------------------------------------------------------------

// Shared, as Removal says.
std::shared_ptr<Removal> Jobs::begin(const FileSystem& system, net::Descriptor folder, JobRecord job, bool wanted,
                                     std::uint64_t max_count, Ledger* ledger) {
  const bool recorded = wanted && record(job, max_count);
  // Shared, as said.
  auto begun = std::make_shared<Removal>(system, std::move(folder), std::move(job), recorded, ledger);
  const std::lock_guard lock{mutex_};
  live_.emplace(begun->id(), begun);
  return begun;
}

// There are no more than requests that wait and jobs that are remembered, and both have limits of their own. Shared,
// as Removal says.
void Jobs::start(std::shared_ptr<Removal> removal, std::uint64_t max_count) {
  threads_.submit([this, removal = std::move(removal), max_count] { work(*removal, max_count); },
                  std::numeric_limits<std::size_t>::max());
}

void Jobs::work(Removal& removal, std::uint64_t max_count) {
  constexpr std::uint64_t step = 4096; // entries, between two notes of how many there were
  std::uint64_t noted = removal.entries();
  const auto end = removal.run([&](std::uint64_t entries) {
    if (removal.promised() && entries >= noted + step) {
      noted = entries;
      note(removal.record());
    }
    return !ending_.load(std::memory_order_relaxed);
  });
  conclude(removal, end, max_count);
}

// Whoever was not told that it goes on is told how it ended, and then it need not be remembered.
void Jobs::conclude(Removal& removal, Removal::End end, std::uint64_t max_count) {
  const bool promised = removal.close();
  const bool over = end == Removal::End::done || end == Removal::End::failed;
  JobRecord now = removal.record();
  if (over) {
    const bool done = end == Removal::End::done;
    now.ended_s = base::read_clock().wall_s;
    now.outcome = decision::id(done ? Condition::write_removed : condition_of(removal.error()));
    if (!done) now.about = std::strerror(removal.error());
  }
  if (promised) {
    note(now);
    const std::lock_guard lock{writing_};
    if (over && writer_) static_cast<void>(writer_->forget_but(max_count));
  } else if (removal.recorded()) {
    const std::lock_guard lock{writing_};
    if (JobsFile* const file = writer()) static_cast<void>(file->remove(now.id));
  }
  {
    const std::lock_guard lock{mutex_};
    live_.erase(now.id);
  }
  removal.finish();
}

void Jobs::take_up(const FileSystem& system, int root, std::uint64_t max_count, Ledger* ledger) {
  const std::lock_guard lock{writing_};
  if (std::exchange(taken_up_, true)) return;
  const std::string path = std::string{Spool::folder_name} + "/" + std::string{Spool::jobs_name};
  const net::Descriptor folder{::openat(root, path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
  if (!folder.valid()) return;
  struct stat s{};
  const bool has_file = ::stat(JobsFile::path_in(root_).c_str(), &s) == 0;
  JobsFile* const file = has_file ? writer() : nullptr;
  if (file != nullptr)
    if (const auto under_way = file->all_under_way())
      for (JobRecord job : *under_way) {
        // Killed between the last entry and the note of it.
        if (::fstatat(folder.number(), job.id.c_str(), &s, AT_SYMLINK_NOFOLLOW) == 0) continue;
        job.ended_s = base::read_clock().wall_s;
        job.outcome = decision::id(Condition::write_removed);
        static_cast<void>(file->put(job));
      }
  for_each_name(folder.number(), [&](const char* name) {
    if (!is_id(name)) return;
    auto found = file != nullptr ? file->find(name) : std::nullopt;
    const bool known = found && *found;
    JobRecord job = known ? std::move(**found) : JobRecord{.id = name, .path = {}, .user = {}};
    job.ended_s = 0;
    net::Descriptor own{::fcntl(folder.number(), F_DUPFD_CLOEXEC, 0)};
    if (!own.valid()) return;
    // Shared, as Removal says.
    auto removal = std::make_shared<Removal>(system, std::move(own), std::move(job), known, ledger);
    if (known) removal->promise();
    {
      const std::lock_guard also{mutex_};
      live_.emplace(removal->id(), removal);
    }
    start(std::move(removal), max_count);
  });
}

// --- What is told of it --------------------------------------------------------------------------------------------

std::string_view report_type(const JobRecord& job) {
  return job.over() ? "application/problem+json" : "application/json";
}

std::string write_report(const JobRecord& job) {
  std::string text = job.over()
                         ? R"({"type":"urn:responsum:condition:)" + job.outcome +
                               R"(","title":"The job ended before all of it was done.","condition":)" +
                               base::quote_json(job.outcome) + ",\"detail\":" + base::quote_json(job.about) + ","
                         : "{";
  text += std::string{"\"state\":"} + (job.over() ? "\"failed\"" : "\"running\"") + R"(,"method":"DELETE","path":)" +
          base::quote_json(job.path);
  if (job.over())
    text += R"(,"begun":")" + base::utc_text(job.begun_s) + R"(","ended":")" + base::utc_text(job.ended_s) + "\"";
  return text + ",\"removed\":" + std::to_string(job.entries) + "}\n";
}

std::string_view result_of(const JobRecord& job) {
  std::string_view path = job.path;
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  return path.substr(0, path.rfind('/') + 1);
}

} // namespace responsum::resource::file
