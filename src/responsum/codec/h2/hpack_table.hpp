// The tables of header compression (RFC 7541 2.3): the static one, and the dynamic one that either end keeps.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>

#include "responsum/base/assert.hpp"

namespace responsum::codec::h2::hpack {

struct Entry {
  std::string_view name;
  std::string_view value;
};

// RFC 7541 appendix A. Index 1 is the first.
inline constexpr std::array<Entry, 61> static_table{{
    {":authority", ""},
    {":method", "GET"},
    {":method", "POST"},
    {":path", "/"},
    {":path", "/index.html"},
    {":scheme", "http"},
    {":scheme", "https"},
    {":status", "200"},
    {":status", "204"},
    {":status", "206"},
    {":status", "304"},
    {":status", "400"},
    {":status", "404"},
    {":status", "500"},
    {"accept-charset", ""},
    {"accept-encoding", "gzip, deflate"},
    {"accept-language", ""},
    {"accept-ranges", ""},
    {"accept", ""},
    {"access-control-allow-origin", ""},
    {"age", ""},
    {"allow", ""},
    {"authorization", ""},
    {"cache-control", ""},
    {"content-disposition", ""},
    {"content-encoding", ""},
    {"content-language", ""},
    {"content-length", ""},
    {"content-location", ""},
    {"content-range", ""},
    {"content-type", ""},
    {"cookie", ""},
    {"date", ""},
    {"etag", ""},
    {"expect", ""},
    {"expires", ""},
    {"from", ""},
    {"host", ""},
    {"if-match", ""},
    {"if-modified-since", ""},
    {"if-none-match", ""},
    {"if-range", ""},
    {"if-unmodified-since", ""},
    {"last-modified", ""},
    {"link", ""},
    {"location", ""},
    {"max-forwards", ""},
    {"proxy-authenticate", ""},
    {"proxy-authorization", ""},
    {"range", ""},
    {"referer", ""},
    {"refresh", ""},
    {"retry-after", ""},
    {"server", ""},
    {"set-cookie", ""},
    {"strict-transport-security", ""},
    {"transfer-encoding", ""},
    {"user-agent", ""},
    {"vary", ""},
    {"via", ""},
    {"www-authenticate", ""},
}};

inline constexpr std::size_t entry_overhead = 32; // that each entry counts beside its octets (RFC 7541 4.1)

// Entries are numbered as they come, from 0 on; the newest has number inserted() - 1. Memory grows with what is kept.
class DynamicTable {
 public:
  explicit DynamicTable(std::size_t max_bytes) : max_bytes_{max_bytes} {}

  std::size_t max_bytes() const { return max_bytes_; }
  std::size_t bytes() const { return bytes_; }
  std::size_t count() const { return count_; }
  std::uint64_t inserted() const { return inserted_; }
  bool has(std::uint64_t number) const { return inserted_ - number - 1 < count_; } // number < inserted()

  // Of one that it has; good until the next insert().
  Entry at(std::uint64_t number) const {
    const Place& p = places_[number & (capacity_ - 1)];
    const char* const text = text_.get() + (p.at - moved_);
    return {{text, p.name_bytes}, {text + p.name_bytes, p.value_bytes}};
  }

  // The oldest make room for it; one larger than the table empties it (RFC 7541 4.4). `name` may lie in the table.
  // False: it was not taken.
  bool insert(std::string_view name, std::string_view value);

  // Likewise.
  void set_max_bytes(std::size_t max_bytes) {
    max_bytes_ = max_bytes;
    evict_to(max_bytes);
  }

 private:
  struct Place {
    std::uint64_t at; // of the name, in all that was ever written; the value follows
    std::uint32_t name_bytes;
    std::uint32_t value_bytes;
  };

  static std::size_t size_of(const Place& p) { return p.name_bytes + p.value_bytes + entry_overhead; }

  void evict_to(std::size_t bytes) {
    while (bytes_ > bytes) bytes_ -= size_of(places_[(inserted_ - count_--) & (capacity_ - 1)]);
  }
  std::uint64_t oldest_at() const {
    return count_ == 0 ? written_ : places_[(inserted_ - count_) & (capacity_ - 1)].at;
  }
  void make_room(std::size_t octets);
  void make_place();

  std::unique_ptr<char[]> text_; // octets from number moved_ to written_ of all that was ever written
  std::unique_ptr<Place[]> places_;
  std::size_t text_capacity_ = 0;
  std::size_t capacity_ = 0; // of places_; a power of two
  std::uint64_t moved_ = 0;
  std::uint64_t written_ = 0;
  std::uint64_t inserted_ = 0;
  std::size_t count_ = 0;
  std::size_t bytes_ = 0;
  std::size_t max_bytes_;
};

inline bool DynamicTable::insert(std::string_view name, std::string_view value) {
  const std::size_t octets = name.size() + value.size();
  if (octets + entry_overhead > max_bytes_) {
    evict_to(0);
    return false;
  }
  const char* const text = text_.get();
  const bool own = text != nullptr && name.data() >= text && name.data() < text + text_capacity_;
  const std::uint64_t own_at = own ? moved_ + static_cast<std::uint64_t>(name.data() - text) : 0;
  make_room(octets);
  if (own) name = {text_.get() + (own_at - moved_), name.size()};
  char* const to = text_.get() + (written_ - moved_);
  name.copy(to, name.size()); // both may be empty, and there be no memory yet
  value.copy(to + name.size(), value.size());
  evict_to(max_bytes_ - octets - entry_overhead);
  if (count_ == capacity_) make_place();
  places_[inserted_ & (capacity_ - 1)] = {written_, static_cast<std::uint32_t>(name.size()),
                                          static_cast<std::uint32_t>(value.size())};
  written_ += octets;
  bytes_ += octets + entry_overhead;
  ++inserted_;
  ++count_;
  return true;
}

// What is kept moves to the beginning of the memory, or into more of it; nothing is evicted.
inline void DynamicTable::make_room(std::size_t octets) {
  if (written_ - moved_ + octets <= text_capacity_) return;
  const std::uint64_t oldest = oldest_at();
  const auto kept = static_cast<std::size_t>(written_ - oldest);
  const char* const from = text_.get() + (oldest - moved_);
  if (2 * (kept + octets) <= text_capacity_) {
    std::memmove(text_.get(), from, kept);
  } else {
    constexpr std::size_t least = 512;
    text_capacity_ = std::max(least, 2 * (kept + octets));
    auto larger = std::make_unique_for_overwrite<char[]>(text_capacity_);
    if (kept != 0) std::memcpy(larger.get(), from, kept);
    text_ = std::move(larger);
  }
  moved_ = oldest;
}

inline void DynamicTable::make_place() {
  const std::size_t larger_capacity = std::max<std::size_t>(8, 2 * capacity_);
  auto larger = std::make_unique_for_overwrite<Place[]>(larger_capacity);
  for (std::uint64_t n = inserted_ - count_; n != inserted_; ++n)
    larger[n & (larger_capacity - 1)] = places_[n & (capacity_ - 1)];
  places_ = std::move(larger);
  capacity_ = larger_capacity;
}

} // namespace responsum::codec::h2::hpack
