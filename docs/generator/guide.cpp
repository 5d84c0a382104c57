// The tables of the guide that follow from the server's, or from what its tests provoke.

#include <algorithm>
#include <fstream>
#include <vector>

#include "pages.hpp"
#include "responsum/config/limits.hpp"
#include "responsum/decision/condition.hpp"

namespace responsum::pages {

namespace {

std::string limits_table() {
  const config::Limits defaults;
  std::string table = "| key | default | bounds |\n|---|---|---|\n";
  for (const config::LimitRow& r : config::limit_rows)
    table += "| `" + std::string{r.key()} + "` | " + config::write_quantity((defaults.*r.member).value, r.unit) +
             " | " + std::string{r.meaning} + " |\n";
  return table;
}

// What a test of the wire provokes, by its `fault:`; see tests/wire/README.md.
struct Fault {
  std::string words;
  std::string status;
  std::string condition;
  std::string error; // of Proxy-Status
};

// What stands behind the first `before` of the line.
std::string behind(const std::string& line, std::string_view before) {
  const std::size_t at = line.find(before);
  return at == std::string::npos ? std::string{} : line.substr(at + before.size());
}

// Of the answer that names an error, the last if several do.
Fault fault_in(const std::filesystem::path& file) {
  Fault fault;
  std::ifstream in{file};
  std::string status;
  bool pending = false; // whose condition is yet to come
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("fault: ")) fault.words = behind(line, "fault: ");
    if (line.starts_with("HTTP/1.1 ")) status = line.substr(9, 3);
    if (line.starts_with("Proxy-Status") && line.contains("error=")) {
      fault.error = behind(line, "error=");
      fault.error.resize(std::min(fault.error.size(), fault.error.find_first_not_of("abcdefghijklmnopqrstuvwxyz_")));
      fault.status = status;
      pending = true;
    }
    if (pending && line.starts_with("condition: ")) {
      fault.condition = behind(line, "condition: ");
      pending = false;
    }
  }
  return fault;
}

std::string faults_table(const std::filesystem::path& tests) {
  std::vector<Fault> faults;
  for (const auto& entry : std::filesystem::directory_iterator{tests}) {
    Fault fault = fault_in(entry.path());
    if (!fault.words.empty()) faults.push_back(std::move(fault));
  }
  // In the order of the questions.
  std::ranges::sort(faults, {},
                    [](const Fault& f) { return std::pair{decision::condition_named(f.condition), f.words}; });
  std::string table = "| what happens | status | condition | error in Proxy-Status |\n|---|---|---|---|\n";
  for (const Fault& f : faults)
    table += "| " + f.words + " | " + f.status + " | [" + f.condition + "](../conditions/" + f.condition + ".md) | " +
             f.error + " |\n";
  return table;
}

// The page with `table` between <!-- name --> and <!-- end of name -->, or at its end.
std::string with_table(const std::string& page, const std::string& name, const std::string& table) {
  const std::string begin_mark = "<!-- " + name + " -->\n";
  const std::string end_mark = "<!-- end of " + name + " -->";
  const std::size_t begin = page.find(begin_mark);
  const std::size_t end = page.find(end_mark);
  if (begin == std::string::npos || end == std::string::npos)
    return page + "\n" + begin_mark + table + end_mark + "\n";
  return page.substr(0, begin + begin_mark.size()) + table + page.substr(end);
}

} // namespace

std::vector<Page> guide(const std::filesystem::path& root, const Read& read) {
  const auto page = [&](const std::filesystem::path& path, const std::string& name, const std::string& table) {
    return Page{path, with_table(read(path), name, table)};
  };
  return {page("docs/guide/configuration.md", "limits", limits_table()),
          page("docs/guide/gateway.md", "faults", faults_table(root / "tests/wire/gateway"))};
}

} // namespace responsum::pages
