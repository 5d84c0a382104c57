// What questions are asked about a method that changes what is there: how it stands, and what came of it.
#pragma once

#include <cstdint>
#include <string_view>

#include "responsum/message/method.hpp"

namespace responsum::decision {

// What is in the way of a change: seen when its request is looked at, or met when it was to be made.
enum class Hindrance : std::uint8_t {
  none,
  unsuited,           // the method is not for what is there
  parent_missing,     // nothing holds the name: a part of the path before it is not there, or is a file
  name_impossible,    // the file system, or this server, has no such names
  link,               // the name is a symbolic link
  not_empty,          // a directory with something in it, and trees are not removed here
  denied,             // by the operating system
  read_only,          // the file system is
  locked,             // by another program
  format_unknown,     // of a patch
  no_space,           // on the file system
  over_quota,         // of the route
  overtaken,          // met only: the client's condition no longer holds
  conflict,           // met only: what is there has changed in a way that is in the way
  exhausted,          // no descriptor or memory is left
  failed,             // for another reason, which the error says
  undecodable,        // met only, as those that follow: the content is not in the coding that it is said to be in
  inflates,           // it is larger than the route takes, when it is decoded
  digest_differs,     // from the one that was sent with it
  patch_malformed,    // the content is no patch
  patch_inapplicable, // it does not go with what is there
  patch_senseless,    // what it asks for cannot be meant
  client_gone,        // before it was over; it is brought to its end all the same
  superseded,         // somebody else goes on with the upload
  length_differs,     // of the upload, from what was said of it
  upload_too_large,   // for the route
  record_malformed,   // the content is no form
  record_invalid,     // it is one, but not what the route asks for
};

// Learned by the lookup locate, where the method is one that changes something.
struct ChangeFacts {
  bool makes_new = false;           // there is nothing yet, and the method is for that
  Hindrance seen = Hindrance::none; // before the content
  bool condition_wanted = false;    // on the state of what is there
  message::MethodSet allowed;       // for what is there, of those that the route allows
  Hindrance met = Hindrance::none;  // by the lookup change
  int error = 0;                    // errno, where one was met
  bool queued = false;              // by the lookup change, as what follows: it goes on, and can be watched
  bool created = false;
  std::string_view location;  // of what was made or goes on, where it is not what was asked for; encoded
  std::string_view complaint; // about the patch or the form
};

} // namespace responsum::decision
