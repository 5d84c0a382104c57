// A file's identity at the time it was looked at: another one means other bytes. Its entity tag is made of it.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace responsum::resource::file {

struct Stamp {
  std::uint64_t inode = 0;
  std::uint64_t size = 0;
  std::int64_t modified_ns = 0;
  friend bool operator==(const Stamp&, const Stamp&) = default;
};
Stamp stamp_of(const struct stat&);

// The opaque part. The file's bytes change with its time or its length; each coding is a representation of its own
// (RFC 9110 8.8.3.3).
std::string tag_of(const Stamp& stamp, std::string_view coding = {});

} // namespace responsum::resource::file
