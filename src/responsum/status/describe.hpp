// Statuses in words, for terminals: plain text in aligned columns, every line ended.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "responsum/status/profile.hpp"

namespace responsum::status {

// All that is known of one status, in the words of a profile.
std::string describe(Status s, Profile p);

// One line a status, under a heading a class.
std::string list(std::span<const Status> statuses, Profile p);

// What a list shows when nobody asked for particular ones: for `strict` every code that has a name, for other
// profiles the codes that they know. By number.
std::vector<Status> listed(Profile p);

// The duty as a sentence: "may be repeated if the method is idempotent, ...".
std::string sentence(const Duty& duty);

// "Allow, Retry-After"; empty for an empty set.
std::string names(FieldSet fields);

// "origin server, gateway"; empty for an empty set.
std::string names(Makers makers);

// "RFC 9110 15.5.6"
std::string citation(const Source& source);

// What to tell somebody who asked for a status by a name or number that there is none for; never empty.
std::string unknown_name_help(std::string_view text);

} // namespace responsum::status
