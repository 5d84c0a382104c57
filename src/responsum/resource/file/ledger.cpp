#include "responsum/resource/file/ledger.hpp"

#include <algorithm>

namespace responsum::resource::file {

bool Ledger::reserve(std::uint64_t octets, std::uint64_t most) {
  std::uint64_t used = used_.load(std::memory_order_relaxed);
  do {
    if (used > most || octets > most - used) return false;
  } while (!used_.compare_exchange_weak(used, used + octets, std::memory_order_relaxed));
  return true;
}

void Ledger::release(std::uint64_t octets) {
  std::uint64_t used = used_.load(std::memory_order_relaxed);
  while (!used_.compare_exchange_weak(used, used - std::min(used, octets), std::memory_order_relaxed)) {
  }
}

bool Reservation::cover(Ledger& ledger, std::uint64_t octets, std::uint64_t most) {
  ledger_ = &ledger;
  if (octets <= octets_) return true;
  if (!ledger.reserve(octets - octets_, most)) return false;
  octets_ = octets;
  return true;
}

void Reservation::spend(std::uint64_t kept, std::uint64_t replaced) {
  if (ledger_ != nullptr) ledger_->release(octets_ - std::min(kept, octets_) + replaced);
  octets_ = 0;
}

void Reservation::give_back() {
  if (ledger_ != nullptr && octets_ != 0) ledger_->release(octets_);
  octets_ = 0;
}

} // namespace responsum::resource::file
