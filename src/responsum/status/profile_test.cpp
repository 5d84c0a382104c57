#include "responsum/status/profile.hpp"

#include <gtest/gtest.h>

#include <span>
#include <vector>

namespace responsum::status {
namespace {

template <std::size_t count>
consteval bool sorted(const std::array<ProfileEntry, count>& rows) {
  for (std::size_t i = 1; i < count; ++i)
    if (rows[i - 1].status >= rows[i].status) return false;
  return true;
}
static_assert(sorted(rfc2616_entries) && sorted(mdn_entries) && sorted(huawei_entries) && sorted(inuse_entries));

struct Listed {
  int number;
  std::string_view phrase;
};

void expect_exactly(Profile p, const std::vector<Listed>& listed) {
  std::size_t known_codes = 0;
  for (int number = lowest_code; number <= highest_code; ++number)
    if (knows(p, status_from(number).value())) ++known_codes;
  EXPECT_EQ(known_codes, listed.size());
  for (const Listed& l : listed) {
    const Status s = status_from(l.number).value();
    EXPECT_TRUE(knows(p, s)) << l.number;
    EXPECT_EQ(phrase(p, s), l.phrase) << l.number;
  }
}

TEST(Profiles, Huawei) {
  expect_exactly(Profile::huawei, {{100, "Continue"},
                                   {101, "Switching Protocols"},
                                   {200, "OK"},
                                   {201, "Created"},
                                   {202, "Accepted"},
                                   {203, "Non-Authoritative Information"},
                                   {204, "NoContent"},
                                   {205, "Reset Content"},
                                   {206, "Partial Content"},
                                   {300, "Multiple Choices"},
                                   {301, "Moved Permanently"},
                                   {302, "Found"},
                                   {303, "See Other"},
                                   {304, "Not Modified"},
                                   {305, "Use Proxy"},
                                   {306, "Unused"},
                                   {400, "BadRequest"},
                                   {401, "Unauthorized"},
                                   {402, "Payment Required"},
                                   {403, "Forbidden"},
                                   {404, "NotFound"},
                                   {405, "MethodNotAllowed"},
                                   {406, "Not Acceptable"},
                                   {407, "Proxy Authentication Required"},
                                   {408, "Request Time-out"},
                                   {409, "Conflict"},
                                   {410, "Gone"},
                                   {411, "Length Required"},
                                   {412, "Precondition Failed"},
                                   {413, "Request Entity Too Large"},
                                   {414, "Request-URI Too Large"},
                                   {415, "Unsupported Media Type"},
                                   {416, "Requested range not satisfiable"},
                                   {417, "Expectation Failed"},
                                   {422, "UnprocessableEntity"},
                                   {429, "TooManyRequests"},
                                   {500, "InternalServerError"},
                                   {501, "Not Implemented"},
                                   {502, "Bad Gateway"},
                                   {503, "ServiceUnavailable"},
                                   {504, "ServerTimeout"},
                                   {505, "HTTPS Version not supported"}});
}

TEST(Profiles, Mdn) {
  expect_exactly(Profile::mdn, {{100, "Continue"},
                                {101, "Switching Protocols"},
                                {102, "Processing"},
                                {103, "Early Hints"},
                                {200, "OK"},
                                {201, "Created"},
                                {202, "Accepted"},
                                {203, "Non-Authoritative Information"},
                                {204, "No Content"},
                                {205, "Reset Content"},
                                {206, "Partial Content"},
                                {207, "Multi-Status"},
                                {208, "Already Reported"},
                                {226, "IM Used"},
                                {300, "Multiple Choices"},
                                {301, "Moved Permanently"},
                                {302, "Found"},
                                {303, "See Other"},
                                {304, "Not Modified"},
                                {305, "Use Proxy"},
                                {306, "Unused"},
                                {307, "Temporary Redirect"},
                                {308, "Permanent Redirect"},
                                {400, "Bad Request"},
                                {401, "Unauthorized"},
                                {402, "Payment Required"},
                                {403, "Forbidden"},
                                {404, "Not Found"},
                                {405, "Method Not Allowed"},
                                {406, "Not Acceptable"},
                                {407, "Proxy Authentication Required"},
                                {408, "Request Timeout"},
                                {409, "Conflict"},
                                {410, "Gone"},
                                {411, "Length Required"},
                                {412, "Precondition Failed"},
                                {413, "Payload Too Large"},
                                {414, "URI Too Long"},
                                {415, "Unsupported Media Type"},
                                {416, "Range Not Satisfiable"},
                                {417, "Expectation Failed"},
                                {418, "I'm a teapot"},
                                {421, "Misdirected Request"},
                                {422, "Unprocessable Entity"},
                                {423, "Locked"},
                                {424, "Failed Dependency"},
                                {425, "Too Early"},
                                {426, "Upgrade Required"},
                                {428, "Precondition Required"},
                                {429, "Too Many Requests"},
                                {431, "Request Header Fields Too Large"},
                                {451, "Unavailable For Legal Reasons"},
                                {500, "Internal Server Error"},
                                {501, "Not Implemented"},
                                {502, "Bad Gateway"},
                                {503, "Service Unavailable"},
                                {504, "Gateway Timeout"},
                                {505, "HTTP Version Not Supported"},
                                {506, "Variant Also Negotiable"},
                                {507, "Insufficient Storage"},
                                {508, "Loop Detected"},
                                {510, "Not Extended"},
                                {511, "Network Authentication Required"}});
}

TEST(Profiles, InUse) {
  expect_exactly(Profile::inuse, {{200, "OK"},
                                  {201, "Created"},
                                  {202, "Accepted"},
                                  {400, "Bad Request"},
                                  {401, "Unauthorized"},
                                  {403, "Forbidden"},
                                  {404, "Not Found"},
                                  {405, "Method Not Allowed"},
                                  {406, "Not Acceptable"},
                                  {408, "Request Timeout"},
                                  {409, "Conflict"},
                                  {410, "Gone"},
                                  {412, "Precondition Failed"},
                                  {413, "Request Entity Too Large"},
                                  {414, "Request-URI Too Long"},
                                  {415, "Unsupported Media Type"},
                                  {416, "Requested Range Not Satisfiable"},
                                  {417, "Expectation Failed"},
                                  {500, "Internal Server Error"}});
}

TEST(Profiles, Rfc2616) {
  std::vector<int> found;
  for (const ProfileEntry& e : rfc2616_entries) found.push_back(code(e.status));
  EXPECT_EQ(found,
            (std::vector{100, 101, 102, 200, 201, 202, 203, 204, 205, 206, 207, 300, 301, 302, 303, 304, 305, 306,
                         307, 400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 416,
                         417, 421, 422, 423, 424, 425, 426, 449, 500, 501, 502, 503, 504, 505, 506, 507, 509, 510}));
  EXPECT_EQ(phrase(Profile::rfc2616, Status::content_too_large), "Request Entity Too Large");
  EXPECT_EQ(phrase(Profile::rfc2616, Status::uri_too_long), "Request-URI Too Long");
  EXPECT_EQ(phrase(Profile::rfc2616, Status::range_not_satisfiable), "Requested Range Not Satisfiable");
  EXPECT_EQ(phrase(Profile::rfc2616, Status::unprocessable_content), "Unprocessable Entity");
  EXPECT_EQ(phrase(Profile::rfc2616, Status::too_early), "Unordered Collection");
  EXPECT_EQ(phrase(Profile::rfc2616, Status::misdirected_request),
            "There are too many connections from your internet address");
}

TEST(Profiles, StrictKnowsWhatIsRegistered) {
  EXPECT_TRUE(knows(Profile::strict, Status::permanent_redirect));
  EXPECT_TRUE(knows(Profile::strict, Status::not_extended));
  EXPECT_FALSE(knows(Profile::strict, Status::bandwidth_limit_exceeded));
  EXPECT_FALSE(knows(Profile::strict, status_from(470).value()));
  for (const StatusRow& r : status_rows) EXPECT_EQ(phrase(Profile::strict, r.status), r.phrase);
}

TEST(Profiles, Substitutes) {
  using enum Status;
  struct {
    Profile profile;
    Status strict;
    std::optional<Status> to_get, to_others;
  } const cases[] = {
      {Profile::huawei, permanent_redirect, moved_permanently, temporary_redirect},
      {Profile::rfc2616, permanent_redirect, moved_permanently, temporary_redirect},
      {Profile::mdn, permanent_redirect, permanent_redirect, permanent_redirect},
      {Profile::inuse, permanent_redirect, permanent_redirect, permanent_redirect},
      {Profile::huawei, temporary_redirect, temporary_redirect, temporary_redirect},
      {Profile::huawei, precondition_required, forbidden, forbidden},
      {Profile::huawei, request_header_fields_too_large, bad_request, bad_request},
      {Profile::huawei, unavailable_for_legal_reasons, forbidden, forbidden},
      {Profile::huawei, early_hints, std::nullopt, std::nullopt},
      {Profile::mdn, early_hints, early_hints, early_hints},
      {Profile::inuse, im_used, ok, ok},
      {Profile::inuse, im_a_teapot, not_implemented, not_implemented},
      {Profile::huawei, too_many_requests, too_many_requests, too_many_requests},
      {Profile::rfc2616, too_many_requests, service_unavailable, service_unavailable},
      {Profile::inuse, too_many_requests, service_unavailable, service_unavailable},
      {Profile::rfc2616, misdirected_request, bad_request, bad_request},
      {Profile::strict, use_proxy, forbidden, forbidden},
      {Profile::huawei, use_proxy, use_proxy, use_proxy},
      {Profile::strict, bandwidth_limit_exceeded, service_unavailable, service_unavailable},
      {Profile::rfc2616, bandwidth_limit_exceeded, bandwidth_limit_exceeded, bandwidth_limit_exceeded},
      {Profile::rfc2616, network_authentication_required, network_authentication_required,
       network_authentication_required},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(said_by(c.profile, c.strict, Asked::get_or_head), c.to_get) << word(c.profile).name << code(c.strict);
    EXPECT_EQ(said_by(c.profile, c.strict, Asked::other_method), c.to_others)
        << word(c.profile).name << code(c.strict);
  }
}

// A final response is always answered by a final one, and nothing that may be generated becomes what may not.
TEST(Profiles, SubstitutesKeepTheFloor) {
  for (const Substitution& s : substitutions) {
    if (!interim(s.strict)) {
      ASSERT_TRUE(s.to_get_or_head && s.to_others) << code(s.strict);
      for (Status said : {*s.to_get_or_head, *s.to_others}) {
        EXPECT_TRUE(registered(said) && may_be_generated(said)) << code(s.strict);
        EXPECT_FALSE(interim(said));
        for (const auto& p : profile_rows)
          EXPECT_TRUE(!s.profiles.contains(p.value) || substitution(p.value, said) == nullptr) << code(said);
      }
    }
    EXPECT_FALSE(s.profiles.empty());
    EXPECT_FALSE(s.why.empty());
  }
}

TEST(Profiles, NamesAndNotes) {
  for (const auto& p : profile_rows) EXPECT_EQ(profile_named(p.name), p.value);
  EXPECT_EQ(profile_named("Huawei"), Profile::huawei);
  EXPECT_EQ(profile_named("rfc9110"), std::nullopt);
  EXPECT_FALSE(note(Profile::huawei, Status::gateway_timeout).empty());
  EXPECT_TRUE(note(Profile::strict, Status::gateway_timeout).empty());
  EXPECT_TRUE(note(Profile::huawei, Status::ok).empty());
}

} // namespace
} // namespace responsum::status
