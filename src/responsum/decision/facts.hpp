// What questions are asked about. Parsers, the connection and resources supply these; none of them can name a status.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "responsum/base/clock.hpp"
#include "responsum/base/limit.hpp"
#include "responsum/decision/access_facts.hpp"
#include "responsum/decision/admission_facts.hpp"
#include "responsum/decision/change_facts.hpp"
#include "responsum/decision/job_facts.hpp"
#include "responsum/decision/retirement_facts.hpp"
#include "responsum/decision/upload_facts.hpp"
#include "responsum/field/entity_tag.hpp"
#include "responsum/field/range.hpp"
#include "responsum/message/fault.hpp"
#include "responsum/message/method.hpp"
#include "responsum/message/request_head.hpp"

namespace responsum::decision {

// How a connection's frames were, where it speaks HTTP/2.
enum class Frames : std::uint8_t {
  sound,
  unsound,         // an error of the connection (RFC 9113 5.4.1)
  cancelled_often, // more streams than the client may give up
  continued_long,  // more CONTINUATION frames than one header section may have
  idle_many,       // more frames than may come that ask for nothing
};

// What became of the header of the PROXY protocol that a balancer introduces its client with.
enum class Introduction : std::uint8_t {
  none_owed, // the peer speaks for itself
  owed,      // and has not come yet
  made,
  missing, // something else came, or nothing
  unsound,
};

// Learned by the session before a walk begins; `authoritative` and `encrypted` by the lookup find_site, and once more
// by start_tls.
struct ConnectionFacts {
  bool worker_has_room = true;
  bool address_below_cap = true;
  bool any_byte_arrived = true;
  bool head_in_time = true;
  bool head_complete = true;
  bool draining = false;
  bool encrypted_where_expected = true; // false: plain octets where the listener wants TLS
  bool handshake_succeeded = true;
  Frames frames = Frames::sound;
  bool handshake_admitted = true;
  Introduction introduction = Introduction::none_owed;
  bool authoritative = true; // for the host asked for; what is not encrypted shows no certificate, and is not asked
  bool encrypted = false;
  bool early = false;           // the request came before the handshake ended, until finish_handshake has seen it end
  bool takes_upgrade = false;   // came without TLS, and may go on in it (RFC 2817)
  bool upgrade_admitted = true; // there is room for its handshake
};

// Learned by the lookup find_site, beside RouteFacts::site_known; what holds for whatever site is known before.
struct SiteFacts {
  bool redirects_plain = false;    // of whatever site: requests without TLS on a port that wants it
  bool redirects_to_https = false; // requests without TLS, wherever they come in
  bool names_secure_host = false;  // to which; otherwise it is the host of the request
  bool host_canonical = true;      // the one of the request; also where the site prefers none
  bool redirects = false;          // names of it have moved or end; then RedirectFacts and RetirementFacts say
  bool forwards_any = false;       // of whatever site: some route hands on what this server does not know
  std::string_view tls_protocols = "TLS/1.3, TLS/1.2"; // of whatever site: as Upgrade names them, the preferred first
};

// Where a name has moved to, by the first redirect of the site that matches it (lookup find_redirect).
struct RedirectFacts {
  bool leads = false;     // there is one
  bool to_itself = false; // it leads to the address that was asked for
  bool to_get = false;
  bool permanent = false;
  bool keeps_method = false;   // by a number that does so for every method
  std::string_view location{}; // where it leads; lives as long as the exchange
  std::string_view rule{};     // "redirect /old/"
  base::Origin rule_origin{};
};

// What a request to a route has to come by.
struct RequiredProtocols {
  bool tls = false;
  bool http_2 = false;
  bool websocket = false;
};

// Learned by the lookups find_site and find_route.
struct RouteFacts {
  bool site_known = false;
  bool route_known = false;
  bool conceals = false; // hidden names are answered as if absent
  bool serves_hidden = false;
  bool lists = false;      // directories without an index
  bool falls_back = false; // on a page, for navigations to what does not exist
  bool negotiates_strictly = false;
  bool demands_certificate = false; // of the client; then ClientFacts say
  bool guarded = false;             // asks who sends the request; then GuardFacts say
  bool ruled = false;               // has rules for who may come; then AccessFacts say
  bool asks_authority = false;      // another server, where the client brings no credentials of another scheme
  RequiredProtocols required;
  // Taken also where somebody may be repeating them (RFC 8470 4); as it stands here, what changes nothing.
  message::MethodSet replay_safe{message::Method::get, message::Method::head, message::Method::options,
                                 message::Method::trace};
  bool awaits_handshake = true; // with what may not be repeated and came early; false: it is refused
  message::MethodSet allowed;   // of the route; what Allow says
  std::uint64_t max_content_bytes = 0;
  UploadTerms uploads;
  std::uint32_t max_ranges = 0;
  bool refuses_malformed_ranges = false;  // otherwise they are ignored (RFC 9110 14.2)
  bool forwards = false;                  // to an upstream; what follows is of such routes
  bool tunnels = false;                   // it may go on in another protocol
  bool came_here_before = false;          // as Via or CDN-Loop say, which name this server
  std::optional<std::uint64_t> hops_left; // Max-Forwards, of methods that it counts for
  bool asks_length = false;               // of content that is to be kept
  bool content_coding_taken = true;       // of the request, as what follows
  bool content_type_taken = true;
  bool keeps_records = false; // of what forms send
  bool has_result = false;    // a page that is shown to who has sent one
};

// Who the client is by its certificate, if it showed one. Views live as long as its connection.
struct ClientFacts {
  bool shown = false;
  std::string_view subject{};  // "CN=alice,O=Example"
  std::string_view distrust{}; // why no authority of the site stands behind it; empty: one does
  base::UnixSeconds not_before_s = 0;
  base::UnixSeconds not_after_s = 0;
};

// Who sends the request, where the route is guarded (lookup find_route).
struct GuardFacts {
  bool origin_own = true;      // no page of another origin sent it
  bool token_in_query = false; // the right one, where one is asked for
  bool token_right = true;     // or none is asked for
};

// How a percent-encoded path came out (lookup read_path).
enum class PathState : std::uint8_t { sound, bad_encoding, climbs, encoded_slash };

struct PathFacts {
  PathState state = PathState::sound;
  bool ends_in_slash = false;
  bool hidden = false; // some segment begins with a dot, /.well-known/ excepted (RFC 8615)
};

// What the file system said, or another resource (lookup locate).
enum class Located : std::uint8_t {
  found,
  none,
  not_directory,
  search_denied,
  read_denied,
  symlink_refused,
  outside_root,
  loop,
  name_too_long,
  special,
  query_invalid,
  not_ready,
  no_stream_left,
  exhausted,
  io_error,
  upload, // no file, but what has come of one that is being sent
  job,    // no file, but work that was begun
};

// A parameter of the query that means nothing (Located::query_invalid). Views live as long as the turn.
struct QueryFacts {
  std::string_view parameter;
  std::string_view value;
  std::string_view complaint; // what would have been right
  std::uint32_t position = 0; // of the parameter: octets from the start of the query
};

// One representation of the resource as the preconditions and ranges see it. Views live as long as the turn.
struct RepresentationFacts {
  field::EntityTag tag;             // strong
  base::UnixSeconds modified_s = 0; // Last-Modified
  bool dates_strongly = false;      // modified long enough ago to be a strong validator (RFC 9110 8.8.2.2)
  std::uint64_t length = 0;         // octets, as encoded
  std::string_view media_type;      // without parameters
  std::string_view coding;          // "" is identity
  bool endless = false;             // comes over time: it has no length and no ranges
};

struct ResourceFacts {
  Located located = Located::none;
  bool directory = false;
  bool fell_back = false;             // it is the page that the route falls back on (lookup fall_back)
  bool has_index = false;             // then `representation` is the index file's
  bool coding_acceptable = true;      // some stored coding is one that Accept-Encoding takes
  RepresentationFacts representation; // selected; of no meaning for a directory without index
  std::string_view failed_component;  // of the path, where the file system refused
  int error = 0;                      // errno where it refused
  QueryFacts query;

