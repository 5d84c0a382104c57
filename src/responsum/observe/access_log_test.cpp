#include "responsum/observe/access_log.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>

#include <nlohmann/json.hpp>

#include "responsum/observe/histogram.hpp"

namespace responsum::observe {
namespace {

using nlohmann::json;

Record record(std::string_view target) {
  Record r;
  r.id = {42};
  r.wall_s = 1'700'000'000;
  r.wall_ns = 7'000'000;
  r.method = message::Method::get;
  r.status = 200;
  r.condition = decision::Condition::repr_whole;
  r.target.assign(target);
  r.host.assign(target);
  r.subject.assign(target);
  r.peer.assign("192.0.2.7");
  return r;
}

std::string line(const Record& r, std::string_view site = "", std::string_view route = "") {
  std::string text;
  write_log_line(text, r, site, route);
  return text;
}

TEST(AccessLogLine, SaysWhatHappened) {
  Record r = record("/a");
  r.fault = message::Fault::target_form;
  r.fault_offset = 4;
  r.error = EACCES;
  r.limit.assign("max_fields = 100 at site.toml:12");
  r.trace = *field::parse_traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
  const json said = json::parse(line(r, "main", "docs"));
  EXPECT_EQ(said["time"], "2023-11-14T22:13:20.007Z");
  EXPECT_EQ(said["method"], "GET");
  EXPECT_EQ(said["target"], "/a");
  EXPECT_EQ(said["condition"], "repr.whole");
  EXPECT_EQ(said["site"], "main");
  EXPECT_EQ(said["route"], "docs");
  EXPECT_EQ(said["fault"], message::id(message::Fault::target_form));
  EXPECT_EQ(said["fault_offset"], 4);
  EXPECT_EQ(said["errno"], EACCES);
  EXPECT_EQ(said["limit"], "max_fields = 100 at site.toml:12");
  EXPECT_EQ(said["trace_id"], "4bf92f3577b34da6a3ce929d0e0e4736");
  EXPECT_EQ(said["parent_id"], "00f067aa0ba902b7");
  EXPECT_EQ(said["edition"].get<std::string>().size(), 8u);
}

TEST(AccessLogLine, SaysTheProtocolWhereItIsAnother) {
  Record r = record("/a");
  r.version = message::Version::http_2;
  EXPECT_EQ(json::parse(line(r))["protocol"], message::name(message::Version::http_2));
}

TEST(AccessLogLine, SaysWhoMadeTheAnswerAndWhatBecameOfIt) {
  Record r = record("/a");
  r.subject = {};
  r.client_outcome = ClientOutcome::truncated;
  r.generated_by = GeneratedBy::cache;
  const json said = json::parse(line(r));
  EXPECT_EQ(said["client_outcome"], "truncated");
  EXPECT_EQ(said["generated_by"], "cache");
}

TEST(AccessLogLine, LeavesOutWhatThereIsNotAndWhatIsUsual) {
  const json said = json::parse(line(record("")));
  for (const char* key : {"site", "route", "fault", "subject", "errno", "limit", "trace_id", "parent_id", "protocol",
                          "client_outcome", "generated_by"})
    EXPECT_FALSE(said.contains(key)) << key;
}

TEST(AccessLogLine, SaysNumbersOfEveryLength) {
  Record r = record("/a");
  std::uint64_t digits = 0;
  for (std::uint64_t power = 1, n = 0; n < 20; ++n, power *= 10) {
    digits = digits * 10 + n % 10;
    for (const std::uint64_t number : {power - 1, power, digits}) {
      r.received_bytes = number;
      r.sent_bytes = ~number;
      const json said = json::parse(line(r));
      EXPECT_EQ(said["received_bytes"], number);
      EXPECT_EQ(said["sent_bytes"], ~number);
    }
  }
}

// Eight octets are looked at together: one that has to be escaped is found wherever it stands.
TEST(AccessLogLine, EscapesWhereverItIsNeeded) {
  for (const char octet : {'"', '\\', '\n', '\x1f', '\x7f'})
    for (std::size_t length = 1; length < 40; ++length)
      for (std::size_t at = 0; at < length; ++at) {
        std::string target(length, '!'); // the octet before '"'
        target[at] = octet;
        const Record r = record(target);
        const json said = json::parse(line(r));
        ASSERT_EQ(said["target"], target) << length << ' ' << at;
        ASSERT_EQ(said["host"], target);
      }
}

// Whatever a client sends, a line is one JSON object and one line.
TEST(AccessLogLine, IsOneObjectOnOneLineForEveryOctet) {
  for (int octet = 0; octet < 256; ++octet) {
    const std::string target = std::string{"/\"\\"} + static_cast<char>(octet) + "\r\n</script>\xf0\x28\x8c";
    const std::string text = line(record(target), target, target);
    EXPECT_EQ(text.find('\n'), text.size() - 1) << octet;
    EXPECT_TRUE(json::accept(text)) << octet;
  }
}

TEST(AccessLogLine, IsValidWhereTextWasCutWithinACharacter) {
  std::string target(126, 'x');
  target += "\xe2\x82\xac"; // three octets, of which one still fits
  const json said = json::parse(line(record(target)));
  EXPECT_EQ(said["target"], std::string(126, 'x') + "\xef\xbf\xbd");
}

class AccessLogTest : public testing::Test {
 protected:
  AccessLogTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "access_log.XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::system_error{errno, std::generic_category()};
    folder_ = pattern;
  }
  ~AccessLogTest() override { std::filesystem::remove_all(folder_); }

