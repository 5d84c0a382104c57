#include "responsum/observe/attempt.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <string>
#include <vector>

namespace responsum::observe {
namespace {

using decision::HopAttempt;
using decision::HopEnd;
using decision::HopPhase;

Attempts of(const std::vector<HopAttempt>& from) {
  Attempts attempts;
  assign(attempts, {}, from);
  return attempts;
}

std::string json_of(const std::vector<HopAttempt>& from) {
  const Attempts attempts = of(from);
  return write_json(attempts.made());
}

HopAttempt refused() {
  return {.address = "127.0.0.1:3000", .reached = HopPhase::connect, .end = HopEnd::refused, .error = ECONNREFUSED};
}

HopAttempt malformed() {
  HopAttempt a{.address = "unix:/run/app.sock",
               .reached = HopPhase::receive,
               .end = HopEnd::malformed,
               .reused = true,
               .fault = message::Fault::target_form,
               .fault_offset = 9,
               .detail = "\"\x01"};
  a.phase_ms[static_cast<std::size_t>(HopPhase::wait)] = 12;
  return a;
}

TEST(AttemptTest, LeavesOutWhatHasNothingToSay) {
  EXPECT_EQ(json_of({refused()}),
            R"([{"end":"refused","reached":"connect","address":"127.0.0.1:3000","errno":111,"ms":{"connect":0}}])");
  EXPECT_EQ(write_json({}), "[]");
}

TEST(AttemptTest, IsReadAsItWasWritten) {
  const std::string written = json_of({refused(), malformed()});
  Attempts read;
  read_json(written, read);
  EXPECT_EQ(read.count, 2);
  EXPECT_EQ(write_json(read.made()), written);
  EXPECT_EQ(read.all[1].octets.view(), "\"\x01");
  EXPECT_EQ(read.all[1].fault_offset, 9u);
}

TEST(AttemptTest, AnythingElseIsNoAttempt) {
  for (const char* text :
       {"", "[", "{}", "[1]", "[{}]", R"([{"end":"refused"}])", R"([{"end":"no","reached":"send"}])"}) {
    Attempts read = of({refused()});
    read_json(text, read);
    EXPECT_EQ(read.count, 0) << text;
  }
}

TEST(AttemptTest, KeepsTheFirstOfTooMany) {
  EXPECT_EQ(of(std::vector(Attempts::most + 1, refused())).count, Attempts::most);
}

TEST(AttemptTest, IsNeverLongerThanPromised) {
  const std::string bad(200, '\x01');
  HopAttempt a = malformed();
  a.address = a.detail = a.said = bad;
  a.error = -1'000'000'000;
  a.fault_offset = 4'000'000'000;
  a.phase_ms.fill(4'000'000'000);
  a.reached = HopPhase::complete;
  for (const decision::HopEndRow& end : decision::hop_end_rows) {
    a.end = end.end;
    EXPECT_LE(json_of(std::vector(Attempts::most, a)).size(), longest_attempts_json);
  }
}

TEST(AttemptTest, IsToldInWords) {
  EXPECT_EQ(words_of(of({refused()}).all[0]),
            "127.0.0.1:3000: was refused the connection (ECONNREFUSED: Connection refused); connect 0 ms");
  EXPECT_EQ(words_of(of({malformed()}).all[0]),
            "unix:/run/app.sock: received what is no response, target-form at octet 9, namely \"\\\"\\u0001\", on a "
            "connection that had carried others; wait 12 ms, receive 0 ms");
}

} // namespace
} // namespace responsum::observe
