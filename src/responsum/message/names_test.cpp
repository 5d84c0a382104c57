// Fields and methods by name.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "responsum/message/field.hpp"
#include "responsum/message/method.hpp"

namespace responsum::message {
namespace {

static_assert(field_named("content-type") == Field::content_type);
static_assert(method_named("GET") == Method::get);

// As given, lower, upper, and each letter the other way round.
std::vector<std::string> spellings(std::string_view name) {
  std::vector<std::string> all(4, std::string{name});
  for (std::size_t i = 0; i < name.size(); ++i) {
    all[1][i] = base::to_lower(name[i]);
    all[2][i] = base::to_upper(name[i]);
    all[3][i] = base::is_upper(name[i]) ? base::to_lower(name[i]) : base::to_upper(name[i]);
  }
  return all;
}

TEST(Fields, AreKnownInEveryCase) {
  for (const FieldRow& r : field_rows) {
    if (r.field == Field::other) continue;
    for (const std::string& spelling : spellings(r.name)) EXPECT_EQ(field_named(spelling), r.field) << spelling;
  }
}

// The words that names are compared by leave no octet out, and let nothing but a letter's case pass.
TEST(Fields, OneOctetOffIsAnotherName) {
  for (const FieldRow& r : field_rows) {
    if (r.field == Field::other) continue;
    for (std::size_t i = 0; i < r.name.size(); ++i) {
      for (int bit = 0; bit < 8; ++bit) {
        std::string other{r.name};
        other[i] = static_cast<char>(other[i] ^ (1 << bit));
        if (base::equals_ignoring_case(other, r.name)) continue;
        EXPECT_NE(field_named(other), r.field) << other;
      }
    }
    EXPECT_EQ(field_named(std::string{r.name} + "x"), Field::other);
    EXPECT_NE(field_named(r.name.substr(1)), r.field);
    EXPECT_NE(field_named(r.name.substr(0, r.name.size() - 1)), r.field);
  }
}

TEST(Methods, AreKnownByTheirExactName) {
  for (const MethodRow& r : method_rows) {
    if (r.method == Method::unknown) continue;
    EXPECT_EQ(method_named(r.name), r.method);
    EXPECT_LE(r.name.size(), longest_method);
    EXPECT_TRUE(!r.safe || r.idempotent) << r.name; // RFC 9110 9.2.2
    std::string lower{r.name};
    for (char& c : lower) c = base::to_lower(c);
    EXPECT_EQ(method_named(lower), Method::unknown) << lower;
  }
  EXPECT_EQ(method_named(""), Method::unknown);
  EXPECT_EQ(method_named("GETS"), Method::unknown);
}

TEST(MethodSet, HoldsWhatWasPutIn) {
  MethodSet set{Method::head, Method::get, Method::head};
  EXPECT_TRUE(set.contains(Method::get));
  EXPECT_FALSE(set.contains(Method::put));
  EXPECT_EQ(set, (MethodSet{Method::get, Method::head}));
  set.insert(Method::acl);
  std::string names;
  set.for_each([&names](Method m) { names += std::string{name(m)} + " "; });
  EXPECT_EQ(names, "GET HEAD ACL ");
  EXPECT_TRUE(MethodSet{}.empty());
}

} // namespace
} // namespace responsum::message
