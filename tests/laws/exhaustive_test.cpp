// Walks over all facts of a chapter. With those of exhaustive_change_test.cpp they take every edge of the diagram.
#include "edges.hpp"

namespace responsum::decision {
namespace {

TEST(Exhaustive, Connection) {
  Edges edges;
  Sample sample;
  for (int bits = 0; bits < 512 * 25; ++bits) {
    ConnectionFacts& c = sample.facts.connection;
    c.worker_has_room = (bits & 1) != 0;
    c.address_below_cap = (bits & 2) != 0;
    c.any_byte_arrived = (bits & 4) != 0;
    c.head_in_time = (bits & 8) != 0;
    c.head_complete = (bits & 16) != 0;
    c.encrypted_where_expected = (bits & 32) != 0;
    c.handshake_succeeded = (bits & 64) != 0;
    c.handshake_admitted = (bits & 128) != 0;
    sample.facts.site.redirects_plain = (bits & 256) != 0;
    c.frames = static_cast<Frames>(bits / 512 % 5);
    c.introduction = static_cast<Introduction>(bits / 512 / 5);
    edges.walk(sample.facts);
  }
  edges.expect_all_of(Chapter::connection);
}

TEST(Exhaustive, Message) {
  Edges edges;
  Sample sample;
  for (const auto& fault : message::fault_rows)
    for (const auto& method : message::method_rows)
      for (const auto version : {message::Version::http_1_0, message::Version::http_1_1})
        for (const std::string_view expect : {"", "100-continue", "100-Continue", "something"}) {
          sample.reset();
          sample.facts.fault = fault.fault;
          sample.head.method = method.method;
          sample.head.version = version;
          if (!expect.empty()) sample.send(Field::expect, expect);
          edges.walk(sample.facts);
        }
  edges.expect_all_of(Chapter::message);
}

TEST(Exhaustive, Gate) {
  Edges edges;
  Sample sample;
  for (const auto& method : message::method_rows)
    for (const auto state : {PathState::sound, PathState::bad_encoding, PathState::climbs, PathState::encoded_slash})
      for (int bits = 0; bits < 32; ++bits) {
        sample.reset();
        sample.head.method = method.method;
        sample.facts.path.state = state;
        sample.facts.route.site_known = (bits & 1) != 0;
        sample.facts.route.route_known = (bits & 2) != 0;
        sample.facts.connection.draining = (bits & 4) != 0;
        if ((bits & 8) != 0) sample.head.target_form = message::TargetForm::asterisk;
        sample.facts.connection.authoritative = (bits & 16) != 0;
        edges.walk(sample.facts);
      }
  for (const auto& method : message::method_rows)
    for (int bits = 0; bits < 32; ++bits) {
      sample.reset();
      sample.head.method = method.method;
      sample.facts.connection.encrypted = (bits & 1) != 0;
      sample.facts.site.redirects_to_https = (bits & 2) != 0;
      sample.facts.site.names_secure_host = (bits & 4) != 0;
      sample.facts.site.redirects_plain = (bits & 8) != 0;
      if ((bits & 16) != 0) sample.head.authority = {};
      edges.walk(sample.facts);
    }
  for (const auto version : {message::Version::http_1_0, message::Version::http_1_1, message::Version::http_2})
    for (int bits = 0; bits < 256; ++bits) {
      sample.reset();
      sample.head.version = version;
      sample.facts.connection.encrypted = (bits & 1) != 0;
      sample.facts.route.required = {(bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0};
      if ((bits & 16) != 0) sample.send(Field::connection, "keep-alive, Upgrade");
      if ((bits & 32) != 0) sample.send(Field::upgrade, "websocket");
      if ((bits & 64) != 0) sample.send(Field::early_data, "1");
      if ((bits & 128) != 0) sample.facts.route.replay_safe = {};
      edges.walk(sample.facts);
    }
  for (const std::string_view offer : {"", "websocket", "TLS/1.2", "h2c, TLS/1.0"})
    for (const auto version : {message::Version::http_1_0, message::Version::http_1_1, message::Version::http_2})
      for (int bits = 0; bits < 32; ++bits) {
        sample.reset();
        sample.head.version = version;
        if (!offer.empty()) sample.send(Field::upgrade, offer);
        if ((bits & 1) != 0) sample.send(Field::connection, "upgrade");
        sample.facts.connection.takes_upgrade = (bits & 2) != 0;
        sample.facts.connection.upgrade_admitted = (bits & 4) != 0;
        sample.facts.connection.encrypted = (bits & 8) != 0;
        if ((bits & 16) != 0) sample.send_content(1);
        edges.walk(sample.facts);
      }
  for (int bits = 0; bits < 16; ++bits) {
    sample.reset();
    sample.facts.connection.early = (bits & 1) != 0;
    sample.facts.route.awaits_handshake = (bits & 2) != 0;
    if ((bits & 4) != 0) sample.facts.route.replay_safe = {};
    if ((bits & 8) != 0) sample.send(Field::early_data, "1");
    edges.walk(sample.facts);
  }
  // What waited for a handshake that ended well goes on.
  sample.reset();
  sample.facts.connection.early = true;
  sample.facts.route.replay_safe = {};
  sample.facts.known = ~(1u << static_cast<unsigned>(Lookup::finish_handshake));
  edges.walk_with(sample.facts, [](Facts& f) { f.connection.early = false; });
  for (const auto& method : message::method_rows)
    for (int bits = 0; bits < 128; ++bits) {
      sample.reset();
      sample.head.method = method.method;
      sample.facts.site.host_canonical = (bits & 1) != 0;
      sample.facts.site.redirects = (bits & 2) != 0;
      sample.facts.redirect.leads = (bits & 4) != 0;
      sample.facts.redirect.to_itself = (bits & 8) != 0;
      sample.facts.redirect.to_get = (bits & 16) != 0;
      sample.facts.redirect.permanent = (bits & 32) != 0;
      sample.facts.redirect.keeps_method = (bits & 64) != 0;
      edges.walk(sample.facts);
    }
  for (int bits = 0; bits < 16; ++bits) {
    sample.reset();
    sample.facts.site.redirects = (bits & 1) != 0;
    sample.facts.redirect.leads = (bits & 2) != 0;
    sample.facts.retirement.past = (bits & 4) != 0;
    sample.facts.retirement.of_name = (bits & 8) != 0;
    edges.walk(sample.facts);
  }
  edges.expect_all_of(Chapter::gate);
}

TEST(Exhaustive, Admit) {
  Edges edges;
  Sample sample;
  for (int by = 0; by <= static_cast<int>(CountedBy::user); ++by)
    for (int bits = 0; bits < 4096; ++bits) {
      sample.reset();
      AdmissionFacts& a = sample.facts.admission;
      a.has_places = (bits & 1) != 0;
      a.keeps_up = (bits & 2) != 0;
      a.place_left = (bits & 4) != 0;
      a.in_service = (bits & 8) != 0;
      a.users_let_in = (bits & 16) != 0;
      a.rated = (bits & 32) != 0;
      a.rate.state_had = (bits & 64) != 0;
      a.open_without_state = (bits & 128) != 0;
      a.bandwidth_left = (bits & 256) != 0;
      a.costs_bandwidth = (bits & 512) != 0;
      if ((bits & 1024) != 0) a.order.id = "17";
      if ((bits & 2048) != 0) sample.send(Field::if_none_match, "*");
      a.rate.refused_by = static_cast<CountedBy>(by);
      edges.walk(sample.facts);
    }
  edges.expect_all_of(Chapter::admit);
}

TEST(Exhaustive, Meter) {
  Edges edges;
  Sample sample;
  for (int bits = 0; bits < 16; ++bits) {
    sample.reset();
    AdmissionFacts& a = sample.facts.admission;
    a.metered = (bits & 1) != 0;
    a.key_readable = (bits & 2) != 0;
    a.key_known = (bits & 4) != 0;
    a.credits_left = (bits & 8) != 0;
    edges.walk(sample.facts);
  }
  edges.expect_all_of(Chapter::meter);
}

TEST(Exhaustive, Access) {
  Edges edges;
  Sample sample;
  for (int bits = 0; bits < 512; ++bits) {
    sample.reset();
    sample.facts.route.demands_certificate = (bits & 1) != 0;
    sample.facts.client = {.shown = (bits & 2) != 0, .distrust = (bits & 4) != 0 ? "unknown" : ""};
    sample.facts.client.not_before_s = sample.facts.now_s + ((bits & 8) != 0 ? 1 : 0);
    sample.facts.client.not_after_s = sample.facts.now_s - ((bits & 16) != 0 ? 1 : 0);
    sample.facts.route.guarded = (bits & 32) != 0;
    sample.facts.guard = {(bits & 64) != 0, (bits & 128) != 0, (bits & 256) != 0};
    edges.walk(sample.facts);
  }
  for (int state = 0; state <= static_cast<int>(CredentialState::right); ++state)
    for (int bits = 0; bits < 128; ++bits) {
      sample.reset();
      sample.facts.route.ruled = (bits & 1) != 0;
      sample.facts.access = {.identity_wanted = (bits & 2) != 0,
                             .challenges = (bits & 4) != 0,
                             .credentials = static_cast<CredentialState>(state),
                             .allowed = (bits & 8) != 0,
                             .hides = (bits & 16) != 0};
      sample.facts.cors.preflight = (bits & 32) != 0;
      sample.facts.cors.refusal = (bits & 64) != 0 ? CorsRefusal::header : CorsRefusal::none;
      edges.walk(sample.facts);
    }
  for (const HopEndRow& end : hop_end_rows)
    for (const Judgement judgement : {Judgement::none, Judgement::refused, Judgement::let_in}) {
      sample.reset();
      sample.facts.route.ruled = sample.facts.route.asks_authority = true;
      sample.facts.access = {.identity_wanted = true, .allowed = true};
      sample.facts.hop.end = end.end;
      sample.facts.hop.judgement = judgement;
      edges.walk(sample.facts);
    }
  for (const CountedBy by : {CountedBy::nothing, CountedBy::user})
    for (int bits = 0; bits < 256; ++bits) {
      sample.reset();
      AdmissionFacts& admission = sample.facts.admission;
      admission.users_let_in = true;
      admission.context_known = (bits & 1) != 0;
      admission.context_asked = (bits & 2) != 0;
      admission.rated_by_user = (bits & 4) != 0;
      admission.rate.state_had = (bits & 8) != 0;
      admission.open_without_state = (bits & 16) != 0;
      admission.in_service = (bits & 32) != 0;
      admission.user_let_in = (bits & 64) != 0;
      admission.rate.refused_by = by;
      edges.walk(sample.facts);
    }
  edges.expect_all_of(Chapter::access);
}

TEST(Exhaustive, Method) {
  Edges edges;
  Sample sample;
  for (const auto& method : message::method_rows)
    for (const std::uint64_t octets : {0u, 100u, 101u})
      for (const bool traces : both) {
        sample.reset();
        sample.facts.site.forwards_any = true;
        sample.facts.route.forwards = !traces && octets != 0;
        sample.head.method = method.method;
        if (octets != 0) sample.send_content(octets);
        if (traces) sample.facts.route.allowed.insert(Method::trace);
        edges.walk(sample.facts);
      }
  for (const Method method : changing)
    for (int bits = 0; bits < 64; ++bits) {
      change(sample, method);
      if ((bits & 1) != 0) sample.send(Field::content_range, "bytes 0-0/1");
      sample.facts.route.asks_length = (bits & 2) != 0;
      sample.head.length_unknown = (bits & 4) != 0;
      sample.facts.route.content_coding_taken = (bits & 8) != 0;
      sample.facts.route.content_type_taken = (bits & 16) != 0;
      if ((bits & 32) != 0) sample.send_content(101);
      edges.walk(sample.facts);
    }
  for (const auto version : {message::Version::http_1_1, message::Version::http_2})
    for (const bool tunnels : both) {
      sample.reset();
      sample.head.version = version;
      sample.send(Field::upgrade, "websocket");
      sample.facts.route.forwards = sample.facts.route.tunnels = tunnels;
      edges.walk(sample.facts);
    }
  edges.expect_all_of(Chapter::method);
}

TEST(Exhaustive, Gateway) {
  Edges edges;
  Sample sample;
  for (const HopEndRow& end : hop_end_rows)
    for (const Method method : {Method::get, Method::options, Method::trace})
      for (int bits = 0; bits < 1024; ++bits) {
        sample.reset();
        sample.head.method = method;
        sample.facts.route.allowed.insert(Method::trace);
        sample.facts.route.forwards = true;
        sample.facts.route.asks_length = sample.head.length_unknown = (bits & 512) != 0;
        sample.facts.route.came_here_before = (bits & 1) != 0;
        if ((bits & 2) != 0) sample.facts.route.hops_left = 0;
        sample.facts.hop.end = end.end;
        sample.facts.hop.redirects_to_itself = (bits & 4) != 0;
        if ((bits & 128) != 0) sample.facts.hop.repeated = (bits & 256) != 0 ? HopPhase::wait : HopPhase::connect;
        sample.facts.content.whole = (bits & 8) != 0;
        sample.facts.content.in_time = (bits & 16) != 0;
        sample.facts.content.sound = (bits & 32) != 0;
        sample.facts.content.fits = (bits & 64) != 0;
        edges.walk(sample.facts);
      }
  for (const HopEnd end : {HopEnd::answered, HopEnd::switched})
    for (const std::uint16_t status : std::array<std::uint16_t, 6>{101, 199, 200, 299, 300, 404})
      for (const auto version : {message::Version::http_1_1, message::Version::http_2}) {
        sample.reset();
        sample.head.version = version;
        sample.send(Field::upgrade, "websocket");
        sample.facts.route.forwards = sample.facts.route.tunnels = true;
        sample.facts.hop.end = end;
        sample.facts.hop.status = status;
        edges.walk(sample.facts);
      }
  edges.expect_all_of(Chapter::gateway);
}

TEST(Exhaustive, Locate) {
  Edges edges;
  Sample sample;
  for (int located = 0; located <= static_cast<int>(Located::job); ++located)
    for (const Method method : {Method::get, Method::head, Method::options})
      for (int bits = 0; bits < 128; ++bits) {
        sample.reset();
        sample.head.method = method;
        sample.facts.resource.located = static_cast<Located>(located);
        sample.facts.path.hidden = (bits & 1) != 0;
        sample.facts.route.serves_hidden = (bits & 2) != 0;
        sample.facts.route.conceals = (bits & 4) != 0;
        sample.facts.resource.directory = (bits & 8) != 0;
        sample.facts.path.ends_in_slash = (bits & 16) != 0;
        sample.facts.resource.has_index = (bits & 32) != 0;
        sample.facts.route.lists = (bits & 64) != 0;
        edges.walk(sample.facts);
      }
  for (const auto located : {Located::found, Located::none, Located::not_directory})
    for (const Method method : changing)
      for (const bool makes_new : both) {
        change(sample, method);
        sample.facts.resource.located = located;
        sample.facts.change.makes_new = makes_new;
        edges.walk(sample.facts);
      }
  for (const Method method : {Method::get, Method::head, Method::options})
    for (const std::string_view mode : {"", "navigate", "no-cors"})
      for (const std::string_view accept : {"", "*/*", "text/html, */*;q=0.1"})
        for (int bits = 0; bits < 4; ++bits) {
          sample.reset();
          sample.head.method = method;
          if (!mode.empty()) sample.send(Field::sec_fetch_mode, mode);
          if (!accept.empty()) sample.send(Field::accept, accept);
          sample.facts.resource.located = Located::none;
          sample.facts.route.falls_back = (bits & 1) != 0;
          sample.facts.resource.fell_back = (bits & 2) != 0;
          edges.walk(sample.facts);
        }
  for (const Method method : {Method::get, Method::options})
    for (int bits = 0; bits < 16; ++bits) {
      sample.reset();
      sample.head.method = method;
      sample.facts.resource.located = Located::job;
      sample.facts.job.known = (bits & 1) != 0;
      sample.facts.job.expired = (bits & 2) != 0;
      sample.facts.job.over = (bits & 4) != 0;
      sample.facts.job.succeeded = (bits & 8) != 0;
      edges.walk(sample.facts);
    }
  edges.expect_all_of(Chapter::locate);
}

TEST(Exhaustive, Negotiate) {
  Edges edges;
  Sample sample;
  for (const std::string_view accept : {"", "text/html", "text/*", "*/*", "image/png", "text/html;q=0", "nonsense"})
    for (const bool strictly : both)
      for (const bool coding : both) {
        sample.reset();
        if (!accept.empty()) sample.send(Field::accept, accept);
        sample.facts.route.negotiates_strictly = strictly;
        sample.facts.resource.coding_acceptable = coding;
        edges.walk(sample.facts);
      }
  edges.expect_all_of(Chapter::negotiate);
}

TEST(Exhaustive, Precondition) {
  constexpr std::array<std::string_view, 6> tags{"", "*", "\"v1\"", "\"v0\"", "W/\"v1\"", "\"v0\", \"v1\""};
  constexpr std::array<std::string_view, 5> dates{"", Sample::before, Sample::modified, Sample::after,
                                                  Sample::no_date};
  Edges edges;
  Sample sample;
  for (const Method method : {Method::get, Method::head, Method::put})
    for (const auto if_match : tags)
      for (const auto unmodified : dates)
        for (const auto if_none_match : tags)
          for (const auto modified : dates) {
            change(sample, method);
            if (!if_match.empty()) sample.send(Field::if_match, if_match);
            if (!unmodified.empty()) sample.send(Field::if_unmodified_since, unmodified);
            if (!if_none_match.empty()) sample.send(Field::if_none_match, if_none_match);
            if (!modified.empty()) sample.send(Field::if_modified_since, modified);
            edges.walk(sample.facts);
          }
  edges.expect_all_of(Chapter::precondition);
}

TEST(Exhaustive, Range) {
  Edges edges;
  Sample sample;
  for (const Method method : {Method::get, Method::head})
    for (const std::string_view range : {"", "bytes=0-9", "bytes=0-9,500-", "bytes=5000-", "bytes=9-0", "lines=1-2",
                                         "bytes=-1", "bytes=-0", "bytes=0-,1-,2-,3-,4-,5-"})
      for (const std::string_view condition :
           {std::string_view{""}, std::string_view{"\"v1\""}, std::string_view{"W/\"v1\""},
            std::string_view{"\"v0\""}, Sample::modified, Sample::before, Sample::after, Sample::no_date})
        for (const bool dates_strongly : both)
          for (const std::uint64_t length : {std::uint64_t{0}, Sample::length}) {
            sample.reset();
            sample.head.method = method;
            sample.facts.resource.representation.dates_strongly = dates_strongly;
            sample.facts.resource.representation.length = length;
            sample.facts.resource.representation.endless = length == 0 && dates_strongly;
            sample.facts.route.refuses_malformed_ranges = length == 0;
            if (!range.empty()) sample.send_range(range);
            if (!condition.empty()) sample.send(Field::if_range, condition);
            if (dates_strongly) sample.send(Field::want_content_digest, "sha-256=1");
            edges.walk(sample.facts);
          }
  for (int bits = 0; bits < 16; ++bits) {
    sample.reset();
    AdmissionFacts& admission = sample.facts.admission;
    admission.bandwidth_left = (bits & 1) != 0;
    admission.costs_bandwidth = (bits & 2) != 0;
    admission.content_in_question = (bits & 4) != 0;
    admission.content_barred = (bits & 8) != 0;
    sample.send(Field::if_none_match, "\"v0\"");
    edges.walk(sample.facts);
  }
  edges.expect_all_of(Chapter::range);
}

} // namespace
} // namespace responsum::decision
