// What a client alone sends: requests, and how they are to be sent among others (RFC 9113 8.1, RFC 9218 7.1).
#include "responsum/codec/h2/server_inner.hpp"

namespace responsum::codec::h2 {

void Server::Inner::on_frame(const Frame& frame) {
  switch (frame.type) {
  case FrameType::headers: return on_headers(frame);
  case FrameType::priority_update: return on_priority_update(frame);
  case FrameType::goaway:
    if (frame.payload.size() < 8) return fail(ErrorCode::frame_size_error, "GOAWAY is too short");
    peer_leaves = true;
    return spend_idle_frame();
  case FrameType::push_promise: return fail(ErrorCode::protocol_error, "a client promises a push");
  case FrameType::data:
  case FrameType::rst_stream:
  case FrameType::settings:
  case FrameType::ping:
  case FrameType::window_update:
  case FrameType::priority:
  case FrameType::continuation: break;
  }
  on_common(frame);
}

// --- Header sections -----------------------------------------------------------------------------------------------

void Server::Inner::on_headers(const Frame& frame) {
  if (OpenStream* const stream = streams.find(frame.stream)) return on_trailers(*stream, frame);
  if (frame.stream % 2 == 0) return fail(ErrorCode::protocol_error, "a client begins a stream with an even number");
  if (frame.stream > last_id) return begin_request(frame);
  if (pass_over_section(frame)) on_closed(frame);
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
  end_of_content(stream, fault);
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
