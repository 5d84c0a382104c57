#include "responsum/codec/h2/server.hpp"

#include "responsum/codec/h2/server_inner.hpp"

namespace responsum::codec::h2 {

Server::Server(const Settings& settings, const h1::Limits& limits, Requests& requests, base::Arena& turn_memory)
    : inner_{std::make_unique<Inner>(settings, limits, requests, turn_memory)} {
  inner_->greet();
}

Server::~Server() = default;

// RFC 9113 6.5.2; RFC 9218 2.1.
void Server::Inner::greet() {
  constexpr std::size_t most_settings = 5;
  std::array<char, most_settings * setting_bytes> payload;
  char* to = payload.data();
  to = write_setting(to, Setting::max_concurrent_streams, settings.max_streams);
  to = write_setting(to, Setting::initial_window_size, settings.window_bytes);
  to = write_setting(to, Setting::max_header_list_size, limits.max_fields_bytes);
  to = write_setting(to, Setting::no_rfc7540_priorities, 1);
  to = write_setting(to, Setting::enable_connect_protocol, 1);
  write_frame(FrameType::settings, 0, 0, {payload.data(), to});
  open_windows();
}

void Server::take(std::string_view octets, base::Milliseconds now_ms) {
  inner_->now_ms = now_ms;
  inner_->take(octets, [this](const Frame& frame) { inner_->on_frame(frame); });
}

Frames Server::frames() const { return inner_->frames; }
std::string_view Server::trouble() const { return inner_->trouble; }

std::span<const std::string_view> Server::output(std::size_t most) { return inner_->output(most); }
bool Server::has_output() const { return inner_->has_output(); }

bool Server::ended() const {
  const Inner& i = *inner_;
  return (i.leaves || i.peer_leaves || i.failed()) && i.streams.count() == 0 && !has_output();
}

void Server::answer(StreamId id, std::uint16_t status, std::span<const message::ResponseField> fields,
                    Stream* content) {
  OpenStream* const stream = inner_->streams.find(id);
  if (stream == nullptr || stream->head_sent) return;
  stream->head_sent = true;
  inner_->write_section(*stream, status, fields, content == nullptr);
  if (content == nullptr) return;
  stream->user = content;
  stream->has_content = true;
  inner_->turns.add(*stream);
}

bool Server::answer_at_once(StreamId id, std::uint16_t status, std::span<const message::ResponseField> fields,
                            std::string_view content) {
  Inner& i = *inner_;
  // More than this is not written ahead of its turn.
  constexpr std::size_t most_written = 256 * 1024;
  OpenStream* const stream = i.streams.find(id);
  if (stream == nullptr || stream->head_sent) return false;
  if (!content.empty()) {
    if (!i.turns.empty() || content.size() > least_frame_size || i.out.octets() > most_written) return false;
    if (content.size() > i.send.left() || content.size() > stream->send.left()) return false;
  }
  stream->head_sent = true;
  i.write_section(*stream, status, fields, true, content);
  return true;
}

void Server::interim(StreamId id, std::uint16_t status, std::span<const message::ResponseField> fields) {
  OpenStream* const stream = inner_->streams.find(id);
  if (stream != nullptr && !stream->head_sent) inner_->write_section(*stream, status, fields, false);
}

void Server::resume(StreamId id) {
  OpenStream* const stream = inner_->streams.find(id);
  if (stream != nullptr && stream->has_content) inner_->turns.add(*stream);
}

void Server::reset(StreamId id, ErrorCode code) {
  if (OpenStream* const stream = inner_->streams.find(id)) inner_->reset(*stream, code);
}

void Server::consumed(StreamId id, std::size_t octets) {
  if (OpenStream* const stream = inner_->streams.find(id)) inner_->give_back(*stream, octets, true);
}

void Server::discarded(StreamId id, std::size_t octets) {
  if (OpenStream* const stream = inner_->streams.find(id)) inner_->give_back(*stream, octets, false);
}

void Server::prioritise(StreamId id, const field::Priority& priority) {
  OpenStream* const stream = inner_->streams.find(id);
  if (stream != nullptr && !stream->prioritised) inner_->turns.prioritise(*stream, priority);
}

void Server::go_away(bool announce) {
  Inner& i = *inner_;
  if (i.leaves || i.failed()) return;
  if (!announce) {
    i.leaves = true;
    i.taken_to = i.last_id;
  }
  i.write_goaway(i.taken_to, ErrorCode::no_error, {});
}

} // namespace responsum::codec::h2
