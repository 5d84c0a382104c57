// Databases of SQLite: statements and transactions. Whoever includes it links the library.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <sqlite3.h>

namespace responsum::base::sqlite {

struct Close {
  void operator()(sqlite3* database) const { ::sqlite3_close(database); }
};
using Handle = std::unique_ptr<sqlite3, Close>;

// False: it was not done; the database has the error.
inline bool run(sqlite3* database, const std::string& sql) {
  return ::sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK;
}

// A prepared statement; values are bound and read by place, from 0.
class Statement {
 public:
  Statement(sqlite3* database, std::string_view sql) {
    ::sqlite3_prepare_v2(database, sql.data(), static_cast<int>(sql.size()), &statement_, nullptr);
  }
  Statement(Statement&& other) noexcept : statement_{std::exchange(other.statement_, nullptr)} {}
  Statement& operator=(Statement&&) = delete;
  ~Statement() { ::sqlite3_finalize(statement_); }

  Statement& bind(int at, std::int64_t value) {
    ::sqlite3_bind_int64(statement_, at + 1, value);
    return *this;
  }
  // `text` outlives the next step().
  Statement& bind(int at, std::string_view text) { return bind(at, text, SQLITE_STATIC); }
  Statement& bind_copy(int at, std::string_view text) { return bind(at, text, SQLITE_TRANSIENT); }
  // SQLITE_ROW, SQLITE_DONE or an error. A statement that could not be prepared is misused.
  int step() { return statement_ == nullptr ? SQLITE_MISUSE : ::sqlite3_step(statement_); }
  bool run() {
    const int result = step();
    ::sqlite3_reset(statement_);
    return result == SQLITE_DONE || result == SQLITE_ROW;
  }

  std::int64_t number(int at) const { return ::sqlite3_column_int64(statement_, at); }
  // Good until the next step().
  std::string_view text(int at) const {
    const auto* begin = reinterpret_cast<const char*>(::sqlite3_column_text(statement_, at));
    if (begin == nullptr) return {};
    return {begin, static_cast<std::size_t>(::sqlite3_column_bytes(statement_, at))};
  }

 private:
  Statement& bind(int at, std::string_view text, sqlite3_destructor_type whose) {
    const char* begin = text.data() == nullptr ? "" : text.data();
    ::sqlite3_bind_text(statement_, at + 1, begin, static_cast<int>(text.size()), whose);
    return *this;
  }

  sqlite3_stmt* statement_ = nullptr;
};

inline std::int64_t pragma(sqlite3* database, std::string_view name) {
  Statement s{database, "PRAGMA " + std::string{name}};
  return s.step() == SQLITE_ROW ? s.number(0) : 0;
}

// There is something in it, and another program has made it: whoever makes one writes its number into it.
inline bool is_of_another(sqlite3* database, int application_id) {
  return pragma(database, "schema_version") != 0 && pragma(database, "application_id") != application_id;
}

} // namespace responsum::base::sqlite
