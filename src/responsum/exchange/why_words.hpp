// What was told, written out.
#pragma once

#include <string>

#include "responsum/exchange/why.hpp"

namespace responsum::exchange {

enum class Colour : std::uint8_t { off, on };

// For people: question by question, then the verdict, the response and what nearly matched. Lines are at most 100
// columns, unless a value or a field is longer.
std::string write_words(const Told& told, Colour colour);

// For programs: one JSON object, without a line end.
std::string write_json(const Told& told);

} // namespace responsum::exchange
