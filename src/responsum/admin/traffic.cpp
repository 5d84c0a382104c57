#include "responsum/admin/traffic.hpp"

#include <algorithm>
#include <utility>

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
  missed += other.missed;
  add_each(edges, other.edges);
  add_each(conditions, other.conditions);
  add_each(classes, other.classes);
}

void Traffic::catch_up(std::span<const observe::Recorder* const> recorders, base::UnixSeconds now_s) {
  constexpr std::uint64_t capacity = observe::Recorder::capacity;
  const bool first_time = next_.empty();
  next_.resize(recorders.size());
  for (std::size_t i = 0; i < recorders.size(); ++i) {
    const std::uint64_t end = recorders[i]->written();
    const std::uint64_t oldest = end > capacity ? end - capacity : 0;
    std::uint64_t missed = first_time || next_[i] >= oldest ? 0 : oldest - next_[i];
    for (std::uint64_t number = std::max(next_[i], oldest); number < end; ++number) {
      if (const auto record = recorders[i]->read(number))
        take(*record, now_s);
      else
        ++missed;
    }
    next_[i] = end;
    if (Counts* counts = missed == 0 ? nullptr : bucket(now_s, now_s))
      counts->missed += static_cast<std::uint32_t>(missed);
  }
}

Counts* Traffic::bucket(base::UnixSeconds second, base::UnixSeconds now_s) {
  // A clock that was put back leaves seconds behind that lie in the future; they are given up as the others are.
  if (second > now_s || now_s - second >= static_cast<base::UnixSeconds>(window_s)) return nullptr;
  Bucket& b = buckets_[static_cast<std::size_t>(second) % window_s];
  if (b.second != second) b = {second, {}};
  return &b.counts;
}

void Traffic::take(const observe::Record& record, base::UnixSeconds now_s) {
  const auto condition = static_cast<std::size_t>(record.condition);
  Seen& seen = seen_[condition];
  if (seen.first_s == 0 || record.wall_s < seen.first_s) seen.first_s = record.wall_s;
  if (record.wall_s >= seen.last_s) seen = {seen.first_s, record.wall_s, record.id};

  Counts* counts = bucket(record.wall_s, now_s);
  if (counts == nullptr) return;
  ++counts->exchanges;
  ++counts->conditions[condition];
  const std::size_t of_class = record.status / 100u;
  ++counts->classes[of_class < class_slots ? of_class : 0];
  decision::for_each_answer(record.path, [counts](decision::Node node, bool answer) {
    ++counts->edges[decision::edge_index(node, answer)];
  });
}

const Counts* Traffic::at(base::UnixSeconds second) const {
  const Bucket& b = buckets_[static_cast<std::size_t>(second) % window_s];
  return b.second == second ? &b.counts : nullptr;
}

Counts Traffic::last_minute(base::UnixSeconds now_s) const {
  Counts sum;
  for (const Bucket& b : buckets_)
    if (b.second <= now_s && now_s - b.second < static_cast<base::UnixSeconds>(window_s)) sum.add(b.counts);
  return sum;
}

} // namespace responsum::admin
