#include "responsum/config/environment.hpp"

#include <unistd.h>

#include "responsum/base/ascii.hpp"

namespace responsum::config {
namespace {

bool is_variable_name(std::string_view text) {
  if (text.empty() || base::is_digit(text.front())) return false;
  for (char c : text)
    if (!base::is_alpha(c) && !base::is_digit(c) && c != '_') return false;
  return true;
}

// `inner` is what stands between the braces.
std::expected<std::string, std::string> look_up(std::string_view inner, const Environment& environment) {
  const std::size_t dash = inner.find(":-");
  const std::string_view name = inner.substr(0, dash);
  if (!is_variable_name(name)) return std::unexpected("`" + std::string{name} + "` cannot be the name of a variable");
  const auto found = environment.find(name);
  if (dash != std::string_view::npos && (found == environment.end() || found->second.empty()))
    return std::string{inner.substr(dash + 2)};
  if (found == environment.end())
    return std::unexpected("the environment has no variable `" + std::string{name} + "`");
  return found->second;
}

} // namespace

Environment process_environment() {
  Environment variables;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text{*entry};
    const std::size_t equals = text.find('=');
    if (equals != std::string_view::npos)
      variables.emplace(std::string{text.substr(0, equals)}, std::string{text.substr(equals + 1)});
  }
  return variables;
}

std::expected<std::string, std::string> substitute(std::string_view text, const Environment& environment) {
  std::string out;
  while (!text.empty()) {
    if (text.starts_with("$${")) {
      out += "${";
      text.remove_prefix(3);
    } else if (text.starts_with("${")) {
      const std::size_t end = text.find('}');
      if (end == std::string_view::npos) return std::unexpected("`${` is not closed by `}`");
      auto value = look_up(text.substr(2, end - 2), environment);
      if (!value) return value;
      out += *value;
      text.remove_prefix(end + 1);
    } else {
      out += text.front();
      text.remove_prefix(1);
    }
  }
  return out;
}

} // namespace responsum::config
