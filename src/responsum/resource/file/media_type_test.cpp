#include "responsum/resource/file/media_type.hpp"

#include <gtest/gtest.h>

namespace responsum::resource::file {
namespace {

TEST(MediaTypes, GoByTheLastExtensionInAnyCase) {
  const MediaTypes types;
  EXPECT_EQ(types.of("index.html"), "text/html");
  EXPECT_EQ(types.of("INDEX.HTML"), "text/html");
  EXPECT_EQ(types.of("a/b.tar.gz"), "application/gzip");
  EXPECT_EQ(types.of("app.min.js"), "text/javascript");
  EXPECT_EQ(types.of(".css"), "text/css");
}

TEST(MediaTypes, SayNothingOfWhatTheyDoNotKnow) {
  const MediaTypes types;
  for (const char* name : {"", "Makefile", "a.", "a.unheardof", "dir.html/file", "a.waytoolonganextension"})
    EXPECT_EQ(types.of(name), "application/octet-stream") << name;
}

TEST(MediaTypes, TheConfigurationComesFirst) {
  MediaTypes types;
  types.add("HTML", "application/xhtml+xml");
  types.add("foo", "text/x-foo");
  EXPECT_EQ(types.of("a.html"), "application/xhtml+xml");
  EXPECT_EQ(types.of("a.Foo"), "text/x-foo");
  types.add("foo", "text/x-bar");
  EXPECT_EQ(types.of("a.foo"), "text/x-bar");
}

TEST(MediaTypes, TextHasACharset) {
  for (const char* type : {"text/html", "application/json", "image/svg+xml"}) EXPECT_TRUE(is_text(type)) << type;
  for (const char* type : {"image/png", "application/octet-stream", "texture/x"}) EXPECT_FALSE(is_text(type)) << type;
}

} // namespace
} // namespace responsum::resource::file
