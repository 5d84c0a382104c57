// What a client sends: which stream it is for, what it does to it, and what it must not do (RFC 9113 5, 6).
#include "responsum/codec/h2/server_inner.hpp"

namespace responsum::codec::h2 {

void Server::Inner::take(std::string_view octets) {
  reader.give(octets);
  Frame frame;
  while (!failed()) {
    switch (reader.next(frame)) {
    case FrameReader::Next::none: return;
    case FrameReader::Next::frame: on_frame(frame); break;
    case FrameReader::Next::violation:
      fail(reader.too_many_continuations() ? Frames::continued_long : Frames::unsound, reader.violation());
      break;
    }
  }
}

void Server::Inner::on_frame(const Frame& frame) {
  switch (frame.type) {
  case FrameType::headers: return on_headers(frame);
  case FrameType::data: return on_data(frame);
  case FrameType::rst_stream: return on_reset(frame);
  case FrameType::window_update: return on_window_update(frame);
  case FrameType::settings: return on_settings(frame);
  case FrameType::priority_update: return on_priority_update(frame);
  case FrameType::ping:
    if (!frame.has(flag::ack)) write_frame(FrameType::ping, flag::ack, 0, frame.payload);
    break;
  case FrameType::goaway:
    if (frame.payload.size() < 8) return fail(ErrorCode::frame_size_error, "GOAWAY is too short");
    client_leaves = true;
    break;
  case FrameType::push_promise: return fail(ErrorCode::protocol_error, "a client promises a push");
  case FrameType::priority: // has no meaning any more (5.3.2)
    if (frame.payload.size() != 5) stream_error(frame.stream, ErrorCode::frame_size_error);
    break;
  case FrameType::continuation: break; // not by itself
  }
  // 4.1: unknown ones are passed over.
  spend_idle_frame();
}

void Server::Inner::spend_idle_frame() {
  if (!failed() && !idle_frames.take(now_ms))
    fail(Frames::idle_many, {ErrorCode::enhance_your_calm, "too many frames ask for nothing"});
}

// --- Header sections -----------------------------------------------------------------------------------------------

void Server::Inner::on_headers(const Frame& frame) {
  if (OpenStream* const stream = streams.find(frame.stream)) return on_trailers(*stream, frame);
  if (frame.stream % 2 == 0) return fail(ErrorCode::protocol_error, "a client begins a stream with an even number");
  if (frame.stream > last_id) return begin_request(frame);
  if (pass_over_section(frame)) on_closed(frame);
}

// What nobody reads has to be decoded all the same, for the table. False: it cannot be.
bool Server::Inner::pass_over_section(const Frame& frame) {
  if (decoder.decode(frame.payload, arena, [](std::string_view, std::string_view) {})) return true;
  fail(Frames::unsound, decoder.violation());
  return false;
}

void Server::Inner::begin_request(const Frame& frame) {
  last_id = frame.stream;
  const bool refused = streams.count() >= settings.max_streams;
  if (refused || last_id > taken_to) {
    if (!pass_over_section(frame)) return;
    closed.note(last_id, ClosedStreams::How::reset_out);
    if (refused) write_number(FrameType::rst_stream, last_id, static_cast<std::uint32_t>(ErrorCode::refused_stream));
    return;
  }
  layout.start();
  const auto add = [this](std::string_view name, std::string_view value) { layout.add(name, value); };
  if (!decoder.decode(frame.payload, arena, add)) return fail(Frames::unsound, decoder.violation());

  OpenStream& stream = streams.open(frame.stream);
  stream.remote_ended = frame.has(flag::end_stream);
  stream.send = SendWindow{peer.initial_window_size};
  stream.receive = ReceiveWindow{stream_window};
  if (!wishes.empty()) {
    for (const Wish& wish : wishes) {
      if (wish.id != stream.id) continue;
      stream.priority = wish.priority;
      stream.prioritised = true;
    }
    std::erase_if(wishes, [this](const Wish& wish) { return wish.id <= last_id; });
  }
  stream.user = requests.request(stream.id, layout, !stream.remote_ended);
  if (stream.remote_ended && !stream.over && stream.user != nullptr) stream.user->content_ended(Fault::none);
}

// They are not made use of, but have to be sound, without pseudo-header fields (RFC 9113 8.1).
void Server::Inner::on_trailers(OpenStream& stream, const Frame& frame) {
  Fault fault = Fault::none;
  std::size_t octets = 0;
  const auto judge = [&](std::string_view name, std::string_view value) {
    octets += name.size() + value.size();
    if (fault != Fault::none) return;
    if (octets > limits.max_fields_bytes)
      fault = Fault::trailer_too_large;
    else if (judge_field(name, value) != Fault::none)
      fault = Fault::trailer_invalid;
  };
  if (!decoder.decode(frame.payload, arena, judge)) return fail(Frames::unsound, decoder.violation());
  if (stream.remote_ended) return stream_error(stream.id, ErrorCode::stream_closed);
  if (!frame.has(flag::end_stream)) return stream_error(stream.id, ErrorCode::protocol_error);
  end_of_request(stream, fault);
}

void Server::Inner::end_of_request(OpenStream& stream, Fault trailers) {
  stream.remote_ended = true;
  if (stream.user != nullptr) stream.user->content_ended(trailers);
  end_if_done(stream);
}

// --- Content -------------------------------------------------------------------------------------------------------

void Server::Inner::on_data(const Frame& frame) {
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
  if (frame.ends && frame.has(flag::end_stream) && !stream->over) end_of_request(*stream, Fault::none);
}

// The client may send as much again, on any stream.
void Server::Inner::give_back(std::uint64_t octets) {
  if (const std::uint32_t more = receive.give_back(octets)) write_number(FrameType::window_update, 0, more);
}

// Likewise; `to_stream`: on this one, too.
void Server::Inner::give_back(OpenStream& stream, std::uint64_t octets, bool to_stream) {
  octets = std::min(octets, stream.unused);
  stream.unused -= octets;
  give_back(octets);
  if (!to_stream || stream.remote_ended) return;
  if (const std::uint32_t more = stream.receive.give_back(octets))
    write_number(FrameType::window_update, stream.id, more);
}

// --- The rest ------------------------------------------------------------------------------------------------------

// HEADERS or DATA of a stream that takes none any more (5.1).
void Server::Inner::on_closed(const Frame& frame) {
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

void Server::Inner::on_reset(const Frame& frame) {
  if (is_idle(frame.stream)) return fail(ErrorCode::protocol_error, "RST_STREAM is for a stream that did not begin");
  if (OpenStream* const stream = streams.find(frame.stream)) {
    stream->head_sent = stream->local_ended = true; // nothing is sent any more
    retire(*stream, ClosedStreams::How::reset_in);
  }
  if (!resets.take(now_ms))
    fail(Frames::cancelled_often, {ErrorCode::enhance_your_calm, "too many streams are given up"});
}

void Server::Inner::on_settings(const Frame& frame) {
  spend_idle_frame();
  if (frame.has(flag::ack)) {
    if (!frame.payload.empty())
      return fail(ErrorCode::frame_size_error, "an acknowledgement of SETTINGS has settings");
    // From now on the client goes by the windows that it was told of; smaller ones than those it began with, too.
    if (stream_window == settings.window_bytes) return;
    stream_window = settings.window_bytes;
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
void Server::Inner::on_window_update(const Frame& frame) {
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

// RFC 9218 7.1
void Server::Inner::on_priority_update(const Frame& frame) {
  spend_idle_frame();
  if (failed()) return;
  if (frame.stream != 0) return fail(ErrorCode::protocol_error, "PRIORITY_UPDATE names a stream in its head");
  if (frame.payload.size() < 4) return fail(ErrorCode::frame_size_error, "PRIORITY_UPDATE is too short");
  const StreamId id = read_31(frame.payload.data());
  if (id % 2 == 0) return fail(ErrorCode::protocol_error, "PRIORITY_UPDATE is for no stream of the client");
  const auto priority = field::parse_priority(frame.payload.substr(4));
  if (!priority) return;
  if (OpenStream* const stream = streams.find(id)) {
    stream->prioritised = true;
    return turns.prioritise(*stream, *priority);
  }
  if (id <= last_id) return;
  std::erase_if(wishes, [id](const Wish& wish) { return wish.id == id; });
  if (wishes.size() < settings.max_streams) wishes.push_back({id, *priority});
}

} // namespace responsum::codec::h2
