// Which exchanges are meant: statuses and conditions as people write them, in a query as in a configuration.
#pragma once

#include <bitset>
#include <string>
#include <string_view>

#include "responsum/decision/condition.hpp"

namespace responsum::observe {

using StatusSet = std::bitset<600>; // by number; 0: nothing left the server
using ConditionSet = std::bitset<decision::condition_count>;

// Each puts in what one word names and returns what is wrong with it: a sentence, or "".
std::string add_statuses(StatusSet& to, std::string_view word);      // "404", "5xx", "none"
std::string add_conditions(ConditionSet& to, std::string_view word); // "fs.none", "fs.*"

} // namespace responsum::observe
