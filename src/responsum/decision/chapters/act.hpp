// Was it done, and what is there to say of it? Data without code; included by diagram.hpp alone.
#pragma once

#include <array>

#include "responsum/decision/diagram.hpp"

namespace responsum::decision::chapters {

inline constexpr auto act = [] {
  using enum Node;
  constexpr auto chapter = Chapter::act;
  return std::array{
      Decision{acts, "N0", chapter, "Is there something to be done?", "RFC 9110 9.2.1", change_awaited,
               sending_affordable, false},
      Decision{change_awaited, "N0a", chapter, "Did the client wait until it was over?", "RFC 9112 8", upload_kept,
               Condition::write_client_gone, true, Lookup::change},
      Decision{upload_kept, "N0b", chapter, "Did it stay the one that the upload is sent by?", "resumable-upload 4.6",
               upload_length_kept, Condition::upload_superseded},
      Decision{upload_length_kept, "N0c", chapter, "Did as much come as the upload was said to be long?",
               "resumable-upload 4.1.3", upload_size_kept, Condition::upload_length},
      Decision{upload_size_kept, "N0d", chapter, "Did the upload stay within max_upload_bytes?",
               "resumable-upload 4.1.4", content_decoded, Condition::upload_too_large},
      Decision{content_decoded, "M5", chapter, "Did the content decode as Content-Encoding says?", "RFC 9110 8.4",
               inflated_fits, Condition::content_undecodable},
      Decision{inflated_fits, "M3b", chapter, "Was it within max_content_bytes when it was decoded?",
               "RFC 9110 15.5.14", digest_matches, Condition::content_inflates},
      Decision{digest_matches, "M4", chapter, "Is it what its digest says, if one was sent?", "RFC 9530 2",
               patch_readable, Condition::content_digest},
      Decision{patch_readable, "M6", chapter, "Can the content be read as the patch that it is said to be?",
               "RFC 5789 2.2", patch_meaningful, Condition::patch_syntax},
      Decision{patch_meaningful, "M6a", chapter, "Can what the patch asks for be meant?", "RFC 5789 2.2",
               record_readable, Condition::patch_senseless},
      Decision{record_readable, "M6b", chapter, "Can the content be read as the form that it is said to be?",
               "RFC 7578 4", record_valid, Condition::form_malformed},
      Decision{record_valid, "M6c", chapter, "Does the form have the fields that the route asks for?",
               "RFC 9110 15.5.21", condition_lasted, Condition::form_invalid},
      Decision{condition_lasted, "N1", chapter, "Did the client's condition hold until it was done?",
               "RFC 9110 13.1.1", unlocked_still, Condition::cond_overtaken},
      Decision{unlocked_still, "N1a", chapter, "Did no other program lock it meanwhile?", "RFC 4918 11.3",
               over_in_time, Condition::fs_locked},
      Decision{over_in_time, "N2", chapter, "Is it over by now, rather than going on as a job?", "RFC 7240 4.1",
               patch_applicable, Condition::job_queued},
      Decision{patch_applicable, "N3", chapter, "Does the patch go with what is there?", "RFC 5789 2.2", state_lasted,
               Condition::patch_conflict},
      Decision{state_lasted, "N3a", chapter, "Was it all as it had been when the request came?", "RFC 9110 15.5.10",
               space_lasted, Condition::state_changed},
      Decision{space_lasted, "N3b", chapter, "Did the space last?", "RFC 4918 11.5", quota_lasted,
               Condition::fs_full},
      Decision{quota_lasted, "N3c", chapter, "Did the quota last?", "RFC 4331 6", change_allowed,
               Condition::quota_full},
      Decision{change_allowed, "N3d", chapter, "Did the operating system allow it?", "RFC 9110 15.5.4", means_lasted,
               Condition::fs_write_denied},
      Decision{means_lasted, "N3e", chapter, "Were a descriptor and memory left to do it with?", "RFC 9110 15.6.4",
               change_done, Condition::fs_exhausted},
      Decision{change_done, "N3f", chapter, "Was it done?", "RFC 9110 15.6.1", record_kept,
               Condition::fs_write_failed},
      Decision{record_kept, "N4c", chapter, "Is it a form, and kept as a record?", "RFC 9110 9.3.3", record_wanted,
               upload_whole, false},
      Decision{record_wanted, "N4d", chapter, "Does the client prefer to have the record?", "RFC 7240 4.2",
               Condition::form_kept, little_wanted, false},
      Decision{little_wanted, "N4e", chapter, "Does the client prefer to hear as little as possible?", "RFC 7240 4.2",
               Condition::form_noted, entered_on_page, false},
      Decision{entered_on_page, "N4f", chapter, "Was it entered on a page, whose place the answer would take?",
               "Fetch Metadata 2.1", result_named, Condition::form_noted},
      Decision{result_named, "N4g", chapter, "Is there a page that the route shows then?", "RFC 9110 15.4.4",
               Condition::form_result, Condition::form_recorded, false},
      Decision{upload_whole, "N3g", chapter, "Is it no upload, or one that has come in whole?",
               "resumable-upload 4.1.2", made_new, upload_dropped},
      Decision{upload_dropped, "N3h", chapter, "Was the upload given up?", "resumable-upload 4.5.2",
               Condition::upload_cancelled, upload_made, false},
      Decision{upload_made, "N3i", chapter, "Was it begun with this request?", "resumable-upload 4.2.2",
               Condition::upload_begun, Condition::upload_appended, false},
      Decision{made_new, "N4", chapter, "Is there something now that was not there before?", "RFC 9110 15.3.2",
               named_here, removed, false},
      Decision{named_here, "N4a", chapter, "Did the server choose its name?", "RFC 9110 9.3.3",
               Condition::write_member, Condition::write_made, false},
      Decision{removed, "N4b", chapter, "Is it gone?", "RFC 9110 9.3.5", Condition::write_removed,
               Condition::write_replaced, false},
  };
}();

} // namespace responsum::decision::chapters
