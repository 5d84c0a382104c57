#include "responsum/server/keeper.hpp"

#include <chrono>
#include <utility>

namespace responsum::server {

namespace {

// A ring takes 256 exchanges: what comes faster than that in a tenth of a second is dropped and counted.
constexpr std::chrono::milliseconds pause{100};

} // namespace

Keeper::Keeper(std::vector<observe::KeptRing*> rings, const observe::RouteLabels& labels)
    : rings_{std::move(rings)}, labels_{labels} {}

Keeper::~Keeper() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
  drain();
}

void Keeper::say_to(Say say) {
  const std::lock_guard lock{mutex_};
  say_ = std::move(say);
}

std::expected<void, std::string> Keeper::keep_in(const config::RecordSettings& record) {
  const std::lock_guard lock{mutex_};
  write_pending();
  if (record.file->empty()) {
    file_.reset();
  } else {
    auto opened = observe::KeptFile::open(*record.file, *record.max_exchanges);
    if (!opened) return std::unexpected{std::move(opened.error())};
    for (const std::string& sentence : opened->said()) say_(sentence);
    file_ = std::move(*opened);
    if (!thread_.joinable()) thread_ = std::thread{[this] { run(); }};
  }
  const std::lock_guard path_lock{path_mutex_};
  path_ = *record.file;
  return {};
}

void Keeper::drain() {
  const std::lock_guard lock{mutex_};
  write_pending();
}

std::optional<observe::KeptReader> Keeper::reader() const {
  const std::lock_guard lock{path_mutex_};
  if (path_.empty()) return std::nullopt;
  return observe::KeptReader{path_};
}

std::uint64_t Keeper::dropped() const {
  std::uint64_t sum = failed_.value();
  for (const observe::KeptRing* ring : rings_) sum += ring->dropped();
  return sum;
}

void Keeper::run() {
  std::unique_lock lock{mutex_};
  while (!stopping_) {
    write_pending();
    changed_.wait_for(lock, pause, [this] { return stopping_; });
  }
}

void Keeper::write_pending() {
  batch_.clear();
  for (observe::KeptRing* ring : rings_)
    ring->take([this](const observe::Kept& kept) {
      batch_.push_back(observe::name(kept.record, labels_, kept.rule.view()));
    });
  if (batch_.empty()) return;
  const bool done = file_ && file_->add(batch_);
  (done ? written_ : failed_).add(batch_.size());
  if (!file_) return;
  for (const std::string& sentence : file_->said()) say_(sentence);
}

} // namespace responsum::server
