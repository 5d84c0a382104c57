// A configuration that has been read and checked: plain data, no runtime objects. Every value knows where it was
// written.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "responsum/access/cors.hpp"
#include "responsum/access/country.hpp"
#include "responsum/access/realm.hpp"
#include "responsum/access/rule.hpp"
#include "responsum/admit/policy.hpp"
#include "responsum/admit/redis_address.hpp"
#include "responsum/base/origin.hpp"
#include "responsum/base/pattern.hpp"
#include "responsum/config/dns.hpp"
#include "responsum/config/endpoint.hpp"
#include "responsum/config/limits.hpp"
#include "responsum/config/upstream.hpp"
#include "responsum/decision/facts.hpp"
#include "responsum/message/method.hpp"
#include "responsum/net/address.hpp"
#include "responsum/net/tls/context.hpp"
#include "responsum/route/host_pattern.hpp"
#include "responsum/route/redirect.hpp"
#include "responsum/status/profile.hpp"

namespace responsum::config {

// A value and the place that set it; built in until something does.
template <class T>
struct Setting {
  T value{};
  base::Origin origin{};

  const T& operator*() const { return value; }
  const T* operator->() const { return &value; }
  bool is_set() const { return !origin.built_in(); }
};

template <class T>
struct Named {
  T value;
  std::string_view name; // as written in a configuration
};

// Whether a client is asked for a certificate, and whether a request is answered without one.
enum class ClientDemand : std::uint8_t { off, optional, required };
inline constexpr std::array client_demand_names{Named{ClientDemand::off, "off"},
                                                Named{ClientDemand::optional, "optional"},
                                                Named{ClientDemand::required, "required"}};

// What clients are shown, and what they are asked to show. Files are of PEM, relative to the working directory: the
// first certificate goes with the first key, and so on. What a site leaves out is the server's.
struct CertificateSettings {
  std::vector<Setting<std::string>> certificates;
  std::vector<Setting<std::string>> keys;
  std::vector<Setting<std::string>> staples; // DER; as many as certificates, or none; empty: that one has none
  Setting<std::string> client_ca;            // empty: none
  Setting<ClientDemand> client_certificate{ClientDemand::off};

  bool asks_clients() const { return *client_certificate != ClientDemand::off; }
};

inline constexpr std::array tls_version_names{Named{net::tls::Version::tls_1_2, "1.2"},
                                              Named{net::tls::Version::tls_1_3, "1.3"}};

// What becomes of a request without TLS on a port of listen_tls: it is told so, or sent to https.
enum class PlainOnTls : std::uint8_t { explain, redirect };
inline constexpr std::array plain_on_tls_names{Named{PlainOnTls::explain, "explain"},
                                               Named{PlainOnTls::redirect, "redirect"}};

// What becomes of requests while the state of limits, which is elsewhere, is not to be had.
enum class OnStateFailure : std::uint8_t { open, closed };
inline constexpr std::array state_failure_names{Named{OnStateFailure::open, "open"},
                                                Named{OnStateFailure::closed, "closed"}};

struct ServerSettings {
  std::vector<Setting<Endpoint>> listen;     // at least one, unless there is one with TLS
  std::vector<Setting<Endpoint>> listen_tls; // may be none
  CertificateSettings identity;              // of sites that have none of their own; may be none
  Setting<net::tls::Version> tls_min_version{net::tls::Version::tls_1_2};
  Setting<bool> http2{true}; // may be spoken
  Setting<PlainOnTls> plain_on_tls{PlainOnTls::explain};
  Setting<bool> tls_upgrade{false};                // connections to `listen` may go on in TLS
  Setting<std::uint32_t> tls_early_data{0};        // octets that may come before the handshake is done; 0: none
  Setting<std::optional<Endpoint>> console;        // none: no console
  Setting<std::string> console_token;              // empty: none, which only loopback may do
  Setting<unsigned> workers{0};                    // 0: one a processor
  Setting<unsigned> calls_together{2};             // see net::ReactorOptions; 0: never
  Setting<std::string> server_header{"Responsum"}; // empty: no Server field
  Setting<std::string> via;                        // name in Via; empty: one that no other server has
  Setting<std::string> pid_file;                   // empty: none
  std::vector<Setting<net::Network>> trusted{{*net::Network::parse("127.0.0.0/8")},
                                             {*net::Network::parse("::1")}}; // who may see details
  Setting<std::string> user;                                 // to become once the listeners are open; empty: stay
  Setting<status::Profile> profile{status::Profile::strict}; // of sites that name none
  Setting<std::string> country_file;                         // empty: nobody knows where addresses are
  Setting<std::optional<admit::RedisAddress>> state;         // where limits are counted; none: here
  Setting<OnStateFailure> on_state_failure{OnStateFailure::open};
  Setting<std::string> ledger; // file of credits and budgets; empty: none

