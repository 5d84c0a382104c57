#include "responsum/resource/file/digest.hpp"

#include <gtest/gtest.h>

namespace responsum::resource::file {
namespace {

// Of "hello": what RFC 9530 has of other texts.
constexpr std::string_view sha_256 = "sha-256=:LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=:";
constexpr std::string_view of_another = "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:";

bool matches(std::string_view name, std::string_view value, std::string_view content) {
  const std::string text = std::string{name} + ": " + std::string{value};
  const auto head = std::make_unique<message::RequestHead>();
  head->set_bytes(text.data());
  const auto size = static_cast<std::uint32_t>(name.size());
  head->add_line({{0, size}, {size + 2, static_cast<std::uint32_t>(value.size())}, message::Field::other});
  DigestCheck check{*head};
  check.update(content.substr(0, 1));
  check.update(content.substr(1));
  return check.matches();
}

TEST(DigestCheck, ComparesWhatWasSent) {
  EXPECT_TRUE(matches("Content-Digest", sha_256, "hello"));
  EXPECT_FALSE(matches("Content-Digest", sha_256, "hellO"));
  EXPECT_TRUE(matches("repr-digest", sha_256, "hello"));
  EXPECT_FALSE(matches("Repr-Digest", of_another, "hello"));
  EXPECT_FALSE(matches("Content-Digest", "sha-512=:AAAA:", "hello"));
}

TEST(DigestCheck, LeavesAsideWhatItDoesNotKnow) {
  EXPECT_TRUE(matches("Content-Digest", "md5=:AAAA:", "hello"));
  EXPECT_TRUE(matches("Content-Digest", "sha-256", "hello"));
  EXPECT_TRUE(matches("Content-Digest", ":::", "hello"));
  EXPECT_TRUE(matches("Digest", of_another, "hello"));
  EXPECT_FALSE(matches("Content-Digest", std::string{"md5=:AAAA:, "} + std::string{of_another}, "hello"));
}

} // namespace
} // namespace responsum::resource::file
