// How far a stretch of bytes was understood.
#pragma once

#include <cstdint>

#include "responsum/message/fault.hpp"

namespace responsum::codec::h1 {

using message::Fault;

enum class Progress : std::uint8_t { complete, incomplete, faulty };

// What was found in a stretch of bytes, and where: the octet after what is complete, or the octet of the fault.
struct Finding {
  Progress progress;
  Fault fault;
  const char* at;

  static Finding complete(const char* next) { return {Progress::complete, Fault{}, next}; }
  static Finding incomplete() { return {Progress::incomplete, Fault{}, nullptr}; }
  static Finding faulty(Fault fault, const char* at) { return {Progress::faulty, fault, at}; }
};

} // namespace responsum::codec::h1
