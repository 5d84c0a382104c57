// What is shown of a configuration: TOML that reads back as the same, with the origin of each value beside it.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "responsum/config/configuration.hpp"

namespace responsum::config {

// A TOML text; `$${` keeps a `${` from being a variable when it is read back.
inline std::string text(std::string_view value) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out = "\"";
  for (std::size_t i = 0; i < value.size(); ++i) {
    const char c = value[i];
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte == 0x7f) {
      out += std::string{"\\u00"} + digits[byte >> 4] + digits[byte & 15];
    } else {
      if (c == '$' && value.substr(i).starts_with("${")) out += '$';
      out += c;
    }
  }
  return out + '"';
}

template <class T, std::size_t n>
std::string_view name_in(const std::array<Named<T>, n>& rows, T value) {
  return std::ranges::find(rows, value, &Named<T>::value)->name;
}

// A list on one line, or one item a line with its own origin.
template <class T, class Write>
std::string list(const std::vector<T>& values, Write&& write) {
  std::string out = "[";
  for (std::size_t i = 0; i < values.size(); ++i) out += (i == 0 ? "" : ", ") + write(values[i]);
  return out + ']';
}

class Page {
 public:
  void header(std::string_view name, const base::Origin* origin = nullptr) {
    if (!out_.empty()) out_ += '\n';
    line(std::string{name}, origin);
  }
  void value(std::string_view key, const std::string& value, const base::Origin& origin) {
    line(std::string{key} + " = " + value, &origin);
  }
  template <class T, class Write>
  void values(std::string_view key, const std::vector<Setting<T>>& all, Write&& write) {
    items(key, all, [&write](const T& value) { return text(write(value)); });
  }
  // Of values that are no texts.
  template <class T, class Write>
  void items(std::string_view key, const std::vector<Setting<T>>& all, Write&& write) {
    out_ += std::string{key} + " = [\n";
    for (const Setting<T>& item : all) line("  " + write(*item) + ',', &item.origin);
    out_ += "]\n";
  }
  void line(std::string content, const base::Origin* origin) {
    constexpr std::size_t comment_column = 48;
    if (origin != nullptr) {
      if (content.size() < comment_column) content.resize(comment_column, ' ');
      content += " # " + base::describe(*origin);
    }
    out_ += content + '\n';
  }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

inline std::string boolean(bool value) { return value ? "true" : "false"; }

void show_auth(Page& page, const AuthSettings& auth);
void show_chosen(Page& page, std::string_view key, const ChosenUpstream& chosen);
void show_form(Page& page, const FormSettings& form);
void show_redirects(Page& page, const SiteSettings& site); // and names that were retired
void show_end(Page& page, std::string_view key, const route::Retirement& end);
void show_access(Page& page, const RouteSettings& route);
void show_server_admission(Page& page, const ServerSettings& server);
void show_site_admission(Page& page, const SiteSettings& site);
void show_route_admission(Page& page, const RouteSettings& route); // its keys, before tables in it
void show_route_limits(Page& page, const RouteSettings& route);    // its tables

} // namespace responsum::config
