// Can it be changed, as it stands? Data without code; included by diagram.hpp alone.
#pragma once

#include <array>

#include "responsum/decision/diagram.hpp"

namespace responsum::decision::chapters {

inline constexpr auto state = [] {
  using enum Node;
  constexpr auto chapter = Chapter::state;
  return std::array{
      Decision{thing_suits, "I1", chapter, "Is the method one for what is there?", "RFC 9110 15.5.6", parent_there,
               Condition::method_unsuited},
      Decision{parent_there, "I2", chapter, "Is there a directory that could hold the name?", "RFC 9110 15.5.10",
               name_possible, Condition::write_no_parent},
      Decision{name_possible, "I2a", chapter, "Can something have this name?", "RFC 9110 15.5.4", no_link,
               Condition::write_name},
      Decision{no_link, "I2b", chapter, "Is the name that of a file itself, not of a symbolic link?",
               "RFC 9110 15.5.10", tree_removable, Condition::write_link},
      Decision{tree_removable, "I2c", chapter, "Is the directory empty, or may whole trees be removed?",
               "RFC 9110 15.5.10", change_permitted, Condition::dir_not_empty},
      Decision{change_permitted, "I2d", chapter, "Does the operating system permit the change?", "RFC 9110 15.5.4",
               disk_writable, Condition::fs_write_denied},
      Decision{disk_writable, "I2e", chapter, "Can the file system be written?", "RFC 9110 15.5.4", unlocked,
               Condition::fs_read_only},
      Decision{unlocked, "I4", chapter, "Is it free of other programs' locks?", "RFC 4918 11.3", patch_format_known,
               Condition::fs_locked},
      Decision{patch_format_known, "I5", chapter, "Is it no patch, or one of a format that is applied here?",
               "RFC 5789 2.2", space_left, Condition::patch_type},
      Decision{space_left, "I6", chapter, "Is there space for the declared content?", "RFC 4918 11.5", quota_left,
               Condition::fs_full},
      Decision{quota_left, "I6a", chapter, "Is there room for it within the route's quota?", "RFC 4331 6",
               condition_given, Condition::quota_full, true, Lookup::reserve},
      Decision{condition_given, "K1", chapter, "Does it say which state it means to change, if that is asked for?",
               "RFC 6585 3", begins_upload, Condition::cond_required},
      Decision{begins_upload, "I7", chapter, "Does it begin an upload that can be resumed?", "resumable-upload 4.2.2",
               upload_length_agrees, metered, false},
      Decision{upload_length_agrees, "I7a", chapter, "Is the upload as long as the content that is all of it?",
               "resumable-upload 4.1.3", upload_fits, Condition::upload_length},
      Decision{upload_fits, "I7b", chapter, "Is the upload within max_upload_bytes?", "resumable-upload 4.1.4",
               upload_room, Condition::upload_too_large},
      Decision{upload_room, "I7c", chapter, "Is there room for one more, or can it do without being resumed?",
               "RFC 9110 15.6.4", metered, Condition::upload_many},
  };
}();

} // namespace responsum::decision::chapters
