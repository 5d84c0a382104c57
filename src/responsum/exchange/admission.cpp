// Lookups of the chapters admit, access and meter: what an exchange finds out about how much its client may have.
#include <algorithm>
#include <span>

#include "responsum/base/ascii.hpp"
#include "responsum/exchange/exchange.hpp"

namespace responsum::exchange {

using admit::CountedBy;

namespace {

// The first line of a field by whatever name; nothing where none was sent.
std::optional<std::string_view> value_named(const message::RequestHead& head, std::string_view name) {
  for (const message::FieldLine& line : head.lines())
    if (base::equals_ignoring_case(head.text(line.name), name)) return head.text(line.value);
  return std::nullopt;
}

bool sent_once(const message::RequestHead& head, std::string_view name) {
  return std::ranges::count_if(head.lines(), [&](const message::FieldLine& line) {
           return base::equals_ignoring_case(head.text(line.name), name);
         }) == 1;
}

bool has_cookie(const message::RequestHead& head, std::string_view name) {
  for (const message::FieldLine& line : head.lines()) {
    if (line.field != message::Field::cookie) continue;
    std::string_view rest = head.text(line.value);
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find(';'), rest.size());
      const std::string_view pair = rest.substr(0, end);
      if (pair.starts_with(name) && pair.substr(name.size()).starts_with('=')) return true;
      rest.remove_prefix(std::min(end + 1, rest.size()));
      while (rest.starts_with(' ')) rest.remove_prefix(1);
    }
  }
  return false;
}

bool has_context(const admit::Context& context, const message::RequestHead& head) {
  if (!context.cookie.empty() && !has_cookie(head, context.cookie)) return false;
  return std::ranges::all_of(context.hints,
                             [&](const std::string& hint) { return value_named(head, hint).has_value(); });
}

// Who does what 449 says: Microsoft's WebDAV clients, and whoever says so (MS-WDV 3.1.5.5). Nobody is asked twice.
bool would_come_back(const message::RequestHead& head) {
  if (value_named(head, "Ms-Echo-Reply")) return false;
  const std::string_view agent = head.value(message::Field::user_agent);
  return agent.starts_with("Microsoft-WebDAV-MiniRedir/") || agent.starts_with("Microsoft Office") ||
         value_named(head, "X-MSDAVEXT").has_value();
}

// RFC 6750 2.1: what such keys consist of.
bool is_key(std::string_view text) {
  constexpr std::size_t longest = 512;
  return !text.empty() && text.size() <= longest && std::ranges::all_of(text, [](char c) {
    return base::is_alpha(c) || base::is_digit(c) || std::string_view{"-._~+/="}.find(c) != std::string_view::npos;
  });
}

std::string_view bytes_of(const net::Address& address, std::size_t bits, std::array<char, 17>& room) {
  const auto bytes = address.bytes();
  const std::size_t whole = std::min(bits / 8, bytes.size());
  room[0] = static_cast<char>(bytes.size());
  std::copy_n(bytes.begin(), whole, room.begin() + 1);
  std::size_t size = 1 + whole;
  if (bits % 8 != 0 && whole < bytes.size())
    room[size++] = static_cast<char>(bytes[whole] & (0xff << (8 - bits % 8)));
  return {room.data(), size};
}

} // namespace

std::string_view Exchange::user() const {
  if (!facts_.access.user.empty()) return facts_.access.user;
  return facts_.client.shown && facts_.client.distrust.empty() ? facts_.client.subject : std::string_view{};
}

// What a limit counts this request by; nothing: it does not count it.
std::optional<std::string_view> Exchange::counted_as(const admit::Limit& limit, std::array<char, 17>& room) const {
  const net::Address address = host_of_peer();
  switch (limit.by) {
  case CountedBy::address: return bytes_of(address, 128, room);
  case CountedBy::prefix: {
    const bool v4 = address.family() == net::Address::Family::v4;
    return bytes_of(address, v4 ? limit.v4_bits : limit.v6_bits, room);
  }
  case CountedBy::key:
    // Who leaves the key away is not better off.
    if (const auto key = value_named(head(), limit.field)) return *key;
    return bytes_of(address, 128, room);
  case CountedBy::route: return std::string_view{route_->name};
  case CountedBy::user:
    if (const std::string_view name = user(); !name.empty()) return name;
    return std::nullopt;
  case CountedBy::nothing: break;
  }
  std::unreachable();
}

