#include "responsum/observe/record_ring.hpp"

#include <algorithm>
#include <cstring>
#include <span>

namespace responsum::observe {

namespace {

// Of a slot: the record's number plus one, 48 bits; a count of its changes, 15; whether it is being written.
constexpr unsigned number_shift = 16;
constexpr std::uint64_t one_change = 2;
constexpr std::uint64_t being_written = 1;

constexpr std::uint64_t sequence_of(std::uint64_t number) { return (number + 1) << number_shift; }
constexpr bool is_whole(std::uint64_t sequence, std::uint64_t number) {
  return sequence >> number_shift == number + 1 && (sequence & being_written) == 0;
}

// The fixed words. Peer, host and target follow, then what is Seldom, in its order.
enum Place : std::size_t {
  id,
  time,  // seconds, 34 bits; nanoseconds, 30
  tally, // milliseconds that it took, 32 bits; row, 16; port, 16
  received_bytes,
  sent_bytes,
  nature, // see below
};

// What few records have; a bit each.
enum Seldom : unsigned {
  key = 1, // no row of the histogram is this key's
  edition = 2,
  fault = 4,
  error = 8,
  trace = 16,
  client = 32,
  subject = 64,
  limit = 128,
  attempts = 256,
};

constexpr unsigned nanosecond_bits = 30;

std::uint64_t time_of(const Record& r) {
  return static_cast<std::uint64_t>(r.wall_s) << nanosecond_bits | static_cast<std::uint32_t>(r.wall_ns);
}

std::uint64_t tally_of(const Record& r, std::size_t row) {
  return std::uint64_t{r.duration_ms} << 32 | static_cast<std::uint64_t>(row) << 16 | r.peer_port;
}

// Of eight octets, each with its place.
constexpr unsigned words_shift = 56; // how many there are
constexpr unsigned worker_shift = 48;
constexpr unsigned tls_shift = 40;
constexpr unsigned outcome_shift = 32;
constexpr unsigned minted_by_shift = 16; // two octets
                                         // the last two: Seldom

std::uint64_t nature_of(const Record& r, unsigned seldom, std::size_t words) {
  return static_cast<std::uint64_t>(words) << words_shift | std::uint64_t{r.worker} << worker_shift |
         static_cast<std::uint64_t>(r.tls) << tls_shift |
         static_cast<std::uint64_t>(r.client_outcome) << outcome_shift |
         static_cast<std::uint64_t>(r.minted_by) << minted_by_shift | seldom;
}

std::uint64_t octet_at(std::uint64_t word, unsigned shift) { return word >> shift & 0xff; }
std::uint64_t pair_at(std::uint64_t word, unsigned shift) { return word >> shift & 0xffff; }

} // namespace

// Puts words behind each other, into the slot and then into its overflow.
class RecordRing::Ink {
 public:
  Ink(Slot& slot, Overflow overflow) : slot_{slot}, overflow_{overflow} {}

  void word(std::uint64_t word) {
    if (at_ < slot_words) [[likely]]
      slot_.words[at_].store(word, std::memory_order_relaxed);
    else
      overflow_[at_ - slot_words].store(word, std::memory_order_relaxed);
    ++at_;
  }
  void words(const auto& object, std::size_t count) {
    const auto* octets = reinterpret_cast<const char*>(&object);
    for (std::size_t i = 0; i < count; ++i) {
      std::uint64_t w;
      std::memcpy(&w, octets + i * 8, sizeof w);
      word(w);
    }
  }
  void text(const auto& text) { words(text, text.words()); }
  std::size_t written() const { return at_; }

 private:
  Slot& slot_;
  Overflow overflow_;
  std::size_t at_ = fixed_words;
};

class RecordRing::Reader {
 public:
  explicit Reader(const Words& words) : words_{words} {}

  std::uint64_t word() { return words_[at_++]; }
  void octets(auto& object, std::size_t count) {
    std::memcpy(static_cast<void*>(&object), &words_[at_], count);
    at_ += (count + 7) / 8;
  }
  void text(auto& text) {
    std::memcpy(&text.length, &words_[at_], sizeof text.length);
    octets(text, text.words() * 8);
  }

