#include "responsum/status/name.hpp"

#include <algorithm>
#include <numeric>
#include <string>

namespace responsum::status {

namespace {

std::string telling_letters(std::string_view text) {
  std::string letters;
  while (const char c = detail::next_telling(text)) letters += c;
  return letters;
}

// Levenshtein's, with one row of the matrix at a time.
int edit_distance(std::string_view a, std::string_view b) {
  std::vector<int> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 0; i < a.size(); ++i) {
    int diagonal = row[0];
    row[0] = static_cast<int>(i) + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const int replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, diagonal + 1, row[j] + 1});
    }
  }
  return row.back();
}

// A part of a name, as in "timeout", counts as near although many letters are missing.
int distance_between(std::string_view wanted, std::string_view name) {
  constexpr std::size_t shortest_part = 4;
  if (wanted.size() >= shortest_part && name.find(wanted) != std::string_view::npos) return 1;
  return edit_distance(wanted, name);
}

void keep_if_nearer(std::vector<NearName>& found, const NearName& candidate) {
  const auto same =
      std::find_if(found.begin(), found.end(), [&](const NearName& n) { return n.status == candidate.status; });
  if (same == found.end())
    found.push_back(candidate);
  else if (candidate.distance < same->distance)
    *same = candidate;
}

} // namespace

std::vector<NearName> nearest_names(std::string_view text, std::size_t most) {
  const std::string wanted = telling_letters(text);
  const int farthest = 1 + static_cast<int>(wanted.size()) / 3;
  std::vector<NearName> found;
  const auto consider = [&](Status status, std::string_view name) {
    const int distance = distance_between(wanted, telling_letters(name));
    if (distance <= farthest) keep_if_nearer(found, {status, name, distance});
  };
  for (const StatusRow& r : status_rows) consider(r.status, r.phrase);
  for (const OlderName& older : older_names) consider(older.status, older.name);
  std::sort(found.begin(), found.end(), [](const NearName& a, const NearName& b) {
    if (a.distance != b.distance) return a.distance < b.distance;
    if (registered(a.status) != registered(b.status)) return registered(a.status);
    return a.status < b.status;
  });
  if (found.size() > most) found.resize(most);
  return found;
}

} // namespace responsum::status
