// The streams of one connection, of either end: those that are open, those that were, and whose turn it is to be
// sent.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "responsum/codec/h2/frame.hpp"
#include "responsum/codec/h2/window.hpp"
#include "responsum/field/priority.hpp"

namespace responsum::codec::h2 {

class Stream; // whoever has to do with one

// RFC 9113 5.1: open, half-closed on one side, or over and waiting to be told to its user.
struct OpenStream {
  StreamId id = 0;
  bool remote_ended = false; // END_STREAM came
  bool local_ended = false;  // END_STREAM was sent
  bool over = false;
  bool head_sent = false;     // the final one
  bool head_received = false; // likewise, of a client
  bool has_content = false;   // the user is to be asked for more
  bool queued = false;        // in Turns
  bool prioritised = false;   // by a frame, which counts more than what stands in a field (RFC 9218 7.1)
  field::Priority priority;
  Stream* user = nullptr;
  SendWindow send{};
  ReceiveWindow receive{};
  std::uint64_t unused = 0;       // octets that came and were not made use of yet
  OpenStream* previous = nullptr; // in Turns
  OpenStream* next = nullptr;     // in Turns, or in a list of those that are over
};

// By number, in a table with open addressing. What is removed stays where it is until it is released.
class StreamTable {
 public:
  StreamTable() = default;
  StreamTable(const StreamTable&) = delete;
  StreamTable& operator=(const StreamTable&) = delete;

  std::size_t count() const { return count_; }

  OpenStream* find(StreamId id) const {
    if (slots_.empty()) return nullptr;
    for (std::size_t at = home(id);; at = next(at)) {
      OpenStream* const stream = slots_[at];
      if (stream == nullptr || stream->id == id) return stream;
    }
  }

  // There is none with this number.
  OpenStream& open(StreamId id) {
    if (slots_.size() < 2 * (count_ + 1)) grow();
    OpenStream* stream = free_;
    if (stream != nullptr) {
      free_ = stream->next;
      *stream = OpenStream{};
    } else {
      stream = all_.emplace_back(std::make_unique<OpenStream>()).get();
    }
    stream->id = id;
    put(stream);
    ++count_;
    return *stream;
  }

  // Those behind it move up, so that each is found from its home on.
  void remove(const OpenStream& stream) {
    std::size_t hole = home(stream.id);
    while (slots_[hole] != &stream) hole = next(hole);
    for (std::size_t at = next(hole); slots_[at] != nullptr; at = next(at)) {
      const std::size_t mask = slots_.size() - 1;
      if (((at - home(slots_[at]->id)) & mask) < ((at - hole) & mask)) continue;
      slots_[hole] = slots_[at];
      hole = at;
    }
    slots_[hole] = nullptr;
    --count_;
  }
  void release(OpenStream& stream) {
    stream.next = free_;
    free_ = &stream;
  }

  template <class Visit>
  void for_each(Visit&& visit) {
    for (OpenStream* const stream : slots_)
      if (stream != nullptr) visit(*stream);
  }

 private:
  std::size_t home(StreamId id) const { return id / 2 & (slots_.size() - 1); }
  std::size_t next(std::size_t at) const { return (at + 1) & (slots_.size() - 1); }
  void put(OpenStream* stream) {
    std::size_t at = home(stream->id);
    while (slots_[at] != nullptr) at = next(at);
    slots_[at] = stream;
  }
  void grow() {
    std::vector<OpenStream*> before(std::max<std::size_t>(8, 2 * slots_.size()));
    before.swap(slots_);
    for (OpenStream* const stream : before)
      if (stream != nullptr) put(stream);
  }

  std::vector<OpenStream*> slots_; // a power of two
  std::vector<std::unique_ptr<OpenStream>> all_;
  OpenStream* free_ = nullptr;
  std::size_t count_ = 0;
};

// How the last streams ended: what may still come for one depends on it (RFC 9113 5.1).
class ClosedStreams {
 public:
  enum class How : std::uint8_t {
    ended,     // both sides had said all
    reset_out, // from here: the peer may not know yet
    reset_in,  // by the peer
    skipped,   // it never was, and cannot be any more
    forgotten, // long ago
  };

  void note(StreamId id, How how) {
    const StreamId gone = last_[next_].id;
    if (gone > forgotten_to_) forgotten_to_ = gone;
    last_[next_] = {id, how};
    next_ = (next_ + 1) % last_.size();
  }
  // Of a number that is not open, and not above all that were.
  How how(StreamId id) const {
    for (const Closed& one : last_)
      if (one.id == id) return one.how;
    return id <= forgotten_to_ ? How::forgotten : How::skipped;
  }

 private:
  struct Closed {
    StreamId id = 0;
    How how{};
  };
  std::array<Closed, 32> last_{};
  StreamId forgotten_to_ = 0;
  std::size_t next_ = 0;
};

// Whose turn it is (RFC 9218 10): the most urgent first; among equals one after the other, but those that are of use
// in parts take turns.
class Turns {
 public:
  bool empty() const { return waiting_ == 0; }
  OpenStream* first() const {
    return waiting_ == 0 ? nullptr : lists_[static_cast<std::size_t>(std::countr_zero(waiting_))].first;
  }
  void add(OpenStream& stream) {
    if (stream.queued) return;
    List& list = lists_[stream.priority.urgency];
    stream.previous = list.last;
    stream.next = nullptr;
    (list.last == nullptr ? list.first : list.last->next) = &stream;
    list.last = &stream;
    stream.queued = true;
    waiting_ |= 1u << stream.priority.urgency;
  }
  void remove(OpenStream& stream) {
    if (!stream.queued) return;
    List& list = lists_[stream.priority.urgency];
    (stream.previous == nullptr ? list.first : stream.previous->next) = stream.next;
    (stream.next == nullptr ? list.last : stream.next->previous) = stream.previous;
    stream.queued = false;
    if (list.first == nullptr) waiting_ &= ~(1u << stream.priority.urgency);
  }
  // It had its turn, and has more.
  void had(OpenStream& stream) {
    if (!stream.priority.incremental || stream.next == nullptr) return;
    remove(stream);
    add(stream);
  }
  void prioritise(OpenStream& stream, const field::Priority& priority) {
    const bool was_queued = stream.queued;
    remove(stream);
    stream.priority = priority;
    if (was_queued) add(stream);
  }

 private:
  struct List {
    OpenStream* first = nullptr;
    OpenStream* last = nullptr;
  };
  std::array<List, 8> lists_;
  std::uint32_t waiting_ = 0; // a bit for each urgency
};

} // namespace responsum::codec::h2
