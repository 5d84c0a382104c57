// From what people write to a status: numbers, phrases of today and of old, identifiers, and squashed spellings.
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "responsum/base/ascii.hpp"
#include "responsum/status/table.hpp"

namespace responsum::status {

// A phrase that a status has had elsewhere or earlier, and where.
struct OlderName {
  Status status;
  std::string_view name;
  std::string_view used_by;
};

// By number. What differs from the phrase of the table only in case, spaces, '-', '_' and apostrophes needs no row.
inline constexpr std::array older_names{
    OlderName{Status::non_authoritative_information, "Provisional Information", "HTTP/1.0 drafts"},
    OlderName{Status::non_authoritative_information, "Partial Information", "HTTP of 1992"},
    OlderName{Status::found, "Moved Temporarily", "RFC 1945, RFC 2068"},
    OlderName{Status::unused, "Switch Proxy", "an expired draft"},
    OlderName{Status::permanent_redirect, "Resume Incomplete", "an early protocol for resumable uploads"},
    OlderName{Status::method_not_allowed, "Not Allowed", "usage"},
    OlderName{Status::content_too_large, "Request Entity Too Large", "RFC 2068, RFC 2616"},
    OlderName{Status::content_too_large, "Payload Too Large", "RFC 7231"},
    OlderName{Status::uri_too_long, "Request-URI Too Large", "RFC 2616 6.1.1"},
    OlderName{Status::uri_too_long, "Request-URI Too Long", "RFC 2068, RFC 2616 10.4.15"},
    OlderName{Status::range_not_satisfiable, "Requested Range Not Satisfiable", "RFC 2616"},
    OlderName{Status::im_a_teapot, "Teapot", "usage"},
    OlderName{Status::page_expired, "Insufficient Space on Resource", "WebDAV drafts"},
    OlderName{Status::enhance_your_calm, "Method Failure", "WebDAV drafts"},
    OlderName{Status::misdirected_request, "There are too many connections from your internet address", "usage"},
    OlderName{Status::misdirected_request, "Too Many Connections", "usage"},
    OlderName{Status::misdirected_request, "Destination Locked", "WebDAV drafts"},
    OlderName{Status::unprocessable_content, "Unprocessable Entity", "RFC 4918"},
    OlderName{Status::unprocessable_content, "Unprocessable", "usage"},
    OlderName{Status::too_early, "Unordered Collection", "WebDAV drafts"},
    OlderName{Status::retry_with, "Reply With", "MS-WDV, on the wire"},
    OlderName{Status::client_closed_request, "Token Required", "Esri servers"},
    OlderName{Status::internal_server_error, "Internal Error", "HTTP of 1992"},
    OlderName{Status::service_unavailable, "Service Temporarily Unavailable", "usage"},
    OlderName{Status::gateway_timeout, "Server Timeout", "a vendor's table"},
    OlderName{Status::http_version_not_supported, "HTTPS Version Not Supported", "a vendor's table"},
    OlderName{Status::variant_also_negotiates, "Variant Also Negotiable", "usage"},
    OlderName{Status::not_extended, "Not Extended (OBSOLETED)", "the registry"},
};

namespace detail {

// Spelling that does not tell names apart; the last is one octet of the typographic apostrophe's three.
constexpr bool is_spacing(char c) {
  constexpr std::string_view spacing = " \t-_'()\xE2\x80\x99";
  return spacing.find(c) != std::string_view::npos;
}

// The next character that counts, lower case, and `rest` moved past it; 0 at the end.
constexpr char next_telling(std::string_view& rest) {
  while (!rest.empty()) {
    const char c = rest.front();
    rest.remove_prefix(1);
    if (!is_spacing(c)) return base::to_lower(c);
  }
  return 0;
}

} // namespace detail

// "Not Found", "NotFound", "not-found" and "NOT_FOUND" are the same name. Nothing but spacing is no name at all.
constexpr bool same_name(std::string_view a, std::string_view b) {
  bool compared = false;
  for (;;) {
    const char from_a = detail::next_telling(a);
    if (from_a != detail::next_telling(b)) return false;
    if (from_a == 0) return compared;
    compared = true;
  }
}

// A number of 100..599, a phrase of now or earlier, or an enumerator's name; empty if it is none of these.
// Where one name has been used for two codes, the registered one is meant, and of two registered ones the lower.
constexpr std::optional<Status> status_named(std::string_view text) {
  text = base::trim(text);
  if (const auto number = base::parse_decimal(text)) {
    if (text.size() != 3) return std::nullopt;
    return status_from(static_cast<int>(*number));
  }
  std::optional<Status> vendor;
  for (const StatusRow& r : status_rows) {
    if (!same_name(r.phrase, text) && !same_name(r.identifier, text)) continue;
    if (r.registration != Registration::unregistered) return r.status;
    if (!vendor) vendor = r.status;
  }
  for (const OlderName& older : older_names)
    if (same_name(older.name, text)) return older.status;
  return vendor;
}

// A name near to one that nobody knows, for "did you mean".
struct NearName {
  Status status;
  std::string_view name; // the phrase or older name that is near
  int distance;          // letters to insert, remove or replace
};

// The nearest names, nearest first, at most one a status and at most `most`; none that has little in common with
// `text`. The views in it are static.
std::vector<NearName> nearest_names(std::string_view text, std::size_t most);

} // namespace responsum::status
