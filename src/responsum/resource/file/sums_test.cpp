#include "responsum/resource/file/sums.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>

#include <iomanip>
#include <sstream>

#include "responsum/resource/file/folder_test.hpp"

namespace responsum::resource::file {
namespace {

constexpr std::string_view abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"; // FIPS 180-2 B.1

std::string hex(const std::optional<Sum>& sum) {
  if (!sum) return "nothing";
  std::ostringstream out;
  for (const std::uint8_t octet : *sum) out << std::hex << std::setw(2) << std::setfill('0') << int{octet};
  return out.str();
}

class SumsTest : public ::testing::Test {
 protected:
  net::Descriptor open(std::string_view name) const {
    return net::Descriptor{::open(folder_.path(name).c_str(), O_RDONLY | O_CLOEXEC)};
  }
  std::unique_ptr<Sums::Wait> ask(std::string_view name) {
    return sums_.ask(open(name), threads_, reactor_, [this](std::optional<Sum> sum) { told_.push_back(hex(sum)); });
  }
  void turn_until_told(std::size_t count) {
    while (told_.size() < count) reactor_.run_turn(10);
  }

  testing::Folder folder_;
  net::Reactor reactor_;
  Sums sums_;
  std::vector<std::string> told_;
  base::Threads threads_{2};
};

TEST_F(SumsTest, AreToldToAllWhoAsk) {
  folder_.write("a", "abc");
  const auto first = ask("a");
  const auto second = ask("a");
  turn_until_told(2);
  EXPECT_EQ(told_, (std::vector<std::string>{std::string{abc}, std::string{abc}}));
}

TEST_F(SumsTest, AreKnownAsLongAsTheFileStaysAsItIs) {
  folder_.write("a", "abc");
  EXPECT_EQ(hex(sums_.known(open("a").number())), "nothing");
  const auto wait = ask("a");
  turn_until_told(1);
  EXPECT_EQ(hex(sums_.known(open("a").number())), abc);
  folder_.write("a", "abd");
  EXPECT_EQ(hex(sums_.known(open("a").number())), "nothing");
}

TEST_F(SumsTest, AreNotToldToWhoHasLeft) {
  folder_.write("a", "abc");
  {
    const auto left = ask("a");
  }
  const auto stays = ask("a");
  turn_until_told(1);
  reactor_.run_turn(0);
  EXPECT_EQ(told_.size(), 1u);
}

TEST_F(SumsTest, AreOfWhatCanBeRead) {
  folder_.make_folder("folder");
  const auto wait = ask("folder");
  turn_until_told(1);
  EXPECT_EQ(told_.front(), "nothing");
}

TEST_F(SumsTest, CoverMoreThanOneBlock) {
  folder_.write("long", std::string(3'000'001, 'a'));
  const auto wait = ask("long");
  turn_until_told(1);
  EXPECT_EQ(told_.front(), "71b1401c2645810a611615bae0fce7b308f0ed904a54af8ec8be0fe435581611");
  EXPECT_EQ(hex(sum_of(open("long").number(), [] { return false; })), "nothing");
}

} // namespace
} // namespace responsum::resource::file
