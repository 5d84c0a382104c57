#include "responsum/observe/kept_file.hpp"

#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "responsum/decision/replay.hpp"
#include "responsum/decision/sample_test.hpp"

namespace responsum::observe {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t plenty = 10'000;

// A GET of a file that was not there, in full.
KeptExchange missing(std::uint64_t id) {
  decision::Sample sample;
  sample.facts.resource.located = decision::Located::none;
  const decision::Verdict verdict = decision::walk_through(sample.facts);
  KeptExchange e;
  Record& r = e.record;
  r.id = {id};
  r.wall_s = 1'800'000'000 + static_cast<base::UnixSeconds>(id);
  r.wall_ns = 42'000'000;
  r.path = verdict.path();
  r.condition = verdict.condition();
  r.minted_by = verdict.minted_by();
  r.status = status::code(verdict.status(status::Profile::strict));
  r.method = message::Method::get;
  r.version = message::Version::http_1_0;
  r.error = ENOENT;
  r.received_bytes = 78;
  r.sent_bytes = 500;
  r.duration_ms = 12;
  r.worker = 3;
  r.client_outcome = ClientOutcome::aborted;
  r.peer.assign("192.0.2.7");
  r.peer_port = 4711;
  r.host.assign("shop.example");
  r.target.assign("/missing.html");
  r.subject.assign("missing.html");
  r.limit.assign("max_fields = 100 at shop.toml:3");
  const std::array<decision::HopAttempt, 1> attempts{
      {{.address = "127.0.0.1:3000", .end = decision::HopEnd::refused}}};
  assign(r.attempts, {}, attempts);
  r.trace = field::parse_traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01").value();
  e.condition = decision::id(r.condition);
  e.rule = "errors";
  e.site = "shop";
  e.route = "pages";
  e.pattern = "/";
  e.origin = "shop.toml:9";
  return e;
}

class KeptFileTest : public testing::Test {
 protected:
  KeptFileTest() {
    std::string made = (fs::temp_directory_path() / "kept_file_test_XXXXXX").string();
    if (::mkdtemp(made.data()) == nullptr) ADD_FAILURE() << "no folder for the test";
    folder_ = made;
    path_ = made + "/kept.sqlite";
  }
  ~KeptFileTest() override { fs::remove_all(folder_); }

  KeptFile open(std::uint64_t most = plenty) const {
    auto file = KeptFile::open(path_, most);
    if (!file) throw std::runtime_error{file.error()};
    return std::move(*file);
  }
  std::vector<std::uint64_t> ids(const KeptQuery& query = {}) const {
    std::vector<std::uint64_t> all;
    for (const KeptExchange& e : KeptReader{path_}.newest(query, [](const KeptExchange&) { return true; }))
      all.push_back(e.record.id.value);
    return all;
  }
  std::vector<std::string> aside() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator{folder_})
      if (const std::string name = entry.path().filename(); name.starts_with("kept.sqlite.damaged-"))
        names.push_back(name);
    return names;
  }

  fs::path folder_;
  std::string path_;
};

std::vector<KeptExchange> several(std::uint64_t from, std::uint64_t to) {
  std::vector<KeptExchange> all;
  for (std::uint64_t id = from; id <= to; ++id) all.push_back(missing(id));
  return all;
}