  bool exists() const { return located == Located::found || located == Located::upload; }
  // Of a directory without an index, and of nothing, there is no date.
  bool has_date() const { return exists() && !representation.tag.opaque.empty(); }
};

// How the content of a request came to its end.
enum class ContentEnd : std::uint8_t { whole, cut, slow, malformed, too_large };

// How the content of the request came in (lookup read_content, or forward).
struct ContentFacts {
  bool whole = true; // false: the connection ended first
  bool in_time = true;
  bool sound = true; // chunk syntax
  bool fits = true;
  bool continue_sent = false;
};

// The bytes that If-Range and Range ask for (lookup find_ranges).
struct RangeFacts {
  field::RangeOutcome outcome{};
  std::span<const field::ByteRange> ranges; // coalesced, in the order of the request
};

// How far an attempt at an upstream came.
enum class HopPhase : std::uint8_t { choose, resolve, connect, tls, send, wait, receive, complete };

struct HopPhaseRow {
  HopPhase phase;
  std::string_view name;
};
inline constexpr std::array hop_phase_rows{
    HopPhaseRow{HopPhase::choose, "choose"},   HopPhaseRow{HopPhase::resolve, "resolve"},
    HopPhaseRow{HopPhase::connect, "connect"}, HopPhaseRow{HopPhase::tls, "tls"},
    HopPhaseRow{HopPhase::send, "send"},       HopPhaseRow{HopPhase::wait, "wait"},
    HopPhaseRow{HopPhase::receive, "receive"}, HopPhaseRow{HopPhase::complete, "complete"},
};
constexpr std::string_view name(HopPhase p) { return hop_phase_rows[static_cast<std::size_t>(p)].name; }

// How an attempt at an upstream ended, or all of them together.
enum class HopEnd : std::uint8_t {
  answered, // by a final response
  switched, // 101: the connection carries another protocol from now on
  client_gone,
  content_bad, // of the request; ContentFacts say how
  none_up,
  queue_full,
  queue_slow,
  dns_slow,
  dns_failed,
  connect_slow,
  refused,
  unroutable,
  connect_failed,
  tls_slow,
  certificate_bad,
  tls_alerted, // by the upstream
  tls_failed,
  unprocessed, // the upstream says that it has not looked at it
  send_slow,
  head_slow,
  silent, // between two octets of its head or content
  total_slow,
  closed, // before the first octet of a response
  cut,    // in the middle of one
  stream_reset,
  head_too_large,
  malformed,
  status_invalid,
  interim_many,
  switched_unasked,
  // Of a program that is started for the request:
  program_none,
  program_unstarted,
  program_ended, // before a head
  program_unsound,
};

struct HopEndRow {
  HopEnd end;
  std::string_view name;  // stable: records and logs have it
  std::string_view words; // for people, of one attempt
};
inline constexpr std::array hop_end_rows{
    HopEndRow{HopEnd::answered, "answered", "answered"},
    HopEndRow{HopEnd::switched, "switched", "switched to another protocol"},
    HopEndRow{HopEnd::client_gone, "client-gone", "was given up, because the client had gone"},
    HopEndRow{HopEnd::content_bad, "content-bad", "was given up, because the content of the request was unsound"},
    HopEndRow{HopEnd::none_up, "none-up", "was not begun: no upstream is up"},
    HopEndRow{HopEnd::queue_full, "queue-full", "was not begun: as many wait for a connection as may"},
    HopEndRow{HopEnd::queue_slow, "queue-slow", "waited too long for a connection to be free"},
    HopEndRow{HopEnd::dns_slow, "dns-slow", "waited too long for the address of the name"},
    HopEndRow{HopEnd::dns_failed, "dns-failed", "found no address for the name"},
    HopEndRow{HopEnd::connect_slow, "connect-slow", "waited too long for the connection"},
    HopEndRow{HopEnd::refused, "refused", "was refused the connection"},
    HopEndRow{HopEnd::unroutable, "unroutable", "found no way to the address"},
    HopEndRow{HopEnd::connect_failed, "connect-failed", "could not connect"},
    HopEndRow{HopEnd::tls_slow, "tls-slow", "waited too long for the TLS handshake"},
    HopEndRow{HopEnd::certificate_bad, "certificate-bad", "was shown a certificate that is not believed"},
    HopEndRow{HopEnd::tls_alerted, "tls-alerted", "was sent an alert of TLS"},
    HopEndRow{HopEnd::tls_failed, "tls-failed", "came to no agreement on TLS"},
    HopEndRow{HopEnd::unprocessed, "unprocessed", "was not looked at, says the upstream"},
    HopEndRow{HopEnd::send_slow, "send-slow", "waited too long for the request to be taken"},
    HopEndRow{HopEnd::head_slow, "head-slow", "waited too long for the first octet of a response"},
    HopEndRow{HopEnd::silent, "silent", "waited too long for the next octets of the response"},
    HopEndRow{HopEnd::total_slow, "total-slow", "took too long as a whole"},
    HopEndRow{HopEnd::closed, "closed", "lost the connection before any octet of a response"},
    HopEndRow{HopEnd::cut, "cut", "lost the connection in the middle of the response"},
    HopEndRow{HopEnd::stream_reset, "stream-reset", "had its stream of HTTP/2 given up by the upstream"},
    HopEndRow{HopEnd::head_too_large, "head-too-large", "received a larger head than is read"},
    HopEndRow{HopEnd::malformed, "malformed", "received what is no response"},
    HopEndRow{HopEnd::status_invalid, "status-invalid", "received a status outside of 100 to 599"},
    HopEndRow{HopEnd::interim_many, "interim-many", "received interim responses without end"},
    HopEndRow{HopEnd::switched_unasked, "switched-unasked", "received a switch of protocols that nobody asked for"},
    HopEndRow{HopEnd::program_none, "program-none", "found no program for the path"},
    HopEndRow{HopEnd::program_unstarted, "program-unstarted", "could not start the program"},
    HopEndRow{HopEnd::program_ended, "program-ended", "saw the program end before it had put out a head"},
    HopEndRow{HopEnd::program_unsound, "program-unsound", "was put out what is no head"},
};
constexpr const HopEndRow& row(HopEnd e) { return hop_end_rows[static_cast<std::size_t>(e)]; }

consteval bool hop_rows_in_order() {
  for (std::size_t i = 0; i < hop_phase_rows.size(); ++i)
    if (static_cast<std::size_t>(hop_phase_rows[i].phase) != i) return false;
  for (std::size_t i = 0; i < hop_end_rows.size(); ++i)
    if (static_cast<std::size_t>(hop_end_rows[i].end) != i) return false;
  return true;
}
static_assert(hop_rows_in_order());

// One attempt at an upstream. Views live as long as the deed.
struct HopAttempt {
  std::string_view address; // as it was connected to; empty: none was chosen
  HopPhase reached = HopPhase::choose;
  HopEnd end = HopEnd::answered;
  bool reused = false; // the connection had carried others before
  bool http2 = false;  // is what was spoken
  bool asked = false;  // who may come: nothing was handed on
  int error = 0;       // errno that spoke
  message::Fault fault = message::Fault::none;
  std::uint32_t fault_offset = 0;      // octets from the start of the response
  std::string_view detail{};           // the offending octets, or what others say of it in words
  std::string_view said{};             // by the application or program, for its log: the begin of it
  std::string_view rcode{};            // of the name service (RFC 9209 2.3.2)
  std::optional<std::uint8_t> alert{}; // of TLS, that the upstream sent (RFC 9209 2.3.15)
  std::array<std::uint32_t, hop_phase_rows.size() - 1> phase_ms{}; // by HopPhase, of those that were begun
  const base::Limit* limit = nullptr;                              // the timer that spoke
};

// What came of handing the request on (lookup forward), or of asking another server about it (ask_authority).
struct HopFacts {
  HopEnd end = HopEnd::answered;
  std::uint16_t status = 0; // of the response, if one came
  Judgement judgement{};    // where it was asked
  bool redirects_to_itself = false;
  std::optional<HopPhase> repeated{};     // how far the last of the attempts came that failed and were repeated
  std::string_view proxy_status{};        // as the response had it
  const base::Limit* unretried = nullptr; // kept what failed from being tried again; null: none did
  std::span<const HopAttempt> attempts;
};

// Lookups answer `later` until the exchange has filled their part: one bit each.
enum class Lookup : std::uint8_t {
  none,
  find_site,
  start_tls,
  read_path,
  find_route,
  take_place,
  take_share,
  finish_handshake,
  take_user_share,
  locate,
  hold_credits,
  reserve,
  send_continue,
  read_content,
  change,
  read_digest,
  find_ranges,
  forward,
  find_redirect,
  weigh_rules,
  authenticate,
  fall_back,
  take_upload,
  begin_upload,
  ask_authority,
};

struct LookupRow {
  Lookup lookup;
  std::string_view name;  // for programs
  std::string_view words; // for people: what is done before the question is asked
};
inline constexpr std::array lookup_rows{
    LookupRow{Lookup::none, "", ""},
    LookupRow{Lookup::find_site, "find-site", "looks up the site"},
    LookupRow{Lookup::start_tls, "start-tls", "sends 101 and shakes hands"},
    LookupRow{Lookup::read_path, "read-path", "decodes the path"},
    LookupRow{Lookup::find_route, "find-route", "looks up the route"},
    LookupRow{Lookup::take_place, "take-place", "looks for a place"},
    LookupRow{Lookup::take_share, "take-share", "counts the request"},
    LookupRow{Lookup::finish_handshake, "finish-handshake", "waits for the handshake"},
    LookupRow{Lookup::take_user_share, "take-user-share", "counts it for the user"},
    LookupRow{Lookup::locate, "locate", "opens the file"},
    LookupRow{Lookup::hold_credits, "hold-credits", "sets its price aside"},
    LookupRow{Lookup::reserve, "reserve", "reserves room for it"},
    LookupRow{Lookup::send_continue, "send-continue", "sends 100 if so"},
    LookupRow{Lookup::read_content, "read-content", "reads the content"},
    LookupRow{Lookup::change, "change", "changes what is there"},
    LookupRow{Lookup::read_digest, "read-digest", "sums up the content"},
    LookupRow{Lookup::find_ranges, "find-ranges", "reads the ranges"},
    LookupRow{Lookup::forward, "forward", "hands the request on"},
    LookupRow{Lookup::find_redirect, "find-redirect", "looks for a redirect"},
    LookupRow{Lookup::weigh_rules, "weigh-rules", "weighs the rules"},
    LookupRow{Lookup::authenticate, "authenticate", "looks at credentials"},
    LookupRow{Lookup::fall_back, "fall-back", "opens the page"},
    LookupRow{Lookup::take_upload, "take-upload", "takes over the upload"},
    LookupRow{Lookup::begin_upload, "begin-upload", "sends 104 if so"},
    LookupRow{Lookup::ask_authority, "ask-authority", "asks who may come"},
};
constexpr const LookupRow& row(Lookup l) { return lookup_rows[static_cast<std::size_t>(l)]; }

consteval bool lookup_rows_in_order() {
  for (std::size_t i = 0; i < lookup_rows.size(); ++i)
    if (static_cast<std::size_t>(lookup_rows[i].lookup) != i) return false;
  return true;
}
static_assert(lookup_rows_in_order());

struct Facts {
  const message::RequestHead* request = nullptr; // never null when a head arrived
  message::Fault fault = message::Fault::none;
  std::uint32_t fault_offset = 0;     // octets from the start of the head
  std::string_view fault_subject{};   // the name of the field that is too large, if that is the fault
  const base::Limit* limit = nullptr; // the one that spoke, if a limit did
  message::Fault content_fault = message::Fault::none; // of the chunks; its offset counts from behind the head
  ConnectionFacts connection;
  SiteFacts site;
  RedirectFacts redirect;
  RetirementFacts retirement;
  RouteFacts route;
  ClientFacts client;
  GuardFacts guard;
  CorsFacts cors;
  AccessFacts access;
  AdmissionFacts admission;
  PathFacts path;
  ResourceFacts resource;
  ChangeFacts change;
  UploadFacts upload;
  JobFacts job;
  ContentFacts content;
  RangeFacts range;
  HopFacts hop;
  std::span<const HopAttempt> asked{}; // at the server that let the client in, which then is no hop
  base::UnixSeconds now_s = 0;
  std::uint32_t known = 0; // bits of Lookup

  bool knows(Lookup l) const { return (known & (1u << static_cast<unsigned>(l))) != 0; }
  void learned(Lookup l) { known |= 1u << static_cast<unsigned>(l); }
};

enum class Answer : std::uint8_t { no, yes, later };
constexpr Answer yes_if(bool b) { return b ? Answer::yes : Answer::no; }
constexpr Answer no_if(bool b) { return b ? Answer::no : Answer::yes; }

} // namespace responsum::decision
