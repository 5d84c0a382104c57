#include "responsum/observe/route_labels.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace responsum::observe {
namespace {

TEST(RouteLabels, AreTheSameForTheSameWords) {
  RouteLabels labels;
  const auto site = labels.label({.site = "shop", .route = {}, .pattern = {}, .origin = "shop.toml:3"});
  const auto route = labels.label({"shop", "pages", "/", "shop.toml:9"});
  EXPECT_NE(site, route);
  EXPECT_EQ(labels.label({"shop", "pages", "/", "shop.toml:9"}), route);
  EXPECT_EQ(*labels.find(route), (RouteLabel{"shop", "pages", "/", "shop.toml:9"}));
}

TEST(RouteLabels, DifferInEveryWord) {
  RouteLabels labels;
  std::vector<std::uint16_t> all;
  for (const RouteLabel& named :
       {RouteLabel{"a", "b", "c", "d"}, RouteLabel{"x", "b", "c", "d"}, RouteLabel{"a", "x", "c", "d"},
        RouteLabel{"a", "b", "x", "d"}, RouteLabel{"a", "b", "c", "x"}})
    all.push_back(labels.label(named));
  EXPECT_EQ(all, (std::vector<std::uint16_t>{0, 1, 2, 3, 4}));
}

TEST(RouteLabels, KeepTheirWordsWhateverComes) {
  RouteLabels labels;
  const RouteLabel* first = labels.find(labels.label({"shop", "pages", "/", "shop.toml:9"}));
  for (int i = 0; i < 1000; ++i) labels.label({"shop", "pages", "/", "shop.toml:" + std::to_string(i + 10)});
  EXPECT_EQ(labels.find(0), first);
  EXPECT_EQ(first->origin, "shop.toml:9");
}

TEST(RouteLabels, RunOutAndThenWhatIsNewHasNone) {
  RouteLabels labels;
  for (std::size_t i = 0; i < RouteLabels::most; ++i)
    ASSERT_EQ(labels.label({"shop", "pages", "/", std::to_string(i)}), i);
  EXPECT_EQ(labels.label({"shop", "pages", "/", "new"}), RouteLabels::none);
  EXPECT_EQ(labels.label({"shop", "pages", "/", "7"}), 7);
  EXPECT_EQ(labels.find(RouteLabels::none), nullptr);
}

TEST(RouteLabels, AreAskedForByAllWorkersAtOnce) {
  RouteLabels labels;
  std::vector<std::vector<std::uint16_t>> got(4);
  {
    std::vector<std::jthread> workers;
    for (auto& mine : got)
      workers.emplace_back([&] {
        for (int i = 0; i < 200; ++i) {
          mine.push_back(labels.label({"shop", std::to_string(i), "/", "shop.toml:9"}));
          EXPECT_EQ(labels.find(mine.back())->route, std::to_string(i));
        }
      });
  }
  for (const auto& mine : got) EXPECT_EQ(mine, got.front());
}

} // namespace
} // namespace responsum::observe
