// A field of a form as it was sent, and the closed list of what makes content no form.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace responsum::codec::form {

struct Field {
  std::string name;
  std::string value;
  bool is_file = false;  // came with a name of a file, which may be empty
  bool is_named = false; // and that is not

  friend bool operator==(const Field&, const Field&) = default;
};

enum class Fault : std::uint8_t {
  percent,
  nameless,
  not_utf8,
  too_many,
  no_boundary,
  no_opening,
  unfinished,
  part_line,
  part_unnamed,
  part_encoded,
};

struct FaultRow {
  Fault fault;
  std::string_view sentence;
};
inline constexpr std::array fault_rows{
    FaultRow{Fault::percent, "Two hexadecimal digits have to follow a percent sign."},
    FaultRow{Fault::nameless, "A value has no name."},
    FaultRow{Fault::not_utf8, "A name or a value is no UTF-8."},
    FaultRow{Fault::too_many, "There are more fields than are read."},
    FaultRow{Fault::no_boundary, "Content-Type does not say the boundary of the parts."},
    FaultRow{Fault::no_opening, "The boundary that Content-Type says is not there."},
    FaultRow{Fault::unfinished, "The boundary that ends the parts is missing."},
    FaultRow{Fault::part_line, "The head of a part has a line that is no field."},
    FaultRow{Fault::part_unnamed, "A part has no Content-Disposition: form-data with a name."},
    FaultRow{Fault::part_encoded, "A part has a Content-Transfer-Encoding, which HTTP does not need."},
};
constexpr const FaultRow& row(Fault f) { return fault_rows[static_cast<std::size_t>(f)]; }

consteval bool fault_rows_in_order() {
  for (std::size_t i = 0; i < fault_rows.size(); ++i)
    if (static_cast<std::size_t>(fault_rows[i].fault) != i) return false;
  return true;
}
static_assert(fault_rows_in_order());

struct Wrong {
  Fault fault;
  std::size_t offset = 0; // octets from the start of the content; of Content-Type: 0

  friend bool operator==(const Wrong&, const Wrong&) = default;
};

inline constexpr std::size_t max_fields = 1000;

} // namespace responsum::codec::form
