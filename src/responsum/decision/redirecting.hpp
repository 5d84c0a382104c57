// Which numbers a redirect may be given: those that mean to every method what was meant (RFC 9110 15.4).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "responsum/status/status.hpp"

namespace responsum::decision {

struct RedirectKind {
  bool permanent;
  bool to_get;
};

// Whether GET and HEAD are given the same number as other methods: true, or why `number` is none for this kind.
struct RedirectNumber {
  bool keeps_method = false;
  std::string_view complaint{};
};
constexpr RedirectNumber redirect_number(std::uint64_t number, RedirectKind kind) {
  using status::Status;
  const auto is = [number](Status s) { return number == status::code(s); };
  if (is(Status::see_other))
    return kind.to_get ? RedirectNumber{} : RedirectNumber{false, "303 is for `to_get = true`"};
  if (kind.to_get) return {false, "with `to_get` it is 303"};
  if (is(Status::permanent_redirect))
    return kind.permanent ? RedirectNumber{true, {}} : RedirectNumber{false, "308 is for `permanent = true`"};
  if (is(Status::temporary_redirect))
    return kind.permanent ? RedirectNumber{false, "307 is for `permanent = false`"} : RedirectNumber{true, {}};
  if (is(Status::moved_permanently) || is(Status::found))
    return {false, "301 and 302 are given to GET and HEAD by themselves; other methods they could change"};
  return {false, "it is 303, 307 or 308"};
}

} // namespace responsum::decision
