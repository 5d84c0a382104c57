// Undoes the content coding of a request piece by piece, in memory that does not grow with the content.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "responsum/field/accept_encoding.hpp"

namespace responsum::resource::file {

class Decoder {
 public:
  // Takes decoded octets; false: it wants no more.
  using Sink = std::function<bool(std::string_view)>;
  enum class State : std::uint8_t { sound, unsound, stopped };

  virtual ~Decoder() = default;
  virtual State take(std::string_view piece, const Sink& sink) = 0;
  // Whether what came was all of it.
  virtual bool complete() const = 0;

  // Null for identity, and for codings that nothing is undone of here.
  static std::unique_ptr<Decoder> of(field::ContentCoding coding);
};

} // namespace responsum::resource::file
