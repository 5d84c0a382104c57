#include "responsum/exchange/exchange.hpp"

#include <algorithm>

#include "responsum/base/ascii.hpp"
#include "responsum/base/assert.hpp"
#include "responsum/exchange/location.hpp"
#include "responsum/exchange/upload.hpp"
#include "responsum/field/accept_encoding.hpp"
#include "responsum/field/content_type.hpp"
#include "responsum/field/max_forwards.hpp"
#include "responsum/field/range.hpp"
#include "responsum/field/target.hpp"
#include "responsum/field/via.hpp"

namespace responsum::exchange {

using decision::ClientFacts;
using decision::CredentialState;
using decision::Lookup;
using decision::PathState;

namespace {

PathState state_of(field::PathFault fault) {
  switch (fault) {
  case field::PathFault::not_absolute:
  case field::PathFault::percent:
  case field::PathFault::nul: return PathState::bad_encoding;
  case field::PathFault::above_root: return PathState::climbs;
  case field::PathFault::encoded_slash: return PathState::encoded_slash;
  }
  std::unreachable();
}

// RFC 8615: /.well-known/ is made to be asked for.
bool is_hidden(std::string_view path) {
  constexpr std::string_view well_known = "/.well-known/";
  if (path.starts_with(well_known)) path.remove_prefix(well_known.size() - 1);
  return path.find("/.") != std::string_view::npos;
}

} // namespace

Exchange::Exchange(Workbench& bench, const message::RequestHead& head, const Peer& peer, resource::Watcher* watcher)
    : bench_{bench}, peer_{peer}, watcher_{watcher} {
  facts_.request = &head;
  if (bench.table != nullptr) {
    facts_.site.forwards_any = bench.table->forwards;
    facts_.site.redirects_plain = bench.table->redirects_plain;
    facts_.site.tls_protocols = bench.table->tls_protocols;
  }
  facts_.now_s = bench.now.wall_s;
  look_at_peer();
  id_ = bench.recorder.next_id(bench.now);
}

void Exchange::look_at_peer() {
  if (peer_.client == nullptr) return;
  facts_.client = {.shown = true,
                   .subject = peer_.client->subject,
                   .distrust = peer_.client->distrust,
                   .not_before_s = peer_.client->not_before_s,
                   .not_after_s = peer_.client->not_after_s};
}

Need Exchange::run() {
  while (!walk_.proceed(facts_)) {
    const Lookup wanted = walk_.wanted();
    switch (wanted) {
    case Lookup::find_site: find_site(); break;
    case Lookup::read_path: read_path(); break;
    case Lookup::find_route: find_route(); break;
    case Lookup::take_place: take_place(); break;
    case Lookup::take_share: take_shares(false); break;
    case Lookup::take_user_share: take_shares(true); break;
    case Lookup::hold_credits: hold_credits(); break;
    case Lookup::read_digest:
      if (!read_digest()) return Need::errand;
      break;
    case Lookup::locate: locate(); break;
    case Lookup::fall_back: fall_back(); break;
    case Lookup::find_ranges: find_ranges(); break;
    case Lookup::start_tls: return Need::start_tls;
    case Lookup::find_redirect: find_redirect(); break;
    case Lookup::weigh_rules: weigh_rules(); break;
    case Lookup::authenticate:
      if (!authenticate()) return Need::errand;
      break;
    case Lookup::ask_authority:
      if (!ask_authority()) return Need::errand;
      break;
    case Lookup::finish_handshake: return Need::finish_handshake;
    case Lookup::send_continue: return Need::send_continue;
    case Lookup::read_content: return Need::read_content;
    case Lookup::reserve:
    case Lookup::take_upload:
    case Lookup::begin_upload:
    case Lookup::change:
    case Lookup::forward:
      if (!settle(wanted)) return Need::errand;
      break;
    case Lookup::none: std::unreachable();
    }
    facts_.learned(wanted);
  }
  verdict_.emplace(walk_.verdict());
  return Need::nothing;
}

void Exchange::find_site() {
  site_ = bench_.table->find_site(head().text(head().authority));
  facts_.route.site_known = site_ != nullptr;
  facts_.connection.encrypted = peer_.certificates != nullptr;
  if (site_ == nullptr) return;
  facts_.site.redirects_to_https = site_->secure.has_value();
  facts_.site.names_secure_host = site_->secure && !site_->secure->host.empty();
  if (facts_.connection.encrypted) facts_.connection.authoritative = is_authoritative();
  facts_.site.redirects = site_->redirects != nullptr || site_->retired != nullptr;
  if (!site_->canonical_host.empty()) {
    std::array<char, route::longest_host> room;
    const std::string_view host = route::host_of(head().text(head().authority), room);
    facts_.site.host_canonical = host.empty() || host == site_->canonical_host;
  }
}

void Exchange::tls_started() {
  look_at_peer();
  facts_.connection.encrypted = peer_.certificates != nullptr;
  if (facts_.connection.encrypted) facts_.connection.authoritative = is_authoritative();
  facts_.learned(Lookup::start_tls);
}

// RFC 9110 4.3.3: the certificate of the connection has to be for the host, and the one that this site shows. A
// request without a host (HTTP/1.0) is about whatever the connection was made for, so only the second is asked.
bool Exchange::is_authoritative() const {
  std::array<char, route::longest_host> room;
  std::string_view host = route::host_of(head().text(head().authority), room);
  const net::tls::Context& certificates = *peer_.certificates;
  const bool own = site_->identity.empty() || site_->identity == certificates.name_of(peer_.identity);
  if (host.empty()) return own;
  if (host.starts_with('[')) host = host.substr(1, host.size() - 2); // certificates have addresses without brackets
  return own && certificates.covers(peer_.identity, host);
}

void Exchange::find_redirect() {
  if (!facts_.knows(Lookup::read_path)) {
    read_path();
    facts_.learned(Lookup::read_path);
  }
  if (facts_.path.state != PathState::sound) return;
  if (!find_moved()) find_retired();
}

// False: none matches.
bool Exchange::find_moved() {
  if (site_->redirects == nullptr) return false;
  route::Matcher::Captures captures{};
  for (const route::Redirect& redirect : *site_->redirects) {
    if (!redirect.matcher.matches(path_, captures)) continue;
    if (redirect.until) facts_.retirement = redirect.until->facts(facts_.now_s, true);
    if (facts_.retirement.past) return true;
    const std::string_view query = redirect.keeps_query ? head().text(head().query) : std::string_view{};
    const std::string location = redirect.target.expand(captures, query);
    facts_.redirect = {.leads = true,
                       .to_itself = is_own_address(*this, location),
                       .to_get = redirect.to_get,
                       .permanent = redirect.permanent,
                       .keeps_method = redirect.keeps_method,
                       .location = bench_.arena.copy(location),
                       .rule = bench_.arena.copy("redirect " + redirect.name),
                       .rule_origin = redirect.origin};
    return true;
  }
  return false;
}

void Exchange::find_retired() {
  if (site_->retired == nullptr) return;
  route::Matcher::Captures captures{};
  for (const route::Retired& retired : *site_->retired) {
    if (!retired.matcher.matches(path_, captures)) continue;
    facts_.retirement = retired.retirement.facts(facts_.now_s, true);
    return;
  }
}

void Exchange::read_path() {
  const std::string_view raw = head().text(head().path);
  const auto decoded = field::decode_path(raw, bench_.arena.allocate(raw.size()));
  if (!decoded) {
    facts_.path.state = state_of(decoded.error().fault);
    return;
  }
  path_ = *decoded;
  facts_.path = {PathState::sound, path_.ends_with('/'), is_hidden(path_)};
}

void Exchange::find_route() {
  route_ = route::Table::find_route(*site_, path_);
  if (route_ == nullptr) return;
  facts_.route = route_->facts;
  // Of two ends the nearer one counts.
  const auto& end = route_->retirement;
  if (end && (!facts_.retirement.announced || end->at_s < facts_.retirement.at_s))
    facts_.retirement = end->facts(facts_.now_s, false);
  judge_upload(facts_);
  name_job();
  if (facts_.route.forwards)
    read_road();
  else if (!message::is_safe(head().method))
    judge_content();
  if (route_->guard) facts_.guard = route::check(*route_->guard, head());
  if (route_->cors != nullptr) facts_.cors = access::check(*route_->cors, head());
  if (route_->admits) learn_admission();
  if (route_->facts.asks_authority) name_what_is_told();
}

// RFC 9110 7.6.3
bool Exchange::came_here_before() const {
  return field::times_passed(head().value(message::Field::via), bench_.table->pseudonym) != 0;
}

// Jobs can be asked about where the route has them; their names begin with a dot, and are no files'.
void Exchange::name_job() {
  if (route_->jobs_at.empty() || !path_.starts_with(route_->jobs_at)) return;
  facts_.job = {.named = true, .id = path_.substr(route_->jobs_at.size())};
  facts_.path.hidden = false;
  facts_.upload = {};
  facts_.route.allowed = {message::Method::get, message::Method::head, message::Method::options};
}

// Which way the request has come, and how far it may go on (RFC 9110 7.6).
void Exchange::read_road() {
  facts_.route.came_here_before = came_here_before();
  const bool counts = head().method == message::Method::options || head().method == message::Method::trace;
  if (counts && head().sent(message::Field::max_forwards))
    facts_.route.hops_left = field::parse_max_forwards(head().value(message::Field::max_forwards));
}

// False: it takes longer than this.
bool Exchange::settle(Lookup lookup) {
  if (watcher_ == nullptr) return false;
  if (deed_ == nullptr) {
    resource::Bench bench{bench_.arena, bench_.now, bench_.turn};
    const auto name = observe::text_of(id_);
    const resource::Caller caller{.address = peer_.address,
                                  .trusted = peer_.trusted,
                                  .encrypted = facts_.connection.encrypted,
                                  .exchange = {name.data(), name.size()},
                                  .ends = peer_.host,
                                  .watcher = *watcher_};
    resource::Resource& to = lookup == Lookup::ask_authority ? *route_->authority : *route_->resource;
    deed_ = to.begin(resource_request(), caller, bench, facts_);
  }
  if (deed_ == nullptr) {
    RESPONSUM_ASSERT(!facts_.route.forwards);
    facts_.change.met = decision::Hindrance::failed; // its folder has gone
    return true;
  }
  if (proceeding_ != lookup) {
    proceeding_ = lookup;
    deed_->proceed(lookup);
  }
  if (!deed_->settled()) return false;
  deed_->tell(facts_, selected_);
  return true;
}

void Exchange::client_gone() {
  if (check_ != nullptr) check_->give_up();
  if (deed_ != nullptr) deed_->client_gone();
}

resource::Request Exchange::resource_request() const {
  return {path_, path_.substr(route_->stripped), head(), peer_.address, told_, user()};
}

// By what the head says of it.
void Exchange::judge_content() {
  const std::string_view coding = base::trim(head().value(message::Field::content_encoding));
  const auto known = field::content_coding_named(coding);
  facts_.route.content_coding_taken =
      coding.empty() ||
      (known && std::ranges::find(resource::decoded_codings, *known) != resource::decoded_codings.end());
  // What is appended to an upload is judged as such, and the upload was when it began: also without any content.
  if (facts_.upload.named) facts_.route.content_coding_taken = coding.empty();
  const auto& types = route_->accept_types;
  if (types.empty() || facts_.upload.named) return;
  if (!head().announces_content() && !facts_.upload.begins) return;
  const auto media = field::parse_media_type(head().value(message::Field::content_type));
  facts_.route.content_type_taken = media && std::ranges::any_of(types, [&media](const std::string& type) {
                                      const std::size_t slash = type.find('/');
                                      const std::string_view subtype = std::string_view{type}.substr(slash + 1);
                                      return base::equals_ignoring_case(media->type, type.substr(0, slash)) &&
                                             (subtype == "*" || base::equals_ignoring_case(media->subtype, subtype));
                                    });
}

void Exchange::locate() {
  resource::Bench bench{bench_.arena, bench_.now, bench_.turn};
  route_->resource->locate(resource_request(), bench, facts_, selected_);
}

// What was selected is the page's own; but its answer depends on more than that of the page under its own name, whose
// head must not be taken for it.
void Exchange::fall_back() {
  resource::Bench bench{bench_.arena, bench_.now, bench_.turn};
  const std::string_view page = route_->fallback;
  route_->resource->locate({page, page, head()}, bench, facts_, selected_);
  facts_.resource.fell_back = facts_.resource.located == decision::Located::found && !facts_.resource.directory;
  selected_.slot = nullptr;
}

void Exchange::find_ranges() {
  const auto ranges = bench_.arena.make_array<field::ByteRange>(max_ranges);
  const auto limit = std::min<std::size_t>(facts_.route.max_ranges, max_ranges);
  const auto parsed = field::parse_byte_ranges(head().value(message::Field::range),
                                               facts_.resource.representation.length, ranges, limit);
  facts_.range.outcome = parsed.outcome;
  facts_.range.ranges = ranges.first(field::coalesce(ranges.first(parsed.count)));
}

void Exchange::list_directory() {
  resource::Bench bench{bench_.arena, bench_.now, bench_.turn};
  route_->resource->list(resource_request(), bench, selected_);
}

std::unique_ptr<resource::Feed> Exchange::begin_feed() {
  resource::Bench bench{bench_.arena, bench_.now, bench_.turn};
  return route_->resource->feed(resource_request(), bench);
}

std::vector<std::string> Exchange::near_names() {
  resource::Bench bench{bench_.arena, bench_.now, bench_.turn};
  auto names = route_->resource->near_names(resource_request(), bench);
  for (std::string& name : names) name.insert(0, path_.substr(0, route_->stripped));
  return names;
}

void Exchange::hold() {
  if (held_.empty()) held_ = resource::Holding{selected_.holder};
}

} // namespace responsum::exchange
