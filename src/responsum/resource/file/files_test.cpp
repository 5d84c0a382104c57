#include "responsum/resource/file/files.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "responsum/resource/file/folder_test.hpp"

namespace responsum::resource::file {
namespace {

using decision::Located;

// Counts how often the system is asked.
class Counting final : public FileSystem {
 public:
  std::expected<net::Descriptor, int> open(int root, const char* path, int flags, Symlinks symlinks) const override {
    ++opened;
    return FileSystem::open(root, path, flags, symlinks);
  }
  mutable int opened = 0;
};

class FilesTest : public ::testing::Test {
 protected:
  FilesTest() {
    options_.root = folder_.path();
    options_.index = {"index.html"};
    options_.max_cached_file_bytes = 100;
    options_.check_ms = 1000;
  }

  struct Answer {
    decision::ResourceFacts facts;
    std::string content;
    bool from_descriptor = false;
    std::string fields; // "Name: value\n" each
    std::string tag;

    std::string field(std::string_view name) const {
      const std::string key = std::string{name} + ": ";
      const std::size_t at = ("\n" + fields).find("\n" + key);
      if (at == std::string::npos) return "none";
      return fields.substr(at + key.size(), fields.find('\n', at) - at - key.size());
    }
  };

  // Each in a turn of its own.
  Answer get(std::string_view path, std::string_view accept_encoding = "none sent") {
    if (files_ == nullptr) files_ = std::make_unique<Files>(options_, types_, system_);
    ++turn_;
    const auto head = std::make_unique<message::RequestHead>();
    if (accept_encoding != "none sent") {
      head->set_bytes(accept_encoding.data());
      head->add_line({{}, {0, static_cast<std::uint32_t>(accept_encoding.size())}, message::Field::accept_encoding});
    }
    base::Arena arena;
    Bench bench{arena, now_, turn_};
    decision::Facts facts;
    facts.now_s = now_.wall_s;
    Selected selected;
    files_->locate({path, path, *head}, bench, facts, selected);
    Answer answer{facts.resource, std::string{selected.content}, selected.descriptor >= 0, {}, {}};
    for (const auto& f : selected.fields) answer.fields += std::string{f.name} + ": " + std::string{f.value} + "\n";
    answer.tag = answer.field("ETag");
    answer.facts.failed_component = {};
    component_ = facts.resource.failed_component;
    return answer;
  }
  void later(base::Milliseconds ms) { now_.monotonic_ms += ms; }

