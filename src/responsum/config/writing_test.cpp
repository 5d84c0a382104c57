#include <gtest/gtest.h>

#include "responsum/config/problems_test.hpp"

namespace responsum::config {
namespace {

std::string with_route(std::string_view keys) {
  return "[[site]]\n[[site.route]]\npath = \"/\"\nfiles = \"public\"\n" + std::string{keys} + "\n";
}

TEST(Writing, NothingIsWrittenUnlessSomebodySaysSo) {
  const auto c = expect_sound(with_route(""));
  const RouteSettings& route = c->sites.front().routes.front();
  EXPECT_TRUE(route.writes->empty());
  EXPECT_FALSE(route.methods().contains(message::Method::put));
  EXPECT_EQ(*route.durability, Durability::full);
  EXPECT_EQ(*route.require_preconditions, RequirePreconditions::contended);
}

TEST(Writing, TakesAListOrAll) {
  const auto some = expect_sound(with_route("writes = [\"PUT\", \"DELETE\"]\nquota_bytes = \"1GiB\""));
  const RouteSettings& route = some->sites.front().routes.front();
  EXPECT_TRUE(route.methods().contains(message::Method::put));
  EXPECT_FALSE(route.methods().contains(message::Method::post));
  EXPECT_EQ(*route.quota_bytes, 1024u * 1024 * 1024);
  const auto ordered = expect_sound(with_route("writes = true\ndurability = \"ordered\""));
  EXPECT_EQ(*ordered->sites.front().routes.front().durability, Durability::ordered);
  const auto all = expect_sound(with_route("writes = true\naccept_types = [\"image/*\"]\ndurability = \"none\""));
  EXPECT_EQ(all->sites.front().routes.front().writes->size(), 4u);
}

TEST(Writing, KeysOfWhatIsNotWritten) {
  expect_problems(with_route("quota_bytes = 5"),
                  R"(etc/site.toml:2:1: error: `quota_bytes` is of files that can be written
     2 | [[site.route]]
       | ^^^^^^^^^^^^^^
       = add writes = ["PUT"]
)");
}

TEST(Writing, UploadsCanBeResumedWhereThatIsSaid) {
  const auto plain = expect_sound(with_route("writes = true"));
  EXPECT_FALSE(*plain->sites.front().routes.front().resumable_uploads);
  const auto c = expect_sound(with_route("writes = [\"PUT\"]\nresumable_uploads = true\nupload_expiry_s = \"2d\"\n"
                                         "max_upload_bytes = \"1GiB\""));
  const RouteSettings& route = c->sites.front().routes.front();
  EXPECT_TRUE(*route.resumable_uploads);
  EXPECT_EQ(*route.upload_expiry_s, 2u * 24 * 60 * 60);
  EXPECT_EQ(*route.max_upload_bytes, 1024u * 1024 * 1024);
  EXPECT_EQ(*route.upload_interop_version, 8u);
}

TEST(Writing, KeysOfUploadsThatCannotBeResumed) {
  expect_problems(with_route("writes = true\nmax_uploads = 5"),
                  R"(etc/site.toml:2:1: error: `max_uploads` is of uploads that can be resumed
     2 | [[site.route]]
       | ^^^^^^^^^^^^^^
       = add resumable_uploads = true
)");
  expect_problems(with_route("writes = [\"DELETE\"]\nresumable_uploads = true"),
                  R"(etc/site.toml:2:1: error: `resumable_uploads` is of files that can be put or posted
     2 | [[site.route]]
       | ^^^^^^^^^^^^^^
       = add writes = ["PUT"]
)");
}

TEST(Writing, SiblingsWouldGoStale) {
  expect_problems(
      with_route("writes = true\nprecompressed = true"),
      R"(etc/site.toml:2:1: error: files that can be written have no siblings that are compressed beforehand
     2 | [[site.route]]
       | ^^^^^^^^^^^^^^
       = leave out `precompressed`, or `writes`
)");
}

TEST(Writing, TypesAreMediaTypes) {
  expect_problems(with_route("writes = true\naccept_types = [\"image\"]"),
                  R"(etc/site.toml:6:17: error: "image" is no media type
     6 | accept_types = ["image"]
       |                 ^^^^^^^
       = write "image/png" or "image/*"
)");
}

TEST(Writing, TreesMayTakeTheirTime) {
  const auto c = expect_sound(with_route("writes = [\"DELETE\"]\ndelete_trees = true\nasync_wait_ms = \"5s\"\n"
                                         "jobs_path = \"/jobs/\"\njob_retention_s = \"1h\""));
  const RouteSettings& route = c->sites.front().routes.front();
  EXPECT_EQ(*route.async_wait_ms, 5000u);
  EXPECT_EQ(*route.jobs_path, "/jobs/");
  EXPECT_EQ(*route.job_retention_s, 3600u);
  EXPECT_EQ(*route.max_jobs, 100u);
  EXPECT_EQ(*route.processing_interval_ms, 20'000u);
}

TEST(Writing, KeysOfTreesThatAreNotRemoved) {
  expect_problems(with_route("writes = [\"DELETE\"]\nmax_jobs = 5"),
                  R"(etc/site.toml:2:1: error: `max_jobs` is of trees that are removed
     2 | [[site.route]]
       | ^^^^^^^^^^^^^^
       = add delete_trees = true
)");
  expect_problems(with_route("writes = [\"DELETE\"]\ndelete_trees = true\njobs_path = \"jobs\""),
                  R"(etc/site.toml:7:13: error: `jobs_path` is a folder below the route's path, not "jobs"
     7 | jobs_path = "jobs"
       |             ^^^^^^
       = write "/.jobs/"
)");
  for (const std::string_view path : {"/", "/a//b/", "/../b/", "/a b/", "/a%20b/"})
    EXPECT_FALSE(read_for_test(
        with_route("writes = [\"DELETE\"]\ndelete_trees = true\njobs_path = \"" + std::string{path} + "\"")))
        << path;
}

} // namespace
} // namespace responsum::config
