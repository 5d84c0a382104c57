#include "responsum/observe/kept_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <utility>

#include "responsum/base/sqlite.hpp"
#include "responsum/decision/replay.hpp"

namespace responsum::observe {

using base::sqlite::Handle;
using base::sqlite::run;
using base::sqlite::Statement;

namespace {

constexpr int schema_version = 4;
constexpr int application_id = 0x52737076; // "Rspv": whose file it is (SQLite's PRAGMA application_id)
constexpr int busy_timeout_ms = 1000;
constexpr auto wal_size_limit = "4194304"; // octets that the -wal file keeps when it has been taken over

template <class Enum, std::size_t count>
Enum named(std::string_view text, const std::array<Enum, count>& all, Enum otherwise) {
  const auto found = std::ranges::find_if(all, [&](Enum e) { return name(e) == text; });
  return found == all.end() ? otherwise : *found;
}

message::Fault fault_named(std::string_view text) {
  const auto found = std::ranges::find(message::fault_rows, text, &message::FaultRow::id);
  return found == message::fault_rows.end() ? message::Fault::none : found->fault;
}

decision::Node node_tagged(std::string_view text) {
  const auto found = std::ranges::find(decision::diagram, text, &decision::Decision::tag);
  return found == decision::diagram.end() ? decision::first_node : found->node;
}

// As decision::words() writes it; what is not of that form is a way that was not gone.
decision::Path path_of(std::string_view words) {
  decision::Path path;
  for (std::uint64_t& word : path.words) {
    const auto [end, error] = std::from_chars(words.data(), words.data() + words.size(), word, 16);
    if (error != std::errc{} || word == 0) return {};
    words.remove_prefix(std::min(static_cast<std::size_t>(end - words.data()) + 1, words.size()));
  }
  return path;
}

// As it came in the field; "" where there was none.
std::string written(const field::Traceparent& trace) {
  if (!trace.known()) return {};
  const auto trace_id = field::hexadecimal(trace.trace_id);
  const auto parent_id = field::hexadecimal(trace.parent_id);
  const auto flags = field::hexadecimal(std::array{trace.flags});
  return "00-" + std::string{trace_id.data(), trace_id.size()} + "-" +
         std::string{parent_id.data(), parent_id.size()} + "-" + std::string{flags.data(), flags.size()};
}

// A column of the table: the schema and both statements are made of these rows.
struct Column {
  std::string_view name;
  std::string_view type;
  void (*bind)(Statement&, int at, const KeptExchange&);
  void (*read)(const Statement&, int at, KeptExchange&);
};

// Of a whole number of the record.
template <auto member>
constexpr Column number(std::string_view name) {
  return {
      name, "INTEGER",
      [](Statement& s, int at, const KeptExchange& e) { s.bind(at, static_cast<std::int64_t>(e.record.*member)); },
      [](const Statement& s, int at, KeptExchange& e) {
        e.record.*member = static_cast<std::remove_reference_t<decltype(e.record.*member)>>(s.number(at));
      }};
}
// Of a short text of the record.
template <auto member>
constexpr Column text(std::string_view name) {
  return {name, "TEXT", [](Statement& s, int at, const KeptExchange& e) { s.bind(at, (e.record.*member).view()); },
          [](const Statement& s, int at, KeptExchange& e) { (e.record.*member).assign(s.text(at)); }};
}
// Of a text beside the record.
template <auto member>
constexpr Column words(std::string_view name) {
  return {name, "TEXT", [](Statement& s, int at, const KeptExchange& e) { s.bind(at, std::string_view{e.*member}); },
          [](const Statement& s, int at, KeptExchange& e) { e.*member = s.text(at); }};
}

constexpr std::array columns{
    number<&Record::wall_s>("time_s"),
    number<&Record::wall_ns>("time_ns"),
    words<&KeptExchange::rule>("rule"),
    number<&Record::status>("status"),
    Column{"condition", "TEXT",
           [](Statement& s, int at, const KeptExchange& e) { s.bind(at, std::string_view{e.condition}); },
           [](const Statement& s, int at, KeptExchange& e) {
             e.condition = s.text(at);
             e.record.condition = decision::condition_named(e.condition).value_or(decision::Condition{});
           }},
    Column{"method", "TEXT",
           [](Statement& s, int at, const KeptExchange& e) { s.bind(at, message::name(e.record.method)); },
           [](const Statement& s, int at, KeptExchange& e) { e.record.method = message::method_named(s.text(at)); }},
    text<&Record::host>("host"),
    text<&Record::target>("target"),
    Column{"version", "TEXT",
           [](Statement& s, int at, const KeptExchange& e) { s.bind(at, message::name(e.record.version)); },
           [](const Statement& s, int at, KeptExchange& e) {
             using enum message::Version;
             e.record.version = named(s.text(at), std::array{http_1_0, http_1_1, http_2, http_3}, http_1_1);
           }},
    words<&KeptExchange::site>("site"),
    words<&KeptExchange::route>("route"),
    words<&KeptExchange::pattern>("pattern"),
    words<&KeptExchange::origin>("origin"),
    text<&Record::subject>("subject"),
    number<&Record::error>("error"),
    Column{"fault", "TEXT",
           [](Statement& s, int at, const KeptExchange& e) { s.bind(at, message::id(e.record.fault)); },
           [](const Statement& s, int at, KeptExchange& e) { e.record.fault = fault_named(s.text(at)); }},
    number<&Record::fault_offset>("fault_offset"),
    Column{"generated_by", "TEXT",
           [](Statement& s, int at, const KeptExchange& e) { s.bind(at, name(e.record.generated_by)); },
           [](const Statement& s, int at, KeptExchange& e) {
             using enum GeneratedBy;
             e.record.generated_by = named(s.text(at), std::array{self, cache, upstream}, self);
           }},
    Column{"client_outcome", "TEXT",
           [](Statement& s, int at, const KeptExchange& e) { s.bind(at, name(e.record.client_outcome)); },
           [](const Statement& s, int at, KeptExchange& e) {
             using enum ClientOutcome;
             e.record.client_outcome = named(s.text(at), std::array{complete, aborted, truncated}, complete);
           }},
    number<&Record::received_bytes>("received_bytes"),
    number<&Record::sent_bytes>("sent_bytes"),
    number<&Record::duration_ms>("duration_ms"),
    text<&Record::peer>("peer"),
    number<&Record::peer_port>("peer_port"),
    Column{"tls", "TEXT", [](Statement& s, int at, const KeptExchange& e) { s.bind(at, name(e.record.tls)); },
           [](const Statement& s, int at, KeptExchange& e) {
             using enum Encryption;
             e.record.tls = named(s.text(at), std::array{none, tls_1_2, tls_1_3}, none);
           }},
    text<&Record::client>("client"),
    number<&Record::worker>("worker"),
    number<&Record::edition>("edition"),
    // Behind the edition, which says whose tags these are.
    Column{"minted_by", "TEXT",
           [](Statement& s, int at, const KeptExchange& e) { s.bind(at, decision::row(e.record.minted_by).tag); },
           [](const Statement& s, int at, KeptExchange& e) { e.record.minted_by = node_tagged(s.text(at)); }},
    Column{"path", "TEXT",
           [](Statement& s, int at, const KeptExchange& e) { s.bind_copy(at, decision::words(e.record.path)); },
           [](const Statement& s, int at, KeptExchange& e) {
             if (e.same_table()) e.record.path = path_of(s.text(at));
           }},
    text<&Record::limit>("limit_spoken"), // LIMIT is a word of SQL's own
    // "" where none was made.
    Column{"attempts", "TEXT",
           [](Statement& s, int at, const KeptExchange& e) {
             const Attempts& attempts = e.record.attempts;
             s.bind_copy(at, attempts.count == 0 ? std::string{} : write_json(attempts.made()));
           },
           [](const Statement& s, int at, KeptExchange& e) { read_json(s.text(at), e.record.attempts); }},
    Column{"traceparent", "TEXT",
           [](Statement& s, int at, const KeptExchange& e) { s.bind_copy(at, written(e.record.trace)); },
           [](const Statement& s, int at, KeptExchange& e) {
             e.record.trace = field::parse_traceparent(s.text(at)).value_or(field::Traceparent{});
           }},
};
constexpr int id_column = static_cast<int>(columns.size()); // in every statement behind the others

std::string names_of_columns() {
  std::string all;
  for (const Column& c : columns) all.append(c.name).append(", ");
  return all + "id";
}

// The id is a text whose order is that of time, so that people who look into the file see the one they know.
std::string schema() {
  std::string sql = "CREATE TABLE exchange (id TEXT PRIMARY KEY NOT NULL";
  for (const Column& c : columns) sql.append(", ").append(c.name).append(" ").append(c.type).append(" NOT NULL");
  return sql + ") WITHOUT ROWID";
}

std::string insertion() {
  std::string sql = "INSERT INTO exchange (" + names_of_columns() + ") VALUES (";
  for (int i = 0; i < id_column; ++i) sql += "?, ";
  return sql + "?)";
}

std::string_view view_of(const std::array<char, exchange_id_length>& text) { return {text.data(), text.size()}; }

bool insert(Statement& insertion, const KeptExchange& e) {
  for (int i = 0; i < id_column; ++i) columns[static_cast<std::size_t>(i)].bind(insertion, i, e);
  const auto id = text_of(e.record.id);
  insertion.bind(id_column, view_of(id));
  return insertion.run();
}

KeptExchange read(const Statement& row) {
  KeptExchange e;
  for (int i = 0; i < id_column; ++i) columns[static_cast<std::size_t>(i)].read(row, i, e);
  if (const auto id = parse_exchange_id(row.text(id_column))) e.record.id = *id;
  return e;
}

bool is_damage(int error) { return error == SQLITE_CORRUPT || error == SQLITE_NOTADB; }

Handle open_handle(const std::string& path, int flags) {
  sqlite3* opened = nullptr;
  ::sqlite3_open_v2(path.c_str(), &opened, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  Handle handle{opened}; // there is one also when it failed, for the message
  ::sqlite3_busy_timeout(opened, busy_timeout_ms);
  return handle;
}

// The first value of the first row; nothing on an error.
std::optional<std::string> ask(sqlite3* database, const std::string& sql) {
  Statement statement{database, sql};
  if (statement.step() != SQLITE_ROW) return std::nullopt;
  return std::string{statement.text(0)};
}

// errno, or 0. Peers and targets are not for everybody on the machine; SQLite gives its -wal the mode of the file.
int create(const std::string& path) {
  const int made = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640);
  if (made < 0) return errno;
  ::close(made);
  return 0;
}

} // namespace

// A connection with its statements, ready to write.
class KeptFile::Database {
 public:
  explicit Database(Handle handle)
      : handle_{std::move(handle)},
        begin_{get(), "BEGIN IMMEDIATE"},
        commit_{get(), "COMMIT"},
        rollback_{get(), "ROLLBACK"},
        remove_{get(), "DELETE FROM exchange WHERE id = ?"},
        insert_{get(), insertion()},
        shorten_{get(), "DELETE FROM exchange WHERE id IN (SELECT id FROM exchange ORDER BY id LIMIT ?)"} {}