void Exchange::learn_admission() {
  const admit::SitePolicy& site = site_->admission;
  const admit::RoutePolicy& route = route_->admission;
  const net::Address address = host_of_peer();
  decision::AdmissionFacts& a = facts_.admission;
  a.has_places = route.max_concurrent != 0 || route.overload_target_ms != 0;
  a.places = static_cast<std::uint32_t>(route.max_concurrent);
  for (const admit::Maintenance& m : site.maintenance) {
    if (!m.holds(path_, facts_.now_s) || m.lets_in(address)) continue;
    a.in_service = false;
    a.service_s = m.until_s;
    a.notice = m.message;
    closed_ = &m;
    a.users_let_in = !m.users.empty() && (facts_.client.shown || head().sent(message::Field::authorization));
    a.user_let_in = m.lets_in(user());
    break;
  }
  a.open_without_state = site.open_without_state;
  for (const std::span<const admit::Limit> limits : {std::span{site.limits}, std::span{route.limits}})
    for (const admit::Limit& limit : limits) {
      if (!limit.path.matches(path_)) continue;
      (limit.by == CountedBy::user ? a.rated_by_user : a.rated) = true;
    }
  if (site.quota) learn_budget(*site.quota);
  if (!site.orders.empty()) {
    const admit::Client client{address, bench_.table->countries};
    note_order(admit::order_for_path(site.orders, path_, client, facts_.now_s));
    a.content_in_question = admit::order_for_contents(site.orders, client, facts_.now_s) != nullptr;
  }
  if (route.context && !has_context(*route.context, head())) {
    a.context_known = false;
    a.context_asked = site.ms_dav && would_come_back(head());
  }
  if (route.meter) {
    a.metered = true;
    a.price = route.meter->price;
    a.pay_at = route.meter->pay_at;
    const auto key = value_named(head(), route.meter->field);
    a.key_readable = !key || (sent_once(head(), route.meter->field) && is_key(*key));
  }
}

// RFC 8555 8.3: certificates have to be had, also by those who have nothing left.
void Exchange::learn_budget(const admit::Quota& quota) {
  decision::AdmissionFacts& a = facts_.admission;
  const admit::PeriodBounds period = admit::bounds_of(quota.period, facts_.now_s);
  a.costs_bandwidth = head().method != message::Method::head && !path_.starts_with("/.well-known/acme-challenge/");
  a.bandwidth_s = period.end_s;
  a.quota = &quota.octets;
  if (site_->budget == nullptr) return;
  a.bandwidth_left = site_->budget->spent(period.begin_s) < quota.octets;
  if (!a.costs_bandwidth) return;
  claim().budget = site_->budget;
  claim().period_s = period.begin_s;
}

void Exchange::note_order(const admit::Order* order) {
  if (order == nullptr) return;
  facts_.admission.order = {order->id, order->authority, order->law, order->blocked_by, order->text};
}

admit::Claim& Exchange::claim() {
  if (claim_ == nullptr) claim_ = std::make_unique<admit::Claim>();
  return *claim_;
}

// Without a desk it is as whoever asks says it was.
void Exchange::take_place() {
  const admit::RoutePolicy& route = route_->admission;
  decision::AdmissionFacts& a = facts_.admission;
  if (admit::Desk* const desk = bench_.desk; desk != nullptr) {
    const auto target_ms = route.overload_target_ms.milliseconds();
    a.keeps_up = !desk->overload.sheds(bench_.now.monotonic_ms, desk->delay_ms, target_ms);
    if (a.keeps_up && route_->places != nullptr) {
      claim().place = route_->places->take(static_cast<std::uint32_t>(route.max_concurrent));
      a.place_left = claim().place.taken();
    }
  }
  if (!a.keeps_up)
    facts_.limit = &route.overload_target_ms;
  else if (!a.place_left)
    facts_.limit = &route.max_concurrent;
}

