// What happens, told while it does: streams of events as a page's EventSource reads them (HTML, 9.2 Server-sent
// events).
//
// A stream tells `traffic` once a second, `exchange` for each that its filter takes, and `dropped` with the number of
// those that it had to leave out: what a ring no longer held, or what was more than one piece may have. Nothing waits
// for a stream: not the workers, whose rings it reads, nor the other streams.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <string_view>

#include "responsum/admin/filter.hpp"
#include "responsum/admin/observed.hpp"
#include "responsum/admin/traffic.hpp"
#include "responsum/resource/resource.hpp"

namespace responsum::admin {

// What one reader wants to be told.
struct Wanted {
  bool traffic = true;
  bool exchanges = true;
  Filter filter; // `most` is of each piece

  // feed=traffic or feed=exchanges, both without it; the rest as for a Filter.
  static std::expected<Wanted, Problem> parse(std::string_view query);
};

// All streams of one console. They go before it does.
class Events {
 public:
  static constexpr std::size_t most_rows = 200; // of a piece: every Feed::interval_ms
  static constexpr base::Milliseconds keep_alive_ms = 15'000;

  // Both outlive this.
  Events(const Observed& observed, const Traffic& traffic) : observed_{observed}, traffic_{traffic} {}
  Events(const Events&) = delete;
  Events& operator=(const Events&) = delete;

  std::unique_ptr<resource::Feed> begin(Wanted wanted);
  // The traffic of another second has been counted: there is something new to tell.
  void traffic_counted();

  std::size_t open() const { return open_; }
  const StreamTotals& totals() const { return totals_; }

 private:
  class Stream;

  // Written once a count, however many ask; and not at all when nobody does.
  const std::string& traffic_event();

  const Observed& observed_;
  const Traffic& traffic_;
  std::size_t open_ = 0;
  StreamTotals totals_;
  std::string traffic_event_; // empty: not written since the count
  std::uint64_t count_ = 0;   // how often it was counted
};

} // namespace responsum::admin
