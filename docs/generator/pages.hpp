// Pages as text, before they are files.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace responsum::pages {

struct Page {
  std::filesystem::path path; // relative to the top of the tree
  std::string text;
};

// What people wrote into the page that is there now, to be kept; with its markers, or empty ones.
using Notes = std::function<std::string(const std::filesystem::path&)>;

// examples/tour/public/: the index and one page a status.
std::vector<Page> tour();

// docs/status/ and docs/conditions/ with their indexes.
std::vector<Page> reference(const Notes& notes_of);

// docs/diagram/: a page a chapter.
std::vector<Page> chapters(const Notes& notes_of);

// What a page of the tree says now; "" if there is none.
using Read = std::function<std::string(const std::filesystem::path&)>;

// docs/guide/, where tables stand between markers: limits, and what the tests of the gateway below `root` provoke.
std::vector<Page> guide(const std::filesystem::path& root, const Read& read);

} // namespace responsum::pages