// All limits that count by users, or all that do not. What one refuses costs nothing of the others.
void Exchange::take_shares(bool by_user) {
  struct Counted {
    const admit::Limit* limit;
    std::uint64_t key;
  };
  const std::span<const admit::Limit> all[]{site_->admission.limits, route_->admission.limits};
  const auto counted = bench_.arena.make_array<Counted>(all[0].size() + all[1].size());
  std::size_t count = 0;
  admit::State* const state = bench_.desk != nullptr ? &bench_.desk->state : nullptr;
  const admit::Nanoseconds now_ns = bench_.now.monotonic_ms * admit::ns_per_ms;
  facts_.admission.rate.state_had = assumes_state(state);
  std::array<char, 17> room;
  for (const auto limits : all)
    for (const admit::Limit& limit : limits) {
      if ((limit.by == CountedBy::user) != by_user || !limit.path.matches(path_)) continue;
      const auto name = counted_as(limit, room);
      if (!name) continue;
      const std::uint64_t key = state == nullptr ? 0 : state->tally.key().add(limit.scope).add(*name).value();
      const admit::Share share = state == nullptr ? assumed_share(limit) : state->tally.take(limit.rate, key, now_ns);
      if (!share.granted) {
        note_share(limit, share);
        facts_.admission.rate.refused_by = limit.by;
        facts_.limit = &limit.requests;
        for (std::size_t i = 0; state != nullptr && i < count; ++i)
          state->tally.put_back(counted[i].limit->rate, counted[i].key);
        return;
      }
      if (limit.tells && (rate_limit_ == nullptr || share.remaining < share_.remaining)) note_share(limit, share);
      counted[count++] = {&limit, key};
    }
  if (state == nullptr || state->shared == nullptr) return;
  for (std::size_t i = 0; i < count; ++i) {
    const admit::Limit& limit = *counted[i].limit;
    const std::string name = limit.scope + ":" + std::string{*counted_as(limit, room)};
    state->shared->report(counted[i].key, name, limit.rate.interval_ns());
  }
}

void Exchange::note_share(const admit::Limit& limit, const admit::Share& share) {
  rate_limit_ = &limit;
  share_ = share;
  facts_.admission.rate.name = limit.name;
}

// Without a desk it is as whoever asks says it was (why.hpp).
bool Exchange::assumes_state(const admit::State* state) const {
  if (state == nullptr) return facts_.admission.rate.state_had;
  return state->shared == nullptr || state->shared->had();
}
admit::Share Exchange::assumed_share(const admit::Limit& limit) const {
  if (facts_.admission.rate.refused_by != limit.by) return admit::take(limit.rate, 0, admit::ns_per_s).share;
  return {.granted = false, .wait_ns = limit.rate.interval_ns(), .full_ns = limit.rate.interval_ns()};
}

void Exchange::hold_credits() {
  const admit::Meter& meter = *route_->admission.meter;
  const auto key = value_named(head(), meter.field);
  decision::AdmissionFacts& a = facts_.admission;
  if (!key) {
    a.key_known = false;
    return;
  }
  if (bench_.desk == nullptr || bench_.desk->state.ledger == nullptr) return;
  admit::Ledger::Held held = bench_.desk->state.ledger->hold(*key, static_cast<std::int64_t>(meter.price));
  a.key_known = held.outcome != admit::Hold::Outcome::no_account;
  a.credits_left = held.outcome != admit::Hold::Outcome::too_little;
  if (held.outcome == admit::Hold::Outcome::held) claim().hold = std::move(held.hold);
}

// Of what is in memory: whoever keeps a file out of it is not asked to read it for every request.
// False: a long file is being summed up, or has to be.
bool Exchange::read_digest() {
  resource::AnswerSlot* const slot = selected_.slot;
  std::optional<resource::Sha256> digest = slot != nullptr ? slot->digest : std::nullopt;
  if (!digest && selected_.descriptor >= 0) {
    if (!sum_up()) return false;
    digest = selected_.digest;
  } else if (!digest && !facts_.resource.representation.endless) {
    digest = admit::digest_of(selected_.content);
  }
  if (!digest) return true; // it has none, or cannot be read, and so will not be sent
  if (slot != nullptr) slot->digest = digest;
  selected_.digest = digest;
  if (facts_.admission.content_in_question) bar(*digest);
  return true;
}

bool Exchange::sum_up() {
  if (watcher_ == nullptr && !bench_.compares_at_once) return false;
  if (deed_ == nullptr) deed_ = route_->resource->sum_up(selected_, watcher_);
  if (deed_ == nullptr) return true;
  if (!deed_->settled()) return false;
  deed_->tell(facts_, selected_);
  deed_.reset();
  return true;
}

void Exchange::bar(const resource::Sha256& digest) {
  const admit::Client client{host_of_peer(), bench_.table->countries};
  const admit::Order* const order = admit::order_for_content(site_->admission.orders, digest, client, facts_.now_s);
  facts_.admission.content_barred = order != nullptr;
  note_order(order);
}

// RFC 9110 15.5.3: only what came to something is paid for.
std::unique_ptr<admit::Claim> Exchange::take_claim() {
  if (claim_ == nullptr) return nullptr;
  if (verdict_ && status::class_of(verdict_->row().status) != status::Class::successful) claim_->hold = {};
  if (verdict_ && verdict_->row().content == decision::Content::none) claim_->budget = nullptr;
  return std::move(claim_);
}

} // namespace responsum::exchange
