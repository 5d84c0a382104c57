// A request walked and answered as on a connection, without one: what it would be answered, and why.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "responsum/codec/h1/request_parser.hpp"
#include "responsum/decision/verdict.hpp"
#include "responsum/exchange/limits.hpp"
#include "responsum/exchange/workbench.hpp"
#include "responsum/route/near_miss.hpp"
#include "responsum/route/table.hpp"

namespace responsum::exchange {

// The configuration as one worker has it. What is told of it points into it.
struct Ground {
  const route::Table& table;
  const Limits& limits;
  const codec::h1::Limits& parser;
  std::string_view server_field{}; // value of Server; empty: none is sent
  status::Profile default_profile = status::Profile::strict;
  bool tls_upgrade = false; // plain connections may go on in TLS
};

// What a connection would have known beside the octets. As it stands here nothing stands in the way.
struct Circumstances {
  base::Now now;
  Peer peer{"127.0.0.1", true};
  decision::ConnectionFacts connection{};
  // Of what is remembered of clients (CountedBy of the limit that refuses, and the like); here nothing is.
  decision::AdmissionFacts admission{};
  bool content_slow = false;     // what `input` lacks of the content comes too late, or all of it if it lacks nothing
  bool content_cut = false;      // likewise, but the client goes away
  bool content_deferred = false; // a client that expects 100 sends nothing of its content until it has it
  std::uint32_t answered = 0;    // requests of the connection before this one
  bool http2 = false;            // the lines of the request stand for one of HTTP/2
  bool upgrade_fails = false;    // a client that was answered with 101 does not go on in TLS
  // Who the client is once it has gone on in TLS; none: somebody who shows nothing, to whom every host is shown.
  std::optional<Peer> upgraded{};
};

// One question of the walk.
struct Asked {
  decision::Node node;
  bool answer;
  std::string value;    // behind the answer; "" where it says it all
  std::string ruled_by; // the site, route or limit whose setting it was, with its place; "" where none was
};

// Something of the configuration, and where it stands.
struct Place {
  std::string name;
  std::string origin; // "site.toml:9"
};

// What only an exchange has that took place.
struct Past {
  std::string id;
  std::string time; // RFC 3339
  std::string peer; // address and port, and the certificate that it showed
  std::string protocol;
  std::string client_outcome;
  std::string limit;                 // that spoke, with its value and place
  std::string rule;                  // that kept it; "": it is in the recorder's ring
  std::vector<std::string> attempts; // at upstreams, in words
  std::uint64_t received_bytes = 0;
  std::uint64_t sent_bytes = 0;
  std::uint32_t duration_ms = 0;
  std::uint32_t edition = 0;     // of the diagram that it was walked on
  std::string unknown_condition; // its id, where this build has none of that name; then Told::condition says nothing

  bool same_table() const { return edition == decision::edition; } // if not, nobody here knows the way
};

struct Told {
  std::optional<Past> past; // none: a dry run

  // The request as it was understood; empty where it was not.
  std::string method;
  std::string target;
  std::string host;

  std::vector<Asked> asked;
  decision::Path path;
  std::string way; // tags with their answers: "A1y A2y … O1n"
  decision::Condition condition{};
  decision::Node minted_by{};
  status::Profile profile = status::Profile::strict;
  std::optional<status::Status> status; // none: the connection ends in silence
  std::string about;                  // what the condition is about in this request; "" where there is no more to say
  const base::Limit* limit = nullptr; // the one that spoke
  std::optional<Place> site;
  std::optional<Place> route;

  std::string interim;              // what is sent before: 100 or 101, or ""
  std::string head;                 // of the response, its empty line included; "" without a status
  std::uint64_t content_octets = 0; // of the response
  std::string content;              // as far as it is in memory; files are not read
  bool close = false;               // the connection ends behind it
  std::size_t consumed = 0;         // octets of the input that are the request's; more may follow if it stays open
  std::string available;            // what could have been had, where nothing acceptable was
  std::vector<route::NearMiss> near_misses;
};

// `input` begins with a request, and is all that ever comes: a head that is not whole was cut off, unless
// `circumstances` say that it was slow; content likewise. What lies behind the request is not looked at.
Told tell(const Ground& ground, std::string_view input, const Circumstances& circumstances);

} // namespace responsum::exchange
