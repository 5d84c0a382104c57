// What a decision costs: whole walks against the ifs that somebody would write by hand.
//
// The hand-written ones answer the same questions in the same order, and write nothing down. What the walk costs more
// is the path: one bit a question, and the words of the chapters.
#include <benchmark/benchmark.h>

#include "responsum/decision/answers/negotiate.hpp"
#include "responsum/decision/sample_test.hpp"

namespace {

using responsum::decision::Condition;
using responsum::decision::Facts;
using responsum::decision::Located;
using responsum::decision::Lookup;
using responsum::decision::PathState;
using responsum::decision::Sample;
using responsum::decision::Walk;
using responsum::message::Fault;
using responsum::message::Field;
using responsum::message::Method;
using responsum::message::TargetForm;

[[gnu::noinline]] Condition walk_it(const Facts& facts) {
  Walk walk;
  walk.proceed(facts);
  return walk.verdict().condition();
}

// As far as the requests below need it.
[[gnu::noinline]] Condition by_hand(const Facts& f) {
  using enum Condition;
  if (!f.connection.worker_has_room) return conn_full;
  if (!f.connection.address_below_cap) return conn_cap;
  if (!f.connection.any_byte_arrived) return conn_idle;
  if (!f.connection.head_in_time) return head_slow;
  if (!f.connection.head_complete) return head_cut;
  if (f.fault != Fault::none) return syntax_method;
  const auto& r = *f.request;
  if (r.method == Method::unknown) return method_unknown;
  if (r.sent(Field::expect)) return expect_unknown;
  if (!f.knows(Lookup::find_site) || !f.route.site_known) return authority_unknown;
  if (r.target_form == TargetForm::asterisk) return options_server;
  if (f.connection.draining) return server_draining;
  if (!f.knows(Lookup::read_path) || f.path.state == PathState::bad_encoding) return path_encoding;
  if (f.path.state == PathState::climbs) return path_climbs;
  if (f.path.state == PathState::encoded_slash) return path_encoded_slash;
  if (!f.knows(Lookup::find_route) || !f.route.route_known) return route_none;
  if (!f.route.allowed.contains(r.method)) return method_not_allowed;
  if (r.method == Method::trace) return trace_echo;
  if (r.has_content_length && r.content_length > f.route.max_content_bytes) return content_declared_too_large;
  if (f.path.hidden && !f.route.serves_hidden) return fs_hidden;
  if (!f.knows(Lookup::locate)) return fs_io_error;
  if (f.resource.located == Located::none) return fs_none;
  if (f.resource.located != Located::found) return fs_read_denied;
  if (r.method == Method::options) return options_resource;
  if (f.resource.directory) return dir_slash;
  if (f.path.ends_in_slash) return fs_not_directory;
  if (r.sent(Field::accept) && !responsum::decision::accepts_type(f)) return neg_type;
  if (!f.resource.coding_acceptable) return neg_coding;
  if (r.sent(Field::if_match)) return cond_if_match;
  if (r.sent(Field::if_none_match)) {
    const std::string_view tags = r.value(Field::if_none_match);
    if (responsum::field::is_star(tags) || responsum::field::matches_weakly(tags, f.resource.representation.tag))
      return cond_fresh;
  } else if (r.sent(Field::if_modified_since)) {
    return cond_not_modified;
  }
  if (r.announces_content()) return content_cut;
  if (r.sent(Field::range) && r.method == Method::get) return range_single;
  return repr_whole;
}

using Decide = Condition (*)(const Facts&);

void decide(benchmark::State& state, Decide by, const Sample& sample, Condition expected) {
  const Facts* facts = &sample.facts;
  for (auto _ : state) {
    benchmark::DoNotOptimize(facts);
    const Condition condition = by(*facts);
    if (condition != expected) {
      state.SkipWithError("another condition than the one that is measured");
      break;
    }
  }
}

void plain_get(benchmark::State& state, Decide by) {
  const Sample sample;
  decide(state, by, sample, Condition::repr_whole);
}

void unchanged(benchmark::State& state, Decide by) {
  Sample sample;
  sample.send(Field::if_none_match, "\"v1\"");
  decide(state, by, sample, Condition::cond_fresh);
}

void missing(benchmark::State& state, Decide by) {
  Sample sample;
  sample.facts.resource.located = Located::none;
  decide(state, by, sample, Condition::fs_none);
}

BENCHMARK_CAPTURE(plain_get, by_hand, by_hand);
BENCHMARK_CAPTURE(plain_get, walk, walk_it);
BENCHMARK_CAPTURE(unchanged, by_hand, by_hand);
BENCHMARK_CAPTURE(unchanged, walk, walk_it);
BENCHMARK_CAPTURE(missing, by_hand, by_hand);
BENCHMARK_CAPTURE(missing, walk, walk_it);

} // namespace
