#include "responsum/resource/file/sums.hpp"

#include <openssl/evp.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <utility>
#include <vector>

namespace responsum::resource::file {

namespace {

struct Free {
  void operator()(EVP_MD_CTX* context) const { ::EVP_MD_CTX_free(context); }
};

} // namespace

std::optional<Sum> sum_of(int descriptor, const std::function<bool()>& goes_on) {
  constexpr std::size_t block_bytes = 1024 * 1024;
  const std::unique_ptr<EVP_MD_CTX, Free> context{::EVP_MD_CTX_new()};
  if (context == nullptr || ::EVP_DigestInit_ex(context.get(), ::EVP_sha256(), nullptr) != 1) return std::nullopt;
  std::vector<char> block(block_bytes);
  for (off_t at = 0;;) {
    const ssize_t count = ::pread(descriptor, block.data(), block.size(), at);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 || !goes_on()) return std::nullopt;
    if (count == 0) break;
    ::EVP_DigestUpdate(context.get(), block.data(), static_cast<std::size_t>(count));
    at += count;
  }
  Sum sum{};
  if (::EVP_DigestFinal_ex(context.get(), sum.data(), nullptr) != 1) return std::nullopt;
  return sum;
}

// --- Who waits -----------------------------------------------------------------------------------------------------

Sums::Wait::Wait(Sums& of, net::Reactor& reactor, Told told)
    : of_{of},
      reactor_{reactor},
      told_{std::move(told)},
      // Shared, as Place says.
      place_{std::make_shared<Place>(this)} {}

Sums::Wait::~Wait() {
  place_->wait = nullptr;
  of_.leave(*this);
}

void Sums::leave(Wait& wait) {
  const std::lock_guard lock{mutex_};
  for (Work& work : under_way_) work.waiting.remove(&wait);
}

// --- What is known, and what is worked on --------------------------------------------------------------------------

Sums::Key Sums::key_of(int descriptor) {
  struct stat s{};
  if (::fstat(descriptor, &s) != 0) return {};
  return {.device = s.st_dev,
          .stamp = stamp_of(s),
          .changed_ns = std::int64_t{s.st_ctim.tv_sec} * 1'000'000'000 + s.st_ctim.tv_nsec};
}

std::optional<Sum> Sums::known(int descriptor) {
  const Key key = key_of(descriptor);
  const std::lock_guard lock{mutex_};
  const auto found = std::ranges::find(known_, key, &Known::key);
  return found == known_.end() ? std::nullopt : std::optional{found->sum};
}

std::unique_ptr<Sums::Wait> Sums::ask(net::Descriptor file, base::Threads& threads, net::Reactor& reactor,
                                      Told told) {
  const Key key = key_of(file.number());
  auto wait = std::make_unique<Wait>(*this, reactor, std::move(told));
  {
    const std::lock_guard lock{mutex_};
    const auto before = std::ranges::find(under_way_, key, &Work::key);
    if (before != under_way_.end()) {
      before->waiting.push_back(wait.get());
      return wait;
    }
    under_way_.push_back({key, {wait.get()}});
  }
  // There are never more than requests that wait, and those have limits of their own.
  threads.submit([this, key, opened = std::move(file)] { work(key, opened.number()); },
                 std::numeric_limits<std::size_t>::max());
  return wait;
}

bool Sums::is_wanted(const Key& key) {
  const std::lock_guard lock{mutex_};
  const auto work = std::ranges::find(under_way_, key, &Work::key);
  return work != under_way_.end() && !work->waiting.empty();
}

void Sums::work(const Key& key, int descriptor) {
  for (bool over = false; !over;) {
    bool left = false;
    const auto sum = sum_of(descriptor, [&] { return !(left = !is_wanted(key)); });
    over = end(key, sum, left, key_of(descriptor) == key);
  }
}

// Those who wait are told through their reactors, which are there as long as they have not left. False: all had
// `left`, and then somebody came.
bool Sums::end(const Key& key, const std::optional<Sum>& sum, bool left, bool lasting) {
  const std::lock_guard lock{mutex_};
  const auto work = std::ranges::find(under_way_, key, &Work::key);
  if (left && !work->waiting.empty()) return false;
  for (Wait* wait : work->waiting)
    wait->reactor_.post([place = wait->place_, sum] {
      if (place->wait != nullptr) place->wait->told_(sum);
    });
  under_way_.erase(work);
  if (!sum || !lasting) return true;
  if (known_.size() == most_known) known_.pop_front();
  known_.push_back({key, *sum});
  return true;
}

} // namespace responsum::resource::file
