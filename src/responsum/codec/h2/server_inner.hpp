// What a Server is made of: for its own sources alone.
#pragma once

#include <algorithm>
#include <vector>

#include "responsum/codec/h2/allowance.hpp"
#include "responsum/codec/h2/frame_reader.hpp"
#include "responsum/codec/h2/hpack_decoder.hpp"
#include "responsum/codec/h2/hpack_encoder.hpp"
#include "responsum/codec/h2/output.hpp"
#include "responsum/codec/h2/peer_settings.hpp"
#include "responsum/codec/h2/server.hpp"
#include "responsum/codec/h2/streams.hpp"
#include "responsum/codec/h2/window.hpp"

namespace responsum::codec::h2 {

struct Server::Inner {
  Inner(const Settings& s, const h1::Limits& l, Requests& r, base::Arena& turn_memory)
      : settings{s},
        limits{l},
        requests{r},
        arena{turn_memory},
        reader{true, s.max_continuations},
        layout{l, s.extended_connect},
        out{turn_memory},
        resets{s.max_resets},
        idle_frames{s.max_idle_frames} {}

  using Fields = std::span<const message::ResponseField>;

  // --- server_receive.cpp: what comes
  void take(std::string_view octets);
  void on_frame(const Frame& frame);
  void on_headers(const Frame& frame);
  void begin_request(const Frame& frame);
  void on_trailers(OpenStream& stream, const Frame& frame);
  void on_data(const Frame& frame);
  void on_reset(const Frame& frame);
  void on_settings(const Frame& frame);
  void on_window_update(const Frame& frame);
  void on_priority_update(const Frame& frame);
  void on_closed(const Frame& frame);
  bool pass_over_section(const Frame& frame);
  bool is_idle(StreamId id) const { return id > last_id || id % 2 == 0; }
  void end_of_request(OpenStream& stream, Fault trailers);
  void spend_idle_frame();
  void give_back(std::uint64_t octets);
  void give_back(OpenStream& stream, std::uint64_t octets, bool to_stream);

  // --- server_send.cpp: what goes
  void greet();
  void write_frame(FrameType type, std::uint8_t flags, StreamId stream, std::string_view payload);
  void write_number(FrameType type, StreamId stream, std::uint32_t value);
  void write_goaway(StreamId last, ErrorCode code, std::string_view words);
  void write_section(OpenStream& stream, std::uint16_t status, Fields fields, bool ends,
                     std::string_view content = {});
  bool send_content();
  void send_piece(OpenStream& stream, const Stream::Ready& ready);
  void end_content(OpenStream& stream, Fields trailers);
  void reset(OpenStream& stream, ErrorCode code);
  // An error of a stream by its client: it is reset, and counts as given up.
  void stream_error(StreamId id, ErrorCode code);
  // The first trouble is told, to the client, too.
  void fail(Frames how, const Violation& violation);
  void fail(ErrorCode code, std::string_view words) { fail(Frames::unsound, {code, words}); }
  void end_if_done(OpenStream& stream);
  void retire(OpenStream& stream, ClosedStreams::How how);
  void tell_retired();

  bool failed() const { return frames != Frames::sound; }

  const Settings settings;
  const h1::Limits& limits;
  Requests& requests;
  base::Arena& arena;
  FrameReader reader;
  HpackDecoder decoder;
  HpackEncoder encoder;
  HeadLayout layout;
  Output out;
  StreamTable streams;
  ClosedStreams closed;
  Turns turns;
  OpenStream* retired = nullptr; // over, and their users are to be told
  PeerSettings peer;
  SendWindow send;
  ReceiveWindow receive;
  std::uint32_t stream_window = default_window; // that new streams have
  Allowance resets;
  Allowance idle_frames;
  std::uint32_t updates_due = 0; // WINDOW_UPDATE frames that the content sent so far may be answered with
  struct Wish {
    StreamId id;
    field::Priority priority;
  };
  std::vector<Wish> wishes; // priorities of streams that have not begun
  base::Milliseconds now_ms = 0;
  StreamId last_id = 0;            // the highest that the client began
  StreamId taken_to = most_stream; // streams above it are not answered any more
  bool discards_data = false;      // what is coming of a DATA frame was given back already
  bool client_leaves = false;      // it said GOAWAY
  bool leaves = false;             // so did we, for good
  Frames frames = Frames::sound;
  std::string_view trouble;
};

} // namespace responsum::codec::h2
