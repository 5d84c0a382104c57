#include "responsum/admit/ledger_file.hpp"

#include "responsum/access/cryptography.hpp"
#include "responsum/base/sqlite.hpp"

namespace responsum::admit {

using base::sqlite::pragma;
using base::sqlite::run;
using base::sqlite::Statement;

namespace {

constexpr int application_id = 0x5273706c; // "Rspl": whose file it is
constexpr int busy_timeout_ms = 2000;

// Undone unless it was committed.
class Transaction {
 public:
  explicit Transaction(sqlite3* database) : database_{database}, open_{run(database, "BEGIN IMMEDIATE")} {}
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction() {
    if (open_) run(database_, "ROLLBACK");
  }
  bool begun() const { return open_; }
  bool commit() {
    open_ = !run(database_, "COMMIT");
    return !open_;
  }

 private:
  sqlite3* database_;
  bool open_;
};

} // namespace

std::string account_of(std::string_view key) { return access::hexadecimal(access::sha256(key)); }

void LedgerFile::Close::operator()(sqlite3* database) const { base::sqlite::Close{}(database); }
LedgerFile::LedgerFile(LedgerFile&&) noexcept = default;
LedgerFile& LedgerFile::operator=(LedgerFile&&) noexcept = default;
LedgerFile::~LedgerFile() = default;

std::string LedgerFile::failure(std::string_view doing) const {
  return std::string{doing} + ": " + ::sqlite3_errmsg(database_.get());
}

std::expected<LedgerFile, std::string> LedgerFile::open(const std::string& path) {
  sqlite3* opened = nullptr;
  const int result = ::sqlite3_open_v2(path.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
  LedgerFile file{opened};
  if (result != SQLITE_OK) return std::unexpected{file.failure("the ledger " + path + " cannot be opened")};
  ::sqlite3_busy_timeout(opened, busy_timeout_ms);
  if (base::sqlite::is_of_another(opened, application_id))
    return std::unexpected{path + " is a database of something else, and is left alone"};
  const bool ready = run(opened, "PRAGMA journal_mode=WAL") && run(opened, "PRAGMA synchronous=NORMAL") &&
                     run(opened, "PRAGMA application_id=" + std::to_string(application_id)) &&
                     run(opened, "CREATE TABLE IF NOT EXISTS credits(account TEXT PRIMARY KEY, "
                                 "left INTEGER NOT NULL, spent INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID") &&
                     run(opened, "CREATE TABLE IF NOT EXISTS spendings(scope TEXT PRIMARY KEY, "
                                 "begin_s INTEGER NOT NULL, octets INTEGER NOT NULL) WITHOUT ROWID");
  if (!ready) return std::unexpected{file.failure("the ledger " + path + " cannot be used")};
  return file;
}

std::expected<std::vector<Credits>, std::string> LedgerFile::credits() {
  Statement s{database_.get(), "SELECT account, left, spent FROM credits ORDER BY account"};
  std::vector<Credits> all;
  int result = s.step();
  for (; result == SQLITE_ROW; result = s.step()) all.push_back({std::string{s.text(0)}, s.number(1), s.number(2)});
  if (result != SQLITE_DONE) return std::unexpected{failure("the ledger cannot be read")};
  return all;
}

std::expected<std::optional<Credits>, std::string> LedgerFile::credits(std::string_view account) {
  Statement s{database_.get(), "SELECT account, left, spent FROM credits WHERE account = ?1"};
  const int result = s.bind(0, account).step();
  if (result == SQLITE_ROW) return Credits{std::string{s.text(0)}, s.number(1), s.number(2)};
  if (result != SQLITE_DONE) return std::unexpected{failure("the ledger cannot be read")};
  return std::nullopt;
}

std::expected<std::int64_t, std::string> LedgerFile::add(std::string_view account, std::int64_t amount) {
  Statement s{database_.get(), "INSERT INTO credits(account, left) VALUES(?1, ?2) "
                               "ON CONFLICT(account) DO UPDATE SET left = left + ?2 RETURNING left"};
  if (s.bind(0, account).bind(1, amount).step() != SQLITE_ROW)
    return std::unexpected{failure("the ledger cannot be written")};
  const std::int64_t left = s.number(0);
  if (s.step() != SQLITE_DONE) return std::unexpected{failure("the ledger cannot be written")};
  return left;
}

std::expected<void, std::string> LedgerFile::keep(const std::vector<Used>& used,
                                                  const std::vector<Spending>& spendings) {
  Transaction transaction{database_.get()};
  bool done = transaction.begun();
  Statement use{database_.get(), "UPDATE credits SET left = left - ?2, spent = spent + ?2 WHERE account = ?1"};
  for (const Used& u : used) done = done && use.bind(0, u.account).bind(1, u.amount).run();
  Statement spend{database_.get(), "INSERT OR REPLACE INTO spendings(scope, begin_s, octets) VALUES(?1, ?2, ?3)"};
  for (const Spending& s : spendings)
    done = done && spend.bind(0, s.scope).bind(1, s.begin_s).bind(2, static_cast<std::int64_t>(s.octets)).run();
  if (!done || !transaction.commit()) return std::unexpected{failure("the ledger cannot be written")};
  return {};
}

std::expected<std::vector<Spending>, std::string> LedgerFile::spendings() {
  Statement s{database_.get(), "SELECT scope, begin_s, octets FROM spendings"};
  std::vector<Spending> all;
  int result = s.step();
  for (; result == SQLITE_ROW; result = s.step())
    all.push_back({std::string{s.text(0)}, s.number(1), static_cast<std::uint64_t>(s.number(2))});
  if (result != SQLITE_DONE) return std::unexpected{failure("the ledger cannot be read")};
  return all;
}

std::int64_t LedgerFile::version() { return pragma(database_.get(), "data_version"); }

} // namespace responsum::admit
