// Requests of every kind: each fact over all its values beside a plain request, each pair of facts, and many at
// random.
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <random>
#include <vector>

#include "acted.hpp"
#include "responsum/decision/replay.hpp"

namespace oracle {
namespace {

// One thing that can be different about a request: how many ways there are, and how to choose one.
struct Trait {
  int ways;
  std::function<void(Case&, int)> choose;
};

template <class Value>
Trait trait(Value Case::* member, int ways) {
  return {ways, [member](Case& c, int way) { c.*member = static_cast<Value>(way); }};
}

const std::vector<Trait> traits{trait(&Case::room, 2),
                                trait(&Case::below_cap, 2),
                                trait(&Case::admitted, 2),
                                trait(&Case::encrypted, 2),
                                trait(&Case::handshake, 2),
                                trait(&Case::frames, 5),
                                trait(&Case::introduction, 5),
                                trait(&Case::any_byte, 2),
                                trait(&Case::head_in_time, 2),
                                trait(&Case::head_complete, 2),
                                trait(&Case::fault, 29),
                                trait(&Case::verb, 8),
                                trait(&Case::http_1_0, 2),
                                trait(&Case::expectation, 3),
                                trait(&Case::tls, 2),
                                trait(&Case::sends_to_tls, 2),
                                trait(&Case::wants_tls, 2),
                                trait(&Case::has_host, 2),
                                trait(&Case::names_secure_host, 2),
                                trait(&Case::asks_server, 2),
                                trait(&Case::site, 2),
                                trait(&Case::authoritative, 2),
                                trait(&Case::draining, 2),
                                trait(&Case::route, 2),
                                trait(&Case::path, 4),
                                trait(&Case::http_2, 2),
                                trait(&Case::needs_tls, 2),
                                trait(&Case::needs_http_2, 2),
                                trait(&Case::needs_websocket, 2),
                                trait(&Case::offers_websocket, 2),
                                trait(&Case::takes_upgrade, 2),
                                trait(&Case::offers_tls, 2),
                                trait(&Case::has_room_for_handshake, 2),
                                trait(&Case::early_here, 2),
                                trait(&Case::waits, 2),
                                trait(&Case::early_elsewhere, 2),
                                trait(&Case::takes_repeated_gets, 2),
                                trait(&Case::other_host_preferred, 2),
                                trait(&Case::moved, 2),
                                trait(&Case::moved_to_itself, 2),
                                trait(&Case::moved_to_get, 2),
                                trait(&Case::moved_for_good, 2),
                                trait(&Case::number_of_any, 2),
                                trait(&Case::ended, 2),
                                trait(&Case::name_ended, 2),
                                trait(&Case::preflight, 2),
                                trait(&Case::preflight_granted, 2),
                                trait(&Case::ruled, 2),
                                trait(&Case::asks_who, 2),
                                trait(&Case::can_challenge, 2),
                                trait(&Case::credentials, 8),
                                trait(&Case::asks_another, 2),
                                trait(&Case::judgement, 3),
                                trait(&Case::let_in, 2),
                                trait(&Case::hides, 2),
                                trait(&Case::trace_allowed, 2),
                                trait(&Case::changes_allowed, 2),
                                trait(&Case::length, 3),
                                trait(&Case::is_part, 2),
                                trait(&Case::coding_taken, 2),
                                trait(&Case::type_taken, 2),
                                trait(&Case::makes_new, 2),
                                trait(&Case::condition_wanted, 2),
                                trait(&Case::created, 2),
                                trait(&Case::seen, 28),
                                trait(&Case::met, 28),
                                trait(&Case::begins_upload, 2),
                                trait(&Case::upload_room, 2),
                                trait(&Case::upload_placed, 2),
                                trait(&Case::lengths_agree, 2),
                                trait(&Case::upload_known, 2),
                                trait(&Case::upload_expired, 2),
                                trait(&Case::upload_taken, 2),
                                trait(&Case::upload_readable, 2),
                                trait(&Case::upload_partial, 2),
                                trait(&Case::upload_complete, 2),
                                trait(&Case::upload_brings, 2),
                                trait(&Case::upload_length_known, 2),
                                trait(&Case::upload_unfinished, 2),
                                trait(&Case::upload_posted, 2),
                                trait(&Case::keeps_records, 2),
                                trait(&Case::has_result, 2),
                                trait(&Case::prefers, 4),
                                trait(&Case::entered, 5),
                                trait(&Case::goes_on, 2),
                                trait(&Case::job_known, 2),
                                trait(&Case::job_forgotten, 2),
                                trait(&Case::job_over, 2),
                                trait(&Case::job_succeeded, 2),
                                trait(&Case::at, 3),
                                trait(&Case::says, 3),
                                trait(&Case::announced, 5),
                                trait(&Case::demands_certificate, 2),
                                trait(&Case::certificate, 6),
                                trait(&Case::guarded, 2),
                                trait(&Case::origin_own, 2),
                                trait(&Case::token_in_query, 2),
                                trait(&Case::token_right, 2),
                                trait(&Case::another_hands_on, 2),
                                trait(&Case::hands_on, 2),
                                trait(&Case::came_before, 2),
                                trait(&Case::goes_no_further, 2),
                                trait(&Case::leads_back, 2),
                                trait(&Case::tried_again, 2),
                                trait(&Case::speaks_others, 2),
                                trait(&Case::succeeded, 2),
                                trait(&Case::hop, static_cast<int>(decision::hop_end_rows.size())),
                                trait(&Case::places, 4),
                                trait(&Case::service, 4),
                                trait(&Case::counted, 11),
                                trait(&Case::budget, 3),
                                trait(&Case::ordered_away, 2),
                                trait(&Case::content_barred, 2),
                                trait(&Case::context, 3),
                                trait(&Case::paid, 5),
                                trait(&Case::minds_malformed_ranges, 2),
                                trait(&Case::has_content, 2),
                                trait(&Case::declares_too_much, 2),
                                trait(&Case::content_whole, 2),
                                trait(&Case::content_in_time, 2),
                                trait(&Case::content_sound, 2),
                                trait(&Case::content_fits, 2),
                                trait(&Case::hidden_name, 2),
                                trait(&Case::hidden_served, 2),
                                trait(&Case::conceals, 2),
                                trait(&Case::located, 17),
                                trait(&Case::directory, 2),
                                trait(&Case::slash, 2),
                                trait(&Case::index, 2),
                                trait(&Case::lists, 2),
                                trait(&Case::falls_back, 2),
                                trait(&Case::page_there, 2),
                                trait(&Case::mode, 3),
                                trait(&Case::accept, 5),
                                trait(&Case::strict_accept, 2),
                                trait(&Case::coding_acceptable, 2),
                                trait(&Case::if_match, 6),
                                trait(&Case::if_unmodified_since, 5),
                                trait(&Case::if_none_match, 6),
                                trait(&Case::if_modified_since, 5),
                                trait(&Case::range, 8),
                                trait(&Case::wants_digest, 2),
                                trait(&Case::endless, 2),
                                trait(&Case::if_range, 7),
                                trait(&Case::dates_strongly, 2)};

class Comparison {
 public:
  void compare(const Case& c) {
    act(c, sample_);
    const Answer wanted = deserved(c);
    const Answer found = walked(sample_);
    ++met_[wanted.condition];
    ASSERT_TRUE(found == wanted) << "deserves " << wanted.condition << ", gets " << found.condition << " by "
                                 << decision::way(decision::walk_through(sample_.facts).path());
  }
  const std::map<std::string_view, int>& met() const { return met_; }

