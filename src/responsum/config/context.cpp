#include "responsum/config/context.hpp"

#include <algorithm>
#include <filesystem>
#include <tuple>

#include "responsum/base/timestamp.hpp"
namespace responsum::config {
namespace {

// "a", "b" or "c"
std::string one_of(std::span<const std::string_view> names) {
  std::string out;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) out += i + 1 == names.size() ? " or " : ", ";
    out += '"' + std::string{names[i]} + '"';
  }
  return out;
}

// Where a key is at home that somebody wrote elsewhere.
struct Home {
  std::string_view key;
  std::string_view table;
};

constexpr std::array homes{
    Home{"listen", "[server]"},
    Home{"listen_tls", "[server]"},
    Home{"tls_min_version", "[server]"},
    Home{"http2", "[server]"},
    Home{"console", "[server]"},
    Home{"workers", "[server]"},
    Home{"console_token", "[server]"},
    Home{"console_token_file", "[server]"},
    Home{"trusted", "[server]"},
    Home{"pid_file", "[server]"},
    Home{"server_header", "[server]"},
    Home{"access", "[log]"},
    Home{"errors", "[log]"},
    Home{"hosts", "[[site]]"},
    Home{"files", "[[site.route]]"},
    Home{"path", "[[site.route]]"},
    Home{"index", "[[site.route]]"},
    Home{"listing", "[[site.route]]"},
    Home{"hidden", "[[site.route]]"},
    Home{"cache_control", "[[site.route]]"},
    Home{"max_exchanges", "[record]"},
    Home{"keep", "[record]"},
};

// Empty when the key is at home nowhere, or where it stands already.
std::string_view home_of(std::string_view key, std::string_view caption) {
  std::string_view table;
  if (std::ranges::find(limit_rows, key, &LimitRow::key) != limit_rows.end()) table = "[limits]";
  const auto row = std::ranges::find(homes, key, &Home::key);
  if (row != homes.end()) table = row->table;
  return table == caption ? std::string_view{} : table;
}

} // namespace

void Problems::add(Severity severity, const Source& source, Place place, std::string message, std::string help) {
  Problem problem{severity, std::string{source.name}, place.line,      place.column,
                  0,        std::move(message),       std::move(help), {}};
  if (place.line != 0 && place.line <= source.lines.size()) {
    problem.source_line = source.lines[place.line - 1];
    problem.length = token_length(problem.source_line, place.column);
  }
  const auto at = std::ranges::find(sources_, &source);
  problems_.push_back({static_cast<std::size_t>(at - sources_.begin()), problems_.size(), std::move(problem)});
}

void Problems::add(Severity severity, const base::Origin& origin, std::string message, std::string help) {
  const auto at = std::ranges::find_if(sources_, [&](const Source* s) { return s->name == origin.file; });
  if (at != sources_.end())
    add(severity, **at, {origin.line, origin.column}, std::move(message), std::move(help));
  else
    add({severity, std::string{origin.file}, origin.line, origin.column, 0, std::move(message), std::move(help), {}});
}

std::vector<Problem> Problems::take() {
  std::ranges::sort(problems_, {}, [](const Entry& entry) {
    return std::tuple{entry.source, entry.problem.line, entry.problem.column, entry.order};
  });
  std::vector<Problem> sorted;
  // What several sites have from [server] is wrong once.
  const auto same = [](const Problem& a, const Problem& b) {
    return a.line != 0 &&
           std::tie(a.file, a.line, a.column, a.message) == std::tie(b.file, b.line, b.column, b.message);
  };
  for (Entry& entry : problems_)
    if (sorted.empty() || !same(sorted.back(), entry.problem)) sorted.push_back(std::move(entry.problem));
  problems_.clear();
  return sorted;
}

std::string Context::resolve(std::string_view path) const {
  const std::filesystem::path given{path};
  if (given.is_absolute()) return given.lexically_normal().string();
  return (std::filesystem::path{source.folder} / given).lexically_normal().string();
}

TableReader::TableReader(const Context& context, const Node& table, std::string caption)
    : context_{context}, table_{table}, caption_{std::move(caption)} {}

const Node* TableReader::find(std::string_view key) {
  known_.push_back(key);
  const auto member = std::ranges::find(table_.members, key, &Member::key);
  return member == table_.members.end() ? nullptr : &member->value;
}

const Node* TableReader::require(std::string_view key, std::string_view example) {
  const Node* node = find(key);
  // In a text that lost lines to syntax errors, the key may have stood in one of them.
  if (node == nullptr && context_.source.whole)
    context_.error(table_.place, caption_ + " has no " + in_ticks(key), "add " + in_ticks(example));
  return node;
}

void TableReader::finish() {
  for (const Member& member : table_.members) {
    if (std::ranges::find(known_, member.key) != known_.end()) continue;
    std::string help;
    const std::string_view near = closest(member.key, known_);
    const std::string_view home = home_of(member.key, caption_);
    if (!home.empty())
      help = in_ticks(member.key) + " belongs in " + std::string{home};
    else if (caption_.empty() && (member.key == "route" || member.key == "routes"))
      help = "a route belongs to a site: [[site.route]]";
    else if (!near.empty())
      help = "did you mean " + in_ticks(near) + "?";
    const std::string where = caption_.empty() ? "" : " in " + caption_;
    context_.error(member.place, "unknown key " + in_ticks(member.key) + where, std::move(help));
  }
}

