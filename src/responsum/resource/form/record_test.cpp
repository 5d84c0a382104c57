#include "responsum/resource/form/record.hpp"

#include <gtest/gtest.h>

namespace responsum::resource::form {
namespace {

using decision::Hindrance;

constexpr std::string_view urlencoded = "application/x-www-form-urlencoded";
constexpr std::string_view json = "application/json; charset=utf-8";

const RecordRules anything;
const RecordRules scales{.fields = {{.name = "name", .required = true},
                                    {.name = "weight", .required = true, .number = true},
                                    {.name = "rate", .number = true}},
                         .takes_others = false};

std::string complaint(std::string_view type, std::string_view content, const RecordRules& rules) {
  const auto record = read_record(type, content, rules);
  return record ? "none" : record.error().complaint;
}

TEST(Record, KeepsWhatWasEnteredInItsOrder) {
  EXPECT_EQ(read_record(urlencoded, "b=1&a=x%22%0A&b=2&b=", anything).value(), R"({"b":["1","2",""],"a":"x\"\n"})");
  EXPECT_EQ(read_record(json, R"({"b":{"c":[1,null]},"a":true})", anything).value(),
            R"({"b":{"c":[1,null]},"a":true})");
}

TEST(Record, NumbersAreNumbers) {
  EXPECT_EQ(read_record(urlencoded, "name=A&weight=+12.50+&rate=", scales).value(), R"({"name":"A","weight":12.5})");
  EXPECT_EQ(read_record(urlencoded, "name=A&weight=1&weight=2e3", scales).value(),
            R"({"name":"A","weight":[1,2000.0]})");
  EXPECT_EQ(read_record(json, R"({"name":"A","weight":7,"rate":"3"})", scales).value(),
            R"({"name":"A","weight":7,"rate":3})");
  for (const char* no : {"heavy", "1,5", "0x10", "1 2", "%2B1", "NaN", "\"1\"", "[1]"})
    EXPECT_EQ(complaint(urlencoded, "name=A&weight=" + std::string{no}, scales), "The field \"weight\" is no number.")
        << no;
}

TEST(Record, FieldsAreThoseThatAreAskedFor) {
  EXPECT_EQ(complaint(urlencoded, "weight=1", scales), "The field \"name\" is missing.");
  EXPECT_EQ(complaint(urlencoded, "name=&weight=1", scales), "The field \"name\" is missing.");
  EXPECT_EQ(complaint(json, R"({"name":null,"weight":1})", scales), "The field \"name\" is missing.");
  EXPECT_EQ(complaint(urlencoded, "name=A&weight=1&x=1", scales), "There is no field \"x\" here.");
  EXPECT_EQ(complaint(urlencoded, "", anything), "There is no field at all.");
  EXPECT_EQ(complaint("", "", anything), "There is no field at all.");
  EXPECT_EQ(read_record(urlencoded, "", scales).error().hindrance, Hindrance::record_invalid);
}

TEST(Record, FilesAreNotTaken) {
  constexpr std::string_view type = "multipart/form-data; boundary=b";
  const auto form = [](std::string_view file, std::string_view value) {
    return "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--b\r\nContent-Disposition: form-data; "
           "name=\"f\"; filename=\"" +
           std::string{file} + "\"\r\n\r\n" + std::string{value} + "\r\n--b--\r\n";
  };
  EXPECT_EQ(read_record(type, form("", ""), anything).value(), R"({"a":"1"})");
  EXPECT_EQ(complaint(type, form("x.png", ""), anything), "The field \"f\" is a file, and files are not taken.");
  EXPECT_EQ(complaint(type, form("", "x"), anything), "The field \"f\" is a file, and files are not taken.");
}

TEST(Record, SaysWhereItCannotBeRead) {
  EXPECT_EQ(complaint(urlencoded, "a=%", anything), "Two hexadecimal digits have to follow a percent sign. Octet 2");
  EXPECT_EQ(complaint(json, R"({"a": 1])", anything), "It is no JSON. Octet 7");
  EXPECT_EQ(complaint(json, "{\"a\":\"\xff\"}", anything), "It is no JSON. Octet 6");
  EXPECT_EQ(complaint(json, "[]", anything), "It is JSON, but no object.");
  const std::string deep = "{\"a\":" + std::string(100, '[') + std::string(100, ']') + "}";
  EXPECT_EQ(complaint(json, deep, anything), "The values lie deeper in each other than 32 levels.");
  EXPECT_EQ(read_record(json, "[", anything).error().hindrance, Hindrance::record_malformed);
}

TEST(Record, IsOneLine) {
  EXPECT_EQ(write_record({0, 1'000'000'000, 7'000'000}, "6gzjmzkv40g00", R"({"a":"1"})"),
            "{\"time\":\"2001-09-09T01:46:40.007Z\",\"exchange\":\"6gzjmzkv40g00\",\"fields\":{\"a\":\"1\"}}\n");
}

} // namespace
} // namespace responsum::resource::form
