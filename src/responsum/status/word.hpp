// What a closed enumeration is called: one row an enumerator, in the order of the enumeration.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace responsum::status {

// `name` is for programs (JSON, queries), `words` for people.
template <class Enum>
struct Word {
  Enum value;
  std::string_view name;
  std::string_view words;
};

// `first` is the number of the first enumerator.
template <class Enum, std::size_t count>
consteval bool in_order(const std::array<Word<Enum>, count>& rows, std::size_t first = 0) {
  for (std::size_t i = 0; i < count; ++i)
    if (static_cast<std::size_t>(rows[i].value) != i + first) return false;
  return true;
}

// A set of the enumerators of a small enumeration that counts from 0; iterates in its order.
template <class Enum, class Bits>
class Set {
 public:
  constexpr Set() = default;
  template <class... Enums>
  constexpr Set(Enum first, Enums... more) : bits_{static_cast<Bits>((bit(first) | ... | bit(more)))} {}

  constexpr bool contains(Enum e) const { return (bits_ & bit(e)) != 0; }
  constexpr bool contains_all(Set other) const { return (other.bits_ & ~bits_) == 0; }
  constexpr bool empty() const { return bits_ == 0; }
  friend constexpr bool operator==(Set, Set) = default;
  friend constexpr Set operator|(Set a, Set b) { return of(static_cast<Bits>(a.bits_ | b.bits_)); }
  friend constexpr Set operator&(Set a, Set b) { return of(static_cast<Bits>(a.bits_ & b.bits_)); }

 private:
  static constexpr Bits bit(Enum e) { return static_cast<Bits>(Bits{1} << static_cast<unsigned>(e)); }
  static constexpr Set of(Bits bits) {
    Set set;
    set.bits_ = bits;
    return set;
  }
  Bits bits_ = 0;
};

} // namespace responsum::status
