#include "responsum/server/options.hpp"

#include <sys/stat.h>

#include <memory>
#include <utility>

#include "responsum/base/text.hpp"
#include "responsum/resource/gateway/scripts.hpp"
#include "responsum/server/upstreams.hpp"

namespace responsum::server {

namespace {

using resource::file::FilesOptions;

resource::file::Coding coding_of(config::Coding coding) {
  switch (coding) {
  case config::Coding::br: return {"br", ".br"};
  case config::Coding::zstd: return {"zstd", ".zst"};
  case config::Coding::gzip: return {"gzip", ".gz"};
  }
  std::unreachable();
}

resource::file::Symlinks symlinks_of(config::Symlinks symlinks) {
  switch (symlinks) {
  case config::Symlinks::beneath: return resource::file::Symlinks::beneath;
  case config::Symlinks::refuse: return resource::file::Symlinks::refuse;
  case config::Symlinks::follow: return resource::file::Symlinks::follow;
  }
  std::unreachable();
}

resource::file::Preconditions preconditions_of(config::RequirePreconditions wanted) {
  switch (wanted) {
  case config::RequirePreconditions::never: return resource::file::Preconditions::never;
  case config::RequirePreconditions::contended: return resource::file::Preconditions::contended;
  case config::RequirePreconditions::always: return resource::file::Preconditions::always;
  }
  std::unreachable();
}

resource::file::Durability durability_of(config::Durability durability) {
  switch (durability) {
  case config::Durability::full: return resource::file::Durability::full;
  case config::Durability::ordered: return resource::file::Durability::ordered;
  case config::Durability::none: return resource::file::Durability::none;
  }
  std::unreachable();
}

// `files` may name one file: then every path of the route leads to it.
void set_root(FilesOptions& options, const std::string& files) {
  struct stat s{};
  options.root = files;
  if (::stat(files.c_str(), &s) != 0 || !S_ISREG(s.st_mode)) return;
  const std::size_t slash = files.rfind('/');
  options.root = slash == std::string::npos ? "." : files.substr(0, slash + 1);
  options.single = "/" + files.substr(slash == std::string::npos ? 0 : slash + 1);
}

resource::file::JobOptions jobs_of(const config::RouteSettings& route) {
  const std::string at = jobs_at(route);
  return {.offered = !at.empty(),
          .at = base::encode_path(at),
          .max_count = *route.max_jobs,
          .retention_s = static_cast<base::UnixSeconds>(*route.job_retention_s),
          .wait_ms = static_cast<base::Milliseconds>(*route.async_wait_ms),
          .threshold = *route.async_threshold,
          .processing_interval_ms = static_cast<base::Milliseconds>(*route.processing_interval_ms)};
}

// Shared by the copies of a route's options. Null: no script answers.
std::shared_ptr<const resource::gateway::Scripts> scripts_of(const config::RouteSettings& route,
                                                             const resource::file::FileSystem& system) {
  const config::ScriptSettings* const settings = route.scripts();
  if (settings == nullptr) return nullptr;
  using resource::gateway::Scripts;
  return std::make_shared<const Scripts>( // likewise
      Scripts{.programs = route.cgi->has_value(),
              .root = settings->root,
              .index = settings->index,
              .split = settings->split,
              .params = settings->params,
              .system = &system});
}

} // namespace

decision::UploadTerms terms_of(const config::RouteSettings& route, const config::Limits& limits) {
  return {.offered = *route.resumable_uploads,
          .max_bytes = *route.max_upload_bytes != 0 ? *route.max_upload_bytes : limits.max_content_bytes,
          .max_age_s = static_cast<base::UnixSeconds>(*route.upload_expiry_s),
          .version = static_cast<std::uint16_t>(*route.upload_interop_version)};
}

std::string jobs_at(const config::RouteSettings& route) {
  const base::PathPattern& path = *route.path;
  const bool is_folder = path.kind == base::PathPattern::Kind::span && path.end.empty();
  if (!*route.delete_trees || *route.max_jobs == 0 || !is_folder) return {};
  std::string_view mount = path.mount();
  if (mount.ends_with('/')) mount.remove_suffix(1);
  return std::string{mount} + *route.jobs_path;
}

FilesOptions options_of(const config::RouteSettings& route, const std::string& files, const config::Limits& limits) {
  FilesOptions options;
  set_root(options, files);
  options.index = *route.index;
  for (config::Coding c : *route.precompressed) options.codings.push_back(coding_of(c));
  for (const config::CacheRule& rule : route.cache_control) options.cache_rules.push_back({rule.match, rule.value});
  options.charset = *route.charset;
  options.symlinks = symlinks_of(*route.symlinks);
  options.listing = *route.listing == config::Listing::json   ? resource::file::ListingForm::json
                    : *route.listing == config::Listing::html ? resource::file::ListingForm::html
                                                              : resource::file::ListingForm::negotiated;
  options.lists_hidden = *route.hidden == config::Hidden::serve;
  options.methods = route.methods();
  for (const message::Method m : *route.writes) options.writes.methods.insert(m);
  options.writes.durability = durability_of(*route.durability);
  options.writes.deletes_trees = *route.delete_trees;
  options.writes.quota_bytes = *route.quota_bytes;
  options.writes.preconditions = preconditions_of(*route.require_preconditions);
  options.writes.uploads = {.terms = terms_of(route, limits),
                            .max_count = *route.max_uploads,
                            .max_append_bytes = limits.max_content_bytes,
                            .checkpoint_bytes = *route.upload_checkpoint_bytes};
  options.writes.jobs = jobs_of(route);
  options.writes.max_patched_bytes = limits.max_patched_bytes;
  options.writes.max_waiting = limits.max_waiting_changes;
  options.max_cached_file_bytes = limits.max_cached_file_bytes;
  options.max_cached_bytes = limits.max_cached_bytes;
  options.max_cached_files = limits.max_cached_files;
  options.check_ms = limits.cache_check_ms.milliseconds();
  return options;
}

resource::form::FormOptions form_options_of(const config::RouteSettings& route, const config::Limits& limits) {
  const config::FormSettings& form = *route.form;
  resource::form::FormOptions options;
  options.journal = {.folder = *form.folder,
                     .durability = durability_of(*form.durability),
                     .max_file_bytes = *form.max_file_bytes,
                     .keep_files = *form.keep_files};
  options.max_waiting = limits.max_waiting_changes;
  options.methods = route.methods();
  options.rules.takes_others = *form.other_fields || form.fields.empty();
  for (const config::FormFieldSettings& field : form.fields) {
    const bool number = field.kind == config::FormField::number || field.kind == config::FormField::optional_number;
    const bool required = field.kind == config::FormField::required || field.kind == config::FormField::number;
    options.rules.fields.push_back({.name = field.name, .required = required, .number = number});
  }
  return options;
}

resource::gateway::Options options_of(const config::RouteSettings& route, const config::UpstreamSettings& upstream,
                                      const std::string& pseudonym, const resource::file::FileSystem& system) {
  const config::UpstreamLimits& limits = upstream.limits;
  using resource::gateway::ForwardedBy;
  using resource::gateway::HostSent;
  const auto by = [&] {
    switch (*route.forwarded_by) {
    case config::ForwardedBy::none: return ForwardedBy::none;
    case config::ForwardedBy::x_forwarded: return ForwardedBy::x_forwarded;
    case config::ForwardedBy::forwarded: return ForwardedBy::forwarded;
    case config::ForwardedBy::both: return ForwardedBy::both;
    }
    std::unreachable();
  };
  return {.pseudonym = pseudonym,
          .host = *route.host_sent == config::HostSent::client ? HostSent::client : HostSent::upstream,
          .forwarded_by = by(),
          .introduced_by = introduced_by(upstream.introduced_by),
          .scripts = scripts_of(route, system),
          .retries = limits.retries,
          .request_buffer_bytes = limits.request_buffer_bytes,
          .response_buffer_bytes = limits.response_buffer_bytes};
}

} // namespace responsum::server
