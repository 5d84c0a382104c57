// What is asked of an upload that was begun, and does that go with it? Data without code; included by diagram.hpp
// alone.
#pragma once

#include <array>

#include "responsum/decision/diagram.hpp"

namespace responsum::decision::chapters {

inline constexpr auto upload = [] {
  using enum Node;
  constexpr auto chapter = Chapter::upload;
  return std::array{
      Decision{upload_known, "U1", chapter, "Was such an upload begun at this address?", "RFC 9110 15.5.5",
               upload_lasts, Condition::upload_none},
      Decision{upload_lasts, "U2", chapter, "Is it within the time that it is kept for?", "RFC 9110 15.5.11",
               asks_upload_methods, Condition::upload_expired},
      Decision{asks_upload_methods, "U3", chapter, "Is the question what can be done with the upload?",
               "RFC 9110 9.3.7", Condition::options_resource, upload_free, false},
      Decision{upload_free, "U4", chapter, "Has whoever was sending it let go of it, or been cut off?",
               "resumable-upload 4.6", upload_readable, Condition::fs_locked, true, Lookup::take_upload},
      Decision{upload_readable, "U4a", chapter, "Could what has come of it be opened?", "RFC 9110 15.6.1",
               asks_offset, Condition::fs_io_error},
      Decision{asks_offset, "U5", chapter, "Is the question how much of it is here: HEAD?", "resumable-upload 4.3.2",
               Condition::upload_state, gives_up, false},
      Decision{gives_up, "U6", chapter, "Is it to be given up: DELETE?", "resumable-upload 4.5.2", content_announced,
               appends_partial, false},
      Decision{appends_partial, "U7", chapter, "Is the content of the type application/partial-upload?",
               "resumable-upload 4.4.1", append_placed, Condition::patch_type},
      Decision{append_placed, "U7a", chapter,
               "Does the request say where the content begins, and whether it is the rest?", "resumable-upload 4.4.1",
               upload_open, Condition::upload_fields},
      Decision{upload_open, "U8", chapter, "Is something of the upload still to come?", "resumable-upload 4.4.2",
               offset_matches, appends_something},
      Decision{appends_something, "U8a", chapter, "Is it to be longer than it was said to be?",
               "resumable-upload 4.4.2", Condition::upload_length, Condition::upload_completed, false},
      Decision{offset_matches, "U9", chapter, "Does the content begin where what is here ends?",
               "resumable-upload 4.4.2", append_length_agrees, Condition::upload_offset},
      Decision{append_length_agrees, "U10", chapter, "Is the length of the upload the one that was said before?",
               "resumable-upload 4.1.3", append_fits, Condition::upload_length},
      Decision{append_fits, "U11", chapter, "Does it stay within max_upload_bytes, as far as is known?",
               "resumable-upload 4.1.4", thing_suits, Condition::upload_too_large},
  };
}();

} // namespace responsum::decision::chapters