TEST_F(KeptFileTest, GivesBackAllThatWasKept) {
  KeptFile file = open();
  EXPECT_TRUE(file.add(std::vector{missing(7)}));
  const auto found = KeptReader{path_}.find({7});
  ASSERT_TRUE(found);
  const KeptExchange kept = missing(7);
  const Record& a = found->record;
  const Record& b = kept.record;
  EXPECT_EQ(a.id, b.id);
  EXPECT_EQ(a.wall_s, b.wall_s);
  EXPECT_EQ(a.wall_ns, b.wall_ns);
  EXPECT_EQ(a.edition, b.edition);
  EXPECT_EQ(decision::way(a.path), decision::way(b.path));
  EXPECT_EQ(a.condition, b.condition);
  EXPECT_EQ(a.minted_by, b.minted_by);
  EXPECT_EQ(a.status, b.status);
  EXPECT_EQ(a.method, b.method);
  EXPECT_EQ(a.version, b.version);
  EXPECT_EQ(a.error, b.error);
  EXPECT_EQ(a.received_bytes, b.received_bytes);
  EXPECT_EQ(a.sent_bytes, b.sent_bytes);
  EXPECT_EQ(a.duration_ms, b.duration_ms);
  EXPECT_EQ(a.worker, b.worker);
  EXPECT_EQ(a.client_outcome, b.client_outcome);
  EXPECT_EQ(a.peer.view(), b.peer.view());
  EXPECT_EQ(a.peer_port, b.peer_port);
  EXPECT_EQ(a.host.view(), b.host.view());
  EXPECT_EQ(a.target.view(), b.target.view());
  EXPECT_EQ(a.subject.view(), b.subject.view());
  EXPECT_EQ(a.limit.view(), b.limit.view());
  EXPECT_EQ(write_json(a.attempts.made()), write_json(b.attempts.made()));
  EXPECT_EQ(a.trace, b.trace);
  EXPECT_EQ(a.site, Record::none);
  EXPECT_EQ(found->rule, "errors");
  EXPECT_EQ(found->condition, "fs.none");
  EXPECT_EQ(found->site, "shop");
  EXPECT_EQ(found->route, "pages");
  EXPECT_EQ(found->pattern, "/");
  EXPECT_EQ(found->origin, "shop.toml:9");
  EXPECT_TRUE(found->same_table());
  EXPECT_FALSE(KeptReader{path_}.find({8}));
}

TEST_F(KeptFileTest, ReplacesWhatIsThere) {
  KeptFile file = open();
  file.add(std::vector{missing(7)});
  KeptExchange again = missing(7);
  again.record.sent_bytes = 1;
  file.add(std::vector{again});
  EXPECT_EQ(file.size(), 1u);
  EXPECT_EQ(KeptReader{path_}.find({7})->record.sent_bytes, 1u);
}

TEST_F(KeptFileTest, LetsTheOldestGo) {
  KeptFile file = open(5);
  for (std::uint64_t id = 1; id <= 9; ++id) file.add(std::vector{missing(id)});
  EXPECT_EQ(ids(), (std::vector<std::uint64_t>{9, 8, 7, 6, 5}));
  EXPECT_EQ(file.size(), 5u);
  file.add(several(10, 30));
  EXPECT_EQ(ids(), (std::vector<std::uint64_t>{30, 29, 28, 27, 26}));
}

TEST_F(KeptFileTest, StaysSmallHoweverMuchPassesThroughIt) {
  KeptFile file = open(50);
  for (std::uint64_t round = 0; round < 100; ++round) file.add(several(round * 50, round * 50 + 49));
  EXPECT_EQ(file.size(), 50u);
  EXPECT_LT(fs::file_size(path_), 256u * 1024);
  EXPECT_LT(fs::file_size(path_ + "-wal"), 8u * 1024 * 1024);
}