 private:
  decision::Sample sample_;
  std::map<std::string_view, int> met_;
};

TEST(Oracle, AgreesOnEveryThreeDifferences) {
  Comparison comparison;
  const auto& all = traits;
  for (std::size_t i = 0; i < all.size(); ++i)
    for (std::size_t j = i + 1; j < all.size(); ++j)
      for (std::size_t k = j + 1; k < all.size(); ++k)
        for (int way = 0; way < all[i].ways * all[j].ways * all[k].ways; ++way) {
          Case c;
          all[i].choose(c, way % all[i].ways);
          all[j].choose(c, way / all[i].ways % all[j].ways);
          all[k].choose(c, way / all[i].ways / all[j].ways);
          ASSERT_NO_FATAL_FAILURE(comparison.compare(c));
        }
}

// Few differences each, so that walks get far.
TEST(Oracle, AgreesAtRandomAndMeetsEveryCondition) {
  Comparison comparison;
  std::mt19937_64 random{9110};
  const auto& all = traits;
  for (int i = 0; i < 3'000'000; ++i) {
    Case c;
    c.hands_on = random() % 8 == 0;
    c.ruled = c.asks_who = random() % 8 == 0;
    c.falls_back = random() % 8 == 0;
    c.begins_upload = random() % 8 == 0;
    c.keeps_records = random() % 8 == 0;
    c.http_2 = c.offers_websocket = random() % 16 == 0;
    if (c.falls_back) c.located = decision::Located::none; // elsewhere it asks nothing
    // Most of what is asked about uploads is asked of those that are appended to.
    if (random() % 8 == 0) {
      c.located = responsum::decision::Located::upload;
      c.verb = Verb::put;
    }
    if (random() % 16 == 0) {
      c.located = responsum::decision::Located::job;
      c.job_over = random() % 2 == 0;
    }
    for (std::size_t differences = random() % 9; differences > 0; --differences) {
      const Trait& t = all[random() % all.size()];
      t.choose(c, static_cast<int>(random() % static_cast<unsigned>(t.ways)));
    }
    ASSERT_NO_FATAL_FAILURE(comparison.compare(c));
  }
  for (const decision::ConditionRow& r : decision::condition_rows) {
    const bool minted = r.ending != decision::Ending::interim;
    EXPECT_EQ(comparison.met().contains(r.id), minted) << r.id;
  }
}

} // namespace
} // namespace oracle
