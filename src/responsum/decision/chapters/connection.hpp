// Is there somebody to answer, and room to do it? Data without code; included by diagram.hpp alone.
#pragma once

#include <array>

#include "responsum/decision/diagram.hpp"

namespace responsum::decision::chapters {

inline constexpr auto connection = [] {
  using enum Node;
  constexpr auto chapter = Chapter::connection;
  return std::array{
      Decision{worker_has_room, "A1", chapter, "Is there room for another connection?", "RFC 9110 15.6.4",
               address_below_cap, Condition::conn_full},
      Decision{address_below_cap, "A2", chapter, "Has the address fewer connections than its cap?", "RFC 6585 4",
               handshake_admitted, Condition::conn_cap},
      Decision{handshake_admitted, "A2a", chapter, "Is there room for another TLS handshake, if it begins one?",
               "RFC 4732 2.1.2", introduction_made, Condition::conn_handshakes},
      Decision{introduction_made, "A2b", chapter, "Did the PROXY header come, if the peer owes one?",
               "PROXY protocol 2", introduction_sound, Condition::proxy_missing},
      Decision{introduction_sound, "A2c", chapter, "Is the PROXY header sound, if there was one?", "PROXY protocol 2",
               encrypted_where_expected, Condition::proxy_malformed},
      Decision{encrypted_where_expected, "A3a", chapter,
               "Does the client speak TLS where TLS is expected, or is it to be redirected?", "RFC 9110 4.2.2",
               handshake_succeeded, Condition::conn_plain_bytes},
      Decision{handshake_succeeded, "A3b", chapter, "Did the TLS handshake succeed, if there was one?", "RFC 8446 4",
               frames_sound, Condition::tls_handshake},
      Decision{frames_sound, "A3c", chapter, "Are its frames free of faults, if it speaks HTTP/2?", "RFC 9113 5.4.1",
               any_byte_arrived, streams_kept},
      Decision{streams_kept, "A3d", chapter, "Does the client give up fewer streams than http2_max_resets?",
               "RFC 9113 10.5", sections_short, Condition::frames_cancelled},
      Decision{sections_short, "A3e", chapter, "Has each header section at most http2_max_continuations?",
               "RFC 9113 10.5", frames_ask, Condition::frames_continued},
      Decision{frames_ask, "A3f", chapter, "Are frames that ask for nothing fewer than http2_max_idle_frames?",
               "RFC 9113 10.5", Condition::frames_unsound, Condition::frames_idle},
      Decision{any_byte_arrived, "A4", chapter, "Did any byte of a request arrive?", "RFC 9112 9.5", head_in_time,
               Condition::conn_idle},
      Decision{head_in_time, "B1", chapter, "Did the head come within its time?", "RFC 9110 15.5.9", head_complete,
               Condition::head_slow},
      Decision{head_complete, "B1a", chapter, "Did the connection last until the head ended?", "RFC 9112 8",
               head_sound, Condition::head_cut},
  };
}();

} // namespace responsum::decision::chapters