std::string_view describe(Kind kind) {
  switch (kind) {
  case Kind::table: return "a table";
  case Kind::list: return "a list";
  case Kind::text: return "a text";
  case Kind::integer: return "a whole number";
  case Kind::real: return "a number with a fraction";
  case Kind::boolean: return "true or false";
  case Kind::time: return "a date or time";
  }
  return {};
}

void report_wrong_kind(const Context& context, const Node& node, std::string_view key, std::string_view expected) {
  std::string found{describe(node.kind)};
  if (node.kind == Kind::boolean) found = node.boolean ? "true" : "false";
  context.error(node.place, in_ticks(key) + " takes " + std::string{expected} + ", not " + found);
}

void report_wrong_name(const Context& context, Place place, std::string_view key, std::string_view word,
                       std::span<const std::string_view> names) {
  const std::string_view near = closest(word, names);
  context.error(place, in_ticks(key) + " is " + one_of(names) + ", not \"" + std::string{word} + '"',
                near.empty() ? std::string{} : "did you mean \"" + std::string{near} + "\"?");
}

std::optional<std::string> read_text_value(const Context& context, const Node& node, std::string_view key) {
  if (node.kind != Kind::text) {
    report_wrong_kind(context, node, key, "a text");
    return std::nullopt;
  }
  auto text = substitute(node.text, context.environment);
  if (text) return std::move(*text);
  context.error(node.place, std::move(text.error()), "`${NAME:-text}` gives a default, `$${` is a plain `${`");
  return std::nullopt;
}

std::optional<bool> read_boolean(const Context& context, const Node& node, std::string_view key) {
  if (node.kind == Kind::boolean) return node.boolean;
  report_wrong_kind(context, node, key, "true or false");
  return std::nullopt;
}

std::optional<std::uint64_t> read_quantity(const Context& context, const Node& node, std::string_view key, Unit unit,
                                           Range range) {
  std::uint64_t value = 0;
  std::string written;
  if (node.kind == Kind::text) {
    const auto text = read_text_value(context, node, key);
    if (!text) return std::nullopt;
    const auto parsed = parse_quantity(*text, unit);
    if (!parsed) {
      context.error(node.place, in_ticks(key) + ": " + parsed.error());
      return std::nullopt;
    }
    value = *parsed;
    written = *text;
  } else if (node.kind == Kind::integer) {
    written = std::to_string(node.integer);
    if (node.integer >= 0) value = static_cast<std::uint64_t>(node.integer);
  } else {
    report_wrong_kind(context, node, key, "a whole number");
    return std::nullopt;
  }
  const bool negative = node.kind == Kind::integer && node.integer < 0;
  if (!negative && value >= range.least && value <= range.most) return value;
  context.error(node.place, in_ticks(key) + " is from " + write_quantity(range.least, unit) + " to " +
                                write_quantity(range.most, unit) + ", not " + written);
  return std::nullopt;
}

std::vector<Item> read_texts(const Context& context, const Node& node, std::string_view key) {
  std::vector<Item> items;
  if (node.kind != Kind::text && node.kind != Kind::list) {
    report_wrong_kind(context, node, key, "a text or a list of texts");
    return items;
  }
  const std::span<const Node> nodes = node.kind == Kind::list ? std::span{node.items} : std::span{&node, 1};
  for (const Node& item : nodes)
    if (auto text = read_text_value(context, item, key)) items.push_back({std::move(*text), item.place});
  return items;
}

std::optional<status::Profile> read_profile(const Context& context, const Node& node) {
  const auto text = read_text_value(context, node, "profile");
  if (!text) return std::nullopt;
  const auto profile = status::profile_named(*text);
  if (profile) return profile;
  std::vector<std::string_view> names;
  for (const auto& row : status::profile_rows) names.push_back(row.name);
  report_wrong_name(context, node.place, "profile", *text, names);
  return std::nullopt;
}

bool check_field_value(const Context& context, const Node& node, std::string_view key, std::string_view value) {
  const bool sound = std::ranges::all_of(value, [](char c) { return c == '\t' || (c >= 0x20 && c < 0x7f); });
  if (!sound)
    context.error(node.place, in_ticks(key) +
                                  " becomes a header field: line ends, control characters and letters beyond "
                                  "ASCII cannot stand in it");
  return sound;
}

std::optional<std::string> read_uri(const Context& context, const Node& node, std::string_view key) {
  auto text = read_text_value(context, node, key);
  if (!text) return std::nullopt;
  const bool has_scheme = text->find(':') != std::string::npos && base::is_alpha(text->front());
  if (has_scheme && std::ranges::all_of(*text, [](char c) { return c > ' ' && c < 127 && c != '<' && c != '>'; }))
    return text;
  context.error(node.place, in_ticks(key) + " is a URI, not \"" + *text + '"', "write \"https://example.org/\"");
  return std::nullopt;
}

std::optional<base::UnixSeconds> read_time(const Context& context, const Node* node, std::string_view key) {
  if (node == nullptr) return std::nullopt;
  if (node->kind == Kind::time) {
    context.error(node->place, in_ticks(key) + " is written as a text", "put it into quotes");
    return std::nullopt;
  }
  const auto text = read_text_value(context, *node, key);
  if (!text) return std::nullopt;
  constexpr std::size_t date_size = 10;
  const auto time = base::parse_timestamp(text->size() == date_size ? *text + "T00:00:00Z" : *text);
  if (!time)
    context.error(node->place, in_ticks(key) + " is no time: \"" + *text + '"', "write \"2026-11-30T02:00:00Z\"");
  return time;
}

} // namespace responsum::config
