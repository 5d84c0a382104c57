// Methods (RFC 9110 9, the IANA registry) as a closed enumeration, and sets of them.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <string_view>

namespace responsum::message {

enum class Method : std::uint8_t {
  unknown,
  get,
  head,
  post,
  put,
  delete_,
  connect,
  options,
  trace,
  patch,
  query,
  propfind,
  proppatch,
  mkcol,
  copy,
  move,
  lock,
  unlock,
  report,
  search,
  bind,
  unbind,
  acl,
};

struct MethodRow {
  Method method;
  std::string_view name;
  bool safe;       // RFC 9110 9.2.1
  bool idempotent; // RFC 9110 9.2.2
};

inline constexpr std::array method_rows{
    MethodRow{Method::unknown, "", false, false},
    MethodRow{Method::get, "GET", true, true},
    MethodRow{Method::head, "HEAD", true, true},
    MethodRow{Method::post, "POST", false, false},
    MethodRow{Method::put, "PUT", false, true},
    MethodRow{Method::delete_, "DELETE", false, true},
    MethodRow{Method::connect, "CONNECT", false, false},
    MethodRow{Method::options, "OPTIONS", true, true},
    MethodRow{Method::trace, "TRACE", true, true},
    MethodRow{Method::patch, "PATCH", false, false},
    MethodRow{Method::query, "QUERY", true, true},
    MethodRow{Method::propfind, "PROPFIND", true, true},
    MethodRow{Method::proppatch, "PROPPATCH", false, true},
    MethodRow{Method::mkcol, "MKCOL", false, true},
    MethodRow{Method::copy, "COPY", false, true},
    MethodRow{Method::move, "MOVE", false, true},
    MethodRow{Method::lock, "LOCK", false, false},
    MethodRow{Method::unlock, "UNLOCK", false, true},
    MethodRow{Method::report, "REPORT", true, true},
    MethodRow{Method::search, "SEARCH", true, true},
    MethodRow{Method::bind, "BIND", false, true},
    MethodRow{Method::unbind, "UNBIND", false, true},
    MethodRow{Method::acl, "ACL", false, true},
};

constexpr const MethodRow& row(Method m) { return method_rows[static_cast<std::size_t>(m)]; }
// RFC 9110 9.2.1; a method that is not known is not.
constexpr bool is_safe(Method m) { return method_rows[static_cast<std::size_t>(m)].safe; }
constexpr std::string_view name(Method m) { return row(m).name; }

consteval bool method_rows_in_order() {
  for (std::size_t i = 0; i < method_rows.size(); ++i)
    if (static_cast<std::size_t>(method_rows[i].method) != i) return false;
  return true;
}
static_assert(method_rows_in_order());

// The longest name above: a longer method token is refused by its length alone (RFC 9112 3).
inline constexpr std::size_t longest_method = 9;

// Case-sensitive (RFC 9110 9.1); Method::unknown when the name is none of ours.
constexpr Method method_named(std::string_view text) {
  if (text == "GET") return Method::get;
  for (const MethodRow& r : method_rows)
    if (r.name == text && !text.empty()) return r.method;
  return Method::unknown;
}

// A set of methods; iterates and writes in the order of the enumeration.
class MethodSet {
 public:
  constexpr MethodSet() = default;
  constexpr MethodSet(std::initializer_list<Method> methods) {
    for (Method m : methods) insert(m);
  }
  constexpr void insert(Method m) { bits_ |= bit(m); }
  constexpr bool contains(Method m) const { return (bits_ & bit(m)) != 0; }
  constexpr bool empty() const { return bits_ == 0; }
  constexpr std::uint32_t bits() const { return bits_; }
  friend constexpr bool operator==(MethodSet, MethodSet) = default;

  // Calls `each` with every member.
  template <class Each>
  constexpr void for_each(Each&& each) const {
    for (std::uint32_t rest = bits_; rest != 0; rest &= rest - 1) each(static_cast<Method>(std::countr_zero(rest)));
  }

 private:
  static constexpr std::uint32_t bit(Method m) { return std::uint32_t{1} << static_cast<unsigned>(m); }
  std::uint32_t bits_ = 0;
};

} // namespace responsum::message
