// Did the content of the request come in whole? Data without code; included by diagram.hpp alone.
#pragma once

#include <array>

#include "responsum/decision/diagram.hpp"

namespace responsum::decision::chapters {

inline constexpr auto content = [] {
  using enum Node;
  constexpr auto chapter = Chapter::content;
  return std::array{
      Decision{content_announced, "M1", chapter, "Does the request have content?", "RFC 9110 6.4", upload_placed,
               acts, false},
      Decision{upload_placed, "M1b", chapter, "Can it be kept as it comes, if it is to be resumed?",
               "resumable-upload 4.2.2", continue_wanted, acts, true, Lookup::begin_upload},
      Decision{continue_wanted, "M1a", chapter, "Does the client wait for 100 before it sends the content?",
               "RFC 9110 10.1.1", content_whole, content_whole, false, Lookup::send_continue},
      Decision{content_whole, "M2", chapter, "Did the connection last until the content ended?", "RFC 9112 8",
               content_in_time, Condition::content_cut, true, Lookup::read_content},
      Decision{content_in_time, "M2a", chapter, "Did the content come within its time?", "RFC 9110 15.5.9",
               content_sound, Condition::content_slow},
      Decision{content_sound, "M3", chapter, "Are the chunks, or the length, as announced?", "RFC 9112 7.1",
               content_fits, Condition::content_malformed},
      Decision{content_fits, "M3a", chapter, "Did the content stay within max_content_bytes?", "RFC 9110 15.5.14",
               acts, Condition::content_streamed_too_large},
  };
}();

} // namespace responsum::decision::chapters
