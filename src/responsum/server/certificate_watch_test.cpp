#include "responsum/server/certificate_watch.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "responsum/config/problems_test.hpp"
#include "responsum/config/read.hpp"
#include "responsum/net/tls/development.hpp"

namespace responsum::server {
namespace {

class CertificateWatchTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "watch_XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    std::filesystem::create_directory(folder_ / "www");
    make("a", 90);
    make("b", 90);
    write("site.toml", "[server]\nlisten_tls = \"127.0.0.1:8443\"\n[[site]]\nhosts = [\"a.test\"]\n"
                       "certificate = \"a.pem\"\nkey = \"a.key\"\n[[site.route]]\npath = \"/\"\nfiles = \"www\"\n");
    auto reading = config::read_file((folder_ / "site.toml").string(), {});
    ASSERT_TRUE(reading) << config::render_all(reading.error());
    configuration_ = std::move(reading->configuration);
    watch_.follow(*configuration_, never_s);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void write(const std::string& name, const std::string& text) { std::ofstream{folder_ / name} << text; }
  void make(const std::string& name, int days) {
    const std::vector<std::string> names{"a.test"};
    const auto pem = net::tls::make_development_certificate(names, base::read_clock().wall_s, days);
    write(name + ".pem", pem.certificate);
    write(name + ".key", pem.key);
  }
  void replace(const std::string& by, const std::string& name) {
    std::filesystem::rename(folder_ / by, folder_ / name);
  }
  void look() { watch_.look(now_); }

  static constexpr base::UnixSeconds never_s = 1'000'000'000'000;
  std::filesystem::path folder_;
  std::unique_ptr<config::Configuration> configuration_;
  base::Now now_ = base::read_clock();
  int renewed_ = 0;
  std::string told_;
  CertificateWatch watch_{
      {.renew = [this](CertificateWatch::Identities) { ++renewed_; },
       .report = [this](const std::vector<config::Problem>& problems) { told_ += config::render_all(problems); }}};
};

TEST_F(CertificateWatchTest, NothingChangesNothingIsRead) {
  look();
  look();
  EXPECT_EQ(renewed_, 0);
  EXPECT_EQ(told_, "");
  EXPECT_EQ(watch_.period_ms(), 5000);
}

TEST_F(CertificateWatchTest, APairIsReadOnceBothAreThere) {
  replace("b.pem", "a.pem");
  look();
  EXPECT_EQ(renewed_, 0) << "the key may follow";
  replace("b.key", "a.key");
  look();
  EXPECT_EQ(renewed_, 0) << "it has changed again";
  look();
  EXPECT_EQ(renewed_, 1);
  look();
  EXPECT_EQ(renewed_, 1);
  EXPECT_EQ(told_, "");
}

TEST_F(CertificateWatchTest, WhatIsNotSoundIsToldOnceAndTriedAgainWhenItChanges) {
  replace("b.pem", "a.pem");
  look();
  look();
  look();
  EXPECT_EQ(renewed_, 0);
  EXPECT_NE(told_.find("site.toml:6:7: error: `" + (folder_ / "a.key").string() +
                       "`: the key does not belong to the certificate in"),
            std::string::npos)
      << told_;
  EXPECT_EQ(told_.find("error", told_.find("error") + 1), std::string::npos) << told_;
  std::filesystem::remove(folder_ / "a.key");
  look();
  look();
  EXPECT_NE(told_.find("No such file"), std::string::npos) << told_;
  replace("b.key", "a.key");
  look();
  look();
  EXPECT_EQ(renewed_, 1);
}

TEST_F(CertificateWatchTest, WhatWasOnlyTouchedIsNoChange) {
  std::filesystem::last_write_time(folder_ / "a.pem", std::filesystem::file_time_type::clock::now());
  look();
  look();
  EXPECT_EQ(renewed_, 0);
}

// Between the reading of the configuration and the first look a file may have changed.
TEST_F(CertificateWatchTest, WhatWasWrittenWhileItWasReadIsReadAgain) {
  replace("b.pem", "a.pem");
  replace("b.key", "a.key");
  watch_.follow(*configuration_, 0);
  look();
  EXPECT_EQ(renewed_, 1);
}

TEST_F(CertificateWatchTest, DatesAreWarnedOfDaily) {
  watch_.follow(*configuration_, now_.wall_s);
  look();
  look();
  EXPECT_EQ(told_, "");
  now_.wall_s += 85 * 24 * 60 * 60;
  look();
  EXPECT_NE(told_.find("site.toml:5:15: warning: the certificate in `"), std::string::npos) << told_;
  EXPECT_NE(told_.find("EXPIRES IN"), std::string::npos) << told_;
  told_.clear();
  look();
  EXPECT_EQ(told_, "");
  now_.wall_s += 24 * 60 * 60;
  look();
  EXPECT_NE(told_, "");
}

} // namespace
} // namespace responsum::server
