// What the sockets of a worker queued in this turn, in one place, so that a socket needs no queue of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include <sys/uio.h>

namespace responsum::net {

class Socket;

// Pieces of one socket stand next to each other; pieces that adjoin in memory become one.
class TurnOutput {
 public:
  static constexpr std::uint32_t no_entry = std::numeric_limits<std::uint32_t>::max();

  // `entry` is the socket's, no_entry at first. Returns it.
  std::uint32_t add(std::uint32_t entry, Socket& socket, std::string_view piece) {
    if (entry == no_entry) {
      entry = static_cast<std::uint32_t>(entries_.size());
      entries_.push_back({&socket, pieces_.size(), 0, 0, {}});
    }
    Entry& of_socket = entries_[entry];
    if (of_socket.first + of_socket.count != pieces_.size()) [[unlikely]]
      move_to_end(of_socket);
    of_socket.bytes += piece.size();
    if (of_socket.count != 0) {
      iovec& last = pieces_.back();
      if (static_cast<const char*>(last.iov_base) + last.iov_len == piece.data()) {
        last.iov_len += piece.size();
        return entry;
      }
    }
    pieces_.push_back({const_cast<char*>(piece.data()), piece.size()});
    ++of_socket.count;
    return entry;
  }

  std::size_t bytes(std::uint32_t entry) const { return entry == no_entry ? 0 : entries_[entry].bytes; }

  std::span<iovec> pieces(std::uint32_t entry) {
    return {pieces_.data() + entries_[entry].first, entries_[entry].count};
  }
  // All that it has now was offered to the kernel, with this result: octets, or a negative errno.
  void sent(std::uint32_t entry, int result) {
    Entry& of_socket = entries_[entry];
    of_socket.sent = Sent{of_socket.bytes, result};
    if (result > 0) of_socket.bytes -= static_cast<std::size_t>(result);
  }

  struct Sent {
    std::size_t offered;
    int result;
  };
  struct Taken {
    std::span<iovec> pieces; // good until the next add()
    std::optional<Sent> sent;
  };
  // The entry is void from now on.
  Taken take(std::uint32_t entry) {
    Entry& taken = entries_[entry];
    taken.socket = nullptr;
    return {pieces(entry), taken.sent};
  }

  std::size_t size() const { return entries_.size(); }
  // nullptr: void.
  Socket* socket(std::size_t entry) const { return entries_[entry].socket; }
  void clear() {
    entries_.clear();
    pieces_.clear();
  }

 private:
  struct Entry {
    Socket* socket;
    std::size_t first;
    std::size_t count;
    std::size_t bytes; // not taken by the kernel
    std::optional<Sent> sent;
  };

  void move_to_end(Entry& entry) {
    pieces_.reserve(pieces_.size() + entry.count + 1);
    const std::size_t first = pieces_.size();
    for (std::size_t i = 0; i < entry.count; ++i) pieces_.push_back(pieces_[entry.first + i]);
    entry.first = first;
  }

  std::vector<Entry> entries_;
  std::vector<iovec> pieces_;
};

} // namespace responsum::net
