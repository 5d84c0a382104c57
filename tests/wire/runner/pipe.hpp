// Octets to a server and back: blocking, with a deadline for every step, so that nothing can hang.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <string_view>

namespace responsum::wire {

// How many octets the next system call sends. Asked again for every call.
using PieceSize = std::function<std::size_t()>;
inline const PieceSize in_one_piece = [] { return std::numeric_limits<std::size_t>::max(); };

enum class Arrival : std::uint8_t {
  octets,
  end,
  cut,      // of the connection, where the end of what was sent could not be told from an attack (RFC 8446 6.1)
  too_late, // nothing came within the deadline
};

// Of what ended the octets.
constexpr std::string_view text(Arrival arrival) {
  switch (arrival) {
  case Arrival::octets: return "more came";
  case Arrival::end: return "the server closed";
  case Arrival::cut: return "the server broke off";
  case Arrival::too_late: return "nothing more came in time";
  }
  return "";
}

class Pipe {
 public:
  using Duration = std::chrono::milliseconds;

  virtual ~Pipe() = default;

  // Stops in silence when the server has closed: what it answered is what the test is about.
  virtual void send(std::string_view octets) = 0;
  virtual void end_of_input() = 0;
  virtual void reset() = 0; // after which the end has come

  // Appends what comes next. What was said of an end is said again.
  virtual Arrival receive(std::string& to) = 0;

  virtual std::uint16_t local_port() const = 0;
};

} // namespace responsum::wire
