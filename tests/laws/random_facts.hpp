// Facts at random, so that each question is answered both ways now and then. The same seed gives the same facts.
#pragma once

#include <array>
#include <random>

#include "responsum/decision/sample_test.hpp"

namespace responsum::decision {

class RandomFacts {
 public:
  explicit RandomFacts(std::uint64_t seed) : random_{seed} {}

  // Good until the next call.
  const Facts& next() {
    sample_.reset();
    connection();
    request();
    routing();
    admission();
    resource();
    change();
    upload();
    conditions();
    content();
    if (seldom(3)) sample_.send_range(one_of(ranges));
    return sample_.facts;
  }

 private:
  using Field = message::Field;
  static constexpr std::array<std::string_view, 4> tags{"*", "\"v1\"", "\"v0\"", "W/\"v1\""};
  static constexpr std::array dates{Sample::before, Sample::modified, Sample::after, Sample::no_date};
  static constexpr std::array<std::string_view, 8> ranges{
      "bytes=0-9", "bytes=0-9,500-599", "bytes=5000-",           "bytes=9-0",
      "lines=1-2", "bytes=-1",          "bytes=0-5,1-6,2-7,3-8", "bytes=0-,1-,2-,3-,4-,5-"};

  static constexpr std::array all_frames{Frames::unsound, Frames::cancelled_often, Frames::continued_long,
                                         Frames::idle_many};

  std::size_t below(std::size_t n) { return static_cast<std::size_t>(random_() % n); }
  bool seldom(std::size_t one_in) { return below(one_in) == 0; }
  template <class All>
  typename All::value_type one_of(const All& all) {
    return all[below(all.size())];
  }

