// How many octets a site may send in a period of the calendar.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

#include "responsum/base/clock.hpp"

namespace responsum::admit {

// In UTC. Weeks begin on Mondays.
enum class Period : std::uint8_t { hour, day, week, month };

struct PeriodBounds {
  base::UnixSeconds begin_s;
  base::UnixSeconds end_s;
};

inline PeriodBounds bounds_of(Period period, base::UnixSeconds now_s) {
  constexpr base::UnixSeconds hour_s = 3600;
  constexpr base::UnixSeconds day_s = 24 * hour_s;
  switch (period) {
  case Period::hour: return {now_s - now_s % hour_s, now_s - now_s % hour_s + hour_s};
  case Period::day: return {now_s - now_s % day_s, now_s - now_s % day_s + day_s};
  case Period::week: {
    const base::UnixSeconds into_s = (now_s + 3 * day_s) % (7 * day_s); // 1970-01-01 was a Thursday
    return {now_s - into_s, now_s - into_s + 7 * day_s};
  }
  case Period::month: break;
  }
  namespace chrono = std::chrono;
  const chrono::year_month_day today{chrono::floor<chrono::days>(chrono::sys_seconds{chrono::seconds{now_s}})};
  const chrono::year_month month = today.year() / today.month();
  const auto seconds_of = [](chrono::sys_days day) { return chrono::sys_seconds{day}.time_since_epoch().count(); };
  return {seconds_of(month / 1), seconds_of((month + chrono::months{1}) / 1)};
}

// What was sent in the period under way, by all workers; the ledger keeps it over restarts.
class Budget {
 public:
  std::uint64_t spent(base::UnixSeconds begin_s) {
    begin(begin_s);
    return spent_.load(std::memory_order_relaxed);
  }
  void spend(base::UnixSeconds begin_s, std::uint64_t octets) {
    begin(begin_s);
    spent_.fetch_add(octets, std::memory_order_relaxed);
  }
  base::UnixSeconds begin_s() const { return begin_s_.load(std::memory_order_relaxed); }
  // As it was kept.
  void restore(base::UnixSeconds begin_s, std::uint64_t octets) {
    begin_s_ = begin_s;
    spent_ = octets;
  }

 private:
  // Whoever is first in a new period begins it.
  void begin(base::UnixSeconds begin_s) {
    base::UnixSeconds before = begin_s_.load(std::memory_order_relaxed);
    if (before == begin_s) [[likely]]
      return;
    if (begin_s_.compare_exchange_strong(before, begin_s)) spent_ = 0;
  }

  std::atomic<base::UnixSeconds> begin_s_ = 0;
  std::atomic<std::uint64_t> spent_ = 0;
};

} // namespace responsum::admit
