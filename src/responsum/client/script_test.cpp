// Calls to applications of FastCGI, and to programs.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <string>

#include "responsum/base/writer.hpp"
#include "responsum/client/called_test.hpp"
#include "responsum/client/pool.hpp"
#include "responsum/codec/fcgi/record.hpp"

namespace responsum::client {
namespace {

using codec::fcgi::Param;
using codec::fcgi::RecordType;
using testing::Called;

// A record that an application sends.
std::string record(RecordType type, std::string_view content) {
  std::string octets{"\1", 1};
  octets += static_cast<char>(type);
  octets += std::string_view{"\0\1", 2};
  octets += static_cast<char>(content.size() >> 8);
  octets += static_cast<char>(content.size() & 255);
  octets += std::string_view{"\0\0", 2};
  return octets.append(content);
}
std::string output(std::string_view content) { return record(RecordType::standard_output, content); }
std::string errors(std::string_view content) { return record(RecordType::standard_error, content); }
std::string end(char protocol_status = 0) {
  const std::array<char, 8> body{0, 0, 0, 0, protocol_status, 0, 0, 0};
  return record(RecordType::end_request, {body.data(), body.size()});
}

class ScriptTest : public ::testing::Test {
 protected:
  void call(Pool& pool, Called& call) {
    call.began = reactor_.now().monotonic_ms;
    queue_.add(pool, call);
  }