 private:
  const Words& words_;
  std::size_t at_ = fixed_words;
};

RecordRing::RecordRing(const PathHistogram& histogram)
    : histogram_{histogram},
      slots_{std::make_unique<Slot[]>(capacity)},
      near_{std::make_unique_for_overwrite<std::uint64_t[]>(capacity * near_words)},
      far_{std::make_unique_for_overwrite<std::uint64_t[]>(capacity * far_words)} {}

[[gnu::cold]] unsigned RecordRing::write_seldom(Ink& ink, const Record& r, bool with_key) {
  unsigned seldom = 0;
  const auto says = [&seldom](Seldom what, bool there) {
    if (there) seldom |= what;
    return there;
  };
  if (says(key, with_key)) {
    const PathKey copy = r; // the record may have other things in the padding of its key
    ink.words(copy, sizeof copy / 8);
  }
  if (says(edition, r.edition != decision::edition)) ink.word(r.edition);
  if (says(fault, r.fault != message::Fault::none || r.fault_offset != 0))
    ink.word(std::uint64_t{r.fault_offset} << 32 | static_cast<std::uint64_t>(r.fault));
  if (says(error, r.error != 0)) ink.word(static_cast<std::uint32_t>(r.error));
  if (says(trace, r.trace.known())) {
    std::array<std::uint64_t, sizeof(field::Traceparent) / 8 + 1> words{};
    std::memcpy(words.data(), &r.trace, sizeof r.trace);
    ink.words(words, words.size());
  }
  if (says(client, r.client.length != 0)) ink.text(r.client);
  if (says(subject, r.subject.length != 0)) ink.text(r.subject);
  if (says(limit, r.limit.length != 0)) ink.text(r.limit);
  if (says(attempts, r.attempts.count != 0)) {
    ink.word(r.attempts.count);
    for (const Attempt& a : r.attempts.made()) {
      ink.words(a, attempt_number_words);
      ink.text(a.address);
      ink.text(a.octets);
      ink.text(a.said);
    }
  }
  return seldom;
}

void RecordRing::read_seldom(Reader& reader, unsigned seldom, Record& r) {
  if ((seldom & key) != 0) {
    PathKey itself;
    reader.octets(itself, sizeof itself);
    static_cast<PathKey&>(r) = itself;
  }
  if ((seldom & edition) != 0) r.edition = static_cast<std::uint32_t>(reader.word());
  if ((seldom & fault) != 0) {
    const std::uint64_t word = reader.word();
    r.fault = static_cast<message::Fault>(octet_at(word, 0));
    r.fault_offset = static_cast<std::uint32_t>(word >> 32);
  }
  if ((seldom & error) != 0) r.error = static_cast<int>(static_cast<std::uint32_t>(reader.word()));
  if ((seldom & trace) != 0) reader.octets(r.trace, sizeof r.trace);
  if ((seldom & client) != 0) reader.text(r.client);
  if ((seldom & subject) != 0) reader.text(r.subject);
  if ((seldom & limit) != 0) reader.text(r.limit);
  if ((seldom & attempts) == 0) return;
  r.attempts.count = static_cast<std::uint8_t>(reader.word());
  for (Attempt& a : std::span{r.attempts.all}.first(r.attempts.count)) {
    reader.octets(a, attempt_number_words * 8);
    reader.text(a.address);
    reader.text(a.octets);
    reader.text(a.said);
  }
}

void RecordRing::write(std::uint64_t number, const Record& r, std::size_t row) {
  static_assert(sizeof(PathKey) % 8 == 0 && most_words < 256 && PathHistogram::unplaced_row < 0x10000);
  static_assert(sizeof(decision::Node) <= 2);
  Slot& slot = slots_[number % capacity];
  const std::uint64_t sequence = sequence_of(number);
  slot.sequence.store(sequence | being_written, std::memory_order_relaxed);
  std::atomic_thread_fence(std::memory_order_release);
  Ink ink{slot, overflow_of(number)};
  ink.text(r.peer);
  ink.text(r.host);
  ink.text(r.target);
  unsigned seldom = 0;
  const bool with_key = row == PathHistogram::unplaced_row;
  if (with_key || r.says_more()) [[unlikely]]
    seldom = write_seldom(ink, r, with_key);
  const auto put = [&slot](Place place, std::uint64_t word) {
    slot.words[place].store(word, std::memory_order_relaxed);
  };
  put(id, r.id.value);
  put(time, time_of(r));
  put(tally, tally_of(r, row));
  put(received_bytes, r.received_bytes);
  put(sent_bytes, r.sent_bytes);
  put(nature, nature_of(r, seldom, ink.written()));
  slot.sequence.store(sequence, std::memory_order_release);
  // The next slot is fetched while the next request is on its way.
  const auto* next = reinterpret_cast<const char*>(&slots_[(number + 1) % capacity]);
  __builtin_prefetch(next, 1);
  __builtin_prefetch(next + sizeof(Slot) / 2, 1);
}

void RecordRing::amend(std::uint64_t number, ClientOutcome outcome, std::uint64_t unsent_bytes) {
  Slot& slot = slots_[number % capacity];
  const std::uint64_t sequence = slot.sequence.load(std::memory_order_relaxed);
  if (!is_whole(sequence, number)) return;
  slot.sequence.store(sequence | being_written, std::memory_order_relaxed);
  std::atomic_thread_fence(std::memory_order_release);
  const std::uint64_t sent = slot.words[sent_bytes].load(std::memory_order_relaxed);
  slot.words[sent_bytes].store(sent - std::min(sent, unsent_bytes), std::memory_order_relaxed);
  const std::uint64_t before = slot.words[nature].load(std::memory_order_relaxed);
  slot.words[nature].store((before & ~(std::uint64_t{0xff} << outcome_shift)) | static_cast<std::uint64_t>(outcome)
                                                                                    << outcome_shift,
                           std::memory_order_relaxed);
  // Another sequence than before, so that nobody takes one word of then and one of now.
  const std::uint64_t changed = (sequence + one_change) & ((std::uint64_t{1} << number_shift) - 1);
  slot.sequence.store(sequence_of(number) | changed, std::memory_order_release);
}

bool RecordRing::copy(std::uint64_t number, Words& words) const {
  const Slot& slot = slots_[number % capacity];
  const std::uint64_t sequence = slot.sequence.load(std::memory_order_acquire);
  if (!is_whole(sequence, number)) return false;
  for (std::size_t i = 0; i < slot_words; ++i) words[i] = slot.words[i].load(std::memory_order_relaxed);
  // It may be torn, so its count may be anything.
  const std::size_t count = std::min(static_cast<std::size_t>(octet_at(words[nature], words_shift)), most_words);
  const Overflow overflow = overflow_of(number);
  for (std::size_t i = slot_words; i < count; ++i)
    words[i] = overflow[i - slot_words].load(std::memory_order_relaxed);
  std::atomic_thread_fence(std::memory_order_acquire);
  return slot.sequence.load(std::memory_order_relaxed) == sequence;
}

std::optional<Record> RecordRing::read(std::uint64_t number) const {
  Words words;
  if (!copy(number, words)) return std::nullopt;
  std::optional<Record> read{std::in_place};
  Record& r = *read;
  const std::size_t row = pair_at(words[tally], 16);
  if (row != PathHistogram::unplaced_row) static_cast<PathKey&>(r) = histogram_.key_of(row);
  r.id = {words[id]};
  r.wall_s = static_cast<base::UnixSeconds>(words[time] >> nanosecond_bits);
  r.wall_ns = static_cast<std::int32_t>(words[time] & ((std::uint64_t{1} << nanosecond_bits) - 1));
  r.duration_ms = static_cast<std::uint32_t>(words[tally] >> 32);
  r.peer_port = static_cast<std::uint16_t>(pair_at(words[tally], 0));
  r.received_bytes = words[received_bytes];
  r.sent_bytes = words[sent_bytes];
  const std::uint64_t kind = words[nature];
  r.worker = static_cast<std::uint8_t>(octet_at(kind, worker_shift));
  r.tls = static_cast<Encryption>(octet_at(kind, tls_shift));
  r.client_outcome = static_cast<ClientOutcome>(octet_at(kind, outcome_shift));
  r.minted_by = static_cast<decision::Node>(pair_at(kind, minted_by_shift));
  Reader reader{words};
  reader.text(r.peer);
  reader.text(r.host);
  reader.text(r.target);
  read_seldom(reader, static_cast<unsigned>(pair_at(kind, 0)), r);
  return read;
}

} // namespace responsum::observe
