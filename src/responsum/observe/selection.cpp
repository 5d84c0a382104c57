#include "responsum/observe/selection.hpp"

#include <charconv>

#include "responsum/base/pattern.hpp"
#include "responsum/status/status.hpp"

namespace responsum::observe {

std::string add_statuses(StatusSet& to, std::string_view word) {
  constexpr std::size_t lowest = status::lowest_code;
  if (word == "none") {
    to.set(0);
    return {};
  }
  if (word.size() == 3 && word[0] >= '1' && word[0] <= '5' && word.substr(1) == "xx") {
    const std::size_t first = static_cast<std::size_t>(word[0] - '0') * lowest;
    for (std::size_t s = first; s < first + lowest; ++s) to.set(s);
    return {};
  }
  std::size_t code = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), code);
  const bool number = error == std::errc{} && end == word.data() + word.size();
  if (!number || code < lowest || code >= to.size())
    return "a status is a number from 100 to 599, a class such as 5xx, or none";
  to.set(code);
  return {};
}

std::string add_conditions(ConditionSet& to, std::string_view word) {
  const auto pattern = base::parse_name(word);
  if (!pattern) return pattern.error();
  bool any = false;
  for (const decision::ConditionRow& r : decision::condition_rows) {
    if (!pattern->matches(r.id)) continue;
    to.set(static_cast<std::size_t>(r.condition));
    any = true;
  }
  return any ? std::string{} : "no condition has this name";
}

} // namespace responsum::observe