  void connection() {
    ConnectionFacts& c = sample_.facts.connection;
    c.worker_has_room = !seldom(50);
    c.address_below_cap = !seldom(50);
    c.any_byte_arrived = !seldom(50);
    c.head_in_time = !seldom(50);
    c.head_complete = !seldom(50);
    c.draining = seldom(50);
    c.encrypted_where_expected = !seldom(50);
    c.handshake_succeeded = !seldom(50);
    c.handshake_admitted = !seldom(50);
    c.authoritative = !seldom(50);
    if (seldom(50)) c.introduction = static_cast<Introduction>(below(5));
    if (seldom(50)) c.frames = one_of(all_frames);
    c.encrypted = seldom(2);
    c.early = seldom(10);
    c.takes_upgrade = seldom(4);
    c.upgrade_admitted = !seldom(10);
    sample_.facts.site = {seldom(2), seldom(20), seldom(2), !seldom(40), seldom(20), seldom(2)};
    RedirectFacts& moved = sample_.facts.redirect;
    moved.leads = seldom(2);
    moved.to_itself = seldom(4);
    moved.to_get = seldom(4);
    moved.permanent = seldom(2);
    moved.keeps_method = seldom(2);
    if (seldom(20)) sample_.facts.retirement = {.announced = true, .past = seldom(2), .of_name = seldom(2)};
    if (seldom(4)) sample_.head.authority = {};
    if (seldom(10)) sample_.facts.fault = one_of(message::fault_rows).fault;
  }
  void request() {
    using message::Method;
    static constexpr std::array methods{Method::get,   Method::get,  Method::head, Method::options,
                                        Method::trace, Method::post, Method::put,  Method::delete_};
    sample_.head.method = seldom(40) ? Method::unknown : one_of(methods);
    if (seldom(10)) sample_.head.version = message::Version::http_1_0;
    if (seldom(10)) sample_.head.version = message::Version::http_2;
    if (seldom(10)) sample_.send(Field::connection, "upgrade");
    if (seldom(10)) sample_.send(Field::upgrade, seldom(2) ? "websocket" : "TLS/1.2, TLS/1.3");
    if (seldom(10)) sample_.send(Field::early_data, "1");
    if (seldom(30)) sample_.head.target_form = message::TargetForm::asterisk;
    if (seldom(10)) sample_.send(Field::expect, seldom(4) ? "something" : "100-continue");
  }
  void routing() {
    RouteFacts& r = sample_.facts.route;
    r.site_known = !seldom(40);
    r.route_known = !seldom(40);
    r.conceals = seldom(2);
    r.serves_hidden = seldom(2);
    r.lists = seldom(2);
    r.falls_back = seldom(2);
    r.negotiates_strictly = seldom(2);
    if (seldom(2)) r.allowed.insert(message::Method::trace);
    for (const message::Method m : {message::Method::put, message::Method::post, message::Method::delete_})
      if (!seldom(4)) r.allowed.insert(m);
    r.asks_length = seldom(10);
    r.content_coding_taken = !seldom(10);
    r.content_type_taken = !seldom(10);
    r.demands_certificate = seldom(4);
    ClientFacts& client = sample_.facts.client;
    client = {.shown = !seldom(10), .distrust = seldom(10) ? "unknown" : ""};
    client.not_before_s = sample_.facts.now_s + (seldom(20) ? 1 : -1);
    client.not_after_s = sample_.facts.now_s + (seldom(20) ? -1 : 1);
    sample_.facts.cors.preflight = seldom(40);
    if (seldom(2)) sample_.facts.cors.refusal = CorsRefusal::method;
    r.ruled = seldom(4);
    AccessFacts& a = sample_.facts.access;
    a.identity_wanted = seldom(2);
    a.challenges = seldom(2);
    a.credentials = seldom(2) ? CredentialState::right : static_cast<CredentialState>(below(8));
    a.allowed = !seldom(6);
    a.hides = seldom(2);
    r.asks_authority = seldom(2);
    sample_.facts.hop.judgement = static_cast<Judgement>(below(3));
    r.guarded = seldom(4);
    r.forwards = seldom(4);
    r.tunnels = seldom(2);
    r.came_here_before = seldom(20);
    if (seldom(10)) r.hops_left = below(2);
    HopFacts& hop = sample_.facts.hop;
    if (!seldom(4)) hop.end = one_of(hop_end_rows).end;
    hop.redirects_to_itself = seldom(4);
    hop.status = seldom(2) ? 200 : 404;
    if (seldom(4)) hop.repeated = static_cast<HopPhase>(below(hop_phase_rows.size()));
    r.required = {seldom(20), seldom(20), seldom(20)};
    r.awaits_handshake = seldom(2);
    if (seldom(2)) r.replay_safe = {message::Method::head};
    sample_.facts.guard = {!seldom(20), seldom(20), !seldom(20)};
    PathFacts& p = sample_.facts.path;
    if (seldom(20)) p.state = static_cast<PathState>(below(4));
    p.ends_in_slash = seldom(3);
    p.hidden = seldom(10);
  }
  void resource() {
    ResourceFacts& r = sample_.facts.resource;
    if (seldom(6)) r.located = static_cast<Located>(below(17));
    JobFacts& j = sample_.facts.job;
    j.known = !seldom(4);
    j.expired = seldom(4);
    j.over = seldom(2);
    j.succeeded = seldom(2);
    r.directory = seldom(4);
    r.fell_back = seldom(2);
    r.has_index = seldom(2);
    r.coding_acceptable = !seldom(20);
    r.representation.dates_strongly = seldom(2);
    if (seldom(20)) r.representation.length = 0;
    r.representation.endless = seldom(20);
    if (seldom(6)) sample_.send(Field::accept, seldom(2) ? "image/*" : "text/html;q=0");
    if (seldom(3)) sample_.send(Field::sec_fetch_mode, seldom(2) ? "navigate" : "cors");
  }
  void change() {
    constexpr std::size_t hindrances = static_cast<std::size_t>(Hindrance::record_invalid) + 1;
    ChangeFacts& c = sample_.facts.change;
    c.makes_new = seldom(2);
    if (seldom(3)) c.seen = static_cast<Hindrance>(below(hindrances));
    if (seldom(3)) c.met = static_cast<Hindrance>(below(hindrances));
    c.condition_wanted = seldom(4);
    c.created = seldom(2);
    sample_.facts.route.keeps_records = seldom(2);
    sample_.facts.route.has_result = seldom(2);
    if (seldom(4)) sample_.send(Field::prefer, seldom(2) ? "return=minimal" : "return=representation");
    if (seldom(4)) sample_.send(Field::content_type, "multipart/form-data");
    if (seldom(4)) sample_.send(Field::sec_fetch_dest, "document");
    if (seldom(4)) sample_.send(Field::want_repr_digest, "sha-256=1");
    c.queued = seldom(10);
    if (seldom(10)) sample_.send(Field::content_range, "bytes 0-0/1");
  }
  void admission() {
    static constexpr std::array counted{CountedBy::address, CountedBy::prefix, CountedBy::key, CountedBy::route,
                                        CountedBy::user};
    AdmissionFacts& a = sample_.facts.admission;
    a.has_places = seldom(2);
    a.keeps_up = !seldom(20);
    a.place_left = !seldom(20);
    a.in_service = !seldom(10);
    a.users_let_in = seldom(2);
    a.user_let_in = seldom(2);
    a.rated = seldom(2);
    a.rated_by_user = seldom(2);
    a.open_without_state = seldom(2);
    a.rate.state_had = !seldom(20);
    if (seldom(20)) a.rate.refused_by = one_of(counted);
    a.bandwidth_left = !seldom(10);
    a.costs_bandwidth = seldom(2);
    if (seldom(20)) a.order.id = "17";
    a.content_in_question = seldom(4);
    a.content_barred = seldom(4);
    a.context_known = !seldom(20);
    a.context_asked = seldom(2);
    a.metered = seldom(4);
    a.key_readable = !seldom(10);
    a.key_known = !seldom(10);
    a.credits_left = !seldom(10);
    sample_.facts.route.refuses_malformed_ranges = seldom(2);
  }
  void upload() {
    sample_.facts.route.uploads.max_bytes = 1000;
    UploadFacts& u = sample_.facts.upload;
    u.begins = seldom(4);
    if (!seldom(6)) u.completes = seldom(2);
    if (!seldom(6)) u.at = seldom(4) ? 49 : 50;
    if (seldom(3)) u.announced = below(1100);
    u.lengths_agree = !seldom(6);
    u.appends_octets = seldom(2);
    u.partial = !seldom(6);
    u.known = !seldom(6);
    u.expired = seldom(6);
    u.room = !seldom(4);
    u.complete = seldom(6);
    u.offset = 50;
    if (seldom(4)) u.length = 100;
    u.taken = !seldom(6);
    u.readable = !seldom(6);
    u.placed = !seldom(4);
    u.unfinished = seldom(2);
    u.by_post = seldom(4);
  }
  void conditions() {
    if (seldom(4)) sample_.send(Field::if_match, one_of(tags));
    if (seldom(4)) sample_.send(Field::if_unmodified_since, one_of(dates));
    if (seldom(4)) sample_.send(Field::if_none_match, one_of(tags));
    if (seldom(4)) sample_.send(Field::if_modified_since, one_of(dates));
    if (seldom(4)) sample_.send(Field::if_range, seldom(2) ? one_of(tags) : one_of(dates));
  }
  void content() {
    if (!seldom(4)) return;
    if (seldom(2))
      sample_.head.length_unknown = true;
    else
      sample_.send_content(below(110));
    ContentFacts& c = sample_.facts.content;
    c.whole = !seldom(10);
    c.in_time = !seldom(10);
    c.sound = !seldom(10);
    c.fits = !seldom(10);
    c.continue_sent = seldom(2);
  }

  std::mt19937_64 random_;
  Sample sample_;
};

} // namespace responsum::decision
