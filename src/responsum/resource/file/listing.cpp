#include "responsum/resource/file/listing.hpp"

#include <algorithm>
#include <array>

#include "responsum/base/text.hpp"
#include "responsum/base/writer.hpp"
#include "responsum/field/http_date.hpp"

namespace responsum::resource::file {

namespace {

bool is_directory(const Entry& e) { return S_ISDIR(e.status.st_mode); }

std::string decimal(std::uint64_t value) { return std::to_string(value); }

// "1.2 KiB": three digits are enough for people.
std::string size_for_people(std::uint64_t bytes) {
  constexpr std::array<std::string_view, 5> units{" B", " KiB", " MiB", " GiB", " TiB"};
  std::size_t unit = 0;
  std::uint64_t tenths = bytes * 10;
  while (tenths >= 10240 && unit + 1 < units.size()) {
    tenths /= 1024;
    ++unit;
  }
  std::string text = decimal(tenths / 10);
  if (unit != 0 && tenths < 1000) text += "." + decimal(tenths % 10);
  return text.append(units[unit]);
}

constexpr std::string_view page_begin = R"(<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>)";
constexpr std::string_view page_style = R"(</title><style>
:root{color-scheme:light dark;--line:#8884}
body{font:16px/1.5 system-ui,sans-serif;max-width:56rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.25rem;overflow-wrap:anywhere}table{border-collapse:collapse;width:100%}
td,th{text-align:left;padding:.35rem .5rem;border-bottom:1px solid var(--line)}td.n{text-align:right;white-space:nowrap}
a{text-decoration:none}a:hover{text-decoration:underline}td:first-child{overflow-wrap:anywhere}
@media(max-width:36rem){.d{display:none}}
</style></head><body><h1>)";

std::string as_html(const std::vector<Entry>& entries, std::string_view title) {
  std::string page{page_begin};
  page += base::escape_html(title);
  page += page_style;
  page += base::escape_html(title);
  page += "</h1>\n<table><tr><th>Name<th class=\"d\">Modified<th>Size</tr>\n";
  if (title != "/") page += "<tr><td><a href=\"../\">../</a><td class=\"d\"><td></tr>\n";
  for (const Entry& e : entries) {
    const std::string_view slash = is_directory(e) ? "/" : "";
    std::array<char, field::http_date_length> date{};
    field::write_http_date(e.status.st_mtim.tv_sec, date);
    page += "<tr><td><a href=\"./" + base::encode_segment(e.name) + std::string{slash} + "\">" +
            base::escape_html(e.name);
    page += std::string{slash} + "</a><td class=\"d\">" + std::string{date.data(), date.size()} + "<td class=\"n\">";
    if (!is_directory(e)) page += size_for_people(static_cast<std::uint64_t>(e.status.st_size));
    page += "</tr>\n";
  }
  return page + "</table></body></html>\n";
}

std::string as_json(const std::vector<Entry>& entries, std::string_view title) {
  std::string text = "{\"path\":" + base::quote_json(title) + ",\"entries\":[";
  for (const Entry& e : entries) {
    if (text.back() != '[') text += ",";
    text +=
        "\n{\"name\":" + base::quote_json(e.name) + ",\"type\":\"" + (is_directory(e) ? "directory" : "file") + "\"";
    if (!is_directory(e)) text += ",\"size\":" + decimal(static_cast<std::uint64_t>(e.status.st_size));
    text += ",\"modified\":" + std::to_string(e.status.st_mtim.tv_sec) + "}";
  }
  return text + "\n]}\n";
}

} // namespace

std::string write_listing(std::vector<Entry> entries, std::string_view title, ListingForm form, bool hidden) {
  std::erase_if(entries, [hidden](const Entry& e) {
    return (!hidden && e.name.starts_with('.')) || !(S_ISREG(e.status.st_mode) || is_directory(e));
  });
  std::ranges::sort(entries, [](const Entry& a, const Entry& b) {
    if (is_directory(a) != is_directory(b)) return is_directory(a);
    return a.name < b.name;
  });
  return form == ListingForm::html ? as_html(entries, title) : as_json(entries, title);
}

} // namespace responsum::resource::file
