#include "responsum/resource/file/uploads.hpp"

#include <fcntl.h>
#include <sched.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <utility>

namespace responsum::resource::file {

namespace {

std::uint64_t octets_of(int folder, const std::string& id) {
  struct stat s{};
  return ::fstatat(folder, id.c_str(), &s, AT_SYMLINK_NOFOLLOW) == 0 ? static_cast<std::uint64_t>(s.st_size) : 0;
}

bool is_over(const UploadState& state) { return state.phase == UploadState::Phase::complete; }

} // namespace

void Uploads::load(int root, const UploadOptions& options, base::UnixSeconds now_s, Ledger* ledger) {
  const std::lock_guard lock{mutex_};
  if (loaded_) return;
  loaded_ = true;
  const auto folder = UploadFolder::open(root);
  if (!folder) return;
  for (const std::string& id : Upload::names_in(folder->number())) {
    const auto found = Upload::find(folder->number(), id);
    if (!found) continue;
    Entry& entry = entries_[id];
    entry.touched_s = found->state.touched_s;
    entry.over = is_over(found->state) || !found->has_content;
    if (ledger != nullptr) entry.room = Reservation{*ledger, octets_of(folder->number(), id)};
  }
  expire(folder->number(), options, now_s);
}

// What is kept for too long goes, and of what is over the oldest where it is too many.
void Uploads::expire(int folder, const UploadOptions& options, base::UnixSeconds now_s) {
  for (auto& [id, entry] : entries_) {
    if (entry.over || is_under_way(entry, options, now_s)) continue;
    Upload::remove_content(folder, id);
    entry.room.give_back();
    entry.over = true;
  }
  const auto over = [](const auto& e) { return e.second.over; };
  for (auto count = std::ranges::count_if(entries_, over); static_cast<std::uint64_t>(count) > options.max_count;
       --count) {
    auto oldest = entries_.end();
    for (auto at = entries_.begin(); at != entries_.end(); ++at)
      if (at->second.over && (oldest == entries_.end() || at->second.touched_s < oldest->second.touched_s))
        oldest = at;
    Upload::remove(folder, oldest->first);
    entries_.erase(oldest);
  }
}

bool Uploads::is_under_way(const Entry& entry, const UploadOptions& options, base::UnixSeconds now_s) {
  return !entry.over && (!entry.live.expired() || now_s - entry.touched_s <= options.terms.max_age_s);
}

bool Uploads::has_room_now(const UploadOptions& options, base::UnixSeconds now_s) const {
  const auto count =
      std::ranges::count_if(entries_, [&](const auto& e) { return is_under_way(e.second, options, now_s); });
  return static_cast<std::uint64_t>(count) < options.max_count;
}

bool Uploads::has_room(const UploadOptions& options, base::UnixSeconds now_s) const {
  const std::lock_guard lock{mutex_};
  return has_room_now(options, now_s);
}

std::optional<UploadFound> Uploads::find(int root, const std::string& id) const {
  if (!Upload::is_name(id)) return std::nullopt;
  const auto folder = UploadFolder::open(root);
  if (!folder) return std::nullopt;
  return Upload::find(folder->number(), id);
}

// Shared, as Upload says.
std::expected<std::shared_ptr<Upload>, int> Uploads::begin(int root, UploadPurpose purpose, const UploadState& state,
                                                           Durability durability, const UploadOptions& options,
                                                           Reservation& reservation) {
  auto folder = UploadFolder::make(root);
  if (!folder) return std::unexpected{folder.error()};
  std::string id = Upload::random_name();
  if (id.empty()) return std::unexpected{EIO};
  {
    const std::lock_guard lock{mutex_};
    expire(folder->number(), options, state.touched_s);
    if (!has_room_now(options, state.touched_s)) return std::unexpected{EBUSY};
    Entry& entry = entries_[id];
    entry.touched_s = state.touched_s;
    entry.room = std::move(reservation);
  }
  auto begun = Upload::begin(std::move(*folder), id, std::move(purpose), state, durability);
  const std::lock_guard lock{mutex_};
  if (begun)
    entries_[id].live = *begun;
  else
    entries_.erase(id);
  return begun;
}

// Shared, as Upload says.
std::expected<std::shared_ptr<Upload>, int> Uploads::take(const FileSystem& system, int root, const std::string& id,
                                                          Durability durability) {
  const std::lock_guard lock{mutex_};
  Entry& entry = entries_[id];
  if (auto live = entry.live.lock()) return live;
  // Who had it last may be about to let go of it.
  constexpr int most_yields = 200;
  auto resumed = Upload::resume(system, root, id, durability);
  for (int attempt = 0; attempt < most_yields && !resumed && resumed.error() == EWOULDBLOCK; ++attempt) {
    ::sched_yield();
    resumed = Upload::resume(system, root, id, durability);
  }
  if (!resumed) {
    if (entry.touched_s == 0) entries_.erase(id);
    return resumed;
  }
  const UploadState state = (*resumed)->state();
  entry.live = *resumed;
  entry.over = is_over(state);
  entry.touched_s = state.touched_s;
  return resumed;
}

bool Uploads::cover(const std::string& id, Ledger& ledger, std::uint64_t octets, std::uint64_t most) {
  const std::lock_guard lock{mutex_};
  return entries_[id].room.cover(ledger, octets, most);
}

Reservation Uploads::settle(const std::string& id) {
  const std::lock_guard lock{mutex_};
  return std::exchange(entries_[id].room, {});
}

void Uploads::retire(int folder, const std::string& id, const UploadOptions& options, base::UnixSeconds now_s) {
  const std::lock_guard lock{mutex_};
  Entry& entry = entries_[id];
  entry.over = true;
  entry.touched_s = now_s;
  entry.room.give_back();
  expire(folder, options, now_s);
}

void Uploads::forget(const std::string& id) {
  const std::lock_guard lock{mutex_};
  entries_.erase(id);
}

void Uploads::touch(const std::string& id, base::UnixSeconds now_s) {
  const std::lock_guard lock{mutex_};
  if (const auto found = entries_.find(id); found != entries_.end()) found->second.touched_s = now_s;
}

} // namespace responsum::resource::file
