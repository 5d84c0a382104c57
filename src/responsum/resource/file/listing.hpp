// A directory as content: HTML for people, JSON for programs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "responsum/resource/file/file_system.hpp"

namespace responsum::resource::file {

// `negotiated` is the request's choice between the two.
enum class ListingForm : std::uint8_t { html, json, negotiated };

// `title` is the decoded path as people see it. Directories come first, then by name; hidden names only if `hidden`.
std::string write_listing(std::vector<Entry> entries, std::string_view title, ListingForm form, bool hidden);

} // namespace responsum::resource::file