TEST_F(KeptFileTest, OutlivesWhoeverWroteIt) {
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    KeptFile file = open();
    file.add(several(1, 3));
    ::raise(SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  KeptFile file = open();
  EXPECT_EQ(file.size(), 3u);
  EXPECT_TRUE(file.said().empty());
  EXPECT_EQ(ids(), (std::vector<std::uint64_t>{3, 2, 1}));
}

TEST_F(KeptFileTest, KnowsItsSizeAgainAfterARestart) {
  open().add(several(1, 8));
  KeptFile file = open(5);
  file.add(std::vector{missing(9)});
  EXPECT_EQ(ids(), (std::vector<std::uint64_t>{9, 8, 7, 6, 5}));
}

TEST_F(KeptFileTest, QueriesNarrow) {
  KeptFile file = open();
  auto all = several(1, 6);
  all[1].record.status = 500;
  all[2].condition = "fs.io-error";
  all[3].route = "docs";
  file.add(all);
  KeptQuery by_status;
  EXPECT_EQ(add_statuses(by_status.statuses.emplace(), "5xx"), "");
  EXPECT_EQ(ids(by_status), std::vector<std::uint64_t>{2});
  KeptQuery by_condition;
  by_condition.conditions.emplace().set(static_cast<std::size_t>(decision::Condition::fs_io_error));
  EXPECT_EQ(ids(by_condition), std::vector<std::uint64_t>{3});
  KeptQuery by_route;
  by_route.route = "docs' OR '1'='1";
  EXPECT_TRUE(ids(by_route).empty());
  by_route.route = "docs";
  EXPECT_EQ(ids(by_route), std::vector<std::uint64_t>{4});
  KeptQuery by_time;
  by_time.from_s = 1'800'000'005;
  EXPECT_EQ(ids(by_time), (std::vector<std::uint64_t>{6, 5}));
  by_time = {};
  by_time.until_s = 1'800'000'001;
  EXPECT_EQ(ids(by_time), std::vector<std::uint64_t>{1});
  KeptQuery few;
  few.most = 2;
  EXPECT_EQ(ids(few), (std::vector<std::uint64_t>{6, 5}));
  const auto odd = KeptReader{path_}.newest({}, [](const KeptExchange& e) { return e.record.id.value % 2 == 1; });
  EXPECT_EQ(odd.size(), 3u);
}

TEST_F(KeptFileTest, AnyOctetsOfAClientAreKept) {
  KeptExchange odd = missing(1);
  const std::string octets{"/\0\xff'\"; DROP TABLE exchange; --\n", 32};
  odd.record.target.assign(octets);
  KeptFile file = open();
  EXPECT_TRUE(file.add(std::vector{odd}));
  EXPECT_EQ(KeptReader{path_}.find({1})->record.target.view(), octets);
}

TEST_F(KeptFileTest, ExchangesOfAnotherTableKeepWhatNamesSay) {
  KeptExchange other = missing(1);
  other.record.edition = decision::edition + 1;
  other.condition = "fs.of-another-time";
  open().add(std::vector{other});
  const auto found = KeptReader{path_}.find({1});
  ASSERT_TRUE(found);
  EXPECT_FALSE(found->same_table());
  EXPECT_EQ(found->condition, "fs.of-another-time");
  EXPECT_EQ(found->record.path, decision::Path{});
}

void write_file(const std::string& path, std::string_view content) {
  std::ofstream{path, std::ios::binary} << content;
}

TEST_F(KeptFileTest, DamagedFileIsMovedAside) {
  write_file(path_, std::string(8192, 'x'));
  KeptFile file = open();
  const auto said = file.said();
  ASSERT_EQ(said.size(), 1u);
  EXPECT_NE(said[0].find("is damaged: it was moved to " + path_ + ".damaged-"), std::string::npos) << said[0];
  EXPECT_EQ(aside().size(), 1u);
  EXPECT_TRUE(file.add(std::vector{missing(1)}));
  EXPECT_EQ(ids(), std::vector<std::uint64_t>{1});
}

TEST_F(KeptFileTest, PagesThatAreDamagedAreFoundAtTheStart) {
  open().add(several(1, 200));
  {
    std::fstream file{path_, std::ios::in | std::ios::out | std::ios::binary};
    file.seekp(4096);
    file << std::string(4096, '\xa5');
  }
  KeptFile file = open();
  EXPECT_EQ(file.said().size(), 1u);
  EXPECT_EQ(file.size(), 0u);
  EXPECT_EQ(aside().size(), 1u);
}

TEST_F(KeptFileTest, DamageWhileItIsWrittenIsNoEnd) {
  constexpr std::uint64_t more_than_is_cached = 8000;
  open(more_than_is_cached).add(several(1, more_than_is_cached)); // whose end brings all into the file
  KeptFile file = open(more_than_is_cached);
  {
    std::fstream damage{path_, std::ios::in | std::ios::out | std::ios::binary};
    damage << std::string(fs::file_size(path_), '\xa5');
  }
  // It is found out when a page is read again, which need not be at once.
  std::vector<std::string> said;
  for (std::uint64_t id = more_than_is_cached + 1; id < 100'000 && said.empty(); id += 100) {
    EXPECT_TRUE(file.add(several(id, id + 99)));
    said = file.said();
  }
  ASSERT_EQ(said.size(), 1u);
  EXPECT_NE(said[0].find("is damaged"), std::string::npos) << said[0];
  EXPECT_TRUE(file.add(std::vector{missing(200'000)}));
  EXPECT_EQ(ids().front(), 200'000u);
}

TEST_F(KeptFileTest, AnotherVersionIsMovedAside) {
  open().add(std::vector{missing(1)});
  {
    // The version is at octet 60 of the header, most significant first (the file format of SQLite, 1.3).
    std::fstream file{path_, std::ios::in | std::ios::out | std::ios::binary};
    file.seekp(63);
    file.put('\x63');
  }
  KeptFile file = open();
  const auto said = file.said();
  ASSERT_EQ(said.size(), 1u);
  EXPECT_NE(said[0].find("has version 99"), std::string::npos) << said[0];
  EXPECT_EQ(aside().size(), 1u);
  EXPECT_EQ(file.size(), 0u);
}

TEST_F(KeptFileTest, DatabaseOfAnotherProgramIsLeftAlone) {
  open().add(std::vector{missing(1)});
  {
    // The application id is at octet 68.
    std::fstream file{path_, std::ios::in | std::ios::out | std::ios::binary};
    file.seekp(68);
    file.put('\x01');
  }
  const auto file = KeptFile::open(path_, plenty);
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error(), "exchanges cannot be kept in " + path_ + ": it is the database of another program");
  EXPECT_TRUE(aside().empty());
}

TEST_F(KeptFileTest, FolderThatIsNotThereIsAnError) {
  const auto file = KeptFile::open(folder_ / "nowhere" / "kept.sqlite", plenty);
  ASSERT_FALSE(file);
  EXPECT_NE(file.error().find("No such file or directory"), std::string::npos) << file.error();
  EXPECT_FALSE(KeptReader{path_ + "-nowhere"}.find({1}));
  EXPECT_TRUE(ids().empty());
}

TEST_F(KeptFileTest, FileThatSomebodyRemovedIsBegunAnew) {
  KeptFile file = open();
  file.add(several(1, 3));
  fs::remove(path_);
  EXPECT_TRUE(file.add(std::vector{missing(4)}));
  EXPECT_EQ(ids(), std::vector<std::uint64_t>{4});
  EXPECT_EQ(file.size(), 1u);
}

TEST_F(KeptFileTest, OthersOnTheMachineCannotReadIt) {
  KeptFile file = open();
  file.add(std::vector{missing(1)});
  for (const std::string& name : {path_, path_ + "-wal"})
    EXPECT_EQ(fs::status(name).permissions() & fs::perms::others_all, fs::perms::none) << name;
}

// The first failure is said, the following are not, and when there is room again it goes on.
void expect_to_survive_want_of_room(KeptFile& file, const std::function<void()>& make_room) {
  std::uint64_t id = 0;
  bool dropped = false;
  for (int batch = 0; batch < 1000 && !dropped; ++batch, id += 50) dropped = !file.add(several(id, id + 49));
  ASSERT_TRUE(dropped) << "there was room for all of it";
  ASSERT_EQ(file.said().size(), 1u);
  EXPECT_FALSE(file.add(several(id, id + 49)));
  EXPECT_TRUE(file.said().empty());
  make_room();
  EXPECT_TRUE(file.add(several(id, id + 49)));
}

TEST_F(KeptFileTest, FullDiskDropsAndIsSaidOnce) {
  const std::string disk = folder_ / "disk";
  fs::create_directory(disk);
  if (::mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=512k") != 0) GTEST_SKIP() << "only root can make a disk";
  {
    write_file(disk + "/ballast", std::string(200'000, 'x'));
    path_ = disk + "/kept.sqlite";
    KeptFile file = open();
    expect_to_survive_want_of_room(file, [&] { fs::remove(disk + "/ballast"); });
  }
  EXPECT_EQ(::umount2(disk.c_str(), MNT_DETACH), 0);
}

TEST_F(KeptFileTest, FileThatMayNotGrowDropsAndIsSaidOnce) {
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto ignored = std::signal(SIGXFSZ, SIG_IGN);
  KeptFile file = open();
  const rlimit tight{200'000, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &tight), 0);
  expect_to_survive_want_of_room(file, [&] { ::setrlimit(RLIMIT_FSIZE, &before); });
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, ignored);
}

} // namespace
} // namespace responsum::observe
