// The file in which jobs are remembered, in the folder that the server keeps below a root; jobs_file.cpp alone sees
// SQLite.
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

namespace responsum::resource::file {

// Work that goes on after its request was answered: so far the removal of a tree.
struct JobRecord {
  std::string id;   // 32 hexadecimal digits, which nobody guesses
  std::string path; // that it is about, as it was asked for; encoded
  std::string user; // who began it; empty: nobody knows
  base::UnixSeconds begun_s = 0;
  base::UnixSeconds ended_s = 0; // 0: it goes on
  std::uint64_t entries = 0;     // removed, as far as that has been noted
  std::string outcome{};         // id of the condition that it came to
  std::string about{};           // what that is about, for people

  bool over() const { return ended_s != 0; }
};

// One connection to it, for one thread at a time. Errors are sentences.
class JobsFile {
 public:
  // Where it is below a root's path.
  static std::string path_in(const std::string& root);
  // Made if it is not there, unless it is only to be read.
  enum class For : std::uint8_t { reading, writing };
  static std::expected<JobsFile, std::string> open(const std::string& path, For what);
  JobsFile(JobsFile&&) noexcept;
  JobsFile& operator=(JobsFile&&) noexcept;
  ~JobsFile();

  std::expected<std::optional<JobRecord>, std::string> find(std::string_view id);
  std::expected<std::uint64_t, std::string> under_way();
  std::expected<std::vector<JobRecord>, std::string> all_under_way();
  // Writes all of it.
  std::expected<void, std::string> put(const JobRecord& job);
  std::expected<void, std::string> remove(std::string_view id);
  // Forgets the oldest of those that are over, but for so many.
  std::expected<void, std::string> forget_but(std::uint64_t most);

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };
  explicit JobsFile(sqlite3* database) : database_{database} {}
  std::string failure(std::string_view doing) const;

  std::unique_ptr<sqlite3, Close> database_;
};

} // namespace responsum::resource::file
