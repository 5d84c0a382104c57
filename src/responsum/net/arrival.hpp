// What one receive brought, until the socket takes it that it was made for.
#pragma once

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <span>

namespace responsum::net {

// Octets, the end, or an errno. Refers to where it was received.
class Arrival {
 public:
  Arrival() = default;
  // `result` is that of recv(2) with so much room, or a negative errno.
  Arrival(std::span<const char> room, int result)
      : octets_{room.first(result > 0 ? static_cast<std::size_t>(result) : 0)},
        result_{result},
        emptied_{octets_.size() < room.size()},
        told_{false} {}

  // There is something of it that nobody has taken.
  bool there() const { return result_ > 0 ? !octets_.empty() : !told_; }
  // What the kernel would not say again.
  bool is_news() const { return there() && result_ != 0 && result_ != -EAGAIN; }
  // As recv(2), or a negative errno.
  int take(std::span<char> into) {
    told_ = true;
    if (result_ <= 0) return result_;
    const std::size_t count = std::min(into.size(), octets_.size());
    std::memcpy(into.data(), octets_.data(), count);
    octets_ = octets_.subspan(count);
    return static_cast<int>(count);
  }
  // Nothing more has come, here or in the kernel.
  bool emptied() const { return emptied_ && octets_.empty(); }

  std::size_t octets() const { return octets_.size(); }
  // The same for later, with what is left of its octets at `place`: by then more may have come.
  Arrival moved_to(char* place) const {
    Arrival moved = *this;
    std::memcpy(place, octets_.data(), octets_.size());
    moved.octets_ = {place, octets_.size()};
    moved.emptied_ = false;
    return moved;
  }

 private:
  std::span<const char> octets_; // not yet taken
  int result_ = 0;
  bool emptied_ = true;
  bool told_ = true;
};

} // namespace responsum::net
