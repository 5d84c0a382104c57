#include "responsum/field/target.hpp"

#include <string>

#include <gtest/gtest.h>

namespace responsum::field {
namespace {

consteval bool target_rows_in_order() {
  for (std::size_t i = 0; i < path_fault_rows.size(); ++i)
    if (static_cast<std::size_t>(path_fault_rows[i].fault) != i) return false;
  return true;
}
static_assert(target_rows_in_order());

void expect_path(std::string_view raw, std::string_view decoded) {
  std::string out(raw.size(), '?');
  const auto path = decode_path(raw, out);
  ASSERT_TRUE(path) << raw << ": " << describe(path.error().fault);
  EXPECT_EQ(*path, decoded) << raw;
}

void expect_path_fault(std::string_view raw, PathFault fault, std::size_t offset) {
  std::string out(raw.size(), '?');
  const auto path = decode_path(raw, out);
  ASSERT_FALSE(path) << raw << " became " << *path;
  EXPECT_EQ(describe(path.error().fault), describe(fault)) << raw;
  EXPECT_EQ(path.error().offset, offset) << raw;
}

TEST(DecodePath, PlainPathsAreTheirOwn) {
  constexpr std::string_view raw = "/docs/index.html";
  const auto path = decode_path(raw, {});
  ASSERT_TRUE(path);
  EXPECT_EQ(path->data(), raw.data());
  EXPECT_EQ(*path, raw);
}

TEST(DecodePath, Decodes) {
  expect_path("/a%20b/%c3%A4", "/a b/\xc3\xa4");
  expect_path("/%ff%fe", "/\xff\xfe");
  expect_path("/%25%32%46", "/%2F");
  expect_path("/a%5cb", "/a\\b");
}

TEST(DecodePath, RemovesDotSegments) {
  expect_path("/.", "/");
  expect_path("/a/.", "/a/");
  expect_path("/a/..", "/");
  expect_path("/a/b/../c", "/a/c");
  expect_path("/a/b/../../c/./d/", "/c/d/");
  expect_path("/a/%2e%2E/b", "/b");
  expect_path("/a/.%2e", "/");
  expect_path("/a/b/..", "/a/");
}

TEST(DecodePath, DotsWithinNamesStay) {
  expect_path("/.well-known/x", "/.well-known/x");
  expect_path("/...", "/...");
  expect_path("/a/..b/.c/d..", "/a/..b/.c/d..");
}

TEST(DecodePath, RepeatedSlashesAreOne) {
  expect_path("//", "/");
  expect_path("//a///b//", "/a/b/");
  expect_path("/a//../b", "/b");
}

TEST(DecodePath, ASlashAtTheEndStays) {
  expect_path("/a%20/", "/a /");
  expect_path("/a%20", "/a ");
}

TEST(DecodePath, NeverClimbsAboveTheRoot) {
  expect_path_fault("/..", PathFault::above_root, 1);
  expect_path_fault("/../a", PathFault::above_root, 1);
  expect_path_fault("/a/../../b", PathFault::above_root, 6);
  expect_path_fault("/%2e%2e/a", PathFault::above_root, 1);
  expect_path_fault("/./..", PathFault::above_root, 3);
  expect_path_fault("//..", PathFault::above_root, 2);
}

TEST(DecodePath, FaultsSayWhere) {
  expect_path_fault("", PathFault::not_absolute, 0);
  expect_path_fault("a", PathFault::not_absolute, 0);
  expect_path_fault("/a%", PathFault::percent, 2);
  expect_path_fault("/a%4", PathFault::percent, 2);
  expect_path_fault("/a%4/1", PathFault::percent, 2);
  expect_path_fault("/a%g0", PathFault::percent, 2);
  expect_path_fault("/a%00b", PathFault::nul, 2);
  expect_path_fault(std::string_view{"/a\0", 3}, PathFault::nul, 2);
  expect_path_fault("/a%2fb", PathFault::encoded_slash, 2);
  expect_path_fault("/a%2F..", PathFault::encoded_slash, 2);
}

} // namespace
} // namespace responsum::field
