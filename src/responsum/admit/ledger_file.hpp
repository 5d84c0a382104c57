// The file in which credits and budgets are kept; ledger_file.cpp alone sees SQLite.
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "responsum/base/clock.hpp"

struct sqlite3;

namespace responsum::admit {

// What stands behind a key. The key itself is a secret and is not kept: its digest is.
struct Credits {
  std::string account; // digest of the key, in hexadecimal
  std::int64_t left = 0;
  std::int64_t spent = 0; // ever
};

struct Spending {
  std::string scope; // of the budget
  base::UnixSeconds begin_s = 0;
  std::uint64_t octets = 0;
};

std::string account_of(std::string_view key);

// One connection to it, for one thread. Errors are sentences.
class LedgerFile {
 public:
  // Made if it is not there.
  static std::expected<LedgerFile, std::string> open(const std::string& path);
  LedgerFile(LedgerFile&&) noexcept;
  LedgerFile& operator=(LedgerFile&&) noexcept;
  ~LedgerFile();

  std::expected<std::vector<Credits>, std::string> credits();
  std::expected<std::optional<Credits>, std::string> credits(std::string_view account);
  // Makes the account if there is none; `amount` may be less than nothing. Answers what is left.
  std::expected<std::int64_t, std::string> add(std::string_view account, std::int64_t amount);
  // What was used since the last time, all or nothing.
  struct Used {
    std::string account;
    std::int64_t amount;
  };
  std::expected<void, std::string> keep(const std::vector<Used>& used, const std::vector<Spending>& spendings);
  std::expected<std::vector<Spending>, std::string> spendings();
  // Changes whenever somebody else has written.
  std::int64_t version();

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };
  explicit LedgerFile(sqlite3* database) : database_{database} {}
  std::string failure(std::string_view doing) const;

  std::unique_ptr<sqlite3, Close> database_;
};

} // namespace responsum::admit
