#include "responsum/message/message_head.hpp"

namespace responsum::message {

void MessageHead::join_all(base::Arena& arena) {
  joined_count_ = 0; // a head that was copied is joined once more, in the arena of the copy
  for (std::size_t f = 1; f < field_count; ++f) {
    const auto field = static_cast<Field>(f);
    if ((repeated_ & bit(field)) == 0) continue;
    std::size_t bytes = 0;
    for (const FieldLine& line : lines())
      if (line.field == field) bytes += line.value.length + 2;
    auto to = arena.allocate(bytes);
    std::size_t at = 0;
    for (const FieldLine& line : lines()) {
      if (line.field != field) continue;
      if (at != 0) {
        to[at++] = ',';
        to[at++] = ' ';
      }
      if (line.value.length != 0) std::memcpy(to.data() + at, bytes_ + line.value.offset, line.value.length);
      at += line.value.length;
    }
    joined_[joined_count_++] = {field, {to.data(), at}};
  }
}

std::string_view MessageHead::joined_value(Field f) const {
  for (std::uint16_t i = 0; i < joined_count_; ++i)
    if (joined_[i].field == f) return joined_[i].value;
  return text(lines_[first_[static_cast<std::size_t>(f)] - 1u].value);
}

} // namespace responsum::message
