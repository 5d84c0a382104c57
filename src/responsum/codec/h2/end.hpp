// What both ends of a connection do alike: windows, content, settings, the ends of streams. For the ends alone.
#pragma once

#include <algorithm>
#include <span>
#include <string_view>

#include "responsum/codec/h2/allowance.hpp"
#include "responsum/codec/h2/frame_reader.hpp"
#include "responsum/codec/h2/hpack_decoder.hpp"
#include "responsum/codec/h2/hpack_encoder.hpp"
#include "responsum/codec/h2/output.hpp"
#include "responsum/codec/h2/peer_settings.hpp"
#include "responsum/codec/h2/stream.hpp"
#include "responsum/codec/h2/streams.hpp"
#include "responsum/codec/h2/window.hpp"
#include "responsum/decision/facts.hpp"

namespace responsum::codec::h2 {

using decision::Frames;

struct End {
  struct Measures {
    bool serves;                // it is the server's
    std::uint32_t window_bytes; // of each stream, for what comes
    std::uint64_t max_resets;
    std::uint64_t max_idle_frames;
    std::size_t max_continuations;
  };

  End(const Measures& m, base::Arena& turn_memory)
      : measures{m},
        arena{turn_memory},
        reader{m.serves, m.max_continuations},
        out{turn_memory},
        resets{m.max_resets},
        idle_frames{m.max_idle_frames} {}

  using Fields = std::span<const message::ResponseField>;

  // --- end_receive.cpp: what comes
  template <class OnFrame>
  void take(std::string_view octets, OnFrame on_frame);
  // Those that mean the same to both. False: it is none of them.
  bool on_common(const Frame& frame);
  void on_data(const Frame& frame);
  void on_reset(const Frame& frame);
  void on_settings(const Frame& frame);
  void on_window_update(const Frame& frame);
  void on_closed(const Frame& frame);
  bool pass_over_section(const Frame& frame);
  // The client's streams alone begin.
  bool is_idle(StreamId id) const { return id > last_id || id % 2 == 0; }
  void end_of_content(OpenStream& stream, message::Fault trailers);
  void spend_idle_frame();
  void give_back(std::uint64_t octets);
  void give_back(OpenStream& stream, std::uint64_t octets, bool to_stream);

  // --- end_send.cpp: what goes
  void open_windows();
  void write_frame(FrameType type, std::uint8_t flags, StreamId stream, std::string_view payload);
  void write_number(FrameType type, StreamId stream, std::uint32_t value);
  void write_goaway(StreamId last, ErrorCode code, std::string_view words);
  // `status`: 0: there is none among the fields' company.
  void write_section(OpenStream& stream, std::uint16_t status, Fields fields, bool ends,
                     std::string_view content = {});
  std::span<const std::string_view> output(std::size_t most);
  bool has_output() const;
  bool send_content();
  void send_piece(OpenStream& stream, const Stream::Ready& ready);
  void reset(OpenStream& stream, ErrorCode code);
  // An error of a stream by the peer: it is reset, and counts as given up.
  void stream_error(StreamId id, ErrorCode code);
  // The first trouble is told, to the peer, too.
  void fail(Frames how, const Violation& violation);
  void fail(ErrorCode code, std::string_view words) { fail(Frames::unsound, {code, words}); }
  void end_if_done(OpenStream& stream);
  void retire(OpenStream& stream, ClosedStreams::How how);
  void tell_retired();

  bool failed() const { return frames != Frames::sound; }

  const Measures measures;
  base::Arena& arena;
  FrameReader reader;
  HpackDecoder decoder;
  HpackEncoder encoder;
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
  base::Milliseconds now_ms = 0;
  StreamId last_id = 0;            // the highest that the client began
  StreamId taken_to = most_stream; // a server's: streams above it are not answered any more
  bool discards_data = false;      // what is coming of a DATA frame was given back already
  bool peer_leaves = false;        // it said GOAWAY
  bool leaves = false;             // so did we, for good
  Frames frames = Frames::sound;
  std::string_view trouble;
};

template <class OnFrame>
void End::take(std::string_view octets, OnFrame on_frame) {
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

} // namespace responsum::codec::h2
