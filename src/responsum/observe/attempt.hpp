// An attempt at an upstream as a record keeps it, and how it is written.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "responsum/decision/facts.hpp"
#include "responsum/message/fault.hpp"
#include "responsum/observe/short_text.hpp"

namespace responsum::observe {

// The numbers stand in front, in whole words: RecordRing copies them as they lie.
struct alignas(8) Attempt {
  decision::HopEnd end{};
  decision::HopPhase reached{};
  bool reused = false; // the connection had carried others before
  bool asked = false;  // who may come: nothing was handed on
  message::Fault fault = message::Fault::none;
  std::uint32_t fault_offset = 0; // octets from the start of the response
  std::int32_t error = 0;         // errno that spoke
  decltype(decision::HopAttempt::phase_ms) phase_ms{};
  alignas(8) ShortText<47> address; // empty: none was chosen
  ShortText<31> octets;             // that were no response
  ShortText<159> said;              // by the application or program, for its log
};
static_assert(std::is_trivially_copyable_v<Attempt>);
inline constexpr std::size_t attempt_number_words = offsetof(Attempt, address) / 8;
inline constexpr std::size_t attempt_words = sizeof(Attempt) / 8;

// Those of one exchange, the first of them first.
struct Attempts {
  static constexpr std::size_t most = 4; // what comes behind them is counted nowhere

  std::uint8_t count = 0;
  std::array<Attempt, most> all; // of those behind `count` nothing is known

  std::span<const Attempt> made() const& { return {all.data(), count}; }
  std::span<const Attempt> made() && = delete;
};

// Takes over what the exchange knows: of those at a server that it asked who may come, and then of the others.
void assign(Attempts& attempts, std::span<const decision::HopAttempt> asked,
            std::span<const decision::HopAttempt> from);

// An array of JSON:
// [{"address":"127.0.0.1:3000","end":"refused","reached":"connect","errno":111,"ms":{"connect":0}}]. Members that
// have nothing to say are left out.
std::string write_json(std::span<const Attempt> attempts);
inline constexpr std::size_t longest_attempts_json = Attempts::most * (6 * (47 + 31 + 159) + 384) + 2;

// What write_json() wrote; anything else is no attempt.
void read_json(std::string_view json, Attempts& attempts);

// "127.0.0.1:3000 was refused the connection (ECONNREFUSED: Connection refused); connect 0 ms"
std::string words_of(const Attempt& attempt);

} // namespace responsum::observe
