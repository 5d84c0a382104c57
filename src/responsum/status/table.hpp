// The one table of statuses, joined from its files, and what is asked of it. A lookup is two array accesses.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "responsum/base/assert.hpp"
#include "responsum/status/row.hpp"
#include "responsum/status/rows_client_error.hpp"
#include "responsum/status/rows_informational.hpp"
#include "responsum/status/rows_redirection.hpp"
#include "responsum/status/rows_server_error.hpp"
#include "responsum/status/rows_successful.hpp"
#include "responsum/status/rows_vendor.hpp"

namespace responsum::status {

// How a code without a row is read: as x00 of its class (RFC 9110 15). In the order of the classes.
inline constexpr std::array class_fallback_rows{
    StatusRow{
        .status = generic(Class::informational),
        .phrase = "Informational",
        .source = {"RFC 9110", "15.2"},
        .registration = Registration::unregistered,
        .content = ContentRule::forbidden,
        .read_as = generic(Class::informational),
        .meaning = "An interim response of a kind that is not known here.",
        .advice = "Pass over it and wait for the final response.",
    },
    StatusRow{
        .status = generic(Class::successful),
        .phrase = "Successful",
        .source = {"RFC 9110", "15.3"},
        .registration = Registration::unregistered,
        .content = ContentRule::normal,
        .read_as = generic(Class::successful),
        .meaning = "The request succeeded in a way that is not known here.",
        .advice = "Read it as 200, and do not store it unless it says for how long.",
    },
    StatusRow{
        .status = generic(Class::redirection),
        .phrase = "Redirection",
        .source = {"RFC 9110", "15.4"},
        .registration = Registration::unregistered,
        .content = ContentRule::note,
        .duty = duty::follow,
        .read_as = generic(Class::redirection),
        .meaning = "Something further is needed, of a kind that is not known here.",
        .advice = "Read it as 300: follow Location if there is one, or choose from the content.",
    },
    StatusRow{
        .status = generic(Class::client_error),
        .phrase = "Client Error",
        .source = {"RFC 9110", "15.5"},
        .registration = Registration::unregistered,
        .content = ContentRule::explain,
        .duty = duty::change_perhaps_reconnect,
        .read_as = generic(Class::client_error),
        .meaning = "Something is wrong with the request, in a way that is not known here.",
        .advice = "Read it as 400: correct the request, as the content may explain.",
    },
    StatusRow{
        .status = generic(Class::server_error),
        .phrase = "Server Error",
        .source = {"RFC 9110", "15.6"},
        .registration = Registration::unregistered,
        .content = ContentRule::explain,
        .duty = duty::come_back_later,
        .read_as = generic(Class::server_error),
        .meaning = "The server failed in a way that is not known here.",
        .advice = "Read it as 500: repeat idempotent requests sparingly.",
    },
};

namespace detail {

inline constexpr std::size_t row_count = informational_rows.size() + successful_rows.size() +
                                         redirection_rows.size() + client_error_rows.size() +
                                         server_error_rows.size() + vendor_rows.size();

consteval std::array<StatusRow, row_count> joined_rows() {
  std::array<StatusRow, row_count> all;
  auto to = all.begin();
  to = std::copy(informational_rows.begin(), informational_rows.end(), to);
  to = std::copy(successful_rows.begin(), successful_rows.end(), to);
  to = std::copy(redirection_rows.begin(), redirection_rows.end(), to);
  to = std::copy(client_error_rows.begin(), client_error_rows.end(), to);
  to = std::copy(server_error_rows.begin(), server_error_rows.end(), to);
  std::copy(vendor_rows.begin(), vendor_rows.end(), to);
  for (StatusRow& row : all)
    if (row.read_as == Status{}) row.read_as = row.status;
  std::sort(all.begin(), all.end(), [](const StatusRow& a, const StatusRow& b) { return a.status < b.status; });
  return all;
}

} // namespace detail

// Every status that has a name, by number.
inline constexpr std::array<StatusRow, detail::row_count> status_rows = detail::joined_rows();

namespace detail {

inline constexpr std::uint8_t no_row = 255;
static_assert(row_count < no_row);

consteval std::array<std::uint8_t, highest_code - lowest_code + 1> make_row_index() {
  std::array<std::uint8_t, highest_code - lowest_code + 1> index;
  index.fill(no_row);
  for (std::size_t i = 0; i < status_rows.size(); ++i)
    index[static_cast<std::size_t>(code(status_rows[i].status) - lowest_code)] = static_cast<std::uint8_t>(i);
  return index;
}
inline constexpr auto row_index = make_row_index();

constexpr std::uint8_t row_at(Status s) {
  RESPONSUM_ASSERT(status_from(code(s)).has_value());
  return row_index[static_cast<std::size_t>(code(s) - lowest_code)];
}

} // namespace detail

// Whether the code has a row of its own.
constexpr bool known(Status s) { return detail::row_at(s) != detail::no_row; }

// The row of a status; of one that is not known the row of its class, whose `status` is x00.
constexpr const StatusRow& row(Status s) {
  const std::uint8_t at = detail::row_at(s);
  return at != detail::no_row ? status_rows[at] : class_fallback_rows[static_cast<std::size_t>(class_of(s)) - 1];
}

constexpr std::string_view phrase(Status s) { return row(s).phrase; }
constexpr bool registered(Status s) { return row(s).registration != Registration::unregistered; }
constexpr bool may_be_generated(Status s) { return !row(s).makers.empty(); }
constexpr bool content_forbidden(Status s) { return row(s).content == ContentRule::forbidden; }
constexpr Duty client_duty(Status s) { return row(s).duty; }

// RFC 9110 8.6, RFC 9112 6.1: neither Content-Length nor Transfer-Encoding. A 304 may carry the length of the 200.
constexpr bool framing_forbidden(Status s) { return interim(s) || s == Status::no_content; }

// RFC 9110 6.6.1: a server with a clock dates these.
constexpr bool date_required(Status s) { return !interim(s) && class_of(s) != Class::server_error; }

// What this project never leaves out: what is obligatory, and of what is recommended the fields without which a
// client does not know where to go, how long the whole is, or when to come back.
constexpr FieldSet insisted_fields(Status s) {
  constexpr FieldSet guiding{HeaderField::location, HeaderField::content_range, HeaderField::retry_after};
  const StatusRow& r = row(s);
  const bool final_error_or_redirect = class_of(s) >= Class::redirection;
  return final_error_or_redirect ? r.obligatory | (r.recommended & guiding) : r.obligatory;
}

} // namespace responsum::status
