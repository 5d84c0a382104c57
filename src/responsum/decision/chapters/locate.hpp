// Which thing does the path name, and can it be had? Data without code; included by diagram.hpp alone.
#pragma once

#include <array>

#include "responsum/decision/diagram.hpp"

namespace responsum::decision::chapters {

inline constexpr auto locate = [] {
  using enum Node;
  constexpr auto chapter = Chapter::locate;
  return std::array{
      Decision{name_public, "H1c", chapter, "Is every part of the name meant for the public?", "RFC 9110 15.5.4",
               found, conceals},
      Decision{conceals, "H1d", chapter, "Does the route conceal what it refuses?", "RFC 9110 15.5.4",
               Condition::fs_concealed, Condition::fs_hidden},
      Decision{found, "H4", chapter, "Is there a file or directory by this name that can be served?",
               "RFC 9110 15.5.5", asks_options, names_file, true, Lookup::locate},
      Decision{names_file, "H5a", chapter, "Is it a file or directory that is named, rather than work under way?",
               "RFC 9110 3.1", name_exists, names_upload},
      Decision{names_upload, "H5b", chapter, "Is that an upload, rather than a job?", "resumable-upload 4",
               upload_known, job_known},
      Decision{name_exists, "H6", chapter, "Does the name exist?", "RFC 9110 15.5.5", parents_are_directories,
               makes_new},
      Decision{makes_new, "H5", chapter, "Is the method one that makes what is not there?", "RFC 9110 9.3.4",
               thing_suits, falls_back, false},
      Decision{parents_are_directories, "H6a", chapter, "Is every part before the last a directory?",
               "RFC 9110 15.5.5", parents_searchable, Condition::fs_not_directory},
      Decision{parents_searchable, "H8", chapter, "May the server search every directory on the way?",
               "RFC 9110 15.5.4", file_readable, Condition::fs_search_denied},
      Decision{file_readable, "H8a", chapter, "May the server read the file?", "RFC 9110 15.5.4", symlinks_allowed,
               Condition::fs_read_denied},
      Decision{symlinks_allowed, "H8b", chapter, "Is the way free of symbolic links, or may they be followed?",
               "RFC 9110 15.5.4", stays_beneath_root, Condition::fs_symlink_refused},
      Decision{stays_beneath_root, "H8c", chapter, "Do symbolic links stay beneath the root?", "RFC 9110 15.5.4",
               links_end, Condition::fs_outside_root},
      Decision{links_end, "H8d", chapter, "Do symbolic links end somewhere?", "RFC 9110 15.6.1", name_fits,
               Condition::fs_loop},
      Decision{name_fits, "H8e", chapter, "Is the name short enough for the file system?", "RFC 9110 15.5.5",
               ordinary_file, Condition::fs_name_too_long},
      Decision{ordinary_file, "H8f", chapter, "Is it a regular file or a directory?", "RFC 9110 15.5.4",
               query_understood, Condition::fs_special},
      Decision{query_understood, "H8h", chapter, "Does the query mean something here?", "RFC 9110 15.5.1", ready,
               Condition::query_invalid},
      Decision{ready, "H8i", chapter, "Is what it stands for ready?", "RFC 9110 15.6.4", stream_left,
               Condition::server_draining},
      Decision{stream_left, "H8j", chapter, "Is there room for one more that follows events?", "RFC 9110 15.6.4",
               resources_left, Condition::console_busy},
      Decision{resources_left, "H8g", chapter, "Were a descriptor and memory left to open it?", "RFC 9110 15.6.4",
               Condition::fs_io_error, Condition::fs_exhausted},
      Decision{falls_back, "H6b", chapter, "Is there a page that stands in for what does not exist?",
               "RFC 9110 15.5.5", navigates, Condition::fs_none, false},
      Decision{navigates, "H6c", chapter, "Does somebody navigate: GET or HEAD of a page to be shown?",
               "Fetch Metadata 2.2", fallback_found, Condition::fs_none},
      Decision{fallback_found, "H6d", chapter, "Is the page that it falls back on there?", "RFC 9110 15.5.5",
               type_acceptable, Condition::fs_no_fallback, true, Lookup::fall_back},
      Decision{asks_options, "H9", chapter, "Is the question which methods it allows?", "RFC 9110 9.3.7",
               Condition::options_resource, would_change, false},
      Decision{would_change, "H9a", chapter, "Would the method change what is there?", "RFC 9110 9.2.1", thing_suits,
               is_directory, false},
      Decision{is_directory, "H7", chapter, "Is it a directory?", "RFC 9110 15.4.2", slash_sent, slash_after_file,
               false},
      Decision{slash_after_file, "H7a", chapter, "Does the path end in a slash all the same?", "RFC 9110 15.5.5",
               Condition::fs_not_directory, type_acceptable, false},
      Decision{slash_sent, "H7b", chapter, "Does the path end in a slash?", "RFC 9110 15.4.2", has_index,
               Condition::dir_slash},
      Decision{has_index, "H7c", chapter, "Does the directory have an index file?", "RFC 9110 15.3.1",
               type_acceptable, may_list},
      Decision{may_list, "H7d", chapter, "Is the directory to be listed?", "RFC 9110 15.5.4", Condition::dir_listed,
               Condition::dir_no_index},
      Decision{job_known, "H10", chapter, "Was such a job begun here, by whoever asks about it?", "RFC 9110 15.5.5",
               job_remembered, Condition::job_none},
      Decision{job_remembered, "H10a", chapter, "Is it within the time that it is remembered for?",
               "RFC 9110 15.5.11", asks_job_methods, Condition::job_expired},
      Decision{asks_job_methods, "H10b", chapter, "Is the question what can be asked of the job?", "RFC 9110 9.3.7",
               Condition::options_resource, job_over, false},
      Decision{job_over, "H10c", chapter, "Is the job over?", "RFC 9110 15.3.3", job_succeeded,
               Condition::job_running},
      Decision{job_succeeded, "H10d", chapter, "Was all of it done?", "RFC 9110 15.4.4", Condition::job_done,
               Condition::job_failed},
  };
}();

} // namespace responsum::decision::chapters
