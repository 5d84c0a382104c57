// What is wrong with a line that is no TOML, in words that say how to write it.
#pragma once

#include <string_view>
#include <vector>

#include "responsum/config/document.hpp"

namespace responsum::config {

struct Explained {
  SyntaxError error;
  bool confined_to_line = false; // the other lines mean what they say even without this one
};

// `description` is the parser's account, `at` where it gave up; `lines` is the whole text.
Explained explain_syntax_error(std::string_view description, const std::vector<std::string_view>& lines, Place at);

} // namespace responsum::config
