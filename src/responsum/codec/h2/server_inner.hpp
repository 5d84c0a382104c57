// What a Server is made of: for its own sources alone.
#pragma once

#include <vector>

#include "responsum/codec/h2/end.hpp"
#include "responsum/codec/h2/server.hpp"

namespace responsum::codec::h2 {

struct Server::Inner : End {
  Inner(const Settings& s, const h1::Limits& l, Requests& r, base::Arena& turn_memory)
      : End{{.serves = true,
             .window_bytes = s.window_bytes,
             .max_resets = s.max_resets,
             .max_idle_frames = s.max_idle_frames,
             .max_continuations = s.max_continuations},
            turn_memory},
        settings{s},
        limits{l},
        requests{r},
        layout{l} {}

  void greet();

  // --- server_receive.cpp: what comes
  void on_frame(const Frame& frame);
  void on_headers(const Frame& frame);
  void begin_request(const Frame& frame);
  void on_trailers(OpenStream& stream, const Frame& frame);
  void on_priority_update(const Frame& frame);

  const Settings settings;
  const h1::Limits& limits;
  Requests& requests;
  HeadLayout layout;
  struct Wish {
    StreamId id;
    field::Priority priority;
  };
  std::vector<Wish> wishes; // priorities of streams that have not begun
};

} // namespace responsum::codec::h2
