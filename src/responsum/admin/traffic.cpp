#include "responsum/admin/traffic.hpp"

#include <algorithm>

#include "responsum/decision/replay.hpp"

namespace responsum::admin {

namespace {

template <class Array>
void add_each(Array& to, const Array& from) {
  for (std::size_t i = 0; i < to.size(); ++i) to[i] += from[i];
}

} // namespace

void Counts::add(const Counts& other) {
  exchanges += other.exchanges;
  unplaced += other.unplaced;
  add_each(edges, other.edges);
  add_each(conditions, other.conditions);
  add_each(classes, other.classes);
}

void Traffic::count(std::span<const observe::Recorder* const> recorders, base::UnixSeconds second) {
  before_.resize(recorders.size());
  counted_s_ = second;
  Bucket& bucket = buckets_[static_cast<std::size_t>(second) % window_s];
  if (bucket.second != second) bucket = {second, {}};
  for (std::size_t i = 0; i < recorders.size(); ++i)
    recorders[i]->histogram().for_each([&](const observe::PathHistogram::Entry& entry) {
      std::uint64_t& before = before_[i][entry.row];
      const auto fresh = static_cast<std::uint32_t>(entry.count - before);
      before = entry.count;
      if (fresh != 0) take(entry, fresh, bucket.counts);
    });
}

// A way is replayed once, however often it was gone.
void Traffic::take(const observe::PathHistogram::Entry& entry, std::uint32_t fresh, Counts& counts) {
  const auto condition = static_cast<std::size_t>(entry.key.condition);
  Seen& seen = seen_[condition];
  const observe::ExchangeId latest = *std::ranges::max_element(entry.latest);
  if (seen.first_s == 0) seen.first_s = second_of(latest);
  if (latest > seen.last) seen = {seen.first_s, second_of(latest), latest};

  counts.exchanges += fresh;
  counts.conditions[condition] += fresh;
  const std::size_t of_class = entry.key.status / 100u;
  counts.classes[of_class < class_slots ? of_class : 0] += fresh;
  if (!entry.path_known) {
    counts.unplaced += fresh;
    return;
  }
  decision::for_each_answer(entry.key.path, [&](decision::Node node, bool answer) {
    counts.edges[decision::edge_index(node, answer)] += fresh;
  });
}

const Counts* Traffic::at(base::UnixSeconds second) const {
  const Bucket& b = buckets_[static_cast<std::size_t>(second) % window_s];
  return b.second == second ? &b.counts : nullptr;
}

// A clock that was put back leaves seconds behind that lie in the future; they are given up as the others are.
Counts Traffic::last_minute() const {
  Counts sum;
  for (const Bucket& b : buckets_)
    if (b.second <= counted_s_ && counted_s_ - b.second < static_cast<base::UnixSeconds>(window_s)) sum.add(b.counts);
  return sum;
}

} // namespace responsum::admin