  bool speaks_tls() const { return !listen_tls.empty() || *tls_upgrade; }
};

// One [auth.NAME]. What its files hold is there once they have been read.
// One [[upstream]], by its name, or servers that are named where they are used.
struct ChosenUpstream {
  Setting<std::string> name; // empty: `own`, or none
  Setting<std::optional<UpstreamSettings>> own;

  bool is_set() const { return !name->empty() || own->has_value(); }
};

struct AuthSettings {
  access::Realm realm;
  ChosenUpstream authority;        // of forward
  std::string asked_path;          // of it
  Setting<std::string> users_file; // of basic and digest; empty: none
  Setting<std::string> keys_file;  // of bearer
  bool in_the_clear = false;       // may be asked for where nothing is encrypted
};

inline constexpr std::array otherwise_names{Named{access::Otherwise::allow, "allow"},
                                            Named{access::Otherwise::deny, "deny"},
                                            Named{access::Otherwise::identified, "identified"}};

struct LogTarget {
  enum class Kind : std::uint8_t { off, standard_output, standard_error, file };
  Kind kind = Kind::off;
  std::string path; // of a file
};

struct LogSettings {
  Setting<LogTarget> access{{LogTarget::Kind::standard_output, {}}};
  Setting<LogTarget> errors{{LogTarget::Kind::standard_error, {}}};
  Setting<std::uint64_t> buffer_bytes{256 * 1024};
};

// Which exchanges are kept beyond the recorder's ring: all members that are there have to hold, in each any one of
// its values. At least one is there beside the name.
struct KeepRule {
  base::Origin origin;                          // of the [[record.keep]]
  Setting<std::string> name;                    // empty: none
  std::vector<Setting<std::string>> statuses;   // "404", "5xx", "none"
  std::vector<Setting<std::string>> conditions; // "fs.none", "fs.*"
  Setting<std::uint64_t> min_duration_ms{0};
  std::vector<Setting<std::string>> routes; // names, each of a route that there is
};

struct RecordSettings {
  Setting<bool> enabled{true}; // false: to measure what recorder, histogram and access log cost
  Setting<std::string> file;   // relative to the working directory; empty: nothing is kept
  Setting<std::uint64_t> max_exchanges{10'000};
  std::vector<KeepRule> keep; // in the order of evaluation
};

// Overrides what is built in for one file name extension.
struct TypeRule {
  std::string extension; // lower case, without dot
  std::string media_type;
  base::Origin origin;
};

enum class Listing : std::uint8_t { off, html, json, negotiated };
enum class Hidden : std::uint8_t { refuse, hide, serve };       // answered as forbidden, as absent, as any other
enum class Symlinks : std::uint8_t { beneath, refuse, follow }; // followed inside the folder, never, anywhere
enum class Negotiation : std::uint8_t { lenient, strict };      // nothing acceptable: send anyway, or say so
enum class Coding : std::uint8_t { br, zstd, gzip };
enum class MalformedRanges : std::uint8_t { ignore, refuse }; // RFC 9110 14.2 has both
inline constexpr std::array malformed_ranges_names{Named{MalformedRanges::ignore, "ignore"},
                                                   Named{MalformedRanges::refuse, "416"}};
// What is said beyond any profile.
enum class Overlay : std::uint8_t { ms_dav };
inline constexpr std::array overlay_names{Named{Overlay::ms_dav, "ms-dav"}};

inline constexpr std::array hidden_names{Named{Hidden::refuse, "refuse"}, Named{Hidden::hide, "hide"},
                                         Named{Hidden::serve, "serve"}};
inline constexpr std::array symlinks_names{Named{Symlinks::beneath, "beneath"}, Named{Symlinks::refuse, "refuse"},
                                           Named{Symlinks::follow, "follow"}};
inline constexpr std::array negotiation_names{Named{Negotiation::lenient, "lenient"},
                                              Named{Negotiation::strict, "strict"}};
// What becomes of a request that came before the handshake was done, and that the route does not take then.
enum class EarlyData : std::uint8_t { wait, refuse };
inline constexpr std::array early_data_names{Named{EarlyData::wait, "wait"}, Named{EarlyData::refuse, "425"}};

// Whether what was changed has reached the disk before the client hears of it, and what a loss of power leaves if
// not.
enum class Durability : std::uint8_t { full, ordered, none };
inline constexpr std::array durability_names{Named{Durability::full, "full"}, Named{Durability::ordered, "ordered"},
                                             Named{Durability::none, "none"}};
// Of what is appended, nothing is replaced.
inline constexpr std::array entry_durability_names{Named{Durability::full, "full"}, Named{Durability::none, "none"}};

// Whether whoever changes what is there has to say which state of it is meant.
enum class RequirePreconditions : std::uint8_t { never, contended, always };
inline constexpr std::array require_preconditions_names{Named{RequirePreconditions::never, "never"},
                                                        Named{RequirePreconditions::contended, "contended"},
                                                        Named{RequirePreconditions::always, "always"}};

// Methods that change files, as a configuration names them.
inline constexpr std::array write_names{Named{message::Method::put, "PUT"}, Named{message::Method::delete_, "DELETE"},
                                        Named{message::Method::patch, "PATCH"}, Named{message::Method::post, "POST"}};

// What a request has to come by.
enum class Requirement : std::uint8_t { tls, h2, websocket };
inline constexpr std::array requirement_names{Named{Requirement::tls, "tls"}, Named{Requirement::h2, "h2"},
                                              Named{Requirement::websocket, "websocket"}};
inline constexpr std::array coding_names{Named{Coding::br, "br"}, Named{Coding::zstd, "zstd"},
                                         Named{Coding::gzip, "gzip"}};
inline constexpr std::array listing_names{Named{Listing::html, "html"}, Named{Listing::json, "json"}};

// The first rule whose pattern matches the path below the route's folder gives Cache-Control.
struct CacheRule {
  base::PathPattern match;
  std::string value;
  base::Origin origin;
};

// Of a field of a form; what is optional may be left out or empty.
enum class FormField : std::uint8_t { required, optional, number, optional_number };
inline constexpr std::array form_field_names{
    Named{FormField::required, "required"}, Named{FormField::optional, "optional"},
    Named{FormField::number, "number"}, Named{FormField::optional_number, "optional number"}};

struct FormFieldSettings {
  std::string name;
  FormField kind;
  base::Origin origin;
};

// [site.route.form]: entries that are kept as records.
struct FormSettings {
  base::Origin origin;
  Setting<std::string> folder; // of the journal; relative to the working directory, as `page`
  Setting<std::string> page;   // file that GET is answered with; empty: none
  Setting<std::string> result; // where who has made an entry on a page is sent; empty: nowhere
  std::vector<FormFieldSettings> fields;
  Setting<bool> other_fields{false};                   // that are not among these; of no meaning where there are none
  Setting<std::uint64_t> max_content_bytes{64 * 1024}; // of an entry
  Setting<std::uint64_t> max_file_bytes{64 * 1024 * 1024};
  Setting<std::uint64_t> keep_files{0}; // 0: all
  Setting<Durability> durability{Durability::full};
};

inline constexpr std::array balance_names{
    Named{Balance::round_robin, "round-robin"}, Named{Balance::least_requests, "least-requests"},
    Named{Balance::two_choices, "two-choices"}, Named{Balance::consistent_hash, "consistent-hash"}};

inline constexpr std::array introduced_by_names{Named{IntroducedBy::version_1, "v1"},
                                                Named{IntroducedBy::version_2, "v2"}};

// Which host an upstream is asked for.
enum class HostSent : std::uint8_t { client, upstream };
inline constexpr std::array host_sent_names{Named{HostSent::client, "client"}, Named{HostSent::upstream, "upstream"}};
// By which fields an upstream learns of the client: X-Forwarded-*, Forwarded (RFC 7239), both, none.
enum class ForwardedBy : std::uint8_t { none, x_forwarded, forwarded, both };
inline constexpr std::array forwarded_by_names{
    Named{ForwardedBy::none, "none"}, Named{ForwardedBy::x_forwarded, "x-forwarded"},
    Named{ForwardedBy::forwarded, "forwarded"}, Named{ForwardedBy::both, "both"}};

// A folder of scripts: applications that another server has, or programs that are started.
struct ScriptSettings {
  base::Origin origin{};
  std::string root{};  // absolute
  std::string index{}; // empty: none
  std::string split{}; // empty: the first name of a path that is a file is a script
  std::vector<std::pair<std::string, std::string>> params{};
};

// A route serves files, keeps what is entered in forms, or hands requests on.
struct RouteSettings {
  base::Origin origin;       // of the [[site.route]]
  Setting<std::string> name; // empty: none
  Setting<base::PathPattern> path;
  Setting<std::string> files; // folder, or one file where the path is exact; relative to the working directory
  std::optional<FormSettings> form;
  ChosenUpstream proxy;
  Setting<std::optional<ScriptSettings>> fastcgi; // what the servers of `proxy` are told, where they speak it
  Setting<std::optional<ScriptSettings>> cgi;     // then `proxy` has no server but the programs
  Setting<HostSent> host_sent{HostSent::client};
  Setting<ForwardedBy> forwarded_by{ForwardedBy::x_forwarded};
  Setting<bool> proxy_status{true};
  Setting<std::vector<std::string>> index{{"index.html"}};
  Setting<std::string> fallback; // file in the folder, shown to who navigates to what does not exist; empty: none
  Setting<Listing> listing{Listing::off};
  Setting<Hidden> hidden{Hidden::refuse};
  Setting<Symlinks> symlinks{Symlinks::beneath};
  Setting<std::vector<Coding>> precompressed; // siblings looked for, the preferred first; empty: none
  std::vector<CacheRule> cache_control;
  Setting<Negotiation> negotiation{Negotiation::lenient};
  Setting<bool> trace{false};
  Setting<std::vector<message::Method>> writes; // methods that change files, in the order of their list; empty: none
  Setting<Durability> durability{Durability::full};
  Setting<bool> delete_trees{false};
  Setting<std::string> jobs_path{"/.jobs/"}; // below that of the route: where work that goes on can be watched
  Setting<std::uint64_t> max_jobs{100};      // 0: nothing goes on once its request is answered
  Setting<std::uint64_t> job_retention_s{24 * 60 * 60};
  Setting<std::uint64_t> async_wait_ms{2000};
  Setting<std::uint64_t> async_threshold{0}; // entries of a tree; 0: only who asks for it is not kept waiting
  Setting<std::uint64_t> processing_interval_ms{20'000}; // 0: nothing is said meanwhile
  Setting<bool> require_length{false};
  Setting<std::uint64_t> quota_bytes{0}; // of all files of the folder; 0: none
  Setting<RequirePreconditions> require_preconditions{RequirePreconditions::contended};
  Setting<bool> resumable_uploads{false};
  Setting<std::uint64_t> max_uploads{100};
  Setting<std::uint64_t> max_upload_bytes{0}; // 0: limits.max_content_bytes
  Setting<std::uint64_t> upload_expiry_s{24 * 60 * 60};
  Setting<std::uint64_t> upload_checkpoint_bytes{8 * 1024 * 1024};
  Setting<std::uint64_t> upload_interop_version{8}; // 0: clients need not name one
  Setting<std::vector<std::string>> accept_types;   // "type/subtype" or "type/*"; empty: any
  Setting<std::vector<Requirement>> requirements;   // `requires`, which is a word of C++; all have to be met
  Setting<EarlyData> early_data{EarlyData::wait};
  Setting<std::optional<bool>> replay_safe;                    // all or none; not said: what changes nothing
  Setting<ClientDemand> client_certificate{ClientDemand::off}; // only `required` keeps anybody out
  std::vector<admit::Limit> limits;                            // of requests, after those of the site
  base::Limit max_concurrent{"max_concurrent", 0};             // requests under way; 0: no limit
  Setting<std::uint64_t> max_rate{0};                          // octets a second of one response; 0: no limit
  Setting<std::optional<admit::Context>> context;              // none: nothing has to be known of a client
  Setting<std::optional<admit::Meter>> meter;                  // none: it costs nothing
  std::string scope;                                           // tells it from all others, also after a reload
  Setting<bool> strip_prefix{true}; // the path's mount() is not part of the file's name; handed on it is, unless set
  Setting<std::string> charset{"utf-8"};               // of text types that name none; empty: none
  Setting<std::vector<std::string>> auth;              // names of [auth.NAME], the preferred first; empty: none
  std::vector<access::Rule> rules;                     // in the order of evaluation
  Setting<std::optional<access::Otherwise>> otherwise; // not said: see complete()
  Setting<bool> hide_denied{false};                    // answered as if there were nothing
  std::optional<route::Retirement> retirement;         // `sunset`, and what goes with it
  std::optional<access::Cors> cors;

  bool forwards() const { return proxy.is_set(); }
  // Null: what answers is no script.
  const ScriptSettings* scripts() const {
    return cgi->has_value() ? &**cgi : fastcgi->has_value() ? &**fastcgi : nullptr;
  }
  bool strips() const { return *strip_prefix && (!forwards() || cgi->has_value() || strip_prefix.is_set()); }
  message::MethodSet methods() const {
    if (form) {
      message::MethodSet set{message::Method::post, message::Method::options};
      if (!form->page->empty())
        set = {message::Method::get, message::Method::head, message::Method::post, message::Method::options};
      return set;
    }
    message::MethodSet set{message::Method::get, message::Method::head, message::Method::options};
    if (*trace) set.insert(message::Method::trace);
    for (const message::Method m : *writes) set.insert(m);
    return set;
  }
  message::MethodSet replay_safe_methods() const {
    if (!replay_safe->has_value()) return decision::RouteFacts{}.replay_safe;
    return **replay_safe ? methods() : message::MethodSet{};
  }
};

// Where requests without TLS are sent.
struct HttpsRedirect {
  std::string host;       // as a URI has it; empty: the one that was asked for
  std::uint16_t port = 0; // 0 until complete() has found that of listen_tls
};

// RFC 6797 6.1
struct TransportPolicy {
  std::uint64_t max_age_s = 0; // 0: browsers are to forget it
  bool subdomains = false;
  bool preload = false; // of the lists that browsers come with, not of the document

