#include "responsum/decision/profile.hpp"

#include "responsum/decision/profile_table.hpp"

namespace responsum::decision {

constinit const StatusTable status_table = made_statuses;

} // namespace responsum::decision
