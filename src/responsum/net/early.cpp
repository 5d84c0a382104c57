#include "responsum/net/early.hpp"

#include <cstdint>
#include <utility>

#include "responsum/net/socket.hpp"

namespace responsum::net {

void Early::receive(CallBatch& calls, std::span<const epoll_event> events) {
  if (!rooms_) rooms_ = std::make_unique_for_overwrite<char[]>(most * room_bytes);
  std::array<const Socket*, most> sockets;
  for (std::size_t place = 0; place < events.size() && place < most; ++place) {
    auto* const source = static_cast<EventSource*>(events[place].data.ptr);
    sockets[place] = source == nullptr ? nullptr : source->receiver(events[place].events);
    if (sockets[place] != nullptr)
      calls.receive(sockets[place]->descriptor(), room(place), static_cast<std::uint32_t>(place));
  }
  for (const CallBatch::Result& result : calls.submit())
    received_[result.tag] = {sockets[result.tag], Arrival{room(result.tag), result.octets}};
}

void Early::begin(std::size_t place) { current_ = std::exchange(received_[place], {}); }

void Early::end() {
  const Socket* const socket = std::exchange(current_.socket, nullptr);
  if (socket == nullptr || !current_.arrival.is_news()) return;
  auto octets = std::make_unique_for_overwrite<char[]>(current_.arrival.octets());
  const Arrival arrival = current_.arrival.moved_to(octets.get());
  held_.insert_or_assign(socket, Held{std::move(octets), arrival});
}

Arrival* Early::of(const Socket& socket) {
  if (current_.socket == &socket && current_.arrival.there()) return &current_.arrival;
  if (held_.empty()) [[likely]]
    return nullptr;
  const auto held = held_.find(&socket);
  if (held == held_.end()) return nullptr;
  if (held->second.arrival.there()) return &held->second.arrival;
  held_.erase(held);
  return nullptr;
}

void Early::drop(const Socket& socket) {
  if (current_.socket == &socket) current_.socket = nullptr;
  if (!held_.empty()) held_.erase(&socket);
}

} // namespace responsum::net