  testing::Folder folder_;
  FilesOptions options_;
  MediaTypes types_;
  Counting system_;
  base::Now now_{.monotonic_ms = 50'000, .wall_s = 1'700'000'000, .wall_ns = 0};
  std::uint64_t turn_ = 0;
  std::string component_; // of the latest refusal
  std::unique_ptr<Files> files_;
};

TEST_F(FilesTest, SuppliesAFileWithItsFields) {
  folder_.write("a.html", "hello", 784'111'777);
  const Answer a = get("/a.html");
  EXPECT_EQ(a.facts.located, Located::found);
  EXPECT_EQ(a.facts.representation.length, 5u);
  EXPECT_EQ(a.facts.representation.modified_s, 784'111'777);
  EXPECT_EQ(a.content, "hello");
  EXPECT_EQ(a.field("Content-Type"), "text/html");
  EXPECT_EQ(a.field("Last-Modified"), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(a.field("Accept-Ranges"), "bytes");
  EXPECT_EQ(a.field("Vary"), "none");
}

TEST_F(FilesTest, SaysACharsetOfTextOnly) {
  options_.charset = "utf-8";
  folder_.write("a.html", "");
  folder_.write("a.png", "");
  EXPECT_EQ(get("/a.html").field("Content-Type"), "text/html; charset=utf-8");
  EXPECT_EQ(get("/a.html").facts.representation.media_type, "text/html");
  EXPECT_EQ(get("/a.png").field("Content-Type"), "image/png");
}

TEST_F(FilesTest, TheFirstCacheRuleThatMatchesCounts) {
  options_.cache_rules = {{base::parse_name("*.css").value(), "max-age=60"},
                          {base::parse_name("sub/*").value(), "no-store"}};
  folder_.write("a.css", "");
  folder_.write("sub/a.css", "");
  folder_.write("sub/a", "");
  folder_.write("a", "");
  EXPECT_EQ(get("/a.css").field("Cache-Control"), "max-age=60");
  EXPECT_EQ(get("/sub/a.css").field("Cache-Control"), "max-age=60");
  EXPECT_EQ(get("/sub/a").field("Cache-Control"), "no-store");
  EXPECT_EQ(get("/a").field("Cache-Control"), "none");
}

TEST_F(FilesTest, RemembersAFileUntilItIsTimeToLook) {
  folder_.write("a", "old");
  EXPECT_EQ(get("/a").content, "old");
  folder_.write("a", "new!", 1'000'000'001);
  later(999);
  EXPECT_EQ(get("/a").content, "old");
  later(1);
  EXPECT_EQ(get("/a").content, "new!");
}

TEST_F(FilesTest, AsksTheSystemNothingMeanwhile) {
  folder_.write("a", "text");
  get("/a");
  get("/missing");
  const int before = system_.opened;
  get("/a");
  get("/missing");
  EXPECT_EQ(system_.opened, before);
}

TEST_F(FilesTest, TheSameTextAtAnotherTimeHasAnotherTag) {
  folder_.write("a", "text", 1);
  const std::string before = get("/a").tag;
  folder_.replace("a", "text", 2);
  later(1000);
  EXPECT_NE(get("/a").tag, before);
}

TEST_F(FilesTest, KeepsWhatHasNotChanged) {
  folder_.write("a", "text");
  const std::string before = get("/a").tag;
  later(5000);
  EXPECT_EQ(get("/a").tag, before);
}

TEST_F(FilesTest, RemembersAMissUntilItIsTimeToLook) {
  EXPECT_EQ(get("/a").facts.located, Located::none);
  EXPECT_EQ(component_, "a");
  folder_.write("a", "text");
  later(999);
  EXPECT_EQ(get("/a").facts.located, Located::none);
  later(1);
  EXPECT_EQ(get("/a").facts.located, Located::found);
  folder_.remove("a");
  later(1000);
  EXPECT_EQ(get("/a").facts.located, Located::none);
}

TEST_F(FilesTest, NoticesThatItsRootWasReplaced) {
  folder_.write("v1/a", "one");
  folder_.write("v2/a", "two");
  folder_.link("v1", "current");
  options_.root = folder_.path("current");
  EXPECT_EQ(get("/a").content, "one");
  folder_.remove("current");
  folder_.link("v2", "current");
  later(1000);
  EXPECT_EQ(get("/a").content, "two");
}

TEST_F(FilesTest, SaysWhatBecameOfItsRoot) {
  options_.root = folder_.path("nowhere");
  EXPECT_EQ(get("/a").facts.located, Located::io_error);
  EXPECT_EQ(component_, folder_.path("nowhere"));
}

TEST_F(FilesTest, AnIndexStandsForItsFolder) {
  folder_.write("sub/index.html", "index");
  folder_.write("bare/x", "");
  const Answer with = get("/sub/");
  EXPECT_TRUE(with.facts.directory && with.facts.has_index);
  EXPECT_EQ(with.content, "index");
  EXPECT_EQ(with.field("Content-Type"), "text/html");
  const Answer without = get("/bare/");
  EXPECT_TRUE(without.facts.directory);
  EXPECT_FALSE(without.facts.has_index);
  EXPECT_TRUE(get("/sub").facts.directory); // asked without its slash
}

TEST_F(FilesTest, AnIndexThatAppearsOrGoesIsNoticed) {
  folder_.make_folder("sub");
  EXPECT_FALSE(get("/sub/").facts.has_index);
  folder_.write("sub/index.html", "index");
  later(1000);
  EXPECT_TRUE(get("/sub/").facts.has_index);
  folder_.remove("sub/index.html");
  later(1000);
  EXPECT_FALSE(get("/sub/").facts.has_index);
}

TEST_F(FilesTest, AnIndexThatComesBeforeTheOneInUseIsNoticed) {
  options_.index = {"index.html", "index.txt"};
  folder_.write("sub/index.txt", "text");
  EXPECT_EQ(get("/sub/").content, "text");
  folder_.write("sub/index.html", "page");
  later(1000);
  EXPECT_EQ(get("/sub/").content, "page");
}

TEST_F(FilesTest, OneFileMayStandForEveryPath) {
  folder_.write("app.html", "app");
  options_.single = "/app.html";
  EXPECT_EQ(get("/what/ever").content, "app");
}

TEST_F(FilesTest, LargeFilesAreSentFromTheirDescriptor) {
  folder_.write("large", std::string(101, 'x'));
  const Answer a = get("/large");
  EXPECT_TRUE(a.from_descriptor);
  EXPECT_EQ(a.content, "");
  EXPECT_EQ(a.facts.representation.length, 101u);
  folder_.write("small", std::string(100, 'x'));
  EXPECT_FALSE(get("/small").from_descriptor);
}

// Their bytes could be others than their tag says, so they are looked at for every request.
TEST_F(FilesTest, LargeFilesThatAreTouchedAreNoticedAtOnce) {
  folder_.write("large", std::string(101, 'x'), 1);
  const std::string before = get("/large").tag;
  folder_.write("large", std::string(102, 'y'), 2);
  const Answer after = get("/large");
  EXPECT_NE(after.tag, before);
  EXPECT_EQ(after.facts.representation.length, 102u);
}

TEST_F(FilesTest, DatesAreStrongOnlyWhenTheyAreOld) {
  folder_.write("a", "", now_.wall_s);
  EXPECT_FALSE(get("/a").facts.representation.dates_strongly);
  ++now_.wall_s;
  EXPECT_TRUE(get("/a").facts.representation.dates_strongly);
}

TEST_F(FilesTest, SomeFilesAreNotKeptAndAreServedAllTheSame) {
  options_.max_cached_files = 1;
  folder_.write("a", "a");
  folder_.write("b", "b");
  EXPECT_EQ(get("/a").content, "a");
  EXPECT_EQ(get("/b").content, "b");
  const int before = system_.opened;
  EXPECT_EQ(get("/a").content, "a");
  EXPECT_GT(system_.opened, before);
}

class CodingsTest : public FilesTest {
 protected:
  CodingsTest() {
    options_.codings = {{"br", ".br"}, {"zstd", ".zst"}, {"gzip", ".gz"}};
    folder_.write("a.css", "identity");
    folder_.write("a.css.br", "brotli");
    folder_.write("a.css.gz", "gzip");
  }
  std::string chosen(std::string_view accept_encoding) {
    const Answer a = get("/a.css", accept_encoding);
    return a.facts.coding_acceptable ? a.content : "none";
  }
};

TEST_F(CodingsTest, TheGreatestWeightIsChosen) {
  EXPECT_EQ(chosen("gzip;q=0.9, br;q=0.8"), "gzip");
  EXPECT_EQ(chosen("gzip, br"), "brotli"); // of equal ones the server's first
  EXPECT_EQ(chosen("zstd, gzip"), "gzip"); // zstd is not stored
  EXPECT_EQ(chosen("*"), "brotli");
  EXPECT_EQ(chosen("br;q=0.1, identity;q=0.2"), "identity");
  EXPECT_EQ(chosen("deflate"), "identity");
  EXPECT_EQ(chosen(""), "identity");
  EXPECT_EQ(chosen("none sent"), "identity");
}

TEST_F(CodingsTest, AWeightOfZeroRefuses) {
  EXPECT_EQ(chosen("br;q=0, gzip"), "gzip");
  EXPECT_EQ(chosen("br;q=0, *"), "gzip");
  EXPECT_EQ(chosen("identity;q=0, br"), "brotli");
  EXPECT_EQ(chosen("identity;q=0, zstd"), "none");
  EXPECT_EQ(chosen("*;q=0"), "none");
  EXPECT_EQ(chosen("*;q=0, identity"), "identity");
}

TEST_F(CodingsTest, EachFormIsARepresentationOfItsOwn) {
  const Answer identity = get("/a.css", "");
  const Answer br = get("/a.css", "br");
  EXPECT_NE(identity.tag, br.tag);
  EXPECT_EQ(br.field("Content-Encoding"), "br");
  EXPECT_EQ(identity.field("Content-Encoding"), "none");
  EXPECT_EQ(br.field("Content-Type"), "text/css");
  EXPECT_EQ(br.facts.representation.length, 6u);
  for (const Answer* a : {&identity, &br}) EXPECT_EQ(a->field("Vary"), "Accept-Encoding");
}

TEST_F(CodingsTest, AFormThatAppearsOrGoesIsNoticed) {
  EXPECT_EQ(chosen("zstd"), "identity");
  folder_.write("a.css.zst", "zstd");
  later(1000);
  EXPECT_EQ(chosen("zstd"), "zstd");
  folder_.remove("a.css.zst");
  later(1000);
  EXPECT_EQ(chosen("zstd"), "identity");
}

TEST_F(CodingsTest, AFormWithoutItsFileIsNone) {
  folder_.remove("a.css");
  EXPECT_EQ(get("/a.css", "br").facts.located, Located::none);
}

} // namespace
} // namespace responsum::resource::file
