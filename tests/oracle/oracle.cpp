#include "oracle.hpp"
#include "hops.hpp"
#include "octets.hpp"

#include <optional>

namespace oracle {

using responsum::decision::Hindrance;
using responsum::decision::HopEnd;
using responsum::decision::Introduction;
using responsum::decision::Located;
using responsum::decision::PathState;

namespace {

Answer of_file_system(Located located) {
  switch (located) {
  case Located::none: return {404, "fs.none"};
  case Located::not_directory: return {404, "fs.not-directory"};
  case Located::name_too_long: return {404, "fs.name-too-long"};
  case Located::search_denied: return {403, "fs.search-denied"};
  case Located::read_denied: return {403, "fs.read-denied"};
  case Located::symlink_refused: return {403, "fs.symlink-refused"};
  case Located::outside_root: return {403, "fs.outside-root"};
  case Located::special: return {403, "fs.special"};
  case Located::loop: return {500, "fs.loop"};
  case Located::io_error: return {500, "fs.io-error"};
  case Located::query_invalid: return {400, "query.invalid"};
  case Located::not_ready: return {503, "server.draining"};
  case Located::no_stream_left: return {503, "console.busy"};
  case Located::exhausted: return {503, "fs.exhausted"};
  case Located::upload:
  case Located::job:
  case Located::found: break;
  }
  return {0, "found"};
}

// RFC 9110 13.1.1: the strong comparison, which a weak tag never passes.
bool if_match_is_true(Tags tags) {
  return tags == Tags::star || tags == Tags::current || tags == Tags::several_with_current;
}

// RFC 9110 13.1.2: the weak comparison, and true when nothing matches.
bool if_none_match_is_true(Tags tags) { return tags == Tags::another; }

// RFC 9110 13.1.5
bool if_range_is_true(const Case& r) {
  if (r.if_range == IfRange::current_tag) return true;
  return r.if_range == IfRange::same_date && r.dates_strongly;
}

bool changes(const Case& r) { return r.verb == Verb::post || r.verb == Verb::put || r.verb == Verb::delete_; }

// The content of the request is read when nothing in its head speaks against it (10.1.1).
std::optional<Answer> of_content(const Case& r) {
  if (!r.has_content && r.length == Length::declared) return std::nullopt;
  if (!r.content_whole) return Answer{0, "content.cut"};
  if (!r.content_in_time) return Answer{408, "content.slow"};
  if (!r.content_sound) return Answer{400, "content.malformed"};
  if (!r.content_fits) return Answer{413, "content.streamed-too-large"};
  return std::nullopt;
}

// Of what stands against a change before anybody judges a condition (RFC 9110 13.2.1).
std::optional<Answer> of_state(Hindrance seen) {
  switch (seen) {
  case Hindrance::unsuited: return Answer{405, "method.unsuited"};
  case Hindrance::parent_missing: return Answer{409, "write.no-parent"};
  case Hindrance::name_impossible: return Answer{403, "write.name"};
  case Hindrance::link: return Answer{409, "write.link"};
  case Hindrance::not_empty: return Answer{409, "dir.not-empty"};
  case Hindrance::denied: return Answer{403, "fs.write-denied"};
  case Hindrance::read_only: return Answer{403, "fs.read-only"};
  case Hindrance::locked: return Answer{423, "fs.locked"};
  case Hindrance::format_unknown: return Answer{415, "patch.type"};
  case Hindrance::no_space: return Answer{507, "fs.full"};
  case Hindrance::over_quota: return Answer{507, "quota.full"};
  case Hindrance::none:
  case Hindrance::overtaken:
  case Hindrance::conflict:
  case Hindrance::exhausted:
  case Hindrance::failed:
  case Hindrance::undecodable:
  case Hindrance::inflates:
  case Hindrance::digest_differs:
  case Hindrance::patch_malformed:
  case Hindrance::patch_inapplicable:
  case Hindrance::patch_senseless:
  case Hindrance::client_gone:
  case Hindrance::superseded:
  case Hindrance::length_differs:
  case Hindrance::upload_too_large:
  case Hindrance::record_malformed:
  case Hindrance::record_invalid: break; // what is met only when it is done
  }
  return std::nullopt;
}

std::optional<Answer> of_deed(Hindrance met) {
  switch (met) {
  case Hindrance::none: break;
  case Hindrance::unsuited:
  case Hindrance::parent_missing:
  case Hindrance::name_impossible:
  case Hindrance::link:
  case Hindrance::not_empty:
  case Hindrance::format_unknown:
  case Hindrance::conflict: return Answer{409, "state.changed"};
  case Hindrance::denied:
  case Hindrance::read_only: return Answer{403, "fs.write-denied"};
  case Hindrance::locked: return Answer{423, "fs.locked"};
  case Hindrance::no_space: return Answer{507, "fs.full"};
  case Hindrance::over_quota: return Answer{507, "quota.full"};
  case Hindrance::overtaken: return Answer{412, "cond.overtaken"};
  case Hindrance::exhausted: return Answer{503, "fs.exhausted"};
  case Hindrance::failed: return Answer{500, "fs.write-failed"};
  case Hindrance::undecodable: return Answer{400, "content.undecodable"};
  case Hindrance::inflates: return Answer{413, "content.inflates"};
  case Hindrance::digest_differs: return Answer{400, "content.digest"};
  case Hindrance::patch_malformed: return Answer{400, "patch.syntax"};
  case Hindrance::patch_inapplicable: return Answer{409, "patch.conflict"};
  case Hindrance::patch_senseless: return Answer{422, "patch.senseless"};
  case Hindrance::client_gone: return Answer{0, "write.client-gone"};
  case Hindrance::superseded: return Answer{0, "upload.superseded"};
  case Hindrance::length_differs: return Answer{400, "upload.length"};
  case Hindrance::upload_too_large: return Answer{413, "upload.too-large"};
  case Hindrance::record_malformed: return Answer{400, "form.malformed"};
  case Hindrance::record_invalid: return Answer{422, "form.invalid"};
  }
  return std::nullopt;
}

// RFC 9110 15.5.3: whoever has to pay is told before conditions are looked at, and pays for nothing that fails.
std::optional<Answer> of_price(const Case& r) {
  if (r.paid == Paid::malformed) return Answer{400, "meter.malformed"};
  if (r.paid == Paid::by_nobody) return Answer{402, "meter.unpaid"};
  if (r.paid == Paid::too_little) return Answer{402, "meter.exhausted"};
  return std::nullopt;
}

// RFC 9110 15.3.6, RFC 7240 4.2: what a client prefers goes before what a browser would do with the answer.
Answer of_entry(const Case& r) {
  if (r.prefers == Prefers::representation) return {200, "form.kept"};
  const bool on_page = r.entered == Entered::on_page || r.entered == Entered::on_page_in_parts;
  if (r.prefers == Prefers::minimal || !on_page) return {204, "form.noted"};
  return r.has_result ? Answer{303, "form.result"} : Answer{205, "form.recorded"};
}

// What was done; of an upload there may be more to come (resumable-upload 4.2.2, 4.4.2, 4.5.2).
Answer of_acting(const Case& r) {
  const bool is_upload = r.located == Located::upload || (r.begins_upload && r.upload_room);
  const bool has_no_place = is_upload && !r.upload_placed;
  if (!has_no_place)
    if (const auto bad = of_content(r)) return *bad;
  // RFC 7240 4.1: a client that does not wait is told what it has to hear before the work goes on. RFC 9110 15.3.3.
  const bool before_work =
      r.met == Hindrance::client_gone || r.met == Hindrance::superseded || r.met == Hindrance::length_differs ||
      r.met == Hindrance::upload_too_large || r.met == Hindrance::undecodable || r.met == Hindrance::inflates ||
      r.met == Hindrance::digest_differs || r.met == Hindrance::patch_malformed ||
      r.met == Hindrance::patch_senseless || r.met == Hindrance::record_malformed ||
      r.met == Hindrance::record_invalid || r.met == Hindrance::overtaken || r.met == Hindrance::locked;
  if (r.goes_on && !before_work) return {202, "job.queued"};
  if (const auto hindered = of_deed(r.met)) return *hindered;
  if (r.keeps_records) return of_entry(r);
  if (r.upload_unfinished && r.verb == Verb::delete_) return {204, "upload.cancelled"};
  if (r.upload_unfinished && r.begins_upload) return {201, "upload.begun"};
  if (r.upload_unfinished) return {204, "upload.appended"};
  if (r.created) return {201, r.verb == Verb::post || r.upload_posted ? "write.member" : "write.made"};
  return {204, r.verb == Verb::delete_ ? "write.removed" : "write.replaced"};
}

// RFC 9110 13.2.2 for a method that changes something; what is not there has no tag and no date.
Answer of_condition(const Case& r) {
  const bool exists = r.located == Located::found || r.located == Located::upload;
  const bool conditional =
      r.if_match != Tags::none || r.if_none_match != Tags::none || r.if_unmodified_since != Date::none;
  if (r.condition_wanted && !conditional) return {428, "cond.required"};
  if (r.begins_upload) {
    if (!r.lengths_agree) return {400, "upload.length"};
    if (r.announced == Announced::too_much) return {413, "upload.too-large"};
    if (!r.upload_room && r.says != Says::all) return {503, "upload.many"};
  }
  if (const auto unpaid = of_price(r)) return *unpaid;
  if (r.if_match != Tags::none) {
    if (!exists || !if_match_is_true(r.if_match)) return {412, "cond.if-match"};
  } else if (exists && r.if_unmodified_since == Date::earlier) {
    return {412, "cond.if-unmodified-since"};
  }
  if (r.if_none_match != Tags::none && exists && !if_none_match_is_true(r.if_none_match))
    return {412, "cond.if-none-match"};
  return of_acting(r);
}

Answer of_change(const Case& r) {
  if (const auto hindered = of_state(r.seen)) return *hindered;
  return of_condition(r);
}

// resumable-upload 4.3 to 4.6
Answer of_upload(const Case& r) {
  if (!r.upload_known) return {404, "upload.none"};
  if (r.upload_expired) return {410, "upload.expired"};
  if (r.verb == Verb::options) return {200, "options.resource"};
  if (!r.upload_taken) return {423, "fs.locked"};
  if (!r.upload_readable) return {500, "fs.io-error"};
  if (!changes(r)) return {204, "upload.state"};
  if (r.verb == Verb::delete_) return of_acting(r);
  if (!r.upload_partial) return {415, "patch.type"};
  if (r.at == At::nothing || r.says == Says::nothing) return {400, "upload.fields"};
  if (r.upload_complete) return {400, r.upload_brings ? "upload.length" : "upload.completed"};
  if (r.at == At::wrong) return {409, "upload.offset"};
  if (!r.lengths_agree || r.announced == Announced::less_than_is_here) return {400, "upload.length"};
  if (r.upload_length_known && (r.announced == Announced::otherwise || r.announced == Announced::too_much))
    return {400, "upload.length"};
  if (r.announced == Announced::too_much) return {413, "upload.too-large"};
  return of_change(r);
}

// RFC 9110 13.2.2, its numbers in front, for GET and HEAD of something that exists; then 15.3.1.
Answer of_representation(const Case& r) {
  // 1.
  if (r.if_match != Tags::none) {
    if (!if_match_is_true(r.if_match)) return {412, "cond.if-match"};
  } else {
    // 2. A field whose value is no date is as if it was not sent (13.1.4).
    if (r.if_unmodified_since == Date::earlier) return {412, "cond.if-unmodified-since"};
  }
  // 3.
  if (r.if_none_match != Tags::none) {
    if (!if_none_match_is_true(r.if_none_match)) return {304, "cond.fresh"};
  } else {
    // 4.
    if (r.if_modified_since == Date::same || r.if_modified_since == Date::later) return {304, "cond.not-modified"};
  }
  if (const auto bad = of_content(r)) return *bad;
  if (r.budget == Budget::spent) return {503, "bandwidth.spent"};
  if (r.content_barred) return {451, "legal.digest"};
  // 5. Only for GET (14.2), and what has no end has no parts. What cannot be understood is ignored, and so is a range
  // whose condition is false.
  const Answer whole{200, "repr.whole"};
  if (r.verb != Verb::get || r.range == Range::none || r.endless) return whole;
  const bool looked_at = r.if_range == IfRange::none || if_range_is_true(r);
  if (r.range == Range::malformed && r.minds_malformed_ranges && looked_at) return {416, "range.malformed"};
  if (r.range == Range::malformed || r.range == Range::other_unit || r.range == Range::too_many) return whole;
  if (r.if_range != IfRange::none && !if_range_is_true(r)) return whole;
  if (r.range == Range::past_end) return {416, "range.none"};
  if (r.range == Range::two) return {206, "range.multiple"};
  return {206, "range.single"};
}

// RFC 9110 15.3.3: where the user is told how it stands; 15.4.4 once it is done, 15.5.11 when that is forgotten.
Answer of_job(const Case& r) {
  if (!r.job_known) return {404, "job.none"};
  if (r.job_forgotten) return {410, "job.expired"};
  if (r.verb == Verb::options) return {200, "options.resource"};
  if (!r.job_over) return {200, "job.running"};
  return r.job_succeeded ? Answer{303, "job.done"} : Answer{200, "job.failed"};
}

Answer of_file(const Case& r) {
  // RFC 9110 12.5.1: a server may disregard Accept, but not that something is refused in so many words.
  if (r.accept == Accept::refuses_it) return {406, "neg.type"};
  if (r.accept == Accept::takes_something_else && r.strict_accept) return {406, "neg.type"};
  if (!r.coding_acceptable) return {406, "neg.coding"};
  if (const auto unpaid = of_price(r)) return *unpaid;
  return of_representation(r);
}

// Fetch Metadata 2.2; clients that say nothing of it are judged by what they would rather have.
bool navigates(const Case& r) {
  if (r.verb != Verb::get && r.verb != Verb::head) return false;
  if (r.mode != FetchMode::unsaid) return r.mode == FetchMode::navigate;
  return r.accept == Accept::prefers_it;
}

Answer of_resource(const Case& r) {
  if (r.hidden_name && !r.hidden_served) {
    if (r.conceals) return {404, "fs.concealed"};
    return {403, "fs.hidden"};
  }
  if (r.located == Located::upload) return of_upload(r);
  if (r.located == Located::job) return of_job(r);
  if (changes(r) && r.located == Located::none && r.makes_new) return of_change(r);
  // A name that an application on one page gives to a view of its own: only who goes there gets the page.
  if (r.located == Located::none && r.falls_back && navigates(r))
    return r.page_there ? of_file(r) : Answer{404, "fs.no-fallback"};
  if (r.located != Located::found) return of_file_system(r.located);
  if (changes(r)) return of_change(r);
  if (r.verb == Verb::options) return {200, "options.resource"};
  if (r.directory) {
    if (!r.slash) return {301, "dir.slash"};
    if (!r.index && r.lists) return {200, "dir.listed"};
    if (!r.index) return {403, "dir.no-index"};
  } else if (r.slash) {
    return {404, "fs.not-directory"};
  }
  return of_file(r);
}

// What another server says of who comes; nothing: it lets them in.
std::optional<Answer> of_another(const Case& r) {
  using responsum::decision::Judgement;
  if (r.hop != HopEnd::answered) return of_hop(r);
  switch (r.judgement) {
  case Judgement::none: return Answer{502, "auth.unjudged"};
  case Judgement::refused: return Answer{200, "auth.relayed"};
  case Judgement::let_in: return std::nullopt;
  }
  return Answer{0, "no judgement"};
}

// Whether there is room for it now, and whether it may be answered at all.
std::optional<Answer> of_admission(const Case& r) {
  if (r.places == Room::late) return Answer{503, "overload.shed"};
  if (r.places == Room::full) return Answer{503, "overload.full"};
  if (r.service == Service::closed) return Answer{503, "maintenance"};
  switch (r.counted) {
  case Counted::lost: return Answer{503, "rate.state-lost"};
  case Counted::address: return Answer{429, "rate.address"};
  case Counted::prefix: return Answer{429, "rate.prefix"};
  case Counted::key: return Answer{429, "rate.key"};
  case Counted::route: return Answer{429, "rate.route"};
  case Counted::nothing:
  case Counted::kept:
  case Counted::user:
  case Counted::lost_but_open:
  case Counted::user_lost:
  case Counted::user_lost_but_open: break;
  }
  // What may turn out to be 304 costs nothing yet.
  const bool asks_for_change = r.if_none_match != Tags::none || r.if_modified_since != Date::none;
  if (r.budget == Budget::spent && !asks_for_change) return Answer{503, "bandwidth.spent"};
  if (r.ordered_away) return Answer{451, "legal.order"};
  return std::nullopt;
}

// The same once it is known who asks.
std::optional<Answer> of_user(const Case& r) {
  if (r.context == Context::asked) return Answer{449, "context.missing"};
  if (r.context == Context::absent) return Answer{400, "context.absent"};
  if (r.counted == Counted::user_lost) return Answer{503, "rate.state-lost"};
  if (r.counted == Counted::user) return Answer{429, "rate.user"};
  if (r.service == Service::closed_but_for_others) return Answer{503, "maintenance"};
  return std::nullopt;
}

// RFC 9110 15.5.22, and 7.8: only HTTP/1.1 can be upgraded; of HTTP/2 a stream can (RFC 8441).
std::optional<Answer> of_protocols(const Case& r) {
  const bool is_1_1 = !r.http_1_0 && !r.http_2;
  const bool lacks_tls = r.needs_tls && !r.tls;
  const bool lacks_http_2 = r.needs_http_2 && !(r.http_2 && !r.http_1_0);
  const bool lacks_websocket = r.needs_websocket && !(r.offers_websocket && !r.http_1_0);
  if (!lacks_tls && !lacks_http_2 && !lacks_websocket) return std::nullopt;
  if (!is_1_1) return Answer{403, "need.connection"};
  if (lacks_tls) return Answer{426, "need.tls"};
  if (lacks_http_2) return Answer{426, "need.h2"};
  return Answer{426, "need.websocket"};
}

// RFC 9110 15.4: where a name has gone. Only what no client changes may be said in the old numbers.
std::optional<Answer> of_moves(const Case& r) {
  const bool plain = r.verb == Verb::get || r.verb == Verb::head;
  if (r.other_host_preferred) return plain ? Answer{301, "canon.host"} : Answer{308, "canon.host-any"};
  if (!r.moved && r.ended && r.name_ended) return Answer{410, "name.retired"};
  if (!r.moved) return std::nullopt;
  if (r.moved_to_itself) return Answer{500, "redirect.self"};
  if (r.moved_to_get) return Answer{303, "moved.see-other"};
  if (r.moved_for_good && !plain) return Answer{308, "moved.permanently-any"};
  if (r.moved_for_good)
    return r.number_of_any ? Answer{308, "moved.permanently-kept"} : Answer{301, "moved.permanently"};
  if (plain && !r.number_of_any) return Answer{302, "moved.temporarily"};
  return Answer{307, "moved.temporarily-any"};
}

// RFC 9110 11, 15.5.2 and 15.5.4: first who, if that is asked, and then whether.
std::optional<Answer> of_rules(const Case& r) {
  using responsum::decision::CredentialState;
  if (!r.ruled) return std::nullopt;
  if (r.asks_who) switch (r.credentials) {
    case CredentialState::none:
      if (!r.asks_another) return r.can_challenge ? Answer{401, "auth.none"} : Answer{403, "cert.nameless"};
      if (const auto said = of_another(r)) return said;
      break;
    case CredentialState::limited: return Answer{429, "auth.failures"};
    case CredentialState::busy: return Answer{503, "auth.busy"};
    case CredentialState::malformed: return Answer{401, "auth.malformed"};
    case CredentialState::wrong: return Answer{401, "auth.wrong"};
    case CredentialState::expired: return Answer{401, "auth.expired"};
    case CredentialState::stale: return Answer{401, "auth.stale"};
    case CredentialState::right: break;
    }
  if (r.let_in) return std::nullopt;
  return r.hides ? Answer{404, "acl.hidden"} : Answer{403, "acl.denied"};
}

} // namespace

Answer deserved(const Case& r) {
  if (!r.room) return {503, "conn.full"};
  if (!r.below_cap) return {429, "conn.cap"};
  if (!r.admitted) return {0, "conn.handshakes"};
  // PROXY protocol 2: what is owed and not there, or not sound, ends the connection.
  if (r.introduction == Introduction::missing) return {0, "proxy.missing"};
  if (r.introduction == Introduction::unsound) return {0, "proxy.malformed"};
  if (!r.encrypted && !r.sends_to_tls) return {400, "conn.plain-bytes"};
  if (!r.handshake) return {0, "tls.handshake"};
  if (r.frames != Frames::sound) return of_frames(r.frames);
  if (!r.any_byte) return {0, "conn.idle"};
  if (!r.head_in_time) return {408, "head.slow"};
  if (!r.head_complete) return {0, "head.cut"};
  if (r.fault != FaultGroup::none) return of_fault(r.fault);
  // RFC 9110 16.1.1: what is not known here may mean something to the next hop.
  if (r.verb == Verb::undefined && !r.another_hands_on && !r.hands_on) return {501, "method.unknown"};
  if (r.expectation == Expectation::other && !r.http_1_0) return {417, "expect.unknown"};
  if (!r.site) return {421, "authority.unknown"};
  // RFC 2817 3.3: before all that is said about the resource. Content would have come in plain.
  const bool is_1_1 = !r.http_1_0 && !r.http_2;
  const bool goes_on_in_tls = r.takes_upgrade && r.offers_tls && is_1_1 && !r.has_content &&
                              r.length == Length::declared && r.has_room_for_handshake;
  if (goes_on_in_tls && !r.tls) return {0, "tls.handshake"};
  if (!r.authoritative) return {421, "authority.misdirected"};
  if (r.asks_server) return {200, "options.server"};
  // The rest is for the encrypted connection to say, if it is to be one.
  if (!r.tls && (r.wants_tls || !r.encrypted)) {
    if (!r.has_host && !r.names_secure_host) return {403, "canon.hostless"};
    const bool kept_by_all = r.verb == Verb::get || r.verb == Verb::head;
    return {308, kept_by_all ? "canon.scheme" : "canon.scheme-any"};
  }
  if (const auto elsewhere = of_moves(r)) return *elsewhere;
  if (r.draining) return {503, "server.draining"};
  if (r.path == PathState::bad_encoding) return {400, "path.encoding"};
  if (r.path == PathState::climbs) return {400, "path.climbs"};
  if (r.path == PathState::encoded_slash) return {404, "path.encoded-slash"};
  if (!r.route) return {404, "route.none"};
  if (r.ended) return {410, "name.retired"};
  if (const auto lacking = of_protocols(r)) return *lacking;
  // RFC 8470 5.2
  const bool may_be_repeated = r.verb == Verb::get && r.takes_repeated_gets && !connects(r);
  if (r.early_elsewhere && !may_be_repeated) return {425, "early.marked"};
  // Of a request that waited, the facts say how the handshake is by now: not done.
  if (r.early_here && !may_be_repeated) return {425, "early.unsafe"};
  if (const auto refused = of_admission(r)) return *refused;
  if (r.preflight) return r.preflight_granted ? Answer{204, "cors.preflight"} : Answer{403, "cors.refused"};
  if (r.demands_certificate) {
    if (r.certificate == Shown::none) return {403, "cert.none"};
    if (r.certificate == Shown::of_a_stranger || r.certificate == Shown::expired_of_a_stranger)
      return {403, "cert.untrusted"};
    if (r.certificate != Shown::good) return {403, "cert.expired"};
  }
  if (const auto kept_out = of_rules(r)) return *kept_out;
  if (r.guarded && !r.origin_own) return {403, "origin.foreign"};
  if (r.guarded && r.token_in_query) return {303, "token.kept"};
  if (r.guarded && !r.token_right) return {401, "console.token"};
  if (const auto refused = of_user(r)) return *refused;
  if (r.verb == Verb::undefined && !r.hands_on) return {501, "method.unknown"};
  if (connects(r) && !(r.hands_on && r.speaks_others)) return {501, "protocol.unknown"};
  if (r.hands_on) {
    if (r.has_content && r.length == Length::declared && r.declares_too_much)
      return {413, "content.declared-too-large"};
    return of_hop(r);
  }
  if (changes(r) && !r.changes_allowed) return {405, "method.not-allowed"};
  if (r.verb == Verb::trace && !r.trace_allowed) return {405, "method.not-allowed"};
  if (r.verb == Verb::trace) return {200, "trace.echo"};
  if (changes(r)) {
    if (r.verb == Verb::put && r.is_part) return {400, "put.partial"};
    if (r.length == Length::unknown_and_asked_for) return {411, "length.required"};
    if (!r.coding_taken) return {415, "content.coding"};
    if (!r.type_taken) return {415, "content.type"};
  }
  if (r.has_content && r.length == Length::declared && r.declares_too_much)
    return {413, "content.declared-too-large"};
  return of_resource(r);
}

} // namespace oracle
