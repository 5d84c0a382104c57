// A response's head before a codec writes it: number, phrase and fields in the order they are sent.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "responsum/base/assert.hpp"

namespace responsum::message {

struct ResponseField {
  std::string_view name;
  std::string_view value;
};

// Views point into static text, the exchange's arena or a cache entry; all outlive the writing of the head.
// The codec adds what is the connection's own: Date is a field here, Connection and Transfer-Encoding are not.
struct ResponseHead {
  static constexpr std::size_t max_fields = 32;

  std::uint16_t status = 0;
  std::string_view phrase;
  std::span<const ResponseField> relayed{}; // as the next hop sent them, in front of the others
  std::array<ResponseField, max_fields> fields;
  std::size_t count = 0;

  void add(std::string_view name, std::string_view value) {
    RESPONSUM_ASSERT(count < max_fields);
    fields[count++] = {name, value};
  }
  std::span<const ResponseField> own() const { return {fields.data(), count}; }
  void for_each(const auto& each) const {
    for (const ResponseField& field : relayed) each(field);
    for (const ResponseField& field : own()) each(field);
  }
};

} // namespace responsum::message
