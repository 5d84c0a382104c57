// What all readers of tables share: where they read, where problems go, and how single values are taken.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "responsum/config/configuration.hpp"
#include "responsum/config/document.hpp"
#include "responsum/config/environment.hpp"
#include "responsum/config/problem.hpp"

namespace responsum::config {

// One text being read. `name` is a view into Configuration::file_names.
struct Source {
  std::string_view name;
  std::string folder; // "" or with a slash at the end; what paths in it are relative to
  std::string text;
  std::vector<std::string_view> lines{}; // views into `text`
  bool whole = true;                     // false: lines with syntax errors were left out
};

// Collects problems; the sources outlive it.
class Problems {
 public:
  void add(Severity severity, const Source& source, Place place, std::string message, std::string help = {});
  void add(Problem problem) { problems_.push_back({sources_.size(), problems_.size(), std::move(problem)}); }
  // Problems are put into the order in which their sources were entered.
  void enter(const Source& source) { sources_.push_back(&source); }
  // About something whose origin was kept; without its line when the source has not been entered.
  void add(Severity severity, const base::Origin& origin, std::string message, std::string help = {});

  // In order of sources and places; problems about no line come last.
  std::vector<Problem> take();

 private:
  struct Entry {
    std::size_t source;
    std::size_t order; // of being reported
    Problem problem;
  };
  std::vector<const Source*> sources_;
  std::vector<Entry> problems_;
};

enum class Disk : std::uint8_t { absent, present };

struct Context;

// Reads another file than the configuration's, whose problems are told with its own lines.
class Beside {
 public:
  using Read = std::function<void(const Context&, const Node& root)>;
  virtual void read_beside(std::string text, std::string name, const Read& read) = 0;

 protected:
  ~Beside() = default;
};

struct Context {
  const Source& source;
  Problems& problems;
  const Environment& environment;
  Disk disk = Disk::absent;
  Beside* beside = nullptr; // never null where there is a disk

  base::Origin origin(Place place) const { return {source.name, place.line, place.column}; }
  void error(Place place, std::string message, std::string help = {}) const {
    problems.add(Severity::error, source, place, std::move(message), std::move(help));
  }
  void warning(Place place, std::string message, std::string help = {}) const {
    problems.add(Severity::warning, source, place, std::move(message), std::move(help));
  }
  // Relative to the folder of the source, without "." and "..".
  std::string resolve(std::string_view path) const;
};

// One table being read: what is asked for is known, the rest is an error with a suggestion.
class TableReader {
 public:
  // `caption` is how the table is written: "[server]".
  TableReader(const Context& context, const Node& table, std::string caption);

  // Null when the key is not there.
  const Node* find(std::string_view key);
  // As find(), with an error when it is not there.
  const Node* require(std::string_view key, std::string_view example);
  // Reports all keys that nobody asked for.
  void finish();

  const Context& context() const { return context_; }
  Place place() const { return table_.place; }

 private:
  const Context& context_;
  const Node& table_;
  std::string caption_;
  std::vector<std::string_view> known_;
};

// Typed values; problems are reported, and nothing is returned then. `key` is for the message.
std::optional<std::string> read_text_value(const Context& context, const Node& node, std::string_view key);
std::optional<bool> read_boolean(const Context& context, const Node& node, std::string_view key);

struct Range {
  std::uint64_t least;
  std::uint64_t most;
};
// An absolute URI as it stands between < and > in Link (RFC 3986).
std::optional<std::string> read_uri(const Context& context, const Node& node, std::string_view key);
// A time (RFC 3339) or a date, which begins at midnight in UTC. `node` may be null: then it is not said.
std::optional<base::UnixSeconds> read_time(const Context& context, const Node* node, std::string_view key);
std::optional<std::uint64_t> read_quantity(const Context& context, const Node& node, std::string_view key, Unit unit,
                                           Range range);

// A text or a list of texts.
struct Item {
  std::string text;
  Place place;
};
std::vector<Item> read_texts(const Context& context, const Node& node, std::string_view key);

std::optional<status::Profile> read_profile(const Context& context, const Node& node);

// Visible ASCII, spaces and tabs inside: what a field value of our own may consist of (RFC 9110 5.5).
bool check_field_value(const Context& context, const Node& node, std::string_view key, std::string_view value);

std::string_view describe(Kind kind);
void report_wrong_kind(const Context& context, const Node& node, std::string_view key, std::string_view expected);
void report_wrong_name(const Context& context, Place place, std::string_view key, std::string_view word,
                       std::span<const std::string_view> names);

template <class T, std::size_t n>
std::optional<T> read_named(const Context& context, Place place, std::string_view key, std::string_view word,
                            const std::array<Named<T>, n>& rows) {
  std::array<std::string_view, n> names;
  for (std::size_t i = 0; i < n; ++i) {
    if (rows[i].name == word) return rows[i].value;
    names[i] = rows[i].name;
  }
  report_wrong_name(context, place, key, word, names);
  return std::nullopt;
}

template <class T, std::size_t n>
std::optional<T> read_named(const Context& context, const Node& node, std::string_view key,
                            const std::array<Named<T>, n>& rows) {
  const auto word = read_text_value(context, node, key);
  if (!word) return std::nullopt;
  return read_named(context, node.place, key, *word, rows);
}

// Keeps the old value when there is no new one, which then has been reported.
template <class T, class U>
void set(const Context& context, Setting<T>& setting, const Node& node, std::optional<U> value) {
  if (value) setting = {T(std::move(*value)), context.origin(node.place)};
}

} // namespace responsum::config
