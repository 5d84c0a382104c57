#include "responsum/codec/h2/client.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "responsum/codec/h2/end.hpp"
#include "responsum/codec/h2/head_layout.hpp"

namespace responsum::codec::h2 {

using message::Fault;

namespace {

// A server that gives streams up harms nobody but itself.
constexpr std::uint64_t any_number = 1'000'000'000;

} // namespace

struct Client::Inner : End {
  Inner(const ClientSettings& s, const h1::ResponseLimits& l, base::Arena& turn_memory)
      : End{{.serves = false,
             .window_bytes = s.window_bytes,
             .max_resets = any_number,
             .max_idle_frames = s.max_idle_frames,
             .max_continuations = s.max_continuations},
            turn_memory},
        settings{s},
        limits{l},
        layout{l} {}

  void greet();
  void on_frame(const Frame& frame);
  void on_headers(const Frame& frame);
  void on_head(OpenStream& stream, const Frame& frame);
  void on_trailers(OpenStream& stream, const Frame& frame);
  void on_goaway(const Frame& frame);
  static Asking* user_of(const OpenStream& stream) { return static_cast<Asking*>(stream.user); }

  const ClientSettings settings;
  const h1::ResponseLimits& limits;
  ResponseLayout layout;
  std::string parting_words;
  bool settings_came = false;
};

// RFC 9113 3.4: the preface, and SETTINGS as the first frame.
void Client::Inner::greet() {
  char* const begin = out.reserve(preface.size());
  std::ranges::copy(preface, begin);
  out.commit(preface.size());
  std::array<char, 3 * setting_bytes> payload;
  char* to = write_setting(payload.data(), Setting::enable_push, 0);
  to = write_setting(to, Setting::initial_window_size, settings.window_bytes);
  to = write_setting(to, Setting::max_header_list_size, limits.max_fields_bytes);
  write_frame(FrameType::settings, 0, 0, {payload.data(), to});
  open_windows();
}

void Client::Inner::on_frame(const Frame& frame) {
  switch (frame.type) {
  case FrameType::headers: return on_headers(frame);
  case FrameType::goaway: return on_goaway(frame);
  case FrameType::push_promise:
    return fail(ErrorCode::protocol_error, "a server promises a push, and pushes are switched off");
  case FrameType::priority_update: return fail(ErrorCode::protocol_error, "a server says PRIORITY_UPDATE");
  case FrameType::data: // 8.1: content stands behind a head
    if (const OpenStream* const stream = streams.find(frame.stream);
        frame.begins && stream != nullptr && !stream->head_received)
      stream_error(frame.stream, ErrorCode::protocol_error);
    break;
  case FrameType::settings: settings_came = true; break;
  case FrameType::rst_stream:
  case FrameType::ping:
  case FrameType::window_update:
  case FrameType::priority:
  case FrameType::continuation: break;
  }
  on_common(frame);
}

void Client::Inner::on_headers(const Frame& frame) {
  OpenStream* const stream = streams.find(frame.stream);
  if (stream != nullptr && !stream->remote_ended)
    return stream->head_received ? on_trailers(*stream, frame) : on_head(*stream, frame);
  if (pass_over_section(frame)) on_closed(frame);
}

void Client::Inner::on_head(OpenStream& stream, const Frame& frame) {
  const auto add = [this](std::string_view name, std::string_view value) { layout.add(name, value); };
  layout.start();
  if (!decoder.decode(frame.payload, arena, add)) return fail(Frames::unsound, decoder.violation());
  const bool ends = frame.has(flag::end_stream);
  const Asking::Head came = user_of(stream)->head(layout, !ends);
  if (stream.over) return;
  // 8.1: an interim response does not end its stream.
  if (came == Asking::Head::unsound || (came == Asking::Head::interim && ends))
    return stream_error(stream.id, ErrorCode::protocol_error);
  stream.head_received = came == Asking::Head::final;
  if (ends) end_of_content(stream, Fault::none);
}

// 8.1: without pseudo-header fields, and the last of their stream.
void Client::Inner::on_trailers(OpenStream& stream, const Frame& frame) {
  Fault fault = Fault::none;
  std::size_t octets = 0;
  std::vector<message::ResponseField> fields;
  const auto take = [&](std::string_view name, std::string_view value) {
    octets += name.size() + value.size();
    if (fault != Fault::none) return;
    if (octets > limits.max_fields_bytes)
      fault = Fault::trailer_too_large;
    else if (judge_field(name, value) != Fault::none)
      fault = Fault::trailer_invalid;
    else
      fields.push_back({arena.copy(name), arena.copy(value)});
  };
  if (!decoder.decode(frame.payload, arena, take)) return fail(Frames::unsound, decoder.violation());
  if (!frame.has(flag::end_stream)) return stream_error(stream.id, ErrorCode::protocol_error);
  if (fault == Fault::none) user_of(stream)->trailers(fields);
  if (!stream.over) end_of_content(stream, fault);
}

// 6.8: what the server has not looked at it never will.
void Client::Inner::on_goaway(const Frame& frame) {
  if (frame.payload.size() < 8) return fail(ErrorCode::frame_size_error, "GOAWAY is too short");
  constexpr std::size_t most_words = 64;
  peer_leaves = true;
  parting_words = frame.payload.substr(8, most_words);
  const StreamId last = read_31(frame.payload.data());
  std::vector<OpenStream*> passed_over;
  streams.for_each([&](OpenStream& stream) {
    if (stream.id > last) passed_over.push_back(&stream);
  });
  for (OpenStream* const stream : passed_over) {
    user_of(*stream)->passed_over();
    if (!stream->over) retire(*stream, ClosedStreams::How::reset_out);
  }
  spend_idle_frame();
}

Client::Client(const ClientSettings& settings, const h1::ResponseLimits& limits, base::Arena& turn_memory)
    : inner_{std::make_unique<Inner>(settings, limits, turn_memory)} {
  inner_->greet();
}

Client::~Client() = default;

void Client::take(std::string_view octets, base::Milliseconds now_ms) {
  inner_->now_ms = now_ms;
  inner_->take(octets, [this](const Frame& frame) { inner_->on_frame(frame); });
}

bool Client::failed() const { return inner_->failed(); }
std::string_view Client::trouble() const { return inner_->trouble; }
std::span<const std::string_view> Client::output(std::size_t most) { return inner_->output(most); }
bool Client::has_output() const { return inner_->has_output(); }

bool Client::stays() const {
  const Inner& i = *inner_;
  return !i.failed() && !i.peer_leaves && !i.leaves && i.last_id < most_stream - 1;
}

bool Client::can_ask() const {
  const Inner& i = *inner_;
  return stays() && i.streams.count() < std::min(i.settings.max_streams, i.peer.max_concurrent_streams);
}

std::size_t Client::streams() const { return inner_->streams.count(); }

StreamId Client::ask(std::span<const message::ResponseField> fields, Asking& asking, bool content_follows) {
  Inner& i = *inner_;
  i.last_id = i.last_id == 0 ? 1 : i.last_id + 2;
  OpenStream& stream = i.streams.open(i.last_id);
  stream.send = SendWindow{i.peer.initial_window_size};
  stream.receive = ReceiveWindow{i.stream_window};
  stream.head_sent = true;
  stream.user = &asking;
  i.write_section(stream, 0, fields, !content_follows);
  if (content_follows) {
    stream.has_content = true;
    i.turns.add(stream);
  }
  return i.last_id;
}

void Client::resume(StreamId id) {
  OpenStream* const stream = inner_->streams.find(id);
  if (stream != nullptr && stream->has_content) inner_->turns.add(*stream);
}

void Client::reset(StreamId id, ErrorCode code) {
  if (OpenStream* const stream = inner_->streams.find(id)) inner_->reset(*stream, code);
}

void Client::consumed(StreamId id, std::size_t octets) {
  if (OpenStream* const stream = inner_->streams.find(id)) inner_->give_back(*stream, octets, true);
}

void Client::go_away() {
  Inner& i = *inner_;
  if (i.leaves || i.failed()) return;
  i.leaves = true;
  i.write_goaway(0, ErrorCode::no_error, {});
}

std::string_view Client::parting_words() const { return inner_->parting_words; }
bool Client::acquainted() const { return inner_->settings_came; }

} // namespace responsum::codec::h2
