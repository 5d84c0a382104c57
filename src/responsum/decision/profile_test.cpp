// What each profile says for a condition, row by row: numbers and phrases as their documents have them.
#include "responsum/decision/profile.hpp"

#include <gtest/gtest.h>

#include <array>

namespace responsum::decision {
namespace {

using status::Profile;

// A condition under the five profiles, and a phrase where one document has its own.
struct Row {
  std::string_view about;
  Condition condition;
  std::array<int, 5> codes; // strict, rfc2616, mdn, huawei, inuse
  Profile phrased_by = Profile::strict;
  std::string_view phrase{};
};

using enum Condition;
constexpr std::array rows{
    Row{"OPTIONS", options_server, {200, 200, 200, 204, 200}},
    Row{"OPTIONS of a resource", options_resource, {200, 200, 200, 204, 200}},
    Row{"206 carries what all agree on", range_single, {206, 206, 206, 206, 206}},
    Row{"304", cond_fresh, {304, 304, 304, 304, 304}},
    Row{"303 is a GET in all", token_kept, {303, 303, 303, 303, 303}},
    Row{"308 to GET and HEAD", canon_scheme, {308, 301, 308, 301, 308}},
    Row{"308 to others", canon_scheme_any, {308, 307, 308, 307, 308}},
    Row{"unknown method", method_unknown, {501, 501, 501, 501, 400}},
    Row{"method that is too long", method_too_long, {501, 501, 501, 501, 400}},
    Row{"no credentials", console_token, {401, 401, 401, 401, 401}},
    Row{"forbidden", fs_read_denied, {403, 403, 403, 403, 403}},
    Row{"payment is due in all", meter_unpaid, {402, 402, 402, 402, 402}},
    Row{"payment ran out", meter_exhausted, {402, 402, 402, 402, 402}},
    Row{"405", method_not_allowed, {405, 405, 405, 405, 405}, Profile::huawei, "MethodNotAllowed"},
    Row{"406", neg_type, {406, 406, 406, 406, 406}},
    Row{"slow head", head_slow, {408, 408, 408, 408, 408}, Profile::huawei, "Request Time-out"},
    Row{"too large",
        content_declared_too_large,
        {413, 413, 413, 413, 413},
        Profile::huawei,
        "Request Entity Too Large"},
    Row{"long target", target_too_long, {414, 414, 414, 414, 414}, Profile::inuse, "Request-URI Too Long"},
    Row{"no range satisfiable",
        range_none,
        {416, 416, 416, 416, 416},
        Profile::huawei,
        "Requested range not satisfiable"},
    Row{"malformed range, where it is refused", range_malformed, {416, 416, 416, 416, 416}},
    Row{"expectation", expect_unknown, {417, 417, 417, 417, 417}},
    Row{"another site", authority_unknown, {421, 400, 421, 421, 421}},
    Row{"too many connections", conn_cap, {429, 421, 429, 429, 503}},
    Row{"early", early_unsafe, {425, 425, 425, 425, 425}},
    Row{"TLS is required", need_tls, {426, 426, 426, 426, 426}},
    Row{"too many requests of an address", rate_address, {429, 503, 429, 429, 503}},
    Row{"of a network", rate_prefix, {429, 503, 429, 429, 503}},
    Row{"of a key", rate_key, {429, 503, 429, 429, 503}},
    Row{"of all", rate_route, {429, 503, 429, 429, 503}},
    Row{"of a user", rate_user, {429, 503, 429, 429, 503}},
    Row{"overload", overload_shed, {503, 503, 503, 429, 503}},
    Row{"no place", overload_full, {503, 503, 503, 429, 503}},
    Row{"large fields", fields_total, {431, 400, 431, 400, 400}},
    Row{"449, where the overlay is on", context_missing, {449, 449, 449, 449, 449}},
    Row{"without it", context_absent, {400, 400, 400, 400, 400}},
    Row{"legal order", legal_order, {451, 403, 451, 403, 403}},
    Row{"legal order about a content", legal_digest, {451, 403, 451, 403, 403}},
    Row{"500", fs_io_error, {500, 500, 500, 500, 500}},
    Row{"unknown coding", coding_unknown, {501, 501, 501, 501, 501}},
    Row{"temporary 503", maintenance, {503, 503, 503, 503, 503}},
    Row{"drained", server_draining, {503, 503, 503, 503, 503}},
    Row{"limits that cannot be counted", rate_state_lost, {503, 503, 503, 503, 503}},
    Row{"version", version_unsupported, {505, 505, 505, 505, 505}},
    Row{"a circle of links", fs_loop, {500, 500, 508, 500, 500}},
    Row{"no bandwidth left", bandwidth_spent, {503, 509, 503, 503, 503}},
};

TEST(Profile, SaysForEachConditionWhatItsDocumentHas) {
  constexpr std::array all{Profile::strict, Profile::rfc2616, Profile::mdn, Profile::huawei, Profile::inuse};
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < all.size(); ++i)
      EXPECT_EQ(status::code(status_of(row.condition, all[i])), row.codes[i])
          << row.about << " in " << status::word(all[i]).name;
    if (row.phrase.empty()) continue;
    EXPECT_EQ(status::phrase(row.phrased_by, status_of(row.condition, row.phrased_by)), row.phrase) << row.about;
  }
}

// A temporary refusal says in every profile when to come again (RFC 9110 10.2.3).
TEST(Profile, KeepsRetryAfterWhateverTheNumber) {
  for (const Condition c :
       {overload_shed, overload_full, maintenance, rate_address, rate_state_lost, bandwidth_spent})
    EXPECT_TRUE(obliges(c, Obligation::retry_after)) << id(c);
}

// One meaning a number and profile: what is 421 in one is not 421 in another sense in the same.
TEST(Profile, HasOneMeaningFor421) {
  EXPECT_NE(status_of(conn_cap, Profile::rfc2616), status_of(authority_unknown, Profile::rfc2616));
  EXPECT_NE(status_of(conn_cap, Profile::strict), status_of(authority_unknown, Profile::strict));
}

} // namespace
} // namespace responsum::decision
