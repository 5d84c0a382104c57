// Profiles: under which number and phrase a site speaks. Conditions are mapped in decision/; what is said here
// depends on the status alone: which codes a profile knows, how it phrases them, and what it says in place of others.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "responsum/base/ascii.hpp"
#include "responsum/status/profile_entries.hpp"
#include "responsum/status/table.hpp"

namespace responsum::status {

enum class Profile : std::uint8_t { strict, rfc2616, mdn, huawei, inuse };

inline constexpr std::array profile_rows{
    Word{Profile::strict, "strict", "today's registry and RFC 9110"},
    Word{Profile::rfc2616, "rfc2616", "RFC 2616 and the practice of its time"},
    Word{Profile::mdn, "mdn", "the list that most web developers learn from"},
    Word{Profile::huawei, "huawei", "the table of a vendor's API gateway"},
    Word{Profile::inuse, "inuse", "a short list of the codes in use at a vendor"},
};
static_assert(in_order(profile_rows));
using ProfileSet = Set<Profile, std::uint8_t>;

constexpr const Word<Profile>& word(Profile p) { return word_of(profile_rows, p); }

// Without regard to case; empty when there is no such profile.
constexpr std::optional<Profile> profile_named(std::string_view text) {
  for (const Word<Profile>& r : profile_rows)
    if (base::equals_ignoring_case(r.name, text)) return r.value;
  return std::nullopt;
}

// The codes that a profile's document lists. Empty for `strict`, which knows what is registered.
constexpr std::span<const ProfileEntry> entries(Profile p) {
  switch (p) {
  case Profile::strict: return {};
  case Profile::rfc2616: return rfc2616_entries;
  case Profile::mdn: return mdn_entries;
  case Profile::huawei: return huawei_entries;
  case Profile::inuse: return inuse_entries;
  }
  return {};
}

// Null where the profile has nothing of its own to say.
constexpr const ProfileEntry* entry(Profile p, Status s) {
  for (const ProfileEntry& e : entries(p))
    if (e.status == s) return &e;
  return nullptr;
}

constexpr bool knows(Profile p, Status s) {
  return p == Profile::strict ? known(s) && registered(s) : entry(p, s) != nullptr;
}

constexpr std::string_view phrase(Profile p, Status s) {
  const ProfileEntry* own = entry(p, s);
  return own != nullptr && !own->phrase.empty() ? own->phrase : phrase(s);
}

// How the profile's document reads the status otherwise than the table; empty if it does not.
constexpr std::string_view note(Profile p, Status s) {
  const ProfileEntry* own = entry(p, s);
  return own != nullptr ? own->note : std::string_view{};
}

// Whether the client may change the method on its own when it is redirected.
enum class Asked : std::uint8_t { get_or_head, other_method };

// What a profile says in place of a status that `strict` would say.
struct Substitution {
  ProfileSet profiles;
  Status strict;
  std::optional<Status> to_get_or_head; // empty: nothing is sent, which only an interim response allows
  std::optional<Status> to_others;
  std::string_view why;
};

// A code that a profile lacks is replaced only where there is an older one upon which a client does what is
// compatible; every other code is kept, as clients read what they do not know as x00 (RFC 9110 15).
inline constexpr std::array substitutions{
    Substitution{{Profile::rfc2616, Profile::huawei, Profile::inuse},
                 Status::early_hints,
                 {},
                 {},
                 "old clients misread interim responses that they do not know"},
    Substitution{{Profile::rfc2616, Profile::huawei, Profile::inuse, Profile::mdn},
                 Status::upload_resumption_supported,
                 {},
                 {},
                 "old clients misread interim responses that they do not know"},
    Substitution{{Profile::rfc2616, Profile::huawei, Profile::inuse},
                 Status::already_reported,
                 Status::ok,
                 Status::ok,
                 "the members are listed again"},
    Substitution{{Profile::rfc2616, Profile::huawei, Profile::inuse},
                 Status::im_used,
                 Status::ok,
                 Status::ok,
                 "the whole representation is sent"},
    Substitution{{Profile::strict, Profile::inuse},
                 Status::use_proxy,
                 Status::forbidden,
                 Status::forbidden,
                 "deprecated: a response may not configure a proxy"},
    Substitution{{Profile::rfc2616, Profile::huawei},
                 Status::permanent_redirect,
                 Status::moved_permanently,
                 Status::temporary_redirect,
                 "301 may turn POST into GET, so other methods get 307"},
    Substitution{{Profile::rfc2616, Profile::huawei, Profile::inuse},
                 Status::im_a_teapot,
                 Status::not_implemented,
                 Status::not_implemented,
                 "a joke that these lists do not know"},
    Substitution{{Profile::rfc2616},
                 Status::misdirected_request,
                 Status::bad_request,
                 Status::bad_request,
                 "421 has another meaning there"},
    Substitution{{Profile::rfc2616, Profile::huawei, Profile::inuse},
                 Status::precondition_required,
                 Status::forbidden,
                 Status::forbidden,
                 "412 would need a condition in the request (RFC 4918 12.1)"},
    Substitution{{Profile::rfc2616, Profile::inuse},
                 Status::too_many_requests,
                 Status::service_unavailable,
                 Status::service_unavailable,
                 "the client waits and repeats all the same"},
    Substitution{{Profile::rfc2616, Profile::huawei, Profile::inuse},
                 Status::request_header_fields_too_large,
                 Status::bad_request,
                 Status::bad_request,
                 "the client has to change the request all the same"},
    Substitution{{Profile::strict, Profile::mdn, Profile::huawei, Profile::inuse},
                 Status::retry_with,
                 Status::bad_request,
                 Status::bad_request,
                 "only clients of one vendor know it"},
    Substitution{{Profile::rfc2616, Profile::huawei, Profile::inuse},
                 Status::unavailable_for_legal_reasons,
                 Status::forbidden,
                 Status::forbidden,
                 "refused, whatever the reason"},
    Substitution{{Profile::strict, Profile::mdn, Profile::huawei, Profile::inuse},
                 Status::bandwidth_limit_exceeded,
                 Status::service_unavailable,
                 Status::service_unavailable,
                 "not registered"},
};

// Null where the profile says what `strict` says.
constexpr const Substitution* substitution(Profile p, Status strict) {
  for (const Substitution& s : substitutions)
    if (s.strict == strict && s.profiles.contains(p)) return &s;
  return nullptr;
}

// The status that the profile sends where `strict` would send `s`, in the sense that `strict` gives it. Empty: the
// profile sends no such interim response.
constexpr std::optional<Status> said_by(Profile p, Status s, Asked asked) {
  const Substitution* instead = substitution(p, s);
  if (instead == nullptr) return s;
  return asked == Asked::get_or_head ? instead->to_get_or_head : instead->to_others;
}

} // namespace responsum::status
