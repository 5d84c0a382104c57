#include "responsum/resource/file/listing.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace responsum::resource::file {
namespace {

Entry entry(std::string name, mode_t mode = S_IFREG, std::int64_t size = 0) {
  struct stat s{};
  s.st_mode = mode;
  s.st_size = size;
  s.st_mtim.tv_sec = 784'111'777;
  return {std::move(name), s};
}

std::string names(std::vector<Entry> entries, bool hidden = false) {
  const auto listing = nlohmann::json::parse(write_listing(std::move(entries), "/", ListingForm::json, hidden));
  std::string all;
  for (const auto& e : listing["entries"]) all += e["name"].get<std::string>() + " ";
  return all;
}

TEST(Listing, PutsFoldersFirstAndNamesInOrder) {
  EXPECT_EQ(names({entry("b"), entry("z", S_IFDIR), entry("a"), entry("y", S_IFDIR)}), "y z a b ");
}

TEST(Listing, ShowsHiddenNamesOnlyWhereTheyAreServed) {
  EXPECT_EQ(names({entry(".git", S_IFDIR), entry("a")}), "a ");
  EXPECT_EQ(names({entry(".git", S_IFDIR), entry("a")}, true), ".git a ");
}

TEST(Listing, ShowsFilesAndFoldersOnly) {
  EXPECT_EQ(names({entry("pipe", S_IFIFO), entry("device", S_IFCHR), entry("a")}), "a ");
}

TEST(Listing, IsJsonWhateverTheNames) {
  const std::string hostile = "\"\\\n\x01\xff</script>";
  const auto listing = nlohmann::json::parse(
      write_listing({entry(hostile, S_IFREG, 12), entry("d", S_IFDIR)}, hostile, ListingForm::json, false));
  EXPECT_EQ(listing["path"], "\"\\\n\x01\xef\xbf\xbd</script>");
  EXPECT_EQ(listing["entries"][0]["type"], "directory");
  EXPECT_FALSE(listing["entries"][0].contains("size"));
  EXPECT_EQ(listing["entries"][1]["size"], 12);
  EXPECT_EQ(listing["entries"][1]["modified"], 784'111'777);
}

TEST(Listing, EscapesNamesInHtml) {
  const std::string page =
      write_listing({entry("<b>&\"'?#%.txt"), entry("a:b", S_IFDIR)}, "/<i>/", ListingForm::html, false);
  EXPECT_NE(page.find("<h1>/&lt;i&gt;/</h1>"), page.npos);
  EXPECT_NE(page.find("href=\"./%3Cb%3E"), page.npos);
  EXPECT_NE(page.find("&lt;b&gt;&amp;&quot;&#39;?#%.txt</a>"), page.npos);
  EXPECT_NE(page.find("href=\"./a:b/\">a:b/</a>"), page.npos); // or `a:` would be read as a scheme
  EXPECT_EQ(page.find("<b>"), page.npos);
  EXPECT_EQ(page.find("<i>"), page.npos);
}

TEST(Listing, LinksUpwardsFromEveryFolderButTheTop) {
  EXPECT_EQ(write_listing({}, "/", ListingForm::html, false).find("../"), std::string::npos);
  EXPECT_NE(write_listing({}, "/a/", ListingForm::html, false).find("href=\"../\""), std::string::npos);
}

TEST(Listing, WritesSizesForPeople) {
  const auto shows = [](std::int64_t size, const char* text) {
    const std::string page = write_listing({entry("a", S_IFREG, size)}, "/", ListingForm::html, false);
    return page.find(std::string{">"} + text + "</tr>") != page.npos;
  };
  EXPECT_TRUE(shows(0, "0 B"));
  EXPECT_TRUE(shows(1023, "1023 B"));
  EXPECT_TRUE(shows(1024, "1.0 KiB"));
  EXPECT_TRUE(shows(1536, "1.5 KiB"));
  EXPECT_TRUE(shows(200 * 1024, "200 KiB"));
  EXPECT_TRUE(shows(std::int64_t{3} << 40, "3.0 TiB"));
}

} // namespace
} // namespace responsum::resource::file
