#include "responsum/admin/console.hpp"

#include <algorithm>

#include "responsum/admin/api.hpp"
#include "responsum/admin/assets.hpp"
#include "responsum/admin/metrics.hpp"
#include "responsum/base/assert.hpp"
#include "responsum/base/writer.hpp"
#include "responsum/decision/drawing.hpp"
#include "responsum/decision/drawing/style.hpp"
#include "responsum/exchange/explanation.hpp"
#include "responsum/resource/file/media_type.hpp"

namespace responsum::admin {

using decision::Facts;
using decision::Located;
using message::Method;
using message::ResponseField;

namespace {

// Everything from here and nothing inline, but for the style of pages that explain a refusal.
std::string security_policy() {
  return "default-src 'none'; script-src 'self'; style-src 'self' " + std::string{exchange::html_style_hash} +
         "; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
}
constexpr std::string_view json_type = "application/json";

// FNV-1a: tells two versions of a page apart, no more.
std::uint64_t fingerprint(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

// The policy allows no style within a drawing, so each names the file that all of them share.
std::string with_shared_style(std::string svg) {
  constexpr std::string_view begin = "<style>";
  constexpr std::string_view end = "</style>";
  if (const std::size_t at = svg.find(begin); at != std::string::npos)
    svg.erase(at, svg.find(end, at) + end.size() - at);
  return "<?xml-stylesheet type=\"text/css\" href=\"/diagram.css\"?>\n" + svg;
}

// What stands at each path, whoever may have it.
constexpr std::string_view health_path = "/healthz";
constexpr std::string_view plain_text = "text/plain; charset=utf-8";

void supply_problem(const Problem& problem, resource::Bench& bench, Facts& facts) {
  facts.resource.located = Located::query_invalid;
  facts.resource.query = {.parameter = bench.arena.copy(problem.parameter),
                          .value = bench.arena.copy(problem.value),
                          .complaint = bench.arena.copy(problem.text),
                          .position = static_cast<std::uint32_t>(problem.position)};
}

} // namespace

Console::Console(const Observed& observed) : observed_{observed} {
  const resource::file::MediaTypes types;
  for (const Asset& asset : assets()) {
    const std::string type{types.of(asset.path)};
    const bool text = resource::file::is_text(type);
    pages_[std::string{asset.path}] = {text ? type + "; charset=utf-8" : type, std::string{asset.content}};
  }
  const auto draw = [this](std::string_view name, std::optional<decision::Chapter> chapter) {
    pages_["/diagram/" + std::string{name} + ".svg"] = {
        "image/svg+xml", with_shared_style(decision::draw(decision::Format::svg, chapter))};
  };
  for (const decision::ChapterRow& r : decision::chapter_rows) draw(r.name, r.chapter);
  draw("overview", std::nullopt);
  pages_["/diagram.css"] = {"text/css; charset=utf-8", std::string{decision::drawing::style}};
  pages_["/api/diagram"] = {std::string{json_type}, decision::draw(decision::Format::json, std::nullopt)};
}

void Console::look(base::UnixSeconds now_s) {
  if (traffic_.counted_s() == now_s - 1) return;
  traffic_.count(observed_.recorders(), now_s - 1);
  events_.traffic_counted();
}

message::MethodSet Console::methods() const { return {Method::get, Method::head, Method::options}; }

std::optional<std::string> Console::api(std::string_view path, base::UnixSeconds now_s) {
  constexpr std::string_view one = "/api/exchanges/";
  if (path == "/api/overview") return write_overview(observed_, events_, now_s);
  if (path.starts_with(one)) return write_exchange(observed_, path.substr(one.size()));
  if (path == "/api/traffic") return write_traffic(traffic_);
  if (path == "/api/statuses") return write_statuses(observed_, traffic_);
  if (path == "/api/conditions") return write_conditions(observed_, traffic_);
  return std::nullopt;
}

void Console::locate(const resource::Request& request, resource::Bench& bench, Facts& facts,
                     resource::Selected& selected) {
  facts.learned(decision::Lookup::locate);
  decision::ResourceFacts& r = facts.resource;
  const std::string_view path = request.path;
  const std::string_view query = request.head.text(request.head.query);
  const bool root = path == "/";
  if (const auto page = pages_.find(root ? std::string_view{"/index.html"} : path); page != pages_.end()) {
    r.directory = r.has_index = root;
    return supply(page->second.content, page->second.media_type, false, bench, facts, selected);
  }
  if (path == health_path) return supply("ok\n", plain_text, true, bench, facts, selected);
  if (path == "/metrics")
    return supply(bench.arena.copy(write_metrics(observed_, events_)), metrics_media_type, true, bench, facts,
                  selected);
  if (path == "/readyz") return locate_readiness(bench, facts, selected);
  if (path == "/api/exchanges") return locate_exchanges(query, bench, facts, selected);
  if (path == "/api/events") return locate_events(query, bench, facts, selected);
  constexpr std::string_view exchanges = "/api/exchanges/";
  constexpr std::string_view why = "/why";
  if (path.starts_with(exchanges) && path.ends_with(why)) {
    std::string_view id = path.substr(exchanges.size());
    id.remove_suffix(std::min(id.size(), why.size()));
    const auto answer = write_why(observed_, id, bench.now);
    if (answer) return supply(bench.arena.copy(*answer), plain_text, true, bench, facts, selected);
  } else if (path.starts_with("/api/")) {
    const auto answer = api(path, bench.now.wall_s);
    if (answer) return supply(bench.arena.copy(*answer), json_type, true, bench, facts, selected);
  }
  r.located = Located::none;
  r.failed_component = path;
}

void Console::locate_readiness(resource::Bench& bench, Facts& facts, resource::Selected& selected) const {
  if (observed_.ready()) return supply("ready\n", plain_text, true, bench, facts, selected);
  facts.resource.located = Located::not_ready;
}

void Console::locate_exchanges(std::string_view query, resource::Bench& bench, Facts& facts,
                               resource::Selected& selected) const {
  const auto filter = Filter::parse(query);
  if (!filter) return supply_problem(filter.error(), bench, facts);
  supply(bench.arena.copy(write_exchanges(observed_, *filter)), json_type, true, bench, facts, selected);
}

void Console::locate_events(std::string_view query, resource::Bench& bench, Facts& facts,
                            resource::Selected& selected) const {
  if (const auto wanted = Wanted::parse(query); !wanted) return supply_problem(wanted.error(), bench, facts);
  if (events_.open() >= max_streams_) {
    facts.resource.located = Located::no_stream_left;
    facts.limit = &max_streams_;
    return;
  }
  decision::ResourceFacts& r = facts.resource;
  r.located = Located::found;
  r.representation.endless = true;
  r.representation.modified_s = facts.now_s;
  r.representation.media_type = "text/event-stream";
  static constexpr std::array fields{ResponseField{"Content-Type", "text/event-stream"},
                                     ResponseField{"Cache-Control", "no-store"}};
  selected.fields = fields;
}

std::unique_ptr<resource::Feed> Console::feed(const resource::Request& request, resource::Bench&) {
  auto wanted = Wanted::parse(request.head.text(request.head.query));
  RESPONSUM_ASSERT(wanted.has_value()); // as locate() found
  return events_.begin(std::move(*wanted));
}

void Console::supply(std::string_view content, std::string_view media_type, bool live, resource::Bench& bench,
                     Facts& facts, resource::Selected& selected) const {
  base::Writer tag{bench.arena.allocate(18)};
  tag.character('"').hexadecimal(fingerprint(content), 16).character('"');
  decision::ResourceFacts& r = facts.resource;
  r.located = Located::found;
  r.representation = {.tag = {tag.written().substr(1, 16), false},
                      .modified_s = facts.now_s,
                      .dates_strongly = false,
                      .length = content.size(),
                      .media_type = media_type.substr(0, media_type.find(';')),
                      .coding = {}};
  auto* fields = bench.arena.make<std::array<ResponseField, 3>>(std::array{
      ResponseField{"Content-Type", media_type},
      ResponseField{"ETag", tag.written()},
      ResponseField{"Cache-Control", live ? "no-store" : "no-cache"},
  });
  selected.fields = *fields;
  selected.content = content;
}

route::Table console_table(std::string_view host, std::string_view token, resource::Resource& console) {
  route::Table table;
  static const std::string policy = security_policy();
  table.fields = {{"Content-Security-Policy", policy},
                  {"X-Content-Type-Options", "nosniff"},
                  {"Referrer-Policy", "no-referrer"},
                  {"Cross-Origin-Resource-Policy", "same-origin"}};
  route::Site& site = table.sites.emplace_back();
  site.name = "console";
  const std::vector<std::string_view> names =
      token.empty() ? std::vector<std::string_view>{"localhost", "127.0.0.1", "[::1]", host}
                    : std::vector<std::string_view>{"*"};
  for (const std::string_view name : names)
    if (const auto pattern = route::parse_host(name)) site.hosts.push_back(*pattern);
  decision::RouteFacts facts;
  facts.site_known = facts.route_known = true;
  facts.allowed = console.methods();
  const auto add = [&](std::string_view name, std::string_view path, std::optional<route::Guard> guard) {
    facts.guarded = guard.has_value();
    site.routes.push_back({.name = std::string{name},
                           .origin = {},
                           .path = *base::parse_path(path),
                           .stripped = 0,
                           .facts = facts,
                           .resource = &console,
                           .guard = std::move(guard)});
  };
  add("health", health_path, std::nullopt);
  add("console", "/", route::Guard{std::string{token}});
  return table;
}

} // namespace responsum::admin
