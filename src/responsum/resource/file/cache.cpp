#include "responsum/resource/file/cache.hpp"

namespace responsum::resource::file {

Cache::~Cache() {
  for (const auto& [key, entry] : entries_) entry->release();
  for (Cached* entry : retired_) entry->release();
}

Cached* Cache::find(std::string_view path) {
  const auto found = entries_.find(path);
  if (found == entries_.end()) return nullptr;
  found->second->used = true;
  return found->second;
}

void Cache::put(std::string_view path, Cached* entry, std::uint64_t turn) {
  if (const auto found = entries_.find(path); found != entries_.end()) {
    bytes_ += entry->bytes - found->second->bytes;
    retire(found->second, turn);
    found->second = entry;
    entry->used = true;
    while (bytes_ > capacity_bytes_) evict_one(turn); // it may have grown
    return;
  }
  if (capacity_ == 0 || entry->bytes > capacity_bytes_ || path.size() > longest_key) {
    retire(entry, turn);
    return;
  }
  while (!entries_.empty() && (entries_.size() >= capacity_ || bytes_ + entry->bytes > capacity_bytes_))
    evict_one(turn);
  bytes_ += entry->bytes;
  entries_.emplace(path, entry);
  ring_.emplace_back(path);
}

void Cache::clear(std::uint64_t turn) {
  for (const auto& [key, entry] : entries_) retire(entry, turn);
  entries_.clear();
  bytes_ = 0;
  ring_.clear();
  hand_ = 0;
}

void Cache::begin_turn(std::uint64_t turn) {
  if (retired_.empty() || retired_in_ == turn) return;
  for (Cached* entry : retired_) entry->release();
  retired_.clear();
}

void Cache::retire(Cached* entry, std::uint64_t turn) {
  begin_turn(turn);
  retired_.push_back(entry);
  retired_in_ = turn;
}

void Cache::evict_one(std::uint64_t turn) {
  // Each pass takes the mark away, so the second round finds one without at the latest.
  for (;;) {
    if (hand_ >= ring_.size()) hand_ = 0;
    const auto found = entries_.find(ring_[hand_]);
    if (found->second->used) {
      found->second->used = false;
      ++hand_;
      continue;
    }
    bytes_ -= found->second->bytes;
    retire(found->second, turn);
    entries_.erase(found);
    ring_[hand_] = std::move(ring_.back());
    ring_.pop_back();
    return;
  }
}

} // namespace responsum::resource::file
