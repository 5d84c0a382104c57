#include "responsum/resource/file/stamp.hpp"

#include <array>

#include "responsum/base/writer.hpp"

namespace responsum::resource::file {

Stamp stamp_of(const struct stat& s) {
  return {s.st_ino, static_cast<std::uint64_t>(s.st_size), s.st_mtim.tv_sec * 1'000'000'000 + s.st_mtim.tv_nsec};
}

std::string tag_of(const Stamp& stamp, std::string_view coding) {
  std::array<char, 40> text{};
  base::Writer out{text};
  out.hexadecimal(static_cast<std::uint64_t>(stamp.modified_ns)).character('-').hexadecimal(stamp.size);
  std::string tag{out.written()};
  if (!coding.empty()) tag.append("-").append(coding);
  return tag;
}

} // namespace responsum::resource::file
