#include <algorithm>
#include <utility>

#include "responsum/base/text.hpp"
#include "responsum/resource/file/files.hpp"

namespace responsum::resource::file {

namespace {

constexpr std::size_t farthest = 2; // letters that may differ
constexpr std::size_t most_names = 5;

// How far a name of the directory is from the one that was asked for; nothing when they have little in common.
std::optional<std::size_t> distance(std::string_view asked, std::string_view present) {
  if (present.size() > asked.size() && present.starts_with(asked) && present[asked.size()] == '.') return farthest;
  const std::size_t letters = base::edit_distance(asked, present);
  if (letters > farthest || letters >= asked.size()) return std::nullopt;
  return letters;
}

} // namespace

// Beside the first part of the path that is not there: the directory above it is looked through.
std::vector<std::string> Files::near_names(const Request& request, Bench& bench) {
  if (!options_.single.empty() || !root(bench).valid()) return {};
  std::string_view path = request.path.substr(1);
  while (path.ends_with('/')) path.remove_suffix(1);
  std::string_view directory;
  std::expected<std::vector<Entry>, int> entries = std::unexpected{0};
  for (std::string_view missing = path; !entries && !missing.empty(); missing = directory) {
    path = missing;
    const std::size_t slash = missing.rfind('/');
    directory = slash == std::string_view::npos ? std::string_view{} : missing.substr(0, slash);
    const std::string place{directory.empty() ? "." : directory};
    entries = system_.entries(root(bench).number(), place.c_str(), options_.symlinks);
  }
  if (!entries) return {};

  const std::string_view asked = directory.empty() ? path : path.substr(directory.size() + 1);
  std::vector<std::pair<std::size_t, std::string>> near;
  for (const Entry& entry : *entries) {
    if (entry.name == asked || (entry.name.starts_with('.') && !options_.lists_hidden)) continue;
    if (const auto letters = distance(asked, entry.name))
      near.emplace_back(*letters, entry.name + (S_ISDIR(entry.status.st_mode) ? "/" : ""));
  }
  std::ranges::sort(near);
  std::vector<std::string> names;
  const std::string above = directory.empty() ? "/" : "/" + std::string{directory} + "/";
  for (auto& [letters, name] : near)
    if (names.size() < most_names) names.push_back(above + name);
  return names;
}

} // namespace responsum::resource::file
