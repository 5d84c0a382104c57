// What a route takes that changes its files.
#include <algorithm>

#include "responsum/base/ascii.hpp"
#include "responsum/config/tables.hpp"
#include "responsum/field/content_type.hpp"

namespace responsum::config {

namespace {

void read_writes(const Context& context, const Node& node, Setting<std::vector<message::Method>>& writes) {
  std::vector<message::Method> methods;
  if (node.kind == Kind::boolean) {
    if (node.boolean)
      for (const Named<message::Method>& row : write_names) methods.push_back(row.value);
  } else {
    for (const Item& item : read_texts(context, node, "writes")) {
      const auto method = read_named(context, item.place, "writes", item.text, write_names);
      if (!method) continue;
      if (std::ranges::find(methods, *method) != methods.end())
        context.error(item.place, "\"" + item.text + "\" is named twice");
      else
        methods.push_back(*method);
    }
  }
  writes = {std::move(methods), context.origin(node.place)};
}

void read_uploads(TableReader& reader, RouteSettings& route) {
  const Context& context = reader.context();
  if (const Node* node = reader.find("resumable_uploads"))
    set(context, route.resumable_uploads, *node, read_boolean(context, *node, "resumable_uploads"));
  const auto number = [&](Setting<std::uint64_t>& setting, const char* key, Unit unit, Range range) {
    const Node* node = reader.find(key);
    if (node == nullptr) return;
    set(context, setting, *node, read_quantity(context, *node, key, unit, range));
    if (!*route.resumable_uploads)
      context.error(reader.place(), std::string{"`"} + key + "` is of uploads that can be resumed",
                    "add resumable_uploads = true");
  };
  constexpr std::uint64_t year_s = 366 * 24 * 60 * 60;
  number(route.max_uploads, "max_uploads", Unit::count, {1, 10'000});
  number(route.max_upload_bytes, "max_upload_bytes", Unit::bytes, {0, 1024 * limit_bounds::GiB});
  number(route.upload_expiry_s, "upload_expiry_s", Unit::seconds, {1, year_s});
  number(route.upload_checkpoint_bytes, "upload_checkpoint_bytes", Unit::bytes, {1, limit_bounds::GiB});
  number(route.upload_interop_version, "upload_interop_version", Unit::count, {0, 1000});
  const bool brings = std::ranges::any_of(
      *route.writes, [](message::Method m) { return m == message::Method::put || m == message::Method::post; });
  if (*route.resumable_uploads && !brings)
    context.error(reader.place(), "`resumable_uploads` is of files that can be put or posted",
                  "add writes = [\"PUT\"]");
}

void read_jobs_path(const Context& context, const Node& node, Setting<std::string>& setting) {
  auto text = read_text_value(context, node, "jobs_path");
  if (!text) return;
  const bool sound =
      text->size() > 1 && text->starts_with('/') && text->ends_with('/') && text->find("//") == std::string::npos &&
      std::ranges::all_of(*text, [](char c) {
        return base::is_alpha(c) || base::is_digit(c) || std::string_view{"/-._~"}.find(c) != std::string_view::npos;
      });
  if (!sound || text->find("/../") != std::string::npos || text->find("/./") != std::string::npos)
    return context.error(node.place, "`jobs_path` is a folder below the route's path, not \"" + *text + '"',
                         "write \"/.jobs/\"");
  setting = {std::move(*text), context.origin(node.place)};
}

// Of trees that go on being removed once their request has been answered.
void read_jobs(TableReader& reader, RouteSettings& route) {
  const Context& context = reader.context();
  const auto of_trees = [&](const char* key) -> const Node* {
    const Node* node = reader.find(key);
    if (node != nullptr && !*route.delete_trees)
      context.error(reader.place(), std::string{"`"} + key + "` is of trees that are removed",
                    "add delete_trees = true");
    return node;
  };
  const auto number = [&](Setting<std::uint64_t>& setting, const char* key, Unit unit, Range range) {
    if (const Node* node = of_trees(key))
      set(context, setting, *node, read_quantity(context, *node, key, unit, range));
  };
  constexpr std::uint64_t year_s = 366 * 24 * 60 * 60;
  constexpr std::uint64_t hour_ms = 60 * 60 * 1000;
  if (const Node* node = of_trees("jobs_path")) read_jobs_path(context, *node, route.jobs_path);
  number(route.max_jobs, "max_jobs", Unit::count, {0, 10'000});
  number(route.job_retention_s, "job_retention_s", Unit::seconds, {1, year_s});
  number(route.async_wait_ms, "async_wait_ms", Unit::milliseconds, {0, 60'000});
  number(route.async_threshold, "async_threshold", Unit::count, {0, 1'000'000'000});
  number(route.processing_interval_ms, "processing_interval_ms", Unit::milliseconds, {0, hour_ms});
}

void read_accept_types(const Context& context, const Node& node, Setting<std::vector<std::string>>& types) {
  std::vector<std::string> all;
  for (Item& item : read_texts(context, node, "accept_types")) {
    const auto media = field::parse_media_type(item.text);
    if (!media || !media->parameters.empty() || media->type == "*")
      context.error(item.place, "\"" + item.text + "\" is no media type", "write \"image/png\" or \"image/*\"");
    else
      all.push_back(std::move(item.text));
  }
  types = {std::move(all), context.origin(node.place)};
}

} // namespace

void read_writing(TableReader& reader, RouteSettings& route) {
  const Context& context = reader.context();
  if (const Node* node = reader.find("writes")) read_writes(context, *node, route.writes);
  if (const Node* node = reader.find("durability"))
    set(context, route.durability, *node, read_named(context, *node, "durability", durability_names));
  if (const Node* node = reader.find("delete_trees"))
    set(context, route.delete_trees, *node, read_boolean(context, *node, "delete_trees"));
  if (const Node* node = reader.find("require_length"))
    set(context, route.require_length, *node, read_boolean(context, *node, "require_length"));
  constexpr Range quota{0, 1024 * limit_bounds::GiB};
  if (const Node* node = reader.find("quota_bytes"))
    set(context, route.quota_bytes, *node, read_quantity(context, *node, "quota_bytes", Unit::bytes, quota));
  if (const Node* node = reader.find("require_preconditions"))
    set(context, route.require_preconditions, *node,
        read_named(context, *node, "require_preconditions", require_preconditions_names));
  if (const Node* node = reader.find("accept_types")) read_accept_types(context, *node, route.accept_types);
  read_uploads(reader, route);
  read_jobs(reader, route);
  const auto needs_writes = [&](const auto& setting, const char* key) {
    if (setting.is_set() && route.writes->empty())
      context.error(reader.place(), std::string{"`"} + key + "` is of files that can be written",
                    "add writes = [\"PUT\"]");
  };
  needs_writes(route.durability, "durability");
  needs_writes(route.delete_trees, "delete_trees");
  needs_writes(route.require_length, "require_length");
  needs_writes(route.quota_bytes, "quota_bytes");
  needs_writes(route.require_preconditions, "require_preconditions");
  needs_writes(route.accept_types, "accept_types");
  // A sibling that was made of the file before would be served in place of the file that is there now.
  if (!route.writes->empty() && route.form)
    context.error(reader.place(), "a route with a `form` has no `writes`: it takes POST", "leave out `writes`");
  if (!route.writes->empty() && !route.precompressed->empty())
    context.error(reader.place(), "files that can be written have no siblings that are compressed beforehand",
                  "leave out `precompressed`, or `writes`");
}

} // namespace responsum::config
