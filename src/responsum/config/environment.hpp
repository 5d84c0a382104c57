// Variables that `${NAME}` in the texts of a configuration stands for.
#pragma once

#include <expected>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace responsum::config {

using Environment = std::map<std::string, std::string, std::less<>>;

// Of this process.
Environment process_environment();

// `${NAME}` becomes the variable, `${NAME:-text}` the text where the variable is unset or empty, `$${` a plain `${`.
// Every other `$` is itself. The error says what is wrong in a sentence.
std::expected<std::string, std::string> substitute(std::string_view text, const Environment& environment);

} // namespace responsum::config
