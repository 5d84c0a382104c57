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
  // Of Content-Digest and Repr-Digest: in a request that brings the whole of something both are of its content.
  // Digests by algorithms that are not known here, and fields that cannot be read, count for nothing.
  explicit DigestCheck(const message::RequestHead& head);
  DigestCheck(DigestCheck&&) noexcept;
  ~DigestCheck();

  void update(std::string_view piece);
  // Once all has come. True where nothing was sent.
  bool matches();

 private:
  struct Sum;
  void read(std::string_view value);

  std::vector<Sum> sums_;
};

} // namespace responsum::resource::file
