// The one table of the guide that follows from the server's.

#include "pages.hpp"
#include "responsum/config/limits.hpp"

namespace responsum::pages {

namespace {

constexpr std::string_view begin_mark = "<!-- limits -->\n";
constexpr std::string_view end_mark = "<!-- end of limits -->";

std::string limits_table() {
  const config::Limits defaults;
  std::string table = "| key | default | bounds |\n|---|---|---|\n";
  for (const config::LimitRow& r : config::limit_rows)
    table += "| `" + std::string{r.key()} + "` | " + config::write_quantity((defaults.*r.member).value, r.unit) +
             " | " + std::string{r.meaning} + " |\n";
  return table;
}

} // namespace

Page guide(const std::string& page) {
  const std::filesystem::path path = "docs/guide/configuration.md";
  const std::size_t begin = page.find(begin_mark);
  const std::size_t end = page.find(end_mark);
  if (begin == std::string::npos || end == std::string::npos)
    return {path, page + "\n" + std::string{begin_mark} + limits_table() + std::string{end_mark} + "\n"};
  return {path, page.substr(0, begin + begin_mark.size()) + limits_table() + page.substr(end)};
}

} // namespace responsum::pages
