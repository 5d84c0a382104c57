#include "responsum/field/want_digest.hpp"

#include <gtest/gtest.h>

namespace responsum::field {
namespace {

TEST(WantDigest, ByWeight) {
  EXPECT_TRUE(wants_sha256("sha-256=1"));
  EXPECT_TRUE(wants_sha256("sha-512=10, sha-256=3"));
  EXPECT_FALSE(wants_sha256("sha-256=0"));
  EXPECT_FALSE(wants_sha256("sha-512=10"));
}

TEST(WantDigest, WhatMeansNothingWantsNothing) {
  for (const char* value :
       {"", "sha-256", "sha-256=11", "sha-256=-1", "sha-256=0.5", "sha-256=(1 2)", "SHA-256=1", "sha-256=1;"})
    EXPECT_FALSE(wants_sha256(value)) << value;
}

} // namespace
} // namespace responsum::field