  net::testing::Clock clock_;
  net::Reactor reactor_{clock_.options()};
  Limits limits_ = testing::usual_limits();
  Encryption in_plain_;
  testing::Queue queue_;
  Scratch scratch_;
  std::array<Param, 2> params_{Param{"REQUEST_METHOD", "GET"}, Param{"WORD", "hello"}};
};

// --- FastCGI -------------------------------------------------------------------------------------------------------

class FastCgiTest : public ScriptTest {
 protected:
  FastCgiTest() {
    endpoint_.protocol = Protocol::fastcgi;
    endpoint_.address = net::Address::parse_host("127.0.0.1").value();
    endpoint_.port = listener_.address().port();
    called_.told = params_;
  }
  // The application has got all that came by now, and answers with this.
  void answer(std::string_view octets, bool closes = false) {
    net::testing::turn_until(reactor_, [&] {
      if (!line_.valid())
        line_ = net::Descriptor{::accept4(listener_.descriptor(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)};
      if (line_.valid()) heard_ += net::testing::get(line_);
      return heard_.ends_with(record(RecordType::standard_input, ""));
    });
    if (!octets.empty()) net::testing::put(line_, octets);
    if (closes) line_.close();
    net::testing::turn_until(reactor_, [&] { return called_.over; });
  }

  net::Listener listener_ = net::Listener::open("127.0.0.1:0").value();
  net::Descriptor line_;
  std::string heard_;
  Endpoint endpoint_;
  Called called_;
  Pool pool_{reactor_, endpoint_, nullptr, in_plain_, limits_, queue_, scratch_};
};

TEST_F(FastCgiTest, IsToldParametersAndContent) {
  called_.upload = "some content";
  call(pool_, called_);
  answer(output("Content-Type: text/plain\n\nHello.") + end());
  const std::string params = std::string{"\16\3", 2} + "REQUEST_METHODGET" + std::string{"\4\5", 2} + "WORDhello";
  EXPECT_NE(heard_.find(params), std::string::npos);
  EXPECT_NE(heard_.find(record(RecordType::standard_input, "some content")), std::string::npos);
  EXPECT_TRUE(called_.over);
  EXPECT_EQ(called_.status, 200);
  EXPECT_EQ(called_.content_heard, "Hello.");
}

TEST_F(FastCgiTest, AConnectionCarriesOneRequestAfterAnother) {
  for (const bool again : {false, true}) {
    called_.over = false;
    heard_.clear();
    call(pool_, called_);
    answer(output("Status: 201 Made\r\n\r\n") + end());
    EXPECT_EQ(called_.status, 201);
    EXPECT_EQ(called_.reused, again);
    for (int i = 0; i < 3; ++i) reactor_.run_turn(0);
  }
}

TEST_F(FastCgiTest, NoneIsKeptWhereNoneMayWait) {
  limits_.max_idle_connections.value = 0;
  call(pool_, called_);
  answer(output("Status: 204\n\n") + end());
  EXPECT_EQ(called_.status, 204);
  constexpr std::size_t flags = codec::fcgi::header_bytes + 2;
  EXPECT_EQ(heard_[flags], 0);
  for (int i = 0; i < 3; ++i) reactor_.run_turn(0);
  EXPECT_EQ(pool_.open(), 0u);
}

TEST_F(FastCgiTest, WhatItSaysBesideIsTold) {
  call(pool_, called_);
  answer(errors("PHP message: ") + output("Content-Type: text/html\n\n") + errors("oh\n") + end());
  EXPECT_EQ(called_.said, "PHP message: oh\n");
  EXPECT_EQ(called_.end, HopEnd::answered);
}

TEST_F(FastCgiTest, OneThatIsOverloadedHasNotLooked) {
  call(pool_, called_);
  answer(end(2));
  EXPECT_EQ(called_.end, HopEnd::unprocessed);
  EXPECT_EQ(called_.detail, "The application is overloaded.");
}

TEST_F(FastCgiTest, WhatIsNoRecordIsMalformed) {
  call(pool_, called_);
  answer("HTTP/1.1 400 Bad Request\r\n\r\n");
  EXPECT_EQ(called_.end, HopEnd::malformed);
}

TEST_F(FastCgiTest, AnEndWithoutAHeadIsCut) {
  call(pool_, called_);
  answer(end());
  EXPECT_EQ(called_.end, HopEnd::cut);
}

TEST_F(FastCgiTest, AConnectionThatClosesIsClosedOrCut) {
  call(pool_, called_);
  answer("", true);
  EXPECT_EQ(called_.end, HopEnd::closed);
  called_.over = false;
  heard_.clear();
  call(pool_, called_);
  answer(output("Content-Ty"), true);
  EXPECT_EQ(called_.end, HopEnd::cut);
}

TEST_F(FastCgiTest, ContentIsAsLongAsItSays) {
  call(pool_, called_);
  answer(output("Content-Type: text/plain\nContent-Length: 3\n\nab") + end());
  EXPECT_EQ(called_.end, HopEnd::malformed);
  called_.over = false;
  heard_.clear();
  line_.close();
  call(pool_, called_);
  answer(output("Content-Type: text/plain\nContent-Length: 3\n\nabcd") + end());
  EXPECT_EQ(called_.end, HopEnd::malformed);
}

// --- Programs ------------------------------------------------------------------------------------------------------

class ProgramTest : public ScriptTest {
 protected:
  ProgramTest() {
    endpoint_.protocol = Protocol::cgi;
    std::string name = (std::filesystem::temp_directory_path() / "responsum-program-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
    called_.told = params_;
  }
  ~ProgramTest() override { std::filesystem::remove_all(folder_); }

  void start(std::string_view lines, mode_t mode = 0755) {
    path_ = folder_ + "/script";
    std::ofstream{path_} << "#!/bin/sh\n" << lines;
    ::chmod(path_.c_str(), mode);
    called_.program_path = path_;
    called_.over = false;
    called_.end = HopEnd::answered;
    called_.said.clear();
    call(pool_, called_);
  }
  void run(std::string_view lines, mode_t mode = 0755) {
    start(lines, mode);
    wait([&] { return called_.over; });
  }
  // Programs take the time that they take.
  bool wait(auto&& until) {
    for (int turns = 0; turns < 500 && !until(); ++turns) reactor_.run_turn(10);
    return until();
  }

  std::string folder_;
  std::string path_;
  Endpoint endpoint_;
  Called called_;
  Pool pool_{reactor_, endpoint_, nullptr, in_plain_, limits_, queue_, scratch_};
};

TEST_F(ProgramTest, AnswersWithWhatItPutsOut) {
  run("printf 'Content-Type: text/plain\\n\\n%s in %s' \"$WORD\" \"$PWD\"\necho oh >&2");
  EXPECT_EQ(called_.status, 200);
  EXPECT_EQ(called_.content_heard, "hello in " + folder_);
  EXPECT_EQ(called_.said, "oh\n");
  EXPECT_EQ(called_.end, HopEnd::answered);
}

TEST_F(ProgramTest, ReadsTheContentToItsEnd) {
  called_.upload.assign(300'000, 'x');
  run("printf 'Content-Type: text/plain\\n\\n'\nwc -c");
  EXPECT_EQ(called_.content_heard.substr(0, 6), "300000");
}

TEST_F(ProgramTest, ThatEndsWithoutAHeadSaysHow) {
  run("echo 'line 1: oh' >&2\nexit 3");
  EXPECT_EQ(called_.end, HopEnd::program_ended);
  EXPECT_EQ(called_.detail, "exited with 3");
  EXPECT_EQ(called_.said, "line 1: oh\n");
  run("kill -TERM $$");
  EXPECT_EQ(called_.detail, "was killed by SIGTERM");
}

TEST_F(ProgramTest, ThatPutsOutNoHeadIsUnsound) {
  run("echo Hello there");
  EXPECT_EQ(called_.end, HopEnd::program_unsound);
  run("printf Hello");
  EXPECT_EQ(called_.end, HopEnd::program_unsound);
  EXPECT_EQ(called_.detail, "Hello");
}

TEST_F(ProgramTest, ThatIsKilledInItsContentIsCut) {
  run("printf 'Content-Type: text/plain\\n\\nHel'\nkill -9 $$");
  EXPECT_EQ(called_.end, HopEnd::cut);
}

TEST_F(ProgramTest, ThatCannotBeStartedIsNot) {
  run("", 0644);
  EXPECT_EQ(called_.end, HopEnd::program_unstarted);
}

TEST_F(ProgramTest, ThatGoesOnAfterItsOutputIsLetGo) {
  start("printf 'Content-Type: text/plain\\n\\nDone.'\nexec >&- <&-\ntouch closed\nsleep 0.3\ntouch gone-on");
  EXPECT_TRUE(wait([&] { return called_.status != 0 && std::filesystem::exists(folder_ + "/closed"); }));
  EXPECT_FALSE(called_.over); // the clock stands
  reactor_.run_turn(10);
  clock_.now.monotonic_ms += 1000;
  EXPECT_TRUE(wait([&] { return called_.over; }));
  EXPECT_EQ(called_.end, HopEnd::answered);
  EXPECT_TRUE(wait([&] { return std::filesystem::exists(folder_ + "/gone-on"); }));
}

TEST_F(ProgramTest, ThatIsGivenUpIsEnded) {
  limits_.first_byte_timeout_ms.value = 50;
  clock_.now.monotonic_ms += 1;
  start("trap 'touch ended; exit' TERM\ntouch begun\nwhile :; do sleep 0.05; done");
  EXPECT_TRUE(wait([&] { return std::filesystem::exists(folder_ + "/begun"); }));
  clock_.now.monotonic_ms += 1000;
  EXPECT_TRUE(wait([&] { return called_.over; }));
  EXPECT_EQ(called_.end, HopEnd::head_slow);
  EXPECT_TRUE(wait([&] { return std::filesystem::exists(folder_ + "/ended"); }));
  EXPECT_TRUE(wait([&] { return reactor_.live_frames() == 0; }));
}

} // namespace
} // namespace responsum::client
