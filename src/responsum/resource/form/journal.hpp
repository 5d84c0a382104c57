// A file that lines are appended to. Whoever appends opens it and holds its lock for that long, in whatever thread or
// process: nothing has to be shared, and a line is never cut by another.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "responsum/resource/file/store.hpp"

namespace responsum::resource::form {

struct JournalOptions {
  std::string folder; // is made where only the last of its path is missing
  file::Durability durability = file::Durability::full;
  std::uint64_t max_file_bytes = 0; // before the file is set aside and another begun; 0: never
  std::uint64_t keep_files = 0;     // of those set aside, the oldest go first; 0: all
};

class Journal {
 public:
  static constexpr std::string_view name = "entries";
  static constexpr std::string_view extension = ".ndjson";

  explicit Journal(JournalOptions options) : options_{std::move(options)} {}

  // Appends a line with its line feed, or nothing of it. What somebody who was stopped in the middle has left of a
  // line is cut off before. `now` is what the file is named by if it is set aside. In whatever thread; it may wait.
  file::Met append(std::string_view line, const base::Now& now) const;
  // Cuts off what was left of a line. Errors are nobody's business: whoever appends meets them again.
  void mend() const;

 private:
  file::Met append_once(std::string_view line, const base::Now& now, bool& again) const;
  int set_aside(int folder, const base::Now& now) const;

  JournalOptions options_;
};

} // namespace responsum::resource::form
