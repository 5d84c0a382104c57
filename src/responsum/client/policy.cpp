#include "responsum/client/policy.hpp"

#include "responsum/status/table.hpp"

namespace responsum::client {

bool is_of_connection(std::uint16_t number) {
  const auto known = status::status_from(number);
  if (!known) return false;
  const status::Duty duty = status::client_duty(*known);
  return duty.repeat == status::Repeat::any_method && duty.connection == status::ConnectionNeed::fresh;
}

} // namespace responsum::client