  std::string field_value() const {
    return "max-age=" + std::to_string(max_age_s) + (subdomains ? "; includeSubDomains" : "") +
           (preload ? "; preload" : "");
  }
};

struct SiteSettings {
  base::Origin origin;                            // of the [[site]]
  Setting<std::string> name;                      // empty: none
  std::vector<Setting<route::HostPattern>> hosts; // at least one
  Setting<status::Profile> profile{status::Profile::strict};
  CertificateSettings identity;                            // may be none
  Setting<std::optional<HttpsRedirect>> redirect_to_https; // none: it may be had without TLS
  Setting<std::optional<TransportPolicy>> hsts;            // none: Strict-Transport-Security is not sent
  Setting<std::string> canonical_host;                     // empty: all of its hosts are as good
  Setting<std::vector<std::string>> auth;                  // of routes that name none
  std::vector<route::Redirect> redirects;                  // in the order of evaluation
  std::vector<route::Retired> retired;                     // likewise, after those
  admit::SitePolicy admission;
  Setting<std::string> legal_orders; // file that the orders are from; empty: none
  Setting<MalformedRanges> malformed_ranges{MalformedRanges::ignore};
  std::vector<RouteSettings> routes; // in the order of evaluation
};

// Owns the names that its origins are views into: they live as long as it does, also when it is moved.
struct Configuration {
  Configuration() = default;
  Configuration(Configuration&&) = default;
  Configuration& operator=(Configuration&&) = default;
  Configuration(const Configuration&) = delete;
  Configuration& operator=(const Configuration&) = delete;

  std::deque<std::string> file_names; // in the order of reading; the first is the main file
  ServerSettings server;
  Limits limits;
  LogSettings log;
  RecordSettings record;
  std::vector<TypeRule> types;
  DnsSettings dns;
  std::vector<UpstreamSettings> upstreams;
  std::deque<AuthSettings> auth;   // addresses stay, as routes point there
  std::vector<SiteSettings> sites; // in the order of evaluation
  std::optional<access::Countries> countries;
  // What the certificates of server and sites come to, as read from their files; see certificates.hpp.
  std::vector<net::tls::Identity> identities;
};

// Shared by the workers that serve by it: it goes with the last table that views it, which no single owner could
// know.
using SharedConfiguration = std::shared_ptr<const Configuration>;

} // namespace responsum::config
