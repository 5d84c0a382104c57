// What a fuzzer states about any input, and how it cuts the input into pieces.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "responsum/base/assert.hpp"

namespace responsum::fuzz {

// Ends the process when a statement does not hold; the fuzzer keeps the input.
inline void check(bool holds, const char* statement) {
  if (!holds) base::assertion_failed(statement, "fuzz", 0);
}

class Input {
 public:
  Input(const std::uint8_t* data, std::size_t size) : rest_{reinterpret_cast<const char*>(data), size} {}

  // The next eight octets as a number; fewer are filled up with zeros.
  std::uint64_t number() {
    std::uint64_t value = 0;
    const std::size_t taken = rest_.size() < sizeof value ? rest_.size() : sizeof value;
    if (taken > 0) std::memcpy(&value, rest_.data(), taken);
    rest_.remove_prefix(taken);
    return value;
  }
  // Up to the next line feed, without it.
  std::string_view line() {
    const std::size_t end = rest_.find('\n');
    const std::string_view text = rest_.substr(0, end);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    return text;
  }
  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

// The first piece is `first` octets long, those after it `later`; each is given to `each`.
template <class Each>
void cut(std::string_view bytes, std::size_t first, std::size_t later, Each&& each) {
  for (std::size_t piece = first; !bytes.empty(); piece = later) {
    each(bytes.substr(0, piece));
    bytes.remove_prefix(bytes.size() < piece ? bytes.size() : piece);
  }
}

// Whether `part` is a view into `whole`; an empty part may be a view of nothing.
inline bool within(std::string_view part, std::string_view whole) {
  return part.empty() || (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

} // namespace responsum::fuzz
