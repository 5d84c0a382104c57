// Credits and budgets as workers use them: in memory, with a thread that keeps them in a file.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "responsum/admit/budget.hpp"
#include "responsum/admit/ledger_file.hpp"

namespace responsum::admit {

class Ledger;

// What an account has set aside for a request. It goes back unless the request comes to something.
class Hold {
 public:
  enum class Outcome : std::uint8_t { held, no_account, too_little };

  Hold() = default; // of nothing
  Hold(Hold&& other) noexcept
      : ledger_{std::exchange(other.ledger_, nullptr)}, account_{std::move(other.account_)}, amount_{other.amount_} {}
  Hold& operator=(Hold&& other) noexcept {
    std::swap(ledger_, other.ledger_);
    std::swap(account_, other.account_);
    std::swap(amount_, other.amount_);
    return *this;
  }
  ~Hold();

  // It came to something: it is paid.
  void settle();

 private:
  friend class Ledger;
  Hold(Ledger& ledger, std::string account, std::int64_t amount)
      : ledger_{&ledger}, account_{std::move(account)}, amount_{amount} {}

  Ledger* ledger_ = nullptr;
  std::string account_;
  std::int64_t amount_ = 0;
};

// Safe from any thread. No worker waits for the file: what is left is known in memory, what was used is written a
// moment later, and what others have added is read a moment later. A crash forgets what was used in that moment.
class Ledger {
 public:
  using Say = std::function<void(const std::string&)>;

  // The error is a sentence. `say` is told, from the ledger's thread, when the file fails and when it is well again.
  static std::expected<std::unique_ptr<Ledger>, std::string> open(const std::string& path, Say say);
  ~Ledger();
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;

  const std::string& path() const { return path_; }

  struct Held {
    Hold::Outcome outcome;
    Hold hold;
  };
  Held hold(std::string_view key, std::int64_t amount);
  // Of that scope, as long as the ledger; as it was kept if it was.
  Budget& budget(const std::string& scope);
  // Writes what was used, and reads what others wrote, now. Otherwise that is done several times a second.
  void keep_now();

 private:
  friend class Hold;
  struct Account {
    std::int64_t left = 0; // in the file
    std::int64_t used = 0; // and not in the file yet
    std::int64_t held = 0;
  };

  Ledger(LedgerFile file, std::string path, Say say);
  void end_hold(const std::string& account, std::int64_t amount, bool used);
  std::expected<void, std::string> exchange_with_file();
  std::expected<void, std::string> read_credits();
  void run();

  std::string path_;
  Say say_;
  std::mutex file_mutex_; // of the file, and what is known of it
  LedgerFile file_;
  std::int64_t version_ = -1; // of the file, when it was read
  bool failing_ = false;
  std::mutex mutex_; // of what follows
  std::map<std::string, Account, std::less<>> accounts_;
  std::map<std::string, std::unique_ptr<Budget>> budgets_;
  std::condition_variable changed_;
  bool ending_ = false;
  std::thread thread_;
};

} // namespace responsum::admit
