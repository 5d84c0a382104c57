// What questions are asked about uploads that can be resumed (draft-ietf-httpbis-resumable-upload): what the request
// says, how the upload stands that it names, and what came of it.
#pragma once

#include <cstdint>
#include <optional>

#include "responsum/base/clock.hpp"

namespace responsum::decision {

// What a route grants them.
struct UploadTerms {
  bool offered = false;
  std::uint64_t max_bytes = 0;     // of the whole, as it is sent
  base::UnixSeconds max_age_s = 0; // since it was touched last
  std::uint16_t version = 0;       // of the draft's interoperation that clients have to name; 0: none
};

struct UploadFacts {
  // Learned by the lookup find_route.
  bool named = false;            // by the target
  bool begins = false;           // with this request
  std::optional<bool> completes; // Upload-Complete, as what follows nothing where it was not sent, or makes no sense
  std::optional<std::uint64_t> at;        // Upload-Offset
  std::optional<std::uint64_t> announced; // octets of the whole, as Upload-Length and the content say
  bool lengths_agree = true;              // those two
  bool appends_octets = false;
  bool partial = true; // the content is of the type that is appended

  // By the lookup locate.
  bool known = false;
  bool expired = false;
  bool room = true; // for one more of them

  // By locate, and again by take_upload, which has the last word.
  bool complete = false;
  std::uint64_t offset = 0;            // octets that need not be sent again
  std::optional<std::uint64_t> length; // of the whole

  // By take_upload: nobody else writes any more.
  bool taken = true;
  bool readable = true;

  // By begin_upload: what comes of it is kept.
  bool placed = true;

  // By the lookup change.
  bool unfinished = false; // more is to come, or nothing any more
  bool by_post = false;    // it was begun with POST
};

} // namespace responsum::decision
