// What the console's pages ask for, as JSON. Each function reads and none of them keeps anything.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "responsum/admin/events.hpp"
#include "responsum/admin/filter.hpp"
#include "responsum/admin/observed.hpp"
#include "responsum/admin/traffic.hpp"

namespace responsum::admin {

// Since the start: how long, how much, and how it ended; by status and by condition.
std::string write_overview(const Observed& observed, const Events& events, base::UnixSeconds now_s);
// The last minute that was counted: by second and class of status, by edge of the diagram, by condition.
std::string write_traffic(const Traffic& traffic);
// The newest exchanges that a filter takes, newest first.
std::string write_exchanges(const Observed& observed, const Filter& filter);
// One of them as it stands in that list, as a line without an end.
std::string write_row(const observe::Record& record, const Description& description);
// Of two records the one that is listed first.
bool newer(const observe::Record& a, const observe::Record& b);
// All that is kept of one, its way included; nothing when it is not kept any more, or never was.
std::optional<std::string> write_exchange(const Observed& observed, std::string_view id);
// The same for people, as `responsum why` tells a dry run.
std::optional<std::string> write_why(const Observed& observed, std::string_view id, const base::Now& now);
// Every status that the profile lists or that a condition has in it, with what led to it how often.
std::string write_statuses(const Observed& observed, const Traffic& traffic);
std::string write_conditions(const Observed& observed, const Traffic& traffic);

} // namespace responsum::admin
