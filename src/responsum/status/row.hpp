// The facts of one status: the shape of a row of the table, and the closed sets that its columns draw from.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "responsum/status/duty.hpp"
#include "responsum/status/header_field.hpp"
#include "responsum/status/status.hpp"
#include "responsum/status/word.hpp"

namespace responsum::status {

inline constexpr std::array class_rows{
    Word{Class::informational, "informational", "Informational"},
    Word{Class::successful, "successful", "Successful"},
    Word{Class::redirection, "redirection", "Redirection"},
    Word{Class::client_error, "client-error", "Client error"},
    Word{Class::server_error, "server-error", "Server error"},
};
static_assert(in_order(class_rows, 1));
constexpr const Word<Class>& word(Class c) { return class_rows[static_cast<std::size_t>(c) - 1]; }

// How the IANA registry of status codes has it.
enum class Registration : std::uint8_t { registered, temporary, unused, obsoleted, unregistered };
inline constexpr std::array registration_rows{
    Word{Registration::registered, "registered", "registered"},
    Word{Registration::temporary, "temporary", "registered for a time, with a draft"},
    Word{Registration::unused, "unused", "reserved, registered as unused"},
    Word{Registration::obsoleted, "obsoleted", "registered, marked obsoleted"},
    Word{Registration::unregistered, "unregistered", "not registered"},
};
static_assert(in_order(registration_rows));
constexpr const Word<Registration>& word(Registration r) { return word_of(registration_rows, r); }

enum class ContentRule : std::uint8_t {
  forbidden,
  empty,
  normal,
  note,
  choices,
  explain,
  multistatus,
  inside_multistatus,
  undefined,
};
inline constexpr std::array content_rule_rows{
    Word{ContentRule::forbidden, "forbidden", "none: the response ends with its header section"},
    Word{ContentRule::empty, "empty", "must be empty, and says so"},
    Word{ContentRule::normal, "normal", "what the method and the resource call for"},
    Word{ContentRule::note, "note", "a short note with a link to the new place"},
    Word{ContentRule::choices, "choices", "a list of what can be had"},
    Word{ContentRule::explain, "explain", "an explanation, and whether the condition lasts"},
    Word{ContentRule::multistatus, "multistatus", "XML with a status for each resource"},
    Word{ContentRule::inside_multistatus, "inside-multistatus", "only as an element of another response's XML"},
    Word{ContentRule::undefined, "undefined", "nothing is defined"},
};
static_assert(in_order(content_rule_rows));
constexpr const Word<ContentRule>& word(ContentRule c) { return word_of(content_rule_rows, c); }

// Who may generate a response of its own with this status; passing one on is everybody's (RFC 9110 15).
enum class Maker : std::uint8_t { origin, gateway, proxy, cache, interceptor };
inline constexpr std::array maker_rows{
    Word{Maker::origin, "origin", "origin server"},
    Word{Maker::gateway, "gateway", "gateway"},
    Word{Maker::proxy, "proxy", "proxy"},
    Word{Maker::cache, "cache", "cache"},
    Word{Maker::interceptor, "interceptor", "intercepting network"},
};
static_assert(in_order(maker_rows));
constexpr const Word<Maker>& word(Maker m) { return word_of(maker_rows, m); }
using Makers = Set<Maker, std::uint8_t>;

namespace makers {

inline constexpr Makers origin{Maker::origin};
inline constexpr Makers servers{Maker::origin, Maker::gateway};
inline constexpr Makers hops{Maker::origin, Maker::gateway, Maker::proxy};
inline constexpr Makers all{Maker::origin, Maker::gateway, Maker::proxy, Maker::cache};

} // namespace makers

// Where a status is defined: "RFC 9110", "15.5.6". No section: the document is about nothing else.
struct Source {
  std::string_view document;
  std::string_view section;

  friend constexpr bool operator==(const Source&, const Source&) = default;
};

// All text is static.
struct StatusRow {
  Status status{};
  std::string_view identifier{}; // the enumerator's name; a trailing underscore of a keyword left out
  std::string_view phrase{};     // as registered; where nothing is registered, as it is called in use
  Source source{};
  Registration registration = Registration::registered;
  bool heuristically_cacheable = false; // RFC 9110 15.1
  bool never_stored = false;            // RFC 6585: caches must not keep it
  ContentRule content = ContentRule::explain;
  FieldSet obligatory{};  // in every response with this status
  FieldSet conditional{}; // due only in the case that the defining section names
  FieldSet recommended{}; // in every response that can
  Makers makers{};        // empty: known, and never generated here
  Duty duty{};
  Status read_as{};           // the status whose meaning a recipient gives it; of the same class
  std::string_view meaning{}; // one sentence for people
  std::string_view advice{};  // one sentence: what a client does upon it
};

} // namespace responsum::status
