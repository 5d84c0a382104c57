#include "responsum/admin/console.hpp"

#include <algorithm>
#include <cerrno>

#include "responsum/admin/api.hpp"
#include "responsum/admin/assets.hpp"
#include "responsum/base/ascii.hpp"
#include "responsum/base/writer.hpp"
#include "responsum/decision/drawing.hpp"
#include "responsum/decision/drawing/style.hpp"
#include "responsum/message/field.hpp"
#include "responsum/resource/file/media_type.hpp"

namespace responsum::admin {

using decision::Facts;
using decision::Located;
using message::Method;
using message::ResponseField;

namespace {

constexpr std::string_view security_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
constexpr std::string_view json = "application/json";

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

// RFC 6454 7: pages send the origin they came from; what is no page sends none.
bool comes_from_elsewhere(const message::RequestHead& head) {
  if (!head.sent(message::Field::origin)) return false;
  constexpr std::string_view scheme = "http://";
  const std::string_view origin = head.value(message::Field::origin);
  return !origin.starts_with(scheme) ||
         !base::equals_ignoring_case(origin.substr(scheme.size()), head.text(head.authority));
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
  pages_["/api/diagram"] = {std::string{json}, decision::draw(decision::Format::json, std::nullopt)};
}

message::MethodSet Console::methods() const { return {Method::get, Method::head, Method::options}; }

std::optional<std::string> Console::api(std::string_view path, std::string_view query, base::UnixSeconds now_s) {
  constexpr std::string_view one = "/api/exchanges/";
  if (path == "/api/overview") return write_overview(observed_, now_s);
  if (path == "/api/exchanges") return write_exchanges(observed_, query);
  if (path.starts_with(one)) return write_exchange(observed_, path.substr(one.size()));
  traffic_.catch_up(observed_.recorders(), now_s);
  if (path == "/api/traffic") return write_traffic(traffic_, now_s);
  if (path == "/api/statuses") return write_statuses(observed_, traffic_, now_s);
  if (path == "/api/conditions") return write_conditions(observed_, traffic_, now_s);
  return std::nullopt;
}

void Console::locate(const resource::Request& request, resource::Bench& bench, Facts& facts,
                     resource::Selected& selected) {
  facts.learned(decision::Lookup::locate);
  decision::ResourceFacts& r = facts.resource;
  if (comes_from_elsewhere(request.head)) {
    r.located = Located::read_denied;
    r.failed_component = request.head.value(message::Field::origin);
    r.error = EPERM;
    return;
  }
  const bool root = request.path == "/";
  if (const auto page = pages_.find(root ? std::string_view{"/index.html"} : request.path); page != pages_.end()) {
    r.directory = r.has_index = root;
    return supply(page->second.content, page->second.media_type, false, bench, facts, selected);
  }
  constexpr std::string_view exchanges = "/api/exchanges/";
  constexpr std::string_view why = "/why";
  if (request.path.starts_with(exchanges) && request.path.ends_with(why)) {
    std::string_view id = request.path.substr(exchanges.size());
    id.remove_suffix(std::min(id.size(), why.size()));
    const auto answer = write_why(observed_, id, bench.now);
    if (answer) return supply(bench.arena.copy(*answer), "text/plain; charset=utf-8", true, bench, facts, selected);
  } else if (request.path.starts_with("/api/")) {
    const auto answer = api(request.path, request.head.text(request.head.query), bench.now.wall_s);
    if (answer) return supply(bench.arena.copy(*answer), json, true, bench, facts, selected);
  }
  r.located = Located::none;
  r.failed_component = request.path;
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
  constexpr std::size_t count = 6;
  auto* fields = bench.arena.make<std::array<ResponseField, count>>(std::array{
      ResponseField{"Content-Type", media_type},
      ResponseField{"ETag", tag.written()},
      ResponseField{"Cache-Control", live ? "no-store" : "no-cache"},
      ResponseField{"Content-Security-Policy", security_policy},
      ResponseField{"X-Content-Type-Options", "nosniff"},
      ResponseField{"Referrer-Policy", "no-referrer"},
  });
  selected.fields = *fields;
  selected.content = content;
}

route::Site console_site(std::string_view host, resource::Resource& console) {
  route::Site site;
  site.name = "console";
  for (const std::string_view name :
       {std::string_view{"localhost"}, std::string_view{"127.0.0.1"}, std::string_view{"[::1]"}, host})
    if (const auto pattern = route::parse_host(name)) site.hosts.push_back(*pattern);
  decision::RouteFacts facts;
  facts.site_known = facts.route_known = true;
  facts.allowed = console.methods();
  site.routes.push_back({.name = "console",
                         .origin = {},
                         .path = *base::parse_path("/"),
                         .stripped = 0,
                         .facts = facts,
                         .resource = &console});
  return site;
}

} // namespace responsum::admin
