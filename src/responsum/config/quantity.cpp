#include "responsum/config/quantity.hpp"

#include <array>
#include <optional>
#include <span>

#include "responsum/base/ascii.hpp"

namespace responsum::config {
namespace {

struct Suffix {
  std::string_view name;
  std::uint64_t factor;
  bool shown; // used when writing
};

// From large to small: writing takes the first that divides.
constexpr std::array size_suffixes{
    Suffix{"TiB", 1ull << 40, true},
    Suffix{"GiB", 1ull << 30, true},
    Suffix{"MiB", 1ull << 20, true},
    Suffix{"KiB", 1ull << 10, true},
    Suffix{"TB", 1'000'000'000'000, false},
    Suffix{"GB", 1'000'000'000, false},
    Suffix{"MB", 1'000'000, false},
    Suffix{"kB", 1000, false},
    Suffix{"B", 1, false},
    Suffix{"", 1, true},
};
constexpr std::array duration_suffixes{
    Suffix{"h", 3'600'000, true}, Suffix{"min", 60'000, true}, Suffix{"s", 1000, true},
    Suffix{"ms", 1, true},        Suffix{"", 1, false},
};
// A year is what certificates and policies mean by it: 365 days.
constexpr std::array long_duration_suffixes{
    Suffix{"y", 31'536'000, true}, Suffix{"d", 86'400, true}, Suffix{"h", 3600, true},
    Suffix{"min", 60, true},       Suffix{"s", 1, true},      Suffix{"", 1, false},
};
constexpr std::array count_suffixes{Suffix{"", 1, true}};

constexpr std::span<const Suffix> suffixes(Unit unit) {
  switch (unit) {
  case Unit::count: return count_suffixes;
  case Unit::bytes:
  case Unit::bytes_per_second: return size_suffixes;
  case Unit::milliseconds: return duration_suffixes;
  case Unit::seconds: return long_duration_suffixes;
  }
  return {};
}

constexpr std::string_view examples(Unit unit) {
  switch (unit) {
  case Unit::count: return "a whole number";
  case Unit::bytes:
  case Unit::bytes_per_second: return "a size such as 65536 or \"64KiB\"";
  case Unit::milliseconds: return "a duration such as 10000 or \"10s\"";
  case Unit::seconds: return "a duration such as 31536000 or \"1y\"";
  }
  return {};
}

} // namespace

std::expected<std::uint64_t, std::string> parse_quantity(std::string_view text, Unit unit) {
  std::size_t digits = 0;
  while (digits < text.size() && base::is_digit(text[digits])) ++digits;
  const auto wrong = [&] {
    return std::unexpected("\"" + std::string{text} + "\" is not " + std::string{examples(unit)});
  };
  const std::optional<std::uint64_t> number = base::parse_decimal(text.substr(0, digits));
  if (!number) return wrong();
  const std::string_view suffix = base::trim(text.substr(digits));
  for (const Suffix& s : suffixes(unit)) {
    if (s.name != suffix) continue;
    if (*number > UINT64_MAX / s.factor) return std::unexpected("\"" + std::string{text} + "\" is too large");
    return *number * s.factor;
  }
  return wrong();
}

std::string write_quantity(std::uint64_t value, Unit unit) {
  for (const Suffix& s : suffixes(unit))
    if (s.shown && value != 0 && value % s.factor == 0) return std::to_string(value / s.factor) + std::string{s.name};
  return std::to_string(value);
}

} // namespace responsum::config
