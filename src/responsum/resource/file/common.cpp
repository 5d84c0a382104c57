#include "responsum/resource/file/common.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "responsum/resource/file/jobs.hpp"
#include "responsum/resource/file/uploads.hpp"

namespace responsum::resource::file {

namespace {

std::uint64_t octets_below(const std::string& root) {
  namespace fs = std::filesystem;
  std::uint64_t octets = 0;
  std::error_code error;
  for (fs::recursive_directory_iterator at{root, fs::directory_options::skip_permission_denied, error}, end;
       !error && at != end; at.increment(error)) {
    std::error_code ignored;
    if (!at->is_symlink(ignored) && at->is_regular_file(ignored)) {
      const std::uint64_t size = at->file_size(ignored);
      if (!ignored) octets += size;
    }
  }
  return octets;
}

} // namespace

Common::Common() = default;
Common::~Common() {
  for (const auto& [root, jobs] : jobs_) jobs->end();
}

bool Writers::contended(std::string_view path, std::string_view address, base::UnixSeconds now_s) {
  const std::lock_guard lock{mutex_};
  const auto found = writers_.find(path);
  if (found == writers_.end() || now_s - found->second.last_s > remembered_s) return false;
  return found->second.several || found->second.address != address;
}

void Writers::note(std::string_view path, std::string_view address, base::UnixSeconds now_s) {
  const std::lock_guard lock{mutex_};
  if (writers_.size() >= most && !writers_.contains(path)) {
    std::erase_if(writers_, [now_s](const auto& w) { return now_s - w.second.last_s > remembered_s; });
    if (writers_.size() >= most)
      writers_.erase(std::ranges::min_element(writers_, {}, [](const auto& w) { return w.second.last_s; }));
  }
  const auto found = writers_.find(path);
  if (found == writers_.end()) {
    writers_.emplace(path, Writer{std::string{address}, now_s, false});
    return;
  }
  Writer& w = found->second;
  const bool lately = now_s - w.last_s <= remembered_s;
  w.several = lately && (w.several || w.address != address);
  w.address = address;
  w.last_s = now_s;
}

Ledger& Common::ledger(const std::string& root) {
  const std::lock_guard lock{mutex_};
  auto& ledger = ledgers_[root];
  if (ledger == nullptr) ledger = std::make_unique<Ledger>(octets_below(root));
  return *ledger;
}

Jobs& Common::jobs(const std::string& root) {
  const std::lock_guard lock{mutex_};
  auto& jobs = jobs_[root];
  if (jobs == nullptr) jobs = std::make_unique<Jobs>(root, removers_);
  return *jobs;
}

Uploads& Common::uploads(const std::string& root) {
  const std::lock_guard lock{mutex_};
  auto& uploads = uploads_[root];
  if (uploads == nullptr) uploads = std::make_unique<Uploads>();
  return *uploads;
}

} // namespace responsum::resource::file
