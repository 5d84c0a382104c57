// The ends of names and routes (RFC 8594): `until`, `sunset` and [[site.retired]].
#include <algorithm>

#include "responsum/config/tables.hpp"

namespace responsum::config {

namespace {

// Of this site, or absolute.
std::optional<std::string> read_reference(const Context& context, const Node& node, std::string_view key) {
  auto text = read_text_value(context, node, key);
  if (!text) return std::nullopt;
  const bool sound = std::ranges::all_of(*text, [](char c) { return c > ' ' && c < 127 && c != '<' && c != '>'; });
  if (sound && text->starts_with('/') && !text->starts_with("//")) return text;
  return read_uri(context, node, key);
}

void read_details(TableReader& reader, route::Retirement& end) {
  const Context& context = reader.context();
  if (const Node* node = reader.find("successor"))
    end.successor = read_reference(context, *node, "successor").value_or("");
  if (const Node* node = reader.find("about")) end.policy = read_reference(context, *node, "about").value_or("");
  if (const Node* node = reader.find("text"))
    if (auto text = read_text_value(context, *node, "text"); text && check_field_value(context, *node, "text", *text))
      end.words = std::move(*text);
}

void read_one_retired(const Context& context, const Node& table, std::vector<route::Retired>& all) {
  if (table.kind != Kind::table) return report_wrong_kind(context, table, "retired", "tables: [[site.retired]]");
  TableReader reader{context, table, "[[site.retired]]"};
  auto matcher = read_matcher(reader, table.place, "a retired name");
  route::Retirement end{.origin = context.origin(table.place)};
  end.at_s = read_time(context, reader.find("since"), "since").value_or(0);
  read_details(reader, end);
  reader.finish();
  if (matcher) all.push_back({std::move(*matcher), std::move(end)});
}

} // namespace

void read_end(const Context& context, const Node& node, std::string_view key, std::optional<route::Retirement>& end) {
  route::Retirement read{.origin = context.origin(node.place)};
  std::optional<base::UnixSeconds> at_s;
  if (node.kind == Kind::table) {
    TableReader reader{context, node, "`" + std::string{key} + "`"};
    at_s = read_time(context, reader.require("at", "at = \"2027-06-30\""), "at");
    read_details(reader, read);
    reader.finish();
  } else {
    at_s = read_time(context, &node, key);
  }
  if (!at_s) return;
  read.at_s = *at_s;
  end = std::move(read);
}

void read_retired(const Context& context, const Node& node, std::vector<route::Retired>& retired) {
  if (node.kind != Kind::list) return report_wrong_kind(context, node, "retired", "tables: [[site.retired]]");
  for (const Node& item : node.items) read_one_retired(context, item, retired);
}

} // namespace responsum::config
