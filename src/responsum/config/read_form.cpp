// [site.route.form].
#include <algorithm>
#include <filesystem>

#include "responsum/config/tables.hpp"

namespace responsum::config {

namespace {

namespace fs = std::filesystem;

void read_path(const Context& context, const Node& node, std::string_view key, Setting<std::string>& setting) {
  const auto text = read_text_value(context, node, key);
  if (!text) return;
  if (text->empty()) return context.error(node.place, in_ticks(key) + " is empty");
  std::string resolved = context.resolve(*text);
  if (resolved.size() > 1 && resolved.ends_with('/')) resolved.pop_back();
  setting = {std::move(resolved), context.origin(node.place)};
}

// The folder itself is made when it is missing; what it stands in is not.
void check_folder(const Context& context, Place place, const std::string& folder) {
  std::error_code ignored;
  const fs::path path{folder};
  const fs::path parent = path.parent_path().empty() ? fs::path{"."} : path.parent_path();
  if (fs::exists(path, ignored) ? fs::is_directory(path, ignored) : fs::is_directory(parent, ignored)) return;
  context.error(place, in_ticks(folder) + " is no folder, and cannot become one");
}

void check_page(const Context& context, Place place, const std::string& page) {
  std::error_code ignored;
  if (!fs::is_regular_file(page, ignored)) context.error(place, in_ticks(page) + " is no file");
}

// What Location is to say.
void read_result(const Context& context, const Node& node, Setting<std::string>& result) {
  auto text = read_text_value(context, node, "result");
  if (!text || !check_field_value(context, node, "result", *text)) return;
  const bool address = text->starts_with('/') || text->starts_with("http://") || text->starts_with("https://");
  if (!address || text->find(' ') != std::string::npos)
    return context.error(node.place, "`result` is the address of a page", "write \"/thanks.html\"");
  result = {std::move(*text), context.origin(node.place)};
}

void read_fields(const Context& context, const Node& node, std::vector<FormFieldSettings>& fields) {
  if (node.kind != Kind::table)
    return report_wrong_kind(context, node, "fields", "a table: {name = \"required\", note = \"optional\"}");
  for (const Member& member : node.members)
    if (const auto kind = read_named(context, member.value, member.key, form_field_names))
      fields.push_back({member.key, *kind, context.origin(member.place)});
}

} // namespace

void read_form(const Context& context, const Node& table, RouteSettings& route) {
  if (table.kind != Kind::table) return report_wrong_kind(context, table, "form", "a table: [site.route.form]");
  FormSettings& form = route.form.emplace();
  form.origin = context.origin(table.place);
  TableReader reader{context, table, "[site.route.form]"};
  const bool on_disk = context.disk == Disk::present;
  if (const Node* node = reader.require("folder", "folder = \"entries\"")) {
    read_path(context, *node, "folder", form.folder);
    if (on_disk && form.folder.is_set()) check_folder(context, node->place, *form.folder);
  }
  if (const Node* node = reader.find("page")) {
    read_path(context, *node, "page", form.page);
    if (on_disk && form.page.is_set()) check_page(context, node->place, *form.page);
  }
  if (const Node* node = reader.find("result")) read_result(context, *node, form.result);
  if (const Node* node = reader.find("fields")) read_fields(context, *node, form.fields);
  if (const Node* node = reader.find("other_fields"))
    set(context, form.other_fields, *node, read_boolean(context, *node, "other_fields"));
  const auto number = [&](Setting<std::uint64_t>& setting, const char* key, Unit unit, Range range) {
    if (const Node* node = reader.find(key))
      set(context, setting, *node, read_quantity(context, *node, key, unit, range));
  };
  // What is entered is in memory until it is kept.
  number(form.max_content_bytes, "max_content_bytes", Unit::bytes, {1, 16 * limit_bounds::MiB});
  number(form.max_file_bytes, "max_file_bytes", Unit::bytes, {0, 1024 * limit_bounds::GiB});
  number(form.keep_files, "keep_files", Unit::count, {0, 100'000});
  if (const Node* node = reader.find("durability"))
    set(context, form.durability, *node, read_named(context, *node, "durability", entry_durability_names));
  reader.finish();
  if (!route.path.is_set() || route.path->kind == base::PathPattern::Kind::exact) return;
  std::string path{route.path->mount()};
  if (path.ends_with('/')) path.pop_back();
  context.error(reader.place(), "a route with a `form` has one path",
                "write \"" + (path.empty() ? "/entry" : path) + '"');
}

} // namespace responsum::config
