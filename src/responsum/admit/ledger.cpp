#include "responsum/admit/ledger.hpp"

#include <chrono>
#include <vector>

namespace responsum::admit {

namespace {

constexpr std::chrono::milliseconds looks_every{200}; // at the file

} // namespace

Hold::~Hold() {
  if (ledger_ != nullptr) ledger_->end_hold(account_, amount_, false);
}

void Hold::settle() {
  if (Ledger* ledger = std::exchange(ledger_, nullptr)) ledger->end_hold(account_, amount_, true);
}

std::expected<std::unique_ptr<Ledger>, std::string> Ledger::open(const std::string& path, Say say) {
  auto file = LedgerFile::open(path);
  if (!file) return std::unexpected{file.error()};
  auto spendings = file->spendings();
  if (!spendings) return std::unexpected{spendings.error()};
  std::unique_ptr<Ledger> ledger{new Ledger{std::move(*file), path, std::move(say)}};
  if (auto read = ledger->read_credits(); !read) return std::unexpected{read.error()};
  for (const Spending& s : *spendings) ledger->budget(s.scope).restore(s.begin_s, s.octets);
  ledger->thread_ = std::thread{[l = ledger.get()] { l->run(); }};
  return ledger;
}

Ledger::Ledger(LedgerFile file, std::string path, Say say)
    : path_{std::move(path)}, say_{std::move(say)}, file_{std::move(file)} {}

Ledger::~Ledger() {
  {
    const std::lock_guard lock{mutex_};
    ending_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

Ledger::Held Ledger::hold(std::string_view key, std::int64_t amount) {
  std::string name = account_of(key);
  const std::lock_guard lock{mutex_};
  const auto found = accounts_.find(name);
  if (found == accounts_.end()) return {Hold::Outcome::no_account, {}};
  Account& account = found->second;
  if (account.left - account.used - account.held < amount) return {Hold::Outcome::too_little, {}};
  account.held += amount;
  return {Hold::Outcome::held, Hold{*this, std::move(name), amount}};
}

void Ledger::end_hold(const std::string& name, std::int64_t amount, bool used) {
  const std::lock_guard lock{mutex_};
  Account& account = accounts_[name];
  account.held -= amount;
  if (used) account.used += amount;
}

Budget& Ledger::budget(const std::string& scope) {
  const std::lock_guard lock{mutex_};
  std::unique_ptr<Budget>& budget = budgets_[scope];
  if (budget == nullptr) budget = std::make_unique<Budget>();
  return *budget;
}

// Whoever has `file_mutex_`.
std::expected<void, std::string> Ledger::read_credits() {
  version_ = file_.version();
  auto credits = file_.credits();
  if (!credits) return std::unexpected{credits.error()};
  const std::lock_guard lock{mutex_};
  for (const Credits& c : *credits) accounts_[c.account].left = c.left;
  return {};
}

// Likewise.
std::expected<void, std::string> Ledger::exchange_with_file() {
  std::vector<LedgerFile::Used> used;
  std::vector<Spending> spendings;
  {
    const std::lock_guard lock{mutex_};
    for (const auto& [name, account] : accounts_)
      if (account.used != 0) used.push_back({name, account.used});
    for (const auto& [scope, budget] : budgets_)
      if (const base::UnixSeconds begin_s = budget->begin_s(); begin_s != 0)
        spendings.push_back({scope, begin_s, budget->spent(begin_s)});
  }
  if (auto kept = file_.keep(used, spendings); !kept) return kept;
  {
    const std::lock_guard lock{mutex_};
    for (const LedgerFile::Used& u : used) {
      accounts_[u.account].used -= u.amount;
      accounts_[u.account].left -= u.amount;
    }
  }
  if (file_.version() == version_) return {};
  return read_credits();
}

void Ledger::keep_now() {
  const std::lock_guard lock{file_mutex_};
  const auto done = exchange_with_file();
  if (done.has_value() != failing_) return;
  failing_ = !done;
  if (say_) say_(done ? "the ledger " + path_ + " can be written again" : done.error());
}

void Ledger::run() {
  std::unique_lock lock{mutex_};
  while (!ending_) {
    changed_.wait_for(lock, looks_every, [this] { return ending_; });
    lock.unlock();
    keep_now();
    lock.lock();
  }
  lock.unlock();
  keep_now(); // what was used since then
}

} // namespace responsum::admit
