#include "responsum/resource/file/patch.hpp"

#include <gtest/gtest.h>

namespace responsum::resource::file {
namespace {

using decision::Hindrance;

std::string merged(std::string_view document, std::string_view patch) {
  const auto result = apply_patch(PatchFormat::merge, document, patch);
  return result ? *result : "fault: " + result.error().complaint;
}
std::string operated(std::string_view document, std::string_view patch) {
  const auto result = apply_patch(PatchFormat::operations, document, patch);
  return result ? *result : "fault: " + result.error().complaint;
}
Hindrance fault_of(std::string_view document, std::string_view patch) {
  const auto result = apply_patch(PatchFormat::operations, document, patch);
  return result ? Hindrance::none : result.error().hindrance;
}

// RFC 7396, appendix A
TEST(MergePatch, DoesAsTheDocumentSays) {
  EXPECT_EQ(merged(R"({"a":"b"})", R"({"a":"c"})"), R"({"a":"c"})");
  EXPECT_EQ(merged(R"({"a":"b"})", R"({"b":"c"})"), R"({"a":"b","b":"c"})");
  EXPECT_EQ(merged(R"({"a":"b"})", R"({"a":null})"), "{}");
  EXPECT_EQ(merged(R"({"a":["b"]})", R"({"a":"c"})"), R"({"a":"c"})");
  EXPECT_EQ(merged(R"({"a":{"b":"c"}})", R"({"a":{"b":"d","c":null}})"), R"({"a":{"b":"d"}})");
  EXPECT_EQ(merged(R"(["a","b"])", R"(["c","d"])"), R"(["c","d"])");
  EXPECT_EQ(merged(R"({"e":null})", R"({"a":1})"), R"({"e":null,"a":1})");
  EXPECT_EQ(merged("{}", R"({"a":{"bb":{"ccc":null}}})"), R"({"a":{"bb":{}}})");
}

TEST(MergePatch, KeepsOrderAndLayout) {
  EXPECT_EQ(merged("{\"z\":1,\"a\":2}", R"({"m":3})"), R"({"z":1,"a":2,"m":3})");
  EXPECT_EQ(merged("{\n  \"z\": 1\n}\n", R"({"z":2})"), "{\n  \"z\": 2\n}\n");
  EXPECT_EQ(merged("{\"z\":1}\n", R"({"z":2})"), "{\"z\":2}\n");
}

// RFC 6902, appendix A
TEST(JsonPatch, DoesAsTheDocumentSays) {
  EXPECT_EQ(operated(R"({"foo":"bar"})", R"([{"op":"add","path":"/baz","value":"qux"}])"),
            R"({"foo":"bar","baz":"qux"})");
  EXPECT_EQ(operated(R"({"foo":["bar","baz"]})", R"([{"op":"add","path":"/foo/1","value":"qux"}])"),
            R"({"foo":["bar","qux","baz"]})");
  EXPECT_EQ(operated(R"({"baz":"qux","foo":"bar"})", R"([{"op":"remove","path":"/baz"}])"), R"({"foo":"bar"})");
  EXPECT_EQ(operated(R"({"a":1,"b":2})", R"([{"op":"move","from":"/a","path":"/c"}])"), R"({"b":2,"c":1})");
  EXPECT_EQ(operated(R"({"a":1})", R"([{"op":"test","path":"/a","value":1},{"op":"replace","path":"/a","value":2}])"),
            R"({"a":2})");
}

TEST(JsonPatch, SaysWhetherThePatchOrTheDocumentIsInTheWay) {
  EXPECT_EQ(fault_of("{}", "no json"), Hindrance::patch_malformed);
  EXPECT_EQ(fault_of("{}", "{}"), Hindrance::patch_malformed);
  EXPECT_EQ(fault_of("{}", R"([1])"), Hindrance::patch_malformed);
  EXPECT_EQ(fault_of("{}", R"([{"path":"/a"}])"), Hindrance::patch_malformed);
  EXPECT_EQ(fault_of("{}", R"([{"op":"add","value":1}])"), Hindrance::patch_malformed);
  EXPECT_EQ(fault_of("{}", R"([{"op":"add","path":"/a"}])"), Hindrance::patch_malformed);
  EXPECT_EQ(fault_of("{}", R"([{"op":"swap","path":"/a"}])"), Hindrance::patch_malformed);
  EXPECT_EQ(fault_of("{}", R"([{"op":"move","path":"/a"}])"), Hindrance::patch_malformed);
  EXPECT_EQ(fault_of("{}", R"([{"op":"add","path":"a","value":1}])"), Hindrance::patch_malformed);
  EXPECT_EQ(fault_of("{}", R"([{"op":"remove","path":"/a"}])"), Hindrance::patch_inapplicable);
  EXPECT_EQ(fault_of("[]", R"([{"op":"add","path":"/5","value":1}])"), Hindrance::patch_inapplicable);
  EXPECT_EQ(fault_of("[]", R"([{"op":"add","path":"/x","value":1}])"), Hindrance::patch_inapplicable);
  EXPECT_EQ(fault_of("{}", R"([{"op":"test","path":"","value":1}])"), Hindrance::patch_inapplicable);
  EXPECT_EQ(fault_of("not json", "[]"), Hindrance::patch_inapplicable);
  EXPECT_EQ(fault_of(R"({"a":{}})", R"([{"op":"move","from":"/a","path":"/a/b"}])"), Hindrance::patch_senseless);
  EXPECT_EQ(fault_of("{}", R"([{"op":"remove","path":""}])"), Hindrance::patch_senseless);
}

TEST(JsonPatch, DepthHasALimit) {
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  EXPECT_EQ(merged("{}", deep), "fault: it is no JSON, or too deep");
  EXPECT_EQ(fault_of(deep, "[]"), Hindrance::patch_inapplicable);
}

TEST(PatchFormats, AreToldByContentType) {
  EXPECT_EQ(patch_format_of("application/merge-patch+json; charset=utf-8"), PatchFormat::merge);
  EXPECT_EQ(patch_format_of("Application/JSON-Patch+json"), PatchFormat::operations);
  EXPECT_EQ(patch_format_of("application/json"), std::nullopt);
  EXPECT_EQ(patch_format_of(""), std::nullopt);
  EXPECT_TRUE(is_patchable("application/json"));
  EXPECT_TRUE(is_patchable("application/problem+json"));
  EXPECT_FALSE(is_patchable("text/html"));
}

} // namespace
} // namespace responsum::resource::file
