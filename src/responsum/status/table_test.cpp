#include "responsum/status/table.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace responsum::status {
namespace {

using enum HeaderField;

consteval bool sorted_and_unique() {
  for (std::size_t i = 1; i < status_rows.size(); ++i)
    if (status_rows[i - 1].status >= status_rows[i].status) return false;
  return true;
}
static_assert(sorted_and_unique());

template <class Law>
consteval bool for_every_row(Law law) {
  for (const StatusRow& r : status_rows)
    if (!law(r)) return false;
  return true;
}

static_assert(for_every_row([](const StatusRow& r) { return status_from(code(r.status)) == r.status; }));
static_assert(for_every_row([](const StatusRow& r) {
  return !r.identifier.empty() && !r.phrase.empty() && !r.source.document.empty() && r.meaning.ends_with('.') &&
         r.advice.ends_with('.');
}));
static_assert(for_every_row([](const StatusRow& r) {
                return class_of(r.read_as) == class_of(r.status) && registered(r.read_as);
              }),
              "a recipient may read a code finer than x00, but never as another class (RFC 9110 15)");
static_assert(for_every_row([](const StatusRow& r) {
                return r.registration != Registration::registered || r.read_as == r.status;
              }),
              "what is registered is read as itself");
static_assert(for_every_row([](const StatusRow& r) { return !interim(r.status) || content_forbidden(r.status); }));
static_assert(content_forbidden(Status::no_content) && content_forbidden(Status::not_modified));
static_assert(row(Status::reset_content).content == ContentRule::empty);
static_assert(for_every_row([](const StatusRow& r) { return !(r.never_stored && r.heuristically_cacheable); }));
static_assert(for_every_row([](const StatusRow& r) { return (r.obligatory & r.recommended).empty(); }));

TEST(StatusTable, HeuristicallyCacheableAreThoseOfRfc9110AndRfc7725) {
  std::vector<int> found;
  for (const StatusRow& r : status_rows)
    if (r.heuristically_cacheable) found.push_back(code(r.status));
  EXPECT_EQ(found, (std::vector{200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 451, 501}));
}

TEST(StatusTable, NeverStoredAreThoseOfRfc6585) {
  std::vector<int> found;
  for (const StatusRow& r : status_rows)
    if (r.never_stored) found.push_back(code(r.status));
  EXPECT_EQ(found, (std::vector{428, 429, 431, 511}));
}

TEST(StatusTable, HoldsTheWholeRegistry) {
  const std::vector<int> registry{100, 101, 102, 103, 104, 200, 201, 202, 203, 204, 205, 206, 207, 208, 226, 300,
                                  301, 302, 303, 304, 305, 306, 307, 308, 400, 401, 402, 403, 404, 405, 406, 407,
                                  408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 418, 421, 422, 423, 424, 425,
                                  426, 428, 429, 431, 451, 500, 501, 502, 503, 504, 505, 506, 507, 508, 510, 511};
  std::vector<int> found;
  for (const StatusRow& r : status_rows)
    if (registered(r.status)) found.push_back(code(r.status));
  EXPECT_EQ(found, registry);
  EXPECT_EQ(row(Status::upload_resumption_supported).registration, Registration::temporary);
  EXPECT_EQ(row(Status::unused).registration, Registration::unused);
  EXPECT_EQ(row(Status::im_a_teapot).registration, Registration::unused);
  EXPECT_EQ(row(Status::not_extended).registration, Registration::obsoleted);
}

TEST(StatusTable, WhatVendorsInventedIsKnownAndNeverGenerated) {
  for (int number : {218, 419, 420, 430, 440, 444, 450, 457, 460, 463, 464, 494, 495, 496, 497, 498,
                     499, 520, 521, 522, 523, 524, 525, 526, 527, 529, 530, 540, 561, 598, 599}) {
    const Status s = status_from(number).value();
    EXPECT_TRUE(known(s)) << number;
    EXPECT_FALSE(registered(s)) << number;
    EXPECT_FALSE(may_be_generated(s)) << number;
  }
  EXPECT_FALSE(may_be_generated(Status::unused));
  EXPECT_TRUE(may_be_generated(Status::bandwidth_limit_exceeded));
  EXPECT_TRUE(may_be_generated(Status::retry_with));
}

struct Due {
  Status status;
  FieldSet always;
  FieldSet in_some_case;
};

TEST(StatusTable, FieldsThatAreDue) {
  const std::vector<Due> due{
      {Status::switching_protocols, {upgrade, connection}, {}},
      {Status::upload_resumption_supported,
       {},
       {location, upload_limit, upload_offset, upload_draft_interop_version}},
      {Status::created, {}, {location}},
      {Status::reset_content, {}, {content_length}},
      {Status::partial_content, {}, {content_range, content_type, date, etag, cache_control, expires, vary}},
      {Status::multi_status, {content_type}, {}},
      {Status::im_used, {etag, im}, {delta_base}},
      {Status::see_other, {location}, {}},
      {Status::not_modified, {}, {cache_control, content_location, date, etag, expires, vary}},
      {Status::use_proxy, {location}, {}},
      {Status::unauthorized, {www_authenticate}, {}},
      {Status::method_not_allowed, {allow}, {}},
      {Status::proxy_authentication_required, {proxy_authenticate}, {}},
      {Status::request_timeout, {}, {connection}},
      {Status::content_too_large, {}, {retry_after}},
      {Status::unsupported_media_type, {}, {accept, accept_encoding, accept_patch, accept_query}},
      {Status::upgrade_required, {upgrade, connection}, {}},
      {Status::retry_with, {ms_echo_request}, {}},
      {Status::bandwidth_limit_exceeded, {retry_after}, {}},
  };
  FieldSet none;
  for (const Due& d : due) {
    EXPECT_EQ(row(d.status).obligatory, d.always) << code(d.status);
    EXPECT_TRUE(row(d.status).conditional.contains_all(d.in_some_case)) << code(d.status);
  }
  for (const StatusRow& r : status_rows) {
    bool listed = false;
    for (const Due& d : due) listed = listed || d.status == r.status;
    EXPECT_TRUE(listed || r.obligatory == none) << code(r.status);
  }
}

TEST(StatusTable, InsistsOnWhatGuidesTheClient) {
  for (Status s : {Status::moved_permanently, Status::found, Status::see_other, Status::temporary_redirect,
                   Status::permanent_redirect, Status::use_proxy})
    EXPECT_TRUE(insisted_fields(s).contains(location)) << code(s);
  EXPECT_EQ(insisted_fields(Status::range_not_satisfiable), FieldSet{content_range});
  EXPECT_EQ(insisted_fields(Status::too_many_requests), FieldSet{retry_after});
  EXPECT_EQ(insisted_fields(Status::service_unavailable), FieldSet{retry_after});
  EXPECT_EQ(insisted_fields(Status::method_not_allowed), FieldSet{allow});
  EXPECT_TRUE(insisted_fields(Status::ok).empty());
  EXPECT_TRUE(insisted_fields(Status::accepted).empty());
}

TEST(StatusTable, FramingAndDate) {
  EXPECT_TRUE(framing_forbidden(Status::continue_));
  EXPECT_TRUE(framing_forbidden(Status::no_content));
  EXPECT_FALSE(framing_forbidden(Status::not_modified));
  EXPECT_FALSE(framing_forbidden(Status::reset_content));
  EXPECT_FALSE(date_required(Status::continue_));
  EXPECT_TRUE(date_required(Status::not_found));
  EXPECT_FALSE(date_required(Status::bad_gateway));
}

TEST(StatusTable, EveryCodeOfTheRangeIsAValueThatKeepsItsNumber) {
  for (int number = lowest_code; number <= highest_code; ++number) {
    const auto s = status_from(number);
    ASSERT_TRUE(s.has_value());
    EXPECT_EQ(code(*s), number);
    EXPECT_EQ(static_cast<int>(class_of(*s)), number / 100);
    EXPECT_EQ(class_of(row(*s).status), class_of(*s));
    EXPECT_EQ(row(*s).status == *s, known(*s));
  }
  for (int number : {-1, 0, 99, 600, 999, 65636}) EXPECT_FALSE(status_from(number).has_value()) << number;
}

TEST(StatusTable, UnknownCodesAreReadAsTheirClass) {
  struct {
    int number, read_as;
  } const cases[] = {{199, 100}, {299, 200}, {399, 300}, {427, 400}, {519, 500}};
  for (const auto& c : cases) {
    const Status s = status_from(c.number).value();
    EXPECT_FALSE(known(s));
    EXPECT_EQ(code(row(s).read_as), c.read_as);
    EXPECT_FALSE(may_be_generated(s));
    EXPECT_FALSE(row(s).heuristically_cacheable);
  }
}

TEST(StatusTable, DutiesOfClients) {
  EXPECT_EQ(client_duty(Status::see_other).method, MethodChange::becomes_get);
  EXPECT_EQ(client_duty(Status::found).method, MethodChange::post_may_become_get);
  EXPECT_EQ(client_duty(Status::temporary_redirect).method, MethodChange::kept);
  EXPECT_EQ(client_duty(Status::permanent_redirect).method, MethodChange::kept);
  EXPECT_EQ(client_duty(Status::unauthorized).repeat, Repeat::once_changed);
  EXPECT_EQ(client_duty(Status::request_timeout),
            (Duty{.repeat = Repeat::any_method, .connection = ConnectionNeed::fresh}));
  EXPECT_EQ(client_duty(Status::misdirected_request).connection, ConnectionNeed::fresh);
  EXPECT_EQ(client_duty(Status::too_early).wait, Wait::handshake);
  EXPECT_EQ(client_duty(Status::locked).wait, Wait::release);
  EXPECT_EQ(client_duty(Status::content_too_large).wait, Wait::retry_after);
  EXPECT_EQ(client_duty(Status::insufficient_storage).repeat, Repeat::by_user);
  for (Status s : {Status::conflict, Status::precondition_failed, Status::precondition_required, Status::bad_request,
                   Status::length_required, Status::expectation_failed, Status::http_version_not_supported})
    EXPECT_TRUE(client_duty(s).changed_request) << code(s);
  for (Status s : {Status::too_many_requests, Status::internal_server_error, Status::bad_gateway,
                   Status::service_unavailable, Status::gateway_timeout, Status::bandwidth_limit_exceeded})
    EXPECT_EQ(client_duty(s), duty::come_back_later) << code(s);
  EXPECT_EQ(client_duty(Status::network_authentication_required), duty::give_up);
  EXPECT_EQ(client_duty(Status::not_modified), duty::nothing);
}

} // namespace
} // namespace responsum::status
