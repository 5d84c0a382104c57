// Whether content is what the digests say that were sent with it (RFC 9530).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "responsum/message/request_head.hpp"

namespace responsum::resource::file {

class DigestCheck {
 public:
  enum class Of : std::uint8_t { content, whole };
  // Of the content: Content-Digest. Of the whole of something, which may have come with several requests:
  // Repr-Digest, and Content-Digest as well where one request brings all of it. Digests by algorithms that are not
  // known here, and fields that cannot be read, count for nothing.
  explicit DigestCheck(const message::RequestHead& head, Of of = Of::whole);
  DigestCheck(DigestCheck&&) noexcept;
  ~DigestCheck();

  void update(std::string_view piece);
  bool any() const { return !sums_.empty(); }
  // Once all has come. True where nothing was sent.
  bool matches();

 private:
  struct Sum;
  void read(std::string_view value);

  std::vector<Sum> sums_;
};

} // namespace responsum::resource::file
