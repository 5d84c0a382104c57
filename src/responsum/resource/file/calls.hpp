// What calls of the system have to be repeated or rounded off for, wherever they are made.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace responsum::resource::file {

inline constexpr mode_t draft_folder_mode = 0700; // what is not whole is nobody else's to read
inline constexpr mode_t draft_file_mode = 0666;   // less the umask: it is to be an ordinary file

// All of it, where the descriptor stands. 0 or an errno: then some of it may have been written.
int write_whole(int descriptor, std::string_view octets);

// Waits for the exclusive lock of an open file (flock): first for who is about to be done, then by sleeping a tenth
// of a millisecond, so often. 0; EWOULDBLOCK: somebody else has it still; or another errno.
int lock_patiently(int descriptor, int most_sleeps);

// That the names in a directory outlast a loss of power. 0 or an errno.
int flush_directory(int directory);

// So many random octets in hexadecimal digits; empty: the system has none.
std::string random_hexadecimal(std::size_t octets);

} // namespace responsum::resource::file
