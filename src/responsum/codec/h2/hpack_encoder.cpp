#include "responsum/codec/h2/hpack_encoder.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstring>
#include <span>

#include "responsum/base/ascii.hpp"
#include "responsum/codec/h2/huffman.hpp"

namespace responsum::codec::h2 {

namespace {

using base::to_lower;
using hpack::static_table;

// --- The names of the static table ---------------------------------------------------------------------------------

// A name's place by its length and three of its octets: no two of those names share one.
struct StaticNames {
  std::uint32_t factor = 0;
  std::array<std::uint8_t, 256> index{}; // of the first entry with that name

  static constexpr std::uint32_t key(std::string_view name) {
    const auto octet = [](char c) { return static_cast<std::uint32_t>(static_cast<unsigned char>(to_lower(c))); };
    return octet(name.front()) | octet(name.back()) << 8 | octet(name[name.size() / 2]) << 16 |
           static_cast<std::uint32_t>(name.size()) << 24;
  }
  constexpr std::size_t place(std::string_view name) const { return key(name) * factor >> 24; }
  constexpr bool fill() {
    index = {};
    for (std::size_t i = static_table.size(); i-- != 0;) {
      std::uint8_t& at = index[place(static_table[i].name)];
      if (at != 0 && static_table[at - 1u].name != static_table[i].name) return false;
      at = static_cast<std::uint8_t>(i + 1);
    }
    return true;
  }
};

constexpr StaticNames make_static_names() {
  StaticNames names;
  names.factor = 0x9e37'79b1;
  while (!names.fill()) names.factor += 0x1234'5678;
  return names;
}

constexpr StaticNames static_names = make_static_names();

// 0: it is none of them.
std::uint8_t find_static_name(std::string_view name) {
  if (name.empty()) return 0;
  const std::uint8_t index = static_names.index[static_names.place(name)];
  return index != 0 && base::equals_ignoring_case(static_table[index - 1u].name, name) ? index : std::uint8_t{0};
}

constexpr std::uint8_t static_index(std::string_view name) {
  for (std::size_t i = 0; i < static_table.size(); ++i)
    if (static_table[i].name == name) return static_cast<std::uint8_t>(i + 1);
  return 0;
}

constexpr std::uint64_t set_of(std::span<const std::string_view> names) {
  std::uint64_t set = 0;
  for (const std::string_view name : names) set |= std::uint64_t{1} << static_index(name);
  return set;
}
constexpr bool has(std::uint64_t set, std::uint8_t index) { return (set >> index & 1) != 0; }

constexpr std::string_view secret[]{"authorization", "cookie", "proxy-authorization", "set-cookie"};
constexpr std::string_view often[]{":authority",   "accept-ranges", "cache-control",
                                   "content-type", "server",        "strict-transport-security",
                                   "user-agent",   "vary"};
constexpr std::uint64_t never_indexed = set_of(secret);
constexpr std::uint64_t indexed_at_once = set_of(often);

// --- Octets --------------------------------------------------------------------------------------------------------

// 5.1; `first`: the bits in front of the prefix.
char* write_number(char* to, std::uint8_t first, unsigned prefix_bits, std::uint64_t number) {
  const std::uint64_t mask = (1u << prefix_bits) - 1;
  if (number < mask) {
    *to++ = static_cast<char>(first | number);
    return to;
  }
  *to++ = static_cast<char>(first | mask);
  for (number -= mask; number >= 0x80; number >>= 7) *to++ = static_cast<char>(0x80 | (number & 0x7f));
  *to++ = static_cast<char>(number);
  return to;
}

// 5.2
char* write_string(char* to, std::string_view text) {
  const std::size_t encoded = huffman::encoded_size(text);
  if (encoded < text.size()) return huffman::encode(text, write_number(to, 0x80, 7, encoded));
  to = write_number(to, 0, 7, text.size());
  return std::ranges::copy(text, to).out;
}

char* write_name(char* to, std::string_view name) {
  to = write_number(to, 0, 7, name.size());
  return std::ranges::transform(name, to, to_lower).out;
}

std::uint32_t hash_of(std::string_view name, std::uint8_t static_name, std::string_view value) {
  constexpr std::uint64_t factor = 0x9e37'79b9'7f4a'7c15;
  std::uint64_t hash = static_name != 0 || name.empty() ? static_name : StaticNames::key(name);
  const auto mix = [&hash](std::uint64_t octets) {
    hash = (hash ^ octets) * factor;
    hash ^= hash >> 29;
  };
  mix(value.size());
  std::uint64_t octets = 0;
  for (; value.size() >= sizeof octets; value.remove_prefix(sizeof octets)) {
    std::memcpy(&octets, value.data(), sizeof octets);
    mix(octets);
  }
  if (!value.empty()) {
    octets = 0;
    std::memcpy(&octets, value.data(), value.size());
    mix(octets);
  }
  return static_cast<std::uint32_t>(hash >> 16) | 1; // never 0
}

} // namespace

// --- The encoder ---------------------------------------------------------------------------------------------------

void HpackEncoder::set_peer_limit(std::uint32_t bytes) {
  const std::uint32_t size = std::min(bytes, most_bytes_);
  if (!sizes_due_ && size == table_.max_bytes()) return;
  least_due_ = sizes_due_ ? std::min(least_due_, size) : size;
  sizes_due_ = true;
  table_.set_max_bytes(size);
}

// 4.2: what was smallest meanwhile, and what it is now.
char* HpackEncoder::announce_sizes(char* to) {
  sizes_due_ = false;
  if (least_due_ < table_.max_bytes()) to = write_number(to, 0x20, 5, least_due_);
  return write_number(to, 0x20, 5, table_.max_bytes());
}

HpackEncoder::Slot* HpackEncoder::find(std::uint32_t hash, std::uint8_t static_name, std::string_view name,
                                       std::string_view value) {
  if (memory_ == nullptr) return nullptr;
  auto& slots = memory_->slots;
  for (std::size_t i = 0; i < probes; ++i) {
    Slot& slot = slots[(hash + i) % slots.size()];
    if (slot.hash != hash || slot.static_name != static_name || !slot.used || !table_.has(slot.number)) continue;
    const hpack::Entry entry = table_.at(slot.number);
    if (entry.value == value && (static_name != 0 || base::equals_ignoring_case(entry.name, name))) return &slot;
  }
  return nullptr;
}

// The field that the table took last.
void HpackEncoder::remember(std::uint32_t hash, std::uint8_t static_name) {
  auto& slots = memory_->slots;
  Slot* place = nullptr;
  for (std::size_t i = 0; i < probes; ++i) {
    Slot& slot = slots[(hash + i) % slots.size()];
    const bool free = !slot.used || !table_.has(slot.number);
    if (free || place == nullptr || slot.number < place->number) place = &slot;
    if (free) break;
  }
  *place = {hash, static_name, true, table_.inserted() - 1};
}

HpackEncoder::Indexing HpackEncoder::indexing(std::uint32_t hash, std::uint8_t static_name, std::size_t octets) {
  if (has(never_indexed, static_name)) return Indexing::never;
  if (octets + hpack::entry_overhead > table_.max_bytes() / 4) return Indexing::not_now; // it would push out too much
  if (memory_ == nullptr) memory_ = std::make_unique<Memory>();
  if (has(indexed_at_once, static_name)) return Indexing::now;
  std::uint32_t& seen = memory_->seen[hash / 2 % memory_->seen.size()];
  if (seen == hash) return Indexing::now;
  seen = hash;
  return Indexing::not_now;
}

char* HpackEncoder::field(char* to, std::string_view name, std::string_view value) {
  const std::uint8_t static_name = find_static_name(name);
  if (static_name != 0 && !static_table[static_name - 1u].value.empty())
    for (std::size_t i = static_name - 1u; i < static_table.size() && !static_table[i].value.empty(); ++i)
      if (static_table[i].value == value && static_table[i].name == static_table[static_name - 1u].name)
        return write_number(to, 0x80, 7, i + 1);
  const std::uint32_t hash = hash_of(name, static_name, value);
  if (const Slot* known = find(hash, static_name, name, value))
    return write_number(to, 0x80, 7,
                        static_table.size() + static_cast<std::size_t>(table_.inserted() - known->number));

  const Indexing how = indexing(hash, static_name, name.size() + value.size());
  const auto first = static_cast<std::uint8_t>(how == Indexing::now ? 0x40 : how == Indexing::never ? 0x10 : 0);
  to = write_number(to, first, how == Indexing::now ? 6 : 4, static_name);
  if (static_name == 0) to = write_name(to, name);
  if (how == Indexing::now) {
    // In lower case, as it was just written.
    const std::string_view lower =
        static_name != 0 ? static_table[static_name - 1u].name : std::string_view{to - name.size(), name.size()};
    if (table_.insert(lower, value)) remember(hash, static_name);
  }
  return write_string(to, value);
}

char* HpackEncoder::status(char* to, std::uint16_t code) {
  std::array<char, 5> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), code).ptr;
  return field(to, ":status", {digits.data(), end});
}

} // namespace responsum::codec::h2
