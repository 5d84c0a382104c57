// A case of the oracle as the facts that the diagram walks on: what means what is written down here as text.
#pragma once

#include <optional>

#include "oracle.hpp"
#include "responsum/decision/sample_test.hpp"

namespace oracle {

namespace decision = responsum::decision;
using responsum::message::Field;
using responsum::message::Method;

inline Method method_of(Verb verb) {
  switch (verb) {
  case Verb::get: return Method::get;
  case Verb::head: return Method::head;
  case Verb::options: return Method::options;
  case Verb::trace: return Method::trace;
  case Verb::post: return Method::post;
  case Verb::put: return Method::put;
  case Verb::delete_: return Method::delete_;
  case Verb::undefined: return Method::unknown;
  }
  return Method::unknown;
}

inline std::string_view text_of(Tags tags) {
  switch (tags) {
  case Tags::none: return "";
  case Tags::star: return "*";
  case Tags::current: return "\"v1\"";
  case Tags::current_but_weak: return "W/\"v1\"";
  case Tags::another: return "\"v0\"";
  case Tags::several_with_current: return "\"v0\", W/\"v2\",\"v1\"";
  }
  return "";
}

inline std::string_view text_of(Date date) {
  switch (date) {
  case Date::none: return "";
  case Date::earlier: return decision::Sample::before;
  case Date::same: return decision::Sample::modified;
  case Date::later: return decision::Sample::after;
  case Date::invalid: return decision::Sample::no_date;
  }
  return "";
}

inline std::string_view text_of(IfRange condition) {
  switch (condition) {
  case IfRange::none: return "";
  case IfRange::current_tag: return "\"v1\"";
  case IfRange::weak_tag: return "W/\"v1\"";
  case IfRange::other_tag: return "\"v0\"";
  case IfRange::same_date: return decision::Sample::modified;
  case IfRange::other_date: return decision::Sample::after;
  case IfRange::invalid: return decision::Sample::no_date;
  }
  return "";
}

inline std::string_view text_of(Range range) {
  switch (range) {
  case Range::none: return "";
  case Range::one: return "bytes=990-5000";
  case Range::two: return "bytes=0-9,500-599";
  case Range::one_after_joining: return "bytes=0-99,100-199";
  case Range::past_end: return "bytes=1000-";
  case Range::malformed: return "bytes=9-0";
  case Range::other_unit: return "lines=1-2";
  case Range::too_many: return "bytes=0-0,100-100,200-200,300-300,400-400,500-500";
  }
  return "";
}

inline std::string_view text_of(Accept accept) {
  switch (accept) {
  case Accept::none: return "";
  case Accept::takes_it: return "image/png, text/*;q=0.5";
  case Accept::takes_something_else: return "image/png";
  case Accept::refuses_it: return "*/*, text/html;q=0";
  case Accept::prefers_it: return "text/html,application/xhtml+xml,image/avif,*/*;q=0.8";
  }
  return "";
}

inline std::string_view text_of(FetchMode mode) {
  switch (mode) {
  case FetchMode::unsaid: return "";
  case FetchMode::navigate: return "navigate";
  case FetchMode::other: return "same-origin";
  }
  return "";
}

inline std::string_view text_of(Expectation expectation) {
  switch (expectation) {
  case Expectation::none: return "";
  case Expectation::continue_: return "100-continue";
  case Expectation::other: return "a-pony";
  }
  return "";
}

inline decision::ClientFacts client_of(Shown shown, responsum::base::UnixSeconds now_s) {
  const bool expired = shown == Shown::expired || shown == Shown::expired_of_a_stranger;
  const bool strange = shown == Shown::of_a_stranger || shown == Shown::expired_of_a_stranger;
  return {.shown = shown != Shown::none,
          .subject = "CN=client",
          .distrust = strange ? "nobody knows it" : "",
          .not_before_s = shown == Shown::not_valid_yet ? now_s + 1 : now_s,
          .not_after_s = expired ? now_s - 1 : now_s};
}

inline void act_entry(const Case& c, decision::Sample& sample) {
  constexpr std::array preferences{"", "return=minimal", "return=representation", "respond-async"};
  constexpr std::array types{"", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b",
                             "application/x-www-form-urlencoded", "application/json"};
  constexpr std::array destinations{"", "document", "document", "empty", "document"};
  const auto send = [&sample](Field field, std::string_view text) {
    if (!text.empty()) sample.send(field, text);
  };
  const auto entered = static_cast<std::size_t>(c.entered);
  send(Field::prefer, preferences[static_cast<std::size_t>(c.prefers)]);
  send(Field::content_type, types[entered]);
  send(Field::sec_fetch_dest, destinations[entered]);
}

inline void act_request(const Case& c, decision::Sample& sample) {
  const auto send = [&sample](Field field, std::string_view text) {
    if (!text.empty()) sample.send(field, text);
  };
  sample.head.method = method_of(c.verb);
  if (c.http_2) sample.head.version = responsum::message::Version::http_2;
  if (c.http_1_0) sample.head.version = responsum::message::Version::http_1_0;
  if (c.offers_websocket || c.offers_tls) send(Field::connection, "Upgrade");
  if (c.offers_websocket && c.offers_tls)
    send(Field::upgrade, "TLS/1.2, WebSocket");
  else if (c.offers_tls)
    send(Field::upgrade, "TLS/1.0, HTTP/1.1");
  else if (c.offers_websocket)
    send(Field::upgrade, "chat, WebSocket");
  if (c.early_elsewhere) send(Field::early_data, "1");
  if (c.asks_server) sample.head.target_form = responsum::message::TargetForm::asterisk;
  if (c.length != Length::declared)
    sample.head.length_unknown = true;
  else if (c.has_content)
    sample.send_content(decision::Sample::max_content_bytes + (c.declares_too_much ? 1 : 0));
  if (c.is_part) send(Field::content_range, "bytes 0-9/100");
  send(Field::expect, text_of(c.expectation));
  send(Field::accept, text_of(c.accept));
  send(Field::sec_fetch_mode, text_of(c.mode));
  send(Field::if_match, text_of(c.if_match));
  send(Field::if_unmodified_since, text_of(c.if_unmodified_since));
  send(Field::if_none_match, text_of(c.if_none_match));
  send(Field::if_modified_since, text_of(c.if_modified_since));
  send(Field::if_range, text_of(c.if_range));
  act_entry(c, sample);
  if (c.wants_digest) send(Field::want_repr_digest, "sha-256=5");
  if (c.range != Range::none) sample.send_range(text_of(c.range));
}

inline decision::AdmissionFacts admission_of(const Case& c) {
  using responsum::decision::CountedBy;
  decision::AdmissionFacts a;
  a.has_places = c.places != Room::unlimited;
  a.keeps_up = c.places != Room::late;
  a.place_left = c.places != Room::full;
  a.in_service = c.service == Service::open;
  a.users_let_in = c.service == Service::closed_but_for_others || c.service == Service::closed_but_for_it;
  a.user_let_in = c.service == Service::closed_but_for_it;
  a.rated_by_user =
      c.counted == Counted::user || c.counted == Counted::user_lost || c.counted == Counted::user_lost_but_open;
  a.rated = c.counted != Counted::nothing && !a.rated_by_user;
  a.open_without_state = c.counted == Counted::lost_but_open || c.counted == Counted::user_lost_but_open;
  a.rate.state_had = c.counted < Counted::lost;
  constexpr std::array by{CountedBy::nothing, CountedBy::nothing, CountedBy::address, CountedBy::prefix,
                          CountedBy::key,     CountedBy::route,   CountedBy::user};
  if (a.rate.state_had) a.rate.refused_by = by[static_cast<std::size_t>(c.counted)];
  a.bandwidth_left = c.budget == Budget::left;
  a.costs_bandwidth = c.budget != Budget::spent_but_free;
  if (c.ordered_away) a.order.id = "17";
  a.content_in_question = a.content_barred = c.content_barred;
  a.context_known = c.context == Context::known;
  a.context_asked = c.context == Context::asked;
  a.metered = c.paid != Paid::free;
  a.key_readable = c.paid != Paid::malformed;
  a.key_known = c.paid != Paid::by_nobody;
  a.credits_left = c.paid != Paid::too_little;
  return a;
}

inline std::optional<std::uint64_t> octets_of(Announced announced) {
  switch (announced) {
  case Announced::nothing: return std::nullopt;
  case Announced::as_before: return 100;
  case Announced::otherwise: return 90;
  case Announced::less_than_is_here: return 40;
  case Announced::too_much: return 1001;
  }
  return std::nullopt;
}

inline void act_upload(const Case& c, decision::Facts& f) {
  f.route.uploads.max_bytes = 1000;
  decision::UploadFacts& u = f.upload;
  u.named = c.located == decision::Located::upload;
  u.begins = c.begins_upload;
  if (c.says != Says::nothing) u.completes = c.says == Says::all;
  u.offset = 50;
  if (c.at != At::nothing) u.at = c.at == At::right ? 50 : 49;
  u.announced = octets_of(c.announced);
  u.lengths_agree = c.lengths_agree;
  u.appends_octets = c.upload_brings;
  u.partial = c.upload_partial;
  u.known = c.upload_known;
  u.expired = c.upload_expired;
  u.room = c.upload_room;
  u.complete = c.upload_complete;
  if (c.upload_length_known) u.length = 100;
  u.taken = c.upload_taken;
  u.readable = c.upload_readable;
  // Nothing else looks for a place before its content has come.
  const bool brings = c.verb == Verb::put || c.verb == Verb::post;
  const bool uploads = u.named || (c.begins_upload && c.upload_room && brings);
  u.placed = c.upload_placed || !uploads;
  u.unfinished = c.upload_unfinished;
  u.by_post = c.upload_posted;
}

inline void act(const Case& c, decision::Sample& sample) {
  sample.reset();
  act_request(c, sample);
  decision::Facts& f = sample.facts;
  f.fault = decision::fault_of(c.fault);
  f.connection = {c.room,          c.below_cap,  c.any_byte,      c.head_in_time,
                  c.head_complete, c.draining,   c.encrypted,     c.handshake,
                  c.frames,        c.admitted,   c.introduction,  c.authoritative,
                  c.tls,           c.early_here, c.takes_upgrade, c.has_room_for_handshake};
  f.site = {c.sends_to_tls,
            c.wants_tls,
            c.names_secure_host,
            !c.other_host_preferred,
            c.moved || (c.ended && c.name_ended),
            c.another_hands_on || c.hands_on};
  f.redirect.leads = c.moved;
  f.redirect.to_itself = c.moved_to_itself;
  f.redirect.to_get = c.moved_to_get;
  f.redirect.permanent = c.moved_for_good;
  f.redirect.keeps_method = c.number_of_any;
  if (!c.has_host) sample.head.authority = {};
  f.route.site_known = c.site;
  f.route.route_known = c.route;
  f.route.demands_certificate = c.demands_certificate;
  f.client = client_of(c.certificate, f.now_s);
  f.cors.preflight = c.preflight;
  f.cors.refusal = c.preflight_granted ? decision::CorsRefusal::none : decision::CorsRefusal::origin;
  f.route.ruled = c.ruled;
  f.access.identity_wanted = c.asks_who;
  f.access.challenges = c.can_challenge;
  f.access.credentials = c.credentials;
  f.route.asks_authority = c.asks_another;
  f.hop.judgement = c.judgement;
  f.access.allowed = c.let_in;
  f.access.hides = c.hides;
  f.route.guarded = c.guarded;
  f.route.required = {c.needs_tls, c.needs_http_2, c.needs_websocket};
  f.route.replay_safe =
      c.takes_repeated_gets ? responsum::message::MethodSet{Method::get} : responsum::message::MethodSet{};
  f.route.awaits_handshake = c.waits;
  f.guard = {c.origin_own, c.token_in_query, c.token_right};
  f.admission = admission_of(c);
  f.route.refuses_malformed_ranges = c.minds_malformed_ranges;
  f.route.conceals = c.conceals;
  f.route.serves_hidden = c.hidden_served;
  f.route.lists = c.lists;
  f.route.falls_back = c.falls_back;
  f.route.forwards = c.hands_on;
  f.route.tunnels = c.hands_on && c.speaks_others;
  f.route.came_here_before = c.came_before;
  if (c.goes_no_further) f.route.hops_left = 0;
  if (c.hands_on)
    f.route.allowed = {Method::get, Method::head, Method::options, Method::trace, Method::post, Method::unknown};
  f.hop.end = c.hop;
  f.hop.status = c.succeeded ? 206 : 304;
  f.hop.redirects_to_itself = c.leads_back;
  if (c.tried_again) f.hop.repeated = responsum::decision::HopPhase::connect;
  f.route.negotiates_strictly = c.strict_accept;
  if (c.changes_allowed || c.hands_on)
    for (const Method m : {Method::put, Method::post, Method::delete_}) f.route.allowed.insert(m);
  f.route.asks_length = c.length == Length::unknown_and_asked_for;
  f.route.content_coding_taken = c.coding_taken;
  f.route.content_type_taken = c.type_taken;
  f.route.keeps_records = c.keeps_records;
  f.route.has_result = c.has_result;
  f.change.makes_new = c.makes_new;
  f.change.condition_wanted = c.condition_wanted;
  f.change.created = c.created;
  f.change.seen = c.seen;
  f.change.met = c.met;
  act_upload(c, f);
  f.retirement = {.announced = c.ended, .past = c.ended, .of_name = c.name_ended};
  f.change.queued = c.goes_on;
  f.job.known = c.job_known;
  f.job.expired = c.job_forgotten;
  f.job.over = c.job_over;
  f.job.succeeded = c.job_succeeded;
  if (c.trace_allowed) f.route.allowed.insert(Method::trace);
  f.path = {c.path, c.slash, c.hidden_name};
  f.resource.located = c.located;
  f.resource.directory = c.directory;
  f.resource.has_index = c.index;
  f.resource.fell_back = c.page_there;
  f.resource.coding_acceptable = c.coding_acceptable;
  f.resource.representation.dates_strongly = c.dates_strongly;
  f.resource.representation.endless = c.endless;
  f.content.whole = c.content_whole;
  f.content.in_time = c.content_in_time;
  f.content.sound = c.content_sound;
  f.content.fits = c.content_fits;
}

// A page that is fallen back on is there, where what was asked for is not: only the lookup in between shows it.
inline decision::Verdict walk_of(decision::Facts& facts) {
  using decision::Located;
  using decision::Lookup;
  const Located asked_for = facts.resource.located;
  const std::uint32_t known = facts.known;
  facts.known &= ~(1u << static_cast<unsigned>(Lookup::fall_back));
  decision::Walk walk;
  while (!walk.proceed(facts)) {
    RESPONSUM_ASSERT(walk.wanted() == Lookup::fall_back);
    if (facts.resource.fell_back) facts.resource.located = Located::found;
    facts.learned(Lookup::fall_back);
  }
  facts.resource.located = asked_for;
  facts.known = known;
  return walk.verdict();
}

// What the diagram answers, in the oracle's terms.
inline Answer walked(decision::Sample& sample) {
  const decision::Verdict verdict = walk_of(sample.facts);
  const bool silent = verdict.row().ending == decision::Ending::hang_up;
  const auto status = verdict.status(responsum::status::Profile::strict);
  return {silent ? 0 : responsum::status::code(status), verdict.row().id};
}

} // namespace oracle
