// what_to_do METHOD STATUS: may a client send its request again, and how? Exits with 0 if it may, on its own and
// without changing anything, with 1 if it may not, with 2 if it was asked something that makes no sense.

#include <array>
#include <iostream>
#include <string_view>

#include "responsum/status/name.hpp"
#include "responsum/status/table.hpp"

namespace status = responsum::status;

namespace {

// RFC 9110 9.2.2
constexpr bool idempotent(std::string_view method) {
  constexpr std::array methods{"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"};
  for (std::string_view m : methods)
    if (m == method) return true;
  return false;
}

// What the library says about a status, applied to one request.
constexpr bool may_repeat_unchanged(std::string_view method, const status::Duty& duty) {
  switch (duty.repeat) {
  case status::Repeat::any_method: return true;
  case status::Repeat::if_idempotent: return idempotent(method);
  case status::Repeat::none:
  case status::Repeat::never:
  case status::Repeat::elsewhere:
  case status::Repeat::once_changed:
  case status::Repeat::when_changed:
  case status::Repeat::after_remedy:
  case status::Repeat::by_user: return false;
  }
  return false;
}

// The same table serves the compiler: a rule of one's own can be held against it before the program runs.
static_assert(may_repeat_unchanged("POST", client_duty(status::Status::misdirected_request)));
static_assert(!may_repeat_unchanged("POST", client_duty(status::Status::service_unavailable)));

} // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: what_to_do METHOD STATUS\n";
    return 2;
  }
  const std::string_view method = argv[1];
  const auto received = status::status_named(argv[2]);
  if (!received) {
    std::cerr << "what_to_do: \"" << argv[2] << "\" is no status\n";
    for (const auto& near : status::nearest_names(argv[2], 1))
      std::cerr << "did you mean " << code(near.status) << " " << near.name << "?\n";
    return 2;
  }
  const status::StatusRow& row = status::row(*received);
  const bool repeat = may_repeat_unchanged(method, row.duty);
  std::cout << method << " got " << code(*received) << " " << row.phrase << "\n"
            << row.meaning << "\n"
            << row.advice << "\n"
            << (repeat ? "repeat: yes, " : "repeat: no: ");
  if (repeat)
    std::cout << word(row.duty.connection).words << ", " << word(row.duty.wait).words << "\n";
  else
    std::cout << word(row.duty.repeat).words << "\n";
  return repeat ? 0 : 1;
}
