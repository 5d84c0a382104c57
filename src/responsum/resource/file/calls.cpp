#include "responsum/resource/file/calls.hpp"

#include <sched.h>
#include <sys/file.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <vector>

#include "responsum/base/writer.hpp"

namespace responsum::resource::file {

int write_whole(int descriptor, std::string_view octets) {
  while (!octets.empty()) {
    const ssize_t n = ::write(descriptor, octets.data(), octets.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno;
    octets.remove_prefix(static_cast<std::size_t>(n));
  }
  return 0;
}

int lock_patiently(int descriptor, int most_sleeps) {
  constexpr int most_yields = 1000;
  for (int attempt = 0; attempt < most_yields + most_sleeps; ++attempt) {
    if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) return 0;
    if (errno != EWOULDBLOCK && errno != EINTR) return errno;
    const timespec moment{0, 100'000};
    if (attempt < most_yields)
      ::sched_yield();
    else
      ::nanosleep(&moment, nullptr);
  }
  return EWOULDBLOCK;
}

int flush_directory(int directory) {
  // Some file systems have nothing to flush for a directory.
  return ::fsync(directory) == 0 || errno == EINVAL ? 0 : errno;
}

std::string random_hexadecimal(std::size_t octets) {
  std::vector<std::uint8_t> random(octets);
  if (::getrandom(random.data(), octets, 0) != static_cast<ssize_t>(octets)) return {};
  std::string text(octets * 2, '\0');
  base::Writer out{text};
  for (const std::uint8_t octet : random) out.hexadecimal(octet, 2);
  return text;
}

} // namespace responsum::resource::file
