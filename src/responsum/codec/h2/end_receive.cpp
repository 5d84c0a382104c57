// What comes to either end: content, settings, windows, and what must not come (RFC 9113 5, 6).
#include "responsum/codec/h2/end.hpp"

namespace responsum::codec::h2 {

bool End::on_common(const Frame& frame) {
  switch (frame.type) {
  case FrameType::data: on_data(frame); return true;
  case FrameType::rst_stream: on_reset(frame); return true;
  case FrameType::window_update: on_window_update(frame); return true;
  case FrameType::settings: on_settings(frame); return true;
  case FrameType::ping:
    if (!frame.has(flag::ack)) write_frame(FrameType::ping, flag::ack, 0, frame.payload);
    break;
  case FrameType::priority: // has no meaning any more (5.3.2)
    if (frame.payload.size() != 5) stream_error(frame.stream, ErrorCode::frame_size_error);
    break;
  case FrameType::headers:
  case FrameType::push_promise:
  case FrameType::goaway:
  case FrameType::priority_update: return false;
  case FrameType::continuation: break; // not by itself
  }
  // 4.1: unknown ones are passed over.
  spend_idle_frame();
  return true;
}

void End::spend_idle_frame() {
  if (!failed() && !idle_frames.take(now_ms))
    fail(Frames::idle_many, {ErrorCode::enhance_your_calm, "too many frames ask for nothing"});
}

// What nobody reads has to be decoded all the same, for the table. False: it cannot be.
bool End::pass_over_section(const Frame& frame) {
  if (decoder.decode(frame.payload, arena, [](std::string_view, std::string_view) {})) return true;
  fail(Frames::unsound, decoder.violation());
  return false;
}

void End::end_of_content(OpenStream& stream, message::Fault trailers) {
  stream.remote_ended = true;
  if (stream.user != nullptr) stream.user->content_ended(trailers);
  end_if_done(stream);
}

// --- Content -------------------------------------------------------------------------------------------------------

void End::on_data(const Frame& frame) {
  OpenStream* const stream = streams.find(frame.stream);
  if (frame.begins) {
    discards_data = stream == nullptr || stream->remote_ended;
    if (!receive.take(frame.length))
      return fail(ErrorCode::flow_control_error, "there is more content than the window of the connection allows");
    if (discards_data) {
      give_back(frame.length);
      return on_closed(frame);
    }
    if (!stream->receive.take(frame.length)) {
      discards_data = true;
      give_back(frame.length);
      return stream_error(stream->id, ErrorCode::flow_control_error);
    }
    stream->unused += frame.length;
    if (frame.padding != 0) give_back(*stream, frame.padding, true);
    if (frame.length == frame.padding && !frame.has(flag::end_stream)) spend_idle_frame();
  }
  if (discards_data || failed() || stream == nullptr) return;
  if (stream->user == nullptr)
    give_back(*stream, frame.payload.size(), true);
  else if (!frame.payload.empty())
    stream->user->content(frame.payload);
  if (frame.ends && frame.has(flag::end_stream) && !stream->over) end_of_content(*stream, message::Fault::none);
}

// The peer may send as much again, on any stream.
void End::give_back(std::uint64_t octets) {
  if (const std::uint32_t more = receive.give_back(octets)) write_number(FrameType::window_update, 0, more);
}

// Likewise; `to_stream`: on this one, too.
void End::give_back(OpenStream& stream, std::uint64_t octets, bool to_stream) {
  octets = std::min(octets, stream.unused);
  stream.unused -= octets;
  give_back(octets);
  if (!to_stream || stream.remote_ended) return;
  if (const std::uint32_t more = stream.receive.give_back(octets))
    write_number(FrameType::window_update, stream.id, more);
}

// --- The rest ------------------------------------------------------------------------------------------------------

// HEADERS or DATA of a stream that takes none any more (5.1).
void End::on_closed(const Frame& frame) {
  if (is_idle(frame.stream)) return fail(ErrorCode::protocol_error, "a frame is for a stream that did not begin");
  if (streams.find(frame.stream) != nullptr) return stream_error(frame.stream, ErrorCode::stream_closed);
  switch (closed.how(frame.stream)) {
  case ClosedStreams::How::ended: return fail(ErrorCode::stream_closed, "a frame comes behind the end of its stream");
  case ClosedStreams::How::reset_in:
    return fail(ErrorCode::stream_closed, "a frame comes behind the reset of its stream");
  case ClosedStreams::How::skipped:
    return fail(ErrorCode::protocol_error, "a frame is for a stream that was passed over");
  case ClosedStreams::How::reset_out: // was on its way
  case ClosedStreams::How::forgotten: return;
  }
}

void End::on_reset(const Frame& frame) {
  if (is_idle(frame.stream)) return fail(ErrorCode::protocol_error, "RST_STREAM is for a stream that did not begin");
  if (OpenStream* const stream = streams.find(frame.stream)) {
    stream->head_sent = stream->local_ended = true; // nothing is sent any more
    if (stream->user != nullptr) stream->user->was_reset(read_32(frame.payload.data()));
    retire(*stream, ClosedStreams::How::reset_in);
  }
  if (!resets.take(now_ms))
    fail(Frames::cancelled_often, {ErrorCode::enhance_your_calm, "too many streams are given up"});
}

void End::on_settings(const Frame& frame) {
  spend_idle_frame();
  if (frame.has(flag::ack)) {
    if (!frame.payload.empty())
      return fail(ErrorCode::frame_size_error, "an acknowledgement of SETTINGS has settings");
    // From now on the peer goes by the windows that it was told of; smaller ones than those it began with, too.
    if (stream_window == measures.window_bytes) return;
    stream_window = measures.window_bytes;
    return streams.for_each([this](OpenStream& stream) { stream.receive.resize(stream_window); });
  }
  const std::int64_t before = peer.initial_window_size;
  const Violation wrong = peer.apply(frame.payload, [this](std::uint32_t octets) { encoder.set_peer_limit(octets); });
  if (wrong) return fail(Frames::unsound, wrong);
  // 6.9.2: the windows of streams change with it.
  if (const std::int64_t more = peer.initial_window_size - before; more != 0) {
    bool sound = true;
    streams.for_each([&](OpenStream& stream) {
      sound = stream.send.widen(more) && sound;
      if (stream.has_content && stream.send.left() != 0) turns.add(stream);
    });
    if (!sound)
      return fail(ErrorCode::flow_control_error,
                  "SETTINGS_INITIAL_WINDOW_SIZE makes a window larger than one may be");
  }
  write_frame(FrameType::settings, flag::ack, 0, {});
}

// One that opens nothing asks for nothing: for each frame of content there may be one of its stream and one of the
// connection.
void End::on_window_update(const Frame& frame) {
  const std::uint32_t more = read_31(frame.payload.data());
  if (updates_due != 0)
    --updates_due;
  else
    spend_idle_frame();
  if (failed()) return;
  if (frame.stream == 0) {
    if (more == 0) return fail(ErrorCode::protocol_error, "WINDOW_UPDATE widens the connection's window by nothing");
    if (!send.widen(more))
      fail(ErrorCode::flow_control_error, "WINDOW_UPDATE makes the connection's window larger than one may be");
    return;
  }
  if (is_idle(frame.stream))
    return fail(ErrorCode::protocol_error, "WINDOW_UPDATE is for a stream that did not begin");
  OpenStream* const stream = streams.find(frame.stream);
  if (stream == nullptr) return;
  if (more == 0) return stream_error(stream->id, ErrorCode::protocol_error);
  if (!stream->send.widen(more)) return stream_error(stream->id, ErrorCode::flow_control_error);
  if (stream->has_content && stream->send.left() != 0) turns.add(*stream);
}

} // namespace responsum::codec::h2
