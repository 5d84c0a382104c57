// Fields into the header sections of one connection (RFC 7541), as short as they can be for their repetition: what a
// connection says again and again costs an octet.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "responsum/codec/h2/frame.hpp"
#include "responsum/codec/h2/hpack_table.hpp"

namespace responsum::codec::h2 {

// What goes into the table: fields whose values nearly always come again, at once; others when a value comes a second
// time, so that validators and lengths of things that are asked for once push nothing out. Never what others should
// not be able to guess octet by octet (7.1.3).
class HpackEncoder {
 public:
  // `most_bytes`: of the table, however much the peer would allow.
  explicit HpackEncoder(std::uint32_t most_bytes = default_table_bytes)
      : table_{std::min(most_bytes, default_table_bytes)}, most_bytes_{most_bytes} {}

  // The peer's SETTINGS_HEADER_TABLE_SIZE. The next section says what becomes of it (4.2).
  void set_peer_limit(std::uint32_t bytes);

  // Octets that a field needs at most, and begin().
  static constexpr std::size_t capacity(std::string_view name, std::string_view value) {
    return name.size() + value.size() + 3 * number_capacity;
  }
  static constexpr std::size_t begin_capacity = 12;

  // A section: begin(), then its fields, each behind the octets of the one before. All return where to go on.
  char* begin(char* to) { return sizes_due_ ? announce_sizes(to) : to; }
  // Names are sent in lower case, whatever they are in here.
  char* field(char* to, std::string_view name, std::string_view value);
  char* status(char* to, std::uint16_t code);

  // Good as long as it is the same: a section without literals means the same as before.
  std::uint64_t inserted() const { return table_.inserted(); }
  const hpack::DynamicTable& table() const { return table_; }

 private:
  static constexpr std::size_t number_capacity = 6;

  // Where a field may be in the table; it need not be any more.
  struct Slot {
    std::uint32_t hash = 0;
    std::uint8_t static_name = 0; // 0: its name is not in the static table
    bool used = false;
    std::uint64_t number = 0;
  };
  // Made when there is something to remember.
  struct Memory {
    std::array<Slot, 128> slots;
    std::array<std::uint32_t, 64> seen{}; // hashes of fields that were sent as literals
  };
  static constexpr std::size_t probes = 4;

  enum class Indexing : std::uint8_t { never, not_now, now };

  char* announce_sizes(char* to);
  Slot* find(std::uint32_t hash, std::uint8_t static_name, std::string_view name, std::string_view value);
  void remember(std::uint32_t hash, std::uint8_t static_name);
  Indexing indexing(std::uint32_t hash, std::uint8_t static_name, std::size_t octets);

  hpack::DynamicTable table_;
  std::unique_ptr<Memory> memory_;
  std::uint32_t most_bytes_;
  std::uint32_t least_due_ = 0; // the smallest limit since the last section
  bool sizes_due_ = false;
};

} // namespace responsum::codec::h2
