// What a request deserves, said a second time. Not fast, not clever, and not made of the diagram.
#pragma once

#include <cstdint>
#include <string_view>

#include "responsum/decision/facts.hpp"

namespace oracle {

enum class Verb : std::uint8_t { get, head, options, trace, post, undefined, put, delete_ };
// The certificate of the client.
enum class Shown : std::uint8_t { none, good, of_a_stranger, expired, not_valid_yet, expired_of_a_stranger };
enum class Expectation : std::uint8_t { none, continue_, other };
// Of content: said beforehand, or seen when it ends, where that is taken or not.
enum class Length : std::uint8_t { declared, unknown, unknown_and_asked_for };
enum class Accept : std::uint8_t { none, takes_it, takes_something_else, refuses_it, prefers_it };
// What a browser says that the request is for.
enum class FetchMode : std::uint8_t { unsaid, navigate, other };
// Of an upload, of which 50 octets are here: where the content begins, whether it is the rest, and how long it is
// said to be in all.
enum class At : std::uint8_t { nothing, right, wrong };
enum class Says : std::uint8_t { nothing, more, all };
// Of an entry in a form, which a page may have sent: what its sender prefers to hear.
enum class Prefers : std::uint8_t { nothing, minimal, representation, something_else };
enum class Entered : std::uint8_t { by_program, on_page, on_page_in_parts, by_script, as_document };
enum class Announced : std::uint8_t { nothing, as_before, otherwise, less_than_is_here, too_much };
// What a list of tags holds, compared with the current one, which is strong.
enum class Tags : std::uint8_t { none, star, current, current_but_weak, another, several_with_current };
// A date, compared with Last-Modified.
enum class Date : std::uint8_t { none, earlier, same, later, invalid };
enum class IfRange : std::uint8_t { none, current_tag, weak_tag, other_tag, same_date, other_date, invalid };
enum class Range : std::uint8_t { none, one, two, one_after_joining, past_end, malformed, other_unit, too_many };

// Whether a worker has time for it, and the route a place.
enum class Room : std::uint8_t { unlimited, some, late, full };
enum class Service : std::uint8_t { open, closed, closed_but_for_others, closed_but_for_it };
// What its limits come to; `lost`: the state of them, of those that count by user or of the others.
enum class Counted : std::uint8_t {
  nothing,
  kept,
  address,
  prefix,
  key,
  route,
  user,
  lost,
  lost_but_open,
  user_lost,
  user_lost_but_open
};
enum class Budget : std::uint8_t { left, spent, spent_but_free };
enum class Context : std::uint8_t { known, absent, asked };
enum class Paid : std::uint8_t { free, paid, malformed, by_nobody, too_little };

struct Case {
  // The connection and the head.
  bool room = true, below_cap = true, admitted = true, encrypted = true, handshake = true;
  responsum::decision::Frames frames = responsum::decision::Frames::sound;
  responsum::decision::Introduction introduction = responsum::decision::Introduction::none_owed;
  bool any_byte = true, head_in_time = true, head_complete = true;
  responsum::message::FaultGroup fault = responsum::message::FaultGroup::none;
  Verb verb = Verb::get;
  bool http_1_0 = false, http_2 = false; // the first counts if both; neither: HTTP/1.1
  Expectation expectation = Expectation::none;
  // Where it goes.
  bool tls = false, sends_to_tls = false, wants_tls = false, has_host = true, names_secure_host = false;
  bool asks_server = false, site = true, authoritative = true, draining = false, route = true;
  responsum::decision::PathState path = responsum::decision::PathState::sound;
  bool needs_tls = false, needs_http_2 = false, needs_websocket = false, offers_websocket = false;
  bool takes_upgrade = false, offers_tls = false, has_room_for_handshake = true;
  bool early_here = false, waits = false;
  bool early_elsewhere = false, takes_repeated_gets = true;
  bool other_host_preferred = false;
  bool moved = false, moved_to_itself = false, moved_to_get = false, moved_for_good = false, number_of_any = false;
  bool ended = false, name_ended = false; // a route, or a name; of which of them
  bool preflight = false, preflight_granted = true;
  bool trace_allowed = false, changes_allowed = true;
  bool demands_certificate = false;
  Shown certificate = Shown::none;
  bool guarded = false, origin_own = true, token_in_query = false, token_right = true;
  bool ruled = false, asks_who = false, can_challenge = true, let_in = true, hides = false;
  responsum::decision::CredentialState credentials = responsum::decision::CredentialState::none;
  bool asks_another = false;
  responsum::decision::Judgement judgement = responsum::decision::Judgement::let_in;
  // Whether it is for the next hop, and what came of that.
  bool another_hands_on = false, hands_on = false, came_before = false, goes_no_further = false, leads_back = false;
  bool tried_again = false, speaks_others = true, succeeded = false;
  responsum::decision::HopEnd hop = responsum::decision::HopEnd::answered;
  // How much of it, and when.
  Room places = Room::unlimited;
  Service service = Service::open;
  Counted counted = Counted::nothing;
  Budget budget = Budget::left;
  bool ordered_away = false, content_barred = false;
  Context context = Context::known;
  Paid paid = Paid::free;
  bool minds_malformed_ranges = false;
  // Its content.
  bool has_content = false, declares_too_much = false;
  Length length = Length::declared;
  bool is_part = false, coding_taken = true, type_taken = true;
  bool content_whole = true, content_in_time = true, content_sound = true, content_fits = true;
  // What is there.
  bool hidden_name = false, hidden_served = false, conceals = false;
  responsum::decision::Located located = responsum::decision::Located::found;
  bool falls_back = false, page_there = false;
  FetchMode mode = FetchMode::unsaid;
  // What a change of it would find, and what it came to.
  bool makes_new = false, condition_wanted = false, created = false;
  responsum::decision::Hindrance seen = responsum::decision::Hindrance::none;
  responsum::decision::Hindrance met = responsum::decision::Hindrance::none;
  bool directory = false, slash = false, index = false, lists = false;
  // An upload that can be resumed: begun with this request, or named by it.
  bool begins_upload = false, upload_room = true, upload_placed = true, lengths_agree = true;
  bool upload_known = true, upload_expired = false, upload_taken = true, upload_readable = true;
  bool upload_partial = true, upload_complete = false, upload_brings = false, upload_length_known = false;
  bool upload_unfinished = false, upload_posted = false;
  // An entry in a form.
  bool keeps_records = false, has_result = false;
  Prefers prefers = Prefers::nothing;
  Entered entered = Entered::by_program;
  // Work that goes on after its answer, and one that is asked about.
  bool goes_on = false, job_known = true, job_forgotten = false, job_over = false, job_succeeded = true;
  At at = At::right;
  Says says = Says::all;
  Announced announced = Announced::nothing;
  // Which form, under which condition, and how much of it.
  Accept accept = Accept::none;
  bool strict_accept = false, coding_acceptable = true;
  Tags if_match = Tags::none;
  Date if_unmodified_since = Date::none;
  Tags if_none_match = Tags::none;
  Date if_modified_since = Date::none;
  Range range = Range::none;
  IfRange if_range = IfRange::none;
  bool wants_digest = false;
  bool endless = false;       // it comes over time
  bool dates_strongly = true; // Last-Modified is old enough to be a strong validator
};

struct Answer {
  int status; // 0: none, the connection ends in silence
  std::string_view condition;
  friend bool operator==(const Answer&, const Answer&) = default;
};

Answer deserved(const Case& request);

} // namespace oracle
