#include "responsum/access/nonces.hpp"

#include <cstring>

#include "responsum/base/base64.hpp"

namespace responsum::access {

namespace {

constexpr std::size_t time_octets = 8;
constexpr std::size_t random_octets = 8;
constexpr std::size_t mark_octets = 16;
constexpr std::size_t known_octets = time_octets + random_octets;

std::string mark_of(const Secret& key, std::string_view known, std::string_view realm) {
  const Hash whole = hmac_sha256(key, std::string{known}.append(realm));
  return std::string{as_text(whole).substr(0, mark_octets)};
}

} // namespace

std::string Nonces::make(std::string_view realm, base::UnixSeconds now_s) {
  std::string octets(time_octets, '\0');
  std::memcpy(octets.data(), &now_s, time_octets);
  const Secret random = make_secret();
  octets.append(as_text(random).substr(0, random_octets));
  octets += mark_of(key_, octets, realm);
  return base::encode_base64(octets, base::Base64::url);
}

bool Nonces::count_use(Used& used, std::uint32_t count) {
  constexpr std::uint32_t window = 64;
  if (count > used.highest) {
    const std::uint32_t step = count - used.highest;
    used.before = step < window ? used.before << step | 1 : 1;
    used.highest = count;
    return true;
  }
  const std::uint32_t back = used.highest - count;
  if (back >= window || (used.before >> back & 1) != 0) return false;
  used.before |= std::uint64_t{1} << back;
  return true;
}

void Nonces::forget(base::UnixSeconds now_s, base::UnixSeconds lifetime_s) {
  std::erase_if(used_, [&](const auto& entry) { return now_s - entry.second.made_s > lifetime_s; });
  // Still too many: half of them go, and all that were made as early are as good as gone.
  if (used_.size() < most) return;
  base::UnixSeconds latest = 0;
  base::UnixSeconds earliest = now_s;
  for (const auto& [nonce, used] : used_) {
    latest = std::max(latest, used.made_s);
    earliest = std::min(earliest, used.made_s);
  }
  forgotten_s_ = earliest + (latest - earliest) / 2;
  std::erase_if(used_, [&](const auto& entry) { return entry.second.made_s <= forgotten_s_; });
}

NonceState Nonces::use(std::string_view nonce, std::string_view realm, std::uint32_t count, base::UnixSeconds now_s,
                       base::UnixSeconds lifetime_s) {
  const auto octets = base::decode_base64(nonce, base::Base64::url);
  if (!octets || octets->size() != known_octets + mark_octets) return NonceState::foreign;
  const std::string_view known = std::string_view{*octets}.substr(0, known_octets);
  if (!same_secret(mark_of(key_, known, realm), std::string_view{*octets}.substr(known_octets)))
    return NonceState::foreign;
  base::UnixSeconds made_s = 0;
  std::memcpy(&made_s, known.data(), time_octets);
  if (now_s - made_s > lifetime_s) return NonceState::stale;
  const std::lock_guard lock{mutex_};
  auto found = used_.find(std::string{known});
  if (found == used_.end()) {
    if (made_s <= forgotten_s_) return NonceState::stale;
    if (used_.size() >= most) forget(now_s, lifetime_s);
    found = used_.emplace(std::string{known}, Used{.made_s = made_s}).first;
  }
  return count != 0 && count_use(found->second, count) ? NonceState::good : NonceState::repeated;
}

} // namespace responsum::access
