// The file of exchanges that keep-rules took: a SQLite database, bounded, that survives the process and its death.
// Nothing else in the program knows of SQLite.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "responsum/observe/kept_exchange.hpp"
#include "responsum/observe/selection.hpp"

namespace responsum::observe {

// One writer. All of it blocks on the disk, so no worker may hold one.
class KeptFile {
 public:
  // Makes the file when there is none. One that is damaged, or of another version, is moved aside and begun anew;
  // `said()` tells. The error is a sentence.
  static std::expected<KeptFile, std::string> open(std::string path, std::uint64_t max_exchanges);
  KeptFile(KeptFile&&) noexcept;
  KeptFile& operator=(KeptFile&&) noexcept;
  ~KeptFile();

  // All or none of them, in one transaction; one that is there already is replaced, and the oldest go when there are
  // too many. False: none was written, for want of room on the disk for example; `said()` tells.
  bool add(std::span<const KeptExchange> exchanges);

  // Sentences for the log since it was asked last. What fails again and again is said once, until it works again.
  std::vector<std::string> said();

  std::uint64_t size() const { return size_; } // exchanges
  const std::string& path() const { return path_; }

 private:
  class Database;
  KeptFile(std::string path, std::uint64_t max_exchanges);
  std::expected<void, std::string> begin();
  void move_aside(const std::string& why);
  void remove_logs() const;
  std::string try_to_add(std::span<const KeptExchange> exchanges); // what hindered it; empty: nothing

  std::string path_;
  std::uint64_t max_exchanges_;
  std::uint64_t size_ = 0;
  std::unique_ptr<Database> database_;
  std::vector<std::string> said_;
  std::string failing_; // the sentence that was said; empty: it works
};

// What of the file is wanted; the rest is for a function of the caller's.
struct KeptQuery {
  std::optional<StatusSet> statuses{};
  std::optional<ConditionSet> conditions{};
  std::string route{}; // its name; empty: any
  base::UnixSeconds from_s = 0;
  base::UnixSeconds until_s = INT64_MAX;
  std::size_t most = 100;
};

// Looks into the file from any thread, while it is written. Each look opens it anew, so there is nothing to hold on
// to when it is moved aside. What cannot be read is not there.
class KeptReader {
 public:
  explicit KeptReader(std::string path) : path_{std::move(path)} {}

  std::optional<KeptExchange> find(ExchangeId id) const;
  // Newest first; those only that `takes` agrees to.
  std::vector<KeptExchange> newest(const KeptQuery& query,
                                   const std::function<bool(const KeptExchange&)>& takes) const;

 private:
  std::string path_;
};

} // namespace responsum::observe
