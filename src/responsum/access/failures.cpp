#include "responsum/access/failures.hpp"

#include <algorithm>
#include <string_view>

#include "responsum/access/cryptography.hpp"

namespace responsum::access {

Failures::Key Failures::key_of(const net::Address& address) {
  Key key;
  const auto octets = address.bytes();
  const std::size_t count = std::min<std::size_t>(octets.size(), key.octets.size() - 1);
  key.octets[0] = static_cast<std::uint8_t>(octets.size());
  std::copy_n(octets.begin(), count, key.octets.begin() + 1);
  return key;
}

std::size_t Failures::KeyHash::operator()(const Key& key) const {
  return std::hash<std::string_view>{}(as_text(key.octets));
}

std::uint64_t Failures::wait_s(const net::Address& address, base::UnixSeconds now_s, std::uint64_t max_failures,
                               std::uint64_t window_s) {
  if (max_failures == 0) return 0;
  const std::lock_guard lock{mutex_};
  const auto found = counts_.find(key_of(address));
  if (found == counts_.end() || found->second.failures < max_failures) return 0;
  const base::UnixSeconds end_s = found->second.began_s + static_cast<base::UnixSeconds>(window_s);
  return now_s < end_s ? static_cast<std::uint64_t>(end_s - now_s) : 0;
}

void Failures::add(const net::Address& address, base::UnixSeconds now_s, std::uint64_t window_s) {
  const std::lock_guard lock{mutex_};
  if (counts_.size() >= most) forget(now_s, window_s);
  Count& count = counts_[key_of(address)];
  if (now_s - count.began_s >= static_cast<base::UnixSeconds>(window_s)) count = {.began_s = now_s, .failures = 0};
  ++count.failures;
}

void Failures::forget(base::UnixSeconds now_s, std::uint64_t window_s) {
  const auto over = [&](const auto& entry) {
    return now_s - entry.second.began_s >= static_cast<base::UnixSeconds>(window_s);
  };
  if (std::erase_if(counts_, over) != 0) return;
  // All of them are recent: the older half goes, as a new address must be counted too.
  base::UnixSeconds oldest_s = now_s;
  for (const auto& [key, count] : counts_) oldest_s = std::min(oldest_s, count.began_s);
  const base::UnixSeconds middle_s = oldest_s + (now_s - oldest_s) / 2;
  std::erase_if(counts_, [&](const auto& entry) { return entry.second.began_s <= middle_s; });
}

} // namespace responsum::access
