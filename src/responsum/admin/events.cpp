#include "responsum/admin/events.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "responsum/admin/api.hpp"

namespace responsum::admin {

using observe::Record;
using observe::Recorder;

namespace {

// A comment, and how long a page waits before it comes again when a stream has ended.
constexpr std::string_view greeting = ": events of this server\nretry: 2000\n\n";
constexpr std::string_view keep_alive = ": still here\n\n";

void add_event(std::string& to, std::string_view event, std::string_view data) {
  to.append("event: ").append(event).append("\ndata: ").append(data).append("\n\n");
}

} // namespace

class Events::Stream final : public resource::Feed {
 public:
  Stream(Events& events, Wanted wanted) : events_{events}, wanted_{std::move(wanted)} {
    ++events_.open_;
    events_.totals_.begun += 1;
    for (const Recorder* recorder : events_.observed_.recorders()) next_.push_back(recorder->written());
  }
  ~Stream() override { --events_.open_; }

  State next(const base::Now& now, std::string& to) override {
    if (std::exchange(begun_, true) == false) to.append(greeting);
    if (wanted_.traffic && told_count_ != events_.count_) {
      told_count_ = events_.count_;
      to.append(events_.traffic_event());
    }
    if (wanted_.exchanges) tell_exchanges(to);
    if (!to.empty()) told_ms_ = now.monotonic_ms;
    if (now.monotonic_ms - told_ms_ >= keep_alive_ms) {
      to.append(keep_alive);
      told_ms_ = now.monotonic_ms;
    }
    return State::more;
  }

  void reader_cut() override { events_.totals_.cut += 1; }

 private:
  // The newest of what came since the last time, the oldest of them first.
  void tell_exchanges(std::string& to) {
    std::vector<Record> rows;
    std::uint64_t dropped = 0;
    const auto recorders = events_.observed_.recorders();
    const std::size_t most = std::min(wanted_.filter.most, most_rows);
    for (std::size_t i = 0; i < recorders.size(); ++i) dropped += take_new(*recorders[i], next_[i], most, rows);
    std::ranges::sort(rows, newer);
    if (rows.size() > most) {
      dropped += rows.size() - most;
      rows.resize(most);
    }
    for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
      const auto id = observe::text_of(row->id);
      to.append("id: ").append(id.data(), id.size()).push_back('\n');
      add_event(to, "exchange", write_row(*row, events_.observed_.description()));
    }
    if (dropped == 0) return;
    events_.totals_.dropped += dropped;
    add_event(to, "dropped", "{\"exchanges\":" + std::to_string(dropped) + "}");
  }

  // At most `most` of one ring, the newest. Returns how many were left out: of those that are still there the ones
  // that the filter takes, and all that the ring has lost meanwhile.
  std::uint64_t take_new(const Recorder& recorder, std::uint64_t& next, std::size_t most, std::vector<Record>& rows) {
    const std::uint64_t end = recorder.written();
    std::uint64_t dropped = 0;
    std::uint64_t first = next;
    if (end - first > Recorder::capacity) {
      dropped = end - first - Recorder::capacity;
      first = end - Recorder::capacity;
    }
    const std::size_t enough = rows.size() + most;
    for (std::uint64_t number = end; number-- > first;) {
      const auto record = recorder.read(number);
      if (!record) {
        ++dropped; // written over while it was read
      } else if (wanted_.filter.takes(*record, events_.observed_.description())) {
        if (rows.size() < enough)
          rows.push_back(*record);
        else
          ++dropped;
      }
    }
    next = end;
    return dropped;
  }

  Events& events_;
  Wanted wanted_;
  std::vector<std::uint64_t> next_; // to read of each recorder
  std::uint64_t told_count_ = 0;
  base::Milliseconds told_ms_ = 0;
  bool begun_ = false;
};

std::expected<Wanted, Problem> Wanted::parse(std::string_view query) {
  Wanted wanted;
  std::vector<Parameter> all = parameters(query);
  for (const Parameter& p : all) {
    if (p.name == "kept")
      return std::unexpected{Problem{p.name, p.value, p.position, "what was kept has happened already"}};
    if (p.name != "feed" || p.value.empty()) continue;
    wanted.traffic = p.value == "traffic";
    wanted.exchanges = p.value == "exchanges";
    if (!wanted.traffic && !wanted.exchanges)
      return std::unexpected{Problem{p.name, p.value, p.position, "a feed is traffic or exchanges"}};
  }
  std::erase_if(all, [](const Parameter& p) { return p.name == "feed"; });
  auto filter = Filter::parse(all);
  if (!filter) return std::unexpected{std::move(filter.error())};
  wanted.filter = std::move(*filter);
  return wanted;
}

std::unique_ptr<resource::Feed> Events::begin(Wanted wanted) {
  return std::make_unique<Stream>(*this, std::move(wanted));
}

void Events::traffic_counted() {
  ++count_;
  traffic_event_.clear();
}

const std::string& Events::traffic_event() {
  if (!traffic_event_.empty()) return traffic_event_;
  std::string json = write_traffic(traffic_);
  json.pop_back(); // its line feed
  add_event(traffic_event_, "traffic", json);
  return traffic_event_;
}

} // namespace responsum::admin