  std::string file() const { return (folder_ / "log").string(); }
  std::string text() const {
    std::ifstream in{file()};
    return {std::istreambuf_iterator<char>{in}, {}};
  }

  std::filesystem::path folder_;
};

TEST_F(AccessLogTest, WritesInBatches) {
  AccessLog log{AccessLog::Target::file, file(), 64 * 1024};
  ASSERT_TRUE(log.on());
  log.add(record("/a"), PathHistogram::unplaced_row, "", "");
  log.add(record("/b"), PathHistogram::unplaced_row, "", "");
  EXPECT_EQ(text(), "");
  log.flush();
  EXPECT_EQ(text(), line(record("/a")) + line(record("/b")));
}

// What is kept beside the rows of the histogram makes no difference.
TEST_F(AccessLogTest, LinesAreTheSameWhateverWasWrittenBefore) {
  AccessLog log{AccessLog::Target::file, file(), 4096};
  PathHistogram histogram{1};
  std::string expected;
  for (int i = 0; i < 3000; ++i) {
    Record r = record("/" + std::to_string(i));
    r.wall_s += i / 7;
    r.wall_ns = i * 300'000;
    r.path.words[0] = static_cast<std::uint64_t>(i % 1300 + 1); // more than there are rows
    r.status = i % 2 == 0 ? 200 : 404;
    r.client_outcome = i % 3 == 0 ? ClientOutcome::complete : ClientOutcome::aborted;
    const bool routed = r.path.words[0] % 2 == 0;
    r.route = routed ? 1 : Record::none;
    log.add(r, histogram.add(r), "main", routed ? "docs" : "");
    expected += line(r, "main", routed ? "docs" : "");
  }
  log.flush();
  EXPECT_EQ(text(), expected);
  EXPECT_GT(histogram.unplaced(), 0u);
}

// Two members are written when the time or the id changes, and only then.
TEST_F(AccessLogTest, EveryLineHasItsOwnTimeAndId) {
  AccessLog log{AccessLog::Target::file, file(), 4096};
  std::string expected;
  Record r = record("/a");
  const auto add = [&] {
    log.add(r, PathHistogram::unplaced_row, "", "");
    expected += line(r);
  };
  add();
  r.id = {r.id.value + 1};
  add();
  r.id = {r.id.value + (std::uint64_t{1} << 25)};
  add();
  r.wall_ns += 1'000'000;
  add();
  r.wall_s += 1;
  add();
  log.flush();
  EXPECT_EQ(text(), expected);
}

TEST_F(AccessLogTest, NamesAreAsLongAsSomebodyMadeThem) {
  AccessLog log{AccessLog::Target::file, file(), 4096};
  const std::string name(20'000, '"');
  for (int i = 0; i < 3; ++i) log.add(record("/a"), 5, name, name);
  log.flush();
  EXPECT_EQ(text(), line(record("/a"), name, name) + line(record("/a"), name, name) + line(record("/a"), name, name));
}

TEST_F(AccessLogTest, WritesWhenItsBufferIsFull) {
  AccessLog log{AccessLog::Target::file, file(), 100};
  log.add(record("/a"), PathHistogram::unplaced_row, "", "");
  EXPECT_EQ(text(), line(record("/a")));
}

TEST_F(AccessLogTest, WritesTheRestWhenItEnds) {
  {
    AccessLog{AccessLog::Target::file, file(), 64 * 1024}.add(record("/a"), PathHistogram::unplaced_row, "", "");
  }
  EXPECT_EQ(text(), line(record("/a")));
}

TEST_F(AccessLogTest, AppendsToWhatIsThere) {
  {
    AccessLog{AccessLog::Target::file, file(), 1}.add(record("/a"), PathHistogram::unplaced_row, "", "");
  }
  {
    AccessLog{AccessLog::Target::file, file(), 1}.add(record("/b"), PathHistogram::unplaced_row, "", "");
  }
  EXPECT_EQ(text(), line(record("/a")) + line(record("/b")));
}

TEST(AccessLogOnAFullDisk, DropsLinesCountsThemAndGoesOn) {
  AccessLog log{AccessLog::Target::file, "/dev/full", 64 * 1024};
  ASSERT_TRUE(log.on());
  for (int i = 0; i < 3; ++i) log.add(record("/a"), PathHistogram::unplaced_row, "", "");
  EXPECT_EQ(log.dropped(), 0u);
  log.flush();
  EXPECT_EQ(log.dropped(), 3u);
  log.add(record("/a"), PathHistogram::unplaced_row, "", "");
  log.flush();
  EXPECT_EQ(log.dropped(), 4u);
}

// Standard output, as long as this lives, is a pipe whose other end the test has.
class PipeForOutput {
 public:
  PipeForOutput() : before_{::dup(STDOUT_FILENO)} {
    std::fflush(stdout);
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw std::system_error{errno, std::generic_category()};
    ::dup2(ends[1], STDOUT_FILENO);
    ::close(ends[1]);
    reads_ = ends[0];
    ::fcntl(reads_, F_SETFL, O_NONBLOCK);
  }
  ~PipeForOutput() {
    ::dup2(before_, STDOUT_FILENO);
    ::close(before_);
    ::close(reads_);
  }
  PipeForOutput(const PipeForOutput&) = delete;
  PipeForOutput& operator=(const PipeForOutput&) = delete;

  std::string read() const {
    std::string all;
    std::array<char, 65536> part;
    for (ssize_t n = 0; (n = ::read(reads_, part.data(), part.size())) > 0;)
      all.append(part.data(), static_cast<std::size_t>(n));
    return all;
  }
  // Of the end that is standard output, which others share.
  static bool blocks() { return (::fcntl(STDOUT_FILENO, F_GETFL) & O_NONBLOCK) == 0; }

 private:
  int before_;
  int reads_ = -1;
};

// Waiting for the reader would stop the worker, and with it everybody that it serves.
TEST(AccessLogToAPipe, NobodyReadsIsNotWaitedFor) {
  const PipeForOutput output;
  AccessLog log{AccessLog::Target::standard_output, "", 64 * 1024};
  EXPECT_TRUE(PipeForOutput::blocks()) << "what others share is as it was";
  constexpr std::uint64_t lines = 20'000;
  for (std::uint64_t i = 0; i < lines; ++i) log.add(record("/a"), PathHistogram::unplaced_row, "", "");
  EXPECT_GT(log.dropped(), lines / 2);
  // Whoever reads again finds whole lines, and as many as were not counted as dropped.
  std::string text = output.read();
  for (std::string more = " "; !more.empty(); text += more) {
    log.flush();
    more = output.read();
  }
  EXPECT_EQ(static_cast<std::uint64_t>(std::ranges::count(text, '\n')), lines - log.dropped());
  const std::string expected = line(record("/a"));
  for (std::size_t at = 0; at < text.size(); at += expected.size())
    ASSERT_EQ(text.compare(at, expected.size(), expected), 0) << at;
}

TEST(AccessLogToAPipe, WhoReadsGetsEverything) {
  const PipeForOutput output;
  AccessLog log{AccessLog::Target::standard_output, "", 256 * 1024};
  std::string text;
  for (int i = 0; i < 5000; ++i) {
    log.add(record("/a"), PathHistogram::unplaced_row, "", "");
    if (i % 100 == 0) text += output.read();
  }
  log.flush();
  text += output.read();
  EXPECT_EQ(std::ranges::count(text, '\n'), 5000);
  EXPECT_EQ(log.dropped(), 0u);
}

TEST(AccessLogWithoutAFile, SaysWhyAndStaysOff) {
  AccessLog log{AccessLog::Target::file, "/nonexistent/folder/log", 100};
  EXPECT_FALSE(log.on());
  EXPECT_EQ(log.open_error(), ENOENT);
  log.add(record("/a"), PathHistogram::unplaced_row, "", "");
  log.flush();
  EXPECT_FALSE((AccessLog{AccessLog::Target::off, "", 100}.on()));
}

} // namespace
} // namespace responsum::observe
