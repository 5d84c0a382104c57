// [record] and [[record.keep]].
#include <filesystem>

#include "responsum/config/tables.hpp"
#include "responsum/observe/keep_rules.hpp"

namespace responsum::config {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_rules = 100;
constexpr Range exchanges{1, 1'000'000};
constexpr Range durations{1, 24 * limit_bounds::hour_ms};

void read_file_path(const Context& context, const Node& node, Setting<std::string>& file) {
  const auto text = read_text_value(context, node, "file");
  if (!text) return;
  if (text->empty()) return context.error(node.place, "`file` is empty");
  file = {context.resolve(*text), context.origin(node.place)};
  if (context.disk == Disk::absent) return;
  std::error_code ignored;
  const fs::path folder = fs::path{*file}.parent_path();
  if (!folder.empty() && !fs::is_directory(folder, ignored))
    context.error(node.place,
                  in_ticks(folder.string()) + (fs::exists(folder, ignored) ? " is not a folder" : " does not exist"));
  else if (fs::is_directory(*file, ignored))
    context.error(node.place, in_ticks(*file) + " is a folder");
}

// A status may be written as a text or as a whole number.
std::vector<Item> read_status_words(const Context& context, const Node& node) {
  std::vector<Item> items;
  const std::span<const Node> nodes = node.kind == Kind::list ? std::span{node.items} : std::span{&node, 1};
  for (const Node& item : nodes) {
    if (item.kind == Kind::integer)
      items.push_back({std::to_string(item.integer), item.place});
    else if (item.kind != Kind::text)
      report_wrong_kind(context, item, "status", "a number, a text such as \"5xx\", or a list of them");
    else if (auto text = read_text_value(context, item, "status"))
      items.push_back({std::move(*text), item.place});
  }
  return items;
}

std::string nearest_condition(std::string_view word) {
  std::vector<std::string_view> ids;
  for (const decision::ConditionRow& row : decision::condition_rows) ids.push_back(row.id);
  const std::string_view near = closest(word, ids);
  return near.empty() ? std::string{} : "did you mean \"" + std::string{near} + "\"?";
}

using Words = std::vector<Setting<std::string>>;

void read_statuses(const Context& context, const Node& node, Words& statuses) {
  for (Item& item : read_status_words(context, node)) {
    observe::StatusSet ignored;
    if (const std::string wrong = observe::add_statuses(ignored, item.text); !wrong.empty())
      context.error(item.place, "`status`: " + wrong + ", not \"" + item.text + '"');
    else
      statuses.push_back({std::move(item.text), context.origin(item.place)});
  }
  if (node.kind == Kind::list && node.items.empty()) context.error(node.place, "`status` names none");
}

void read_conditions(const Context& context, const Node& node, Words& conditions) {
  for (Item& item : read_texts(context, node, "condition")) {
    observe::ConditionSet ignored;
    if (const std::string wrong = observe::add_conditions(ignored, item.text); !wrong.empty())
      context.error(item.place, "`condition`: \"" + item.text + "\": " + wrong, nearest_condition(item.text));
    else
      conditions.push_back({std::move(item.text), context.origin(item.place)});
  }
  if (node.kind == Kind::list && node.items.empty()) context.error(node.place, "`condition` names none");
}

void read_rule_name(const Context& context, const Node& node, Setting<std::string>& name) {
  auto text = read_text_value(context, node, "name");
  const std::size_t most = observe::RuleName{}.octets.size();
  if (text && text->size() > most)
    return context.error(node.place, "`name` has at most " + std::to_string(most) + " octets");
  set(context, name, node, std::move(text));
}

void read_rule(const Context& context, const Node& table, KeepRule& rule) {
  rule.origin = context.origin(table.place);
  TableReader reader{context, table, "[[record.keep]]"};
  bool selects = false;
  const auto find = [&](std::string_view key) {
    const Node* node = reader.find(key);
    selects = selects || node != nullptr;
    return node;
  };
  if (const Node* node = reader.find("name")) read_rule_name(context, *node, rule.name);
  if (const Node* node = find("status")) read_statuses(context, *node, rule.statuses);
  if (const Node* node = find("condition")) read_conditions(context, *node, rule.conditions);
  if (const Node* node = find("min_duration_ms"))
    set(context, rule.min_duration_ms, *node,
        read_quantity(context, *node, "min_duration_ms", Unit::milliseconds, durations));
  if (const Node* node = find("route")) {
    for (Item& item : read_texts(context, *node, "route"))
      rule.routes.push_back({std::move(item.text), context.origin(item.place)});
    if (node->kind == Kind::list && node->items.empty()) context.error(node->place, "`route` names none");
  }
  reader.finish();
  if (!selects && context.source.whole)
    context.error(table.place, "[[record.keep]] does not say which exchanges are kept",
                  "add `status`, `condition`, `min_duration_ms` or `route`");
}

void read_rules(const Context& context, const Node& node, std::vector<KeepRule>& rules) {
  if (node.kind == Kind::table) return context.error(node.place, "there is a list of rules", "write [[record.keep]]");
  if (node.kind != Kind::list) return report_wrong_kind(context, node, "keep", "tables: [[record.keep]]");
  for (const Node& item : node.items) {
    if (item.kind != Kind::table)
      report_wrong_kind(context, item, "keep", "tables: [[record.keep]]");
    else if (rules.size() == most_rules)
      return context.error(item.place, "more than " + std::to_string(most_rules) + " rules to keep exchanges");
    else
      read_rule(context, item, rules.emplace_back());
  }
}

} // namespace

void read_record(const Context& context, const Node& table, RecordSettings& record) {
  TableReader reader{context, table, "[record]"};
  if (const Node* node = reader.find("enabled"))
    set(context, record.enabled, *node, read_boolean(context, *node, "enabled"));
  const Node* file = reader.find("file");
  if (file != nullptr) read_file_path(context, *file, record.file);
  if (const Node* node = reader.find("max_exchanges"))
    set(context, record.max_exchanges, *node, read_quantity(context, *node, "max_exchanges", Unit::count, exchanges));
  const Node* keep = reader.find("keep");
  if (keep != nullptr) read_rules(context, *keep, record.keep);
  reader.finish();
  if (!context.source.whole) return; // what is missing may have stood in a line that was left out
  if (keep != nullptr && file == nullptr)
    context.error(keep->place, "there is no file to keep exchanges in", "add `file` to [record]");
  if (keep == nullptr && file != nullptr)
    context.warning(file->place, "no rule says which exchanges are kept: none are", "add [[record.keep]]");
}

} // namespace responsum::config
