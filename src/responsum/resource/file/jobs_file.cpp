#include "responsum/resource/file/jobs_file.hpp"

#include "responsum/base/sqlite.hpp"
#include "responsum/resource/file/spool.hpp"

namespace responsum::resource::file {

using base::sqlite::run;
using base::sqlite::Statement;

namespace {

constexpr int application_id = 0x5273706a; // "Rspj": whose file it is
constexpr int busy_timeout_ms = 2000;

constexpr std::string_view all_columns = "SELECT id, path, user, begun_s, ended_s, entries, outcome, about FROM jobs";

JobRecord record_in(const Statement& s) {
  return {.id = std::string{s.text(0)},
          .path = std::string{s.text(1)},
          .user = std::string{s.text(2)},
          .begun_s = s.number(3),
          .ended_s = s.number(4),
          .entries = static_cast<std::uint64_t>(s.number(5)),
          .outcome = std::string{s.text(6)},
          .about = std::string{s.text(7)}};
}

} // namespace

void JobsFile::Close::operator()(sqlite3* database) const { base::sqlite::Close{}(database); }
JobsFile::JobsFile(JobsFile&&) noexcept = default;
JobsFile& JobsFile::operator=(JobsFile&&) noexcept = default;
JobsFile::~JobsFile() = default;

std::string JobsFile::path_in(const std::string& root) {
  return root + "/" + std::string{Spool::folder_name} + "/jobs.sqlite";
}

std::string JobsFile::failure(std::string_view doing) const {
  return std::string{doing} + ": " + ::sqlite3_errmsg(database_.get());
}

std::expected<JobsFile, std::string> JobsFile::open(const std::string& path, For what) {
  sqlite3* opened = nullptr;
  const int flags = what == For::writing ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READWRITE;
  const int result = ::sqlite3_open_v2(path.c_str(), &opened, flags, nullptr);
  JobsFile file{opened};
  if (result != SQLITE_OK) return std::unexpected{file.failure("the jobs in " + path + " cannot be opened")};
  ::sqlite3_busy_timeout(opened, busy_timeout_ms);
  if (base::sqlite::is_of_another(opened, application_id))
    return std::unexpected{path + " is a database of something else, and is left alone"};
  if (what == For::reading) return file;
  // What was promised outlives a loss of power.
  const bool ready =
      run(opened, "PRAGMA journal_mode=WAL") && run(opened, "PRAGMA synchronous=FULL") &&
      run(opened, "PRAGMA application_id=" + std::to_string(application_id)) &&
      run(opened, "CREATE TABLE IF NOT EXISTS jobs(id TEXT PRIMARY KEY, path TEXT NOT NULL, "
                  "user TEXT NOT NULL, begun_s INTEGER NOT NULL, ended_s INTEGER NOT NULL, "
                  "entries INTEGER NOT NULL, outcome TEXT NOT NULL, about TEXT NOT NULL) WITHOUT ROWID");
  if (!ready) return std::unexpected{file.failure("the jobs in " + path + " cannot be used")};
  return file;
}

std::expected<std::optional<JobRecord>, std::string> JobsFile::find(std::string_view id) {
  Statement s{database_.get(), std::string{all_columns} + " WHERE id = ?1"};
  const int result = s.bind(0, id).step();
  if (result == SQLITE_DONE) return std::nullopt;
  if (result != SQLITE_ROW) return std::unexpected{failure("the jobs cannot be read")};
  return record_in(s);
}

std::expected<std::vector<JobRecord>, std::string> JobsFile::all_under_way() {
  Statement s{database_.get(), std::string{all_columns} + " WHERE ended_s = 0"};
  std::vector<JobRecord> all;
  int result = s.step();
  for (; result == SQLITE_ROW; result = s.step()) all.push_back(record_in(s));
  if (result != SQLITE_DONE) return std::unexpected{failure("the jobs cannot be read")};
  return all;
}

std::expected<std::uint64_t, std::string> JobsFile::under_way() {
  Statement s{database_.get(), "SELECT count(*) FROM jobs WHERE ended_s = 0"};
  if (s.step() != SQLITE_ROW) return std::unexpected{failure("the jobs cannot be read")};
  return static_cast<std::uint64_t>(s.number(0));
}

std::expected<void, std::string> JobsFile::put(const JobRecord& job) {
  Statement s{database_.get(),
              "INSERT OR REPLACE INTO jobs(id, path, user, begun_s, ended_s, entries, outcome, about) "
              "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"};
  s.bind(0, job.id).bind(1, job.path).bind(2, job.user).bind(3, job.begun_s).bind(4, job.ended_s);
  s.bind(5, static_cast<std::int64_t>(job.entries)).bind(6, job.outcome).bind(7, job.about);
  if (!s.run()) return std::unexpected{failure("the jobs cannot be written")};
  return {};
}

std::expected<void, std::string> JobsFile::remove(std::string_view id) {
  Statement s{database_.get(), "DELETE FROM jobs WHERE id = ?1"};
  if (!s.bind(0, id).run()) return std::unexpected{failure("the jobs cannot be written")};
  return {};
}

std::expected<void, std::string> JobsFile::forget_but(std::uint64_t most) {
  Statement s{database_.get(), "DELETE FROM jobs WHERE id IN (SELECT id FROM jobs WHERE ended_s <> 0 "
                               "ORDER BY ended_s DESC, id LIMIT -1 OFFSET ?1)"};
  if (!s.bind(0, static_cast<std::int64_t>(most)).run())
    return std::unexpected{failure("the jobs cannot be written")};
  return {};
}

} // namespace responsum::resource::file