  // Returns how many there are then; nothing: none was written.
  std::optional<std::uint64_t> add(std::span<const KeptExchange> exchanges, std::uint64_t size, std::uint64_t most) {
    if (!begin_.run()) return give_up();
    for (const KeptExchange& e : exchanges) {
      const auto id = text_of(e.record.id);
      remove_.bind(0, view_of(id));
      if (!remove_.run()) return give_up();
      size -= static_cast<std::uint64_t>(::sqlite3_changes(get()));
      if (!insert(insert_, e)) return give_up();
      ++size;
    }
    if (size > most) {
      shorten_.bind(0, static_cast<std::int64_t>(size - most));
      if (!shorten_.run()) return give_up();
      size -= static_cast<std::uint64_t>(::sqlite3_changes(get()));
    }
    return commit_.run() ? std::optional{size} : give_up();
  }

  int error() const { return error_; }

 private:
  sqlite3* get() const { return handle_.get(); }
  std::optional<std::uint64_t> give_up() {
    error_ = ::sqlite3_errcode(get()) & 0xff; // without what extends it
    rollback_.run();                          // fails where the error has done it already
    return std::nullopt;
  }

  Handle handle_;
  Statement begin_, commit_, rollback_, remove_, insert_, shorten_;
  int error_ = SQLITE_OK;
};

KeptFile::KeptFile(std::string path, std::uint64_t max_exchanges)
    : path_{std::move(path)}, max_exchanges_{max_exchanges} {}
KeptFile::KeptFile(KeptFile&&) noexcept = default;
KeptFile& KeptFile::operator=(KeptFile&&) noexcept = default;
KeptFile::~KeptFile() = default;

std::expected<KeptFile, std::string> KeptFile::open(std::string path, std::uint64_t max_exchanges) {
  KeptFile file{std::move(path), max_exchanges};
  if (auto begun = file.begin(); !begun) return std::unexpected{std::move(begun.error())};
  return file;
}

namespace {

// What an existing file is.
struct Look {
  std::string unusable; // it "is damaged", "has version 7"; empty: it is ours, or there is nothing in it yet
  bool foreign = false; // another program's
};

// The error is SQLite's: the file may be locked, or not readable, and then nothing is known of it.
std::expected<Look, int> look_at(sqlite3* database) {
  const auto check = ask(database, "PRAGMA quick_check(1)");
  if (!check && !is_damage(::sqlite3_errcode(database))) return std::unexpected{::sqlite3_errcode(database)};
  if (check != "ok") return Look{"is damaged", false};
  if (ask(database, "SELECT count(*) FROM sqlite_master") == "0") return Look{};
  if (ask(database, "PRAGMA application_id") != std::to_string(application_id)) return Look{"", true};
  const auto version = ask(database, "PRAGMA user_version");
  if (version != std::to_string(schema_version)) return Look{"has version " + version.value_or("unknown"), false};
  if (ask(database, "SELECT sql FROM sqlite_master WHERE name = 'exchange'") != schema())
    return Look{"has other columns", false};
  return Look{};
}

bool prepare(sqlite3* database) {
  return run(database, "PRAGMA journal_mode = WAL") && run(database, "PRAGMA synchronous = NORMAL") &&
         run(database, std::string{"PRAGMA journal_size_limit = "} + wal_size_limit) &&
         (ask(database, "SELECT count(*) FROM sqlite_master") != "0" ||
          (run(database, "PRAGMA application_id = " + std::to_string(application_id)) &&
           run(database, "PRAGMA user_version = " + std::to_string(schema_version)) && run(database, schema())));
}

std::unexpected<std::string> cannot_keep(const std::string& path, const std::string& why) {
  return std::unexpected{"exchanges cannot be kept in " + path + ": " + why};
}

} // namespace

std::expected<void, std::string> KeptFile::begin() {
  for (bool again = false;; again = true) {
    if (const int error = create(path_); error != 0) return cannot_keep(path_, std::strerror(error));
    Handle handle = open_handle(path_, SQLITE_OPEN_READWRITE);
    auto look = look_at(handle.get());
    if (look && look->foreign) return cannot_keep(path_, "it is the database of another program");
    if (look && look->unusable.empty() && !prepare(handle.get())) {
      const int error = ::sqlite3_errcode(handle.get());
      look = is_damage(error) ? decltype(look){Look{"is damaged", false}} : std::unexpected{error};
    }
    if (!look) return cannot_keep(path_, ::sqlite3_errstr(look.error()));
    if (look->unusable.empty()) {
      const auto size = ask(handle.get(), "SELECT count(*) FROM exchange");
      size_ = size ? std::strtoull(size->c_str(), nullptr, 10) : 0;
      database_ = std::make_unique<Database>(std::move(handle));
      return {};
    }
    if (again) return cannot_keep(path_, "it " + look->unusable);
    handle.reset();
    move_aside(look->unusable);
  }
}

void KeptFile::move_aside(const std::string& why) {
  const std::string aside = path_ + ".damaged-" + std::to_string(std::time(nullptr));
  std::rename(path_.c_str(), aside.c_str());
  std::rename((path_ + "-wal").c_str(), (aside + "-wal").c_str());
  remove_logs();
  said_.push_back("the file of kept exchanges " + why + ": it was moved to " + aside + ", and a new one is begun");
}

bool KeptFile::add(std::span<const KeptExchange> exchanges) {
  if (exchanges.empty()) return true;
  // Written on, a file that somebody removed would fill the disk without a name.
  if (database_ != nullptr && ::access(path_.c_str(), F_OK) != 0) {
    database_.reset();
    remove_logs();
  }
  std::string why = try_to_add(exchanges);
  if (!why.empty() && database_ != nullptr && is_damage(database_->error())) {
    database_.reset();
    move_aside("is damaged");
    why = try_to_add(exchanges);
  }
  if (!why.empty() && why != failing_)
    said_.push_back("exchanges that should be kept in " + path_ + " are dropped: " + why);
  failing_ = why;
  return why.empty();
}

std::string KeptFile::try_to_add(std::span<const KeptExchange> exchanges) {
  if (database_ == nullptr)
    if (auto begun = begin(); !begun) return begun.error();
  const auto size = database_->add(exchanges, size_, max_exchanges_);
  if (!size) return ::sqlite3_errstr(database_->error());
  size_ = *size;
  return {};
}

// A log that belongs to no file would be taken for the next one's.
void KeptFile::remove_logs() const {
  ::unlink((path_ + "-wal").c_str());
  ::unlink((path_ + "-shm").c_str());
}

std::vector<std::string> KeptFile::said() { return std::exchange(said_, {}); }

std::optional<KeptExchange> KeptReader::find(ExchangeId id) const {
  const Handle handle = open_handle(path_, SQLITE_OPEN_READONLY);
  Statement statement{handle.get(), "SELECT " + names_of_columns() + " FROM exchange WHERE id = ?"};
  const auto text = text_of(id);
  statement.bind(0, view_of(text));
  if (statement.step() != SQLITE_ROW) return std::nullopt;
  return read(statement);
}

std::vector<KeptExchange> KeptReader::newest(const KeptQuery& query,
                                             const std::function<bool(const KeptExchange&)>& takes) const {
  std::string sql = "SELECT " + names_of_columns() + " FROM exchange WHERE time_s BETWEEN ? AND ?";
  if (!query.route.empty()) sql += " AND route = ?";
  // Numbers, and ids out of our own table: nothing that anybody else wrote.
  if (query.statuses) {
    sql += " AND status IN (-1";
    for (std::size_t s = 0; s < query.statuses->size(); ++s)
      if (query.statuses->test(s)) sql += ", " + std::to_string(s);
    sql += ")";
  }
  if (query.conditions) {
    sql += " AND condition IN (''";
    for (const decision::ConditionRow& row : decision::condition_rows)
      if (query.conditions->test(static_cast<std::size_t>(row.condition))) sql += ", '" + std::string{row.id} + "'";
    sql += ")";
  }
  const Handle handle = open_handle(path_, SQLITE_OPEN_READONLY);
  Statement statement{handle.get(), sql + " ORDER BY id DESC"};
  statement.bind(0, query.from_s);
  statement.bind(1, query.until_s);
  if (!query.route.empty()) statement.bind(2, std::string_view{query.route});
  std::vector<KeptExchange> found;
  while (found.size() < query.most && statement.step() == SQLITE_ROW) {
    KeptExchange e = read(statement);
    if (takes(e)) found.push_back(std::move(e));
  }
  return found;
}

} // namespace responsum::observe
