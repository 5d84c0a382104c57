#include "responsum/resource/file/media_type.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "responsum/base/ascii.hpp"
#include "responsum/base/text.hpp"

namespace responsum::resource::file {

namespace {

constexpr std::string_view unknown_type = "application/octet-stream";
constexpr std::size_t longest_extension = 16;

using Row = std::pair<std::string_view, std::string_view>;
constexpr auto built_in = std::to_array<Row>({
    {"7z", "application/x-7z-compressed"},
    {"aac", "audio/aac"},
    {"apng", "image/apng"},
    {"atom", "application/atom+xml"},
    {"avi", "video/x-msvideo"},
    {"avif", "image/avif"},
    {"bin", "application/octet-stream"},
    {"bmp", "image/bmp"},
    {"bz2", "application/x-bzip2"},
    {"css", "text/css"},
    {"csv", "text/csv"},
    {"deb", "application/vnd.debian.binary-package"},
    {"doc", "application/msword"},
    {"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
    {"eot", "application/vnd.ms-fontobject"},
    {"epub", "application/epub+zip"},
    {"flac", "audio/flac"},
    {"gif", "image/gif"},
    {"gz", "application/gzip"},
    {"htm", "text/html"},
    {"html", "text/html"},
    {"ico", "image/vnd.microsoft.icon"},
    {"ics", "text/calendar"},
    {"iso", "application/x-iso9660-image"},
    {"jar", "application/java-archive"},
    {"jpeg", "image/jpeg"},
    {"jpg", "image/jpeg"},
    {"js", "text/javascript"},
    {"json", "application/json"},
    {"jsonld", "application/ld+json"},
    {"jxl", "image/jxl"},
    {"m3u8", "application/vnd.apple.mpegurl"},
    {"m4a", "audio/mp4"},
    {"m4v", "video/mp4"},
    {"map", "application/json"},
    {"md", "text/markdown"},
    {"mid", "audio/midi"},
    {"mjs", "text/javascript"},
    {"mkv", "video/x-matroska"},
    {"mov", "video/quicktime"},
    {"mp3", "audio/mpeg"},
    {"mp4", "video/mp4"},
    {"mpd", "application/dash+xml"},
    {"mpeg", "video/mpeg"},
    {"ndjson", "application/x-ndjson"},
    {"odp", "application/vnd.oasis.opendocument.presentation"},
    {"ods", "application/vnd.oasis.opendocument.spreadsheet"},
    {"odt", "application/vnd.oasis.opendocument.text"},
    {"oga", "audio/ogg"},
    {"ogg", "audio/ogg"},
    {"ogv", "video/ogg"},
    {"opus", "audio/ogg"},
    {"otf", "font/otf"},
    {"pdf", "application/pdf"},
    {"png", "image/png"},
    {"ppt", "application/vnd.ms-powerpoint"},
    {"pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
    {"ps", "application/postscript"},
    {"rpm", "application/x-rpm"},
    {"rss", "application/rss+xml"},
    {"rtf", "application/rtf"},
    {"svg", "image/svg+xml"},
    {"swf", "application/x-shockwave-flash"},
    {"tar", "application/x-tar"},
    {"tgz", "application/gzip"},
    {"tif", "image/tiff"},
    {"tiff", "image/tiff"},
    {"toml", "application/toml"},
    {"ts", "video/mp2t"},
    {"ttf", "font/ttf"},
    {"txt", "text/plain"},
    {"vtt", "text/vtt"},
    {"wasm", "application/wasm"},
    {"wav", "audio/wav"},
    {"weba", "audio/webm"},
    {"webm", "video/webm"},
    {"webmanifest", "application/manifest+json"},
    {"webp", "image/webp"},
    {"woff", "font/woff"},
    {"woff2", "font/woff2"},
    {"xhtml", "application/xhtml+xml"},
    {"xls", "application/vnd.ms-excel"},
    {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    {"xml", "application/xml"},
    {"xz", "application/x-xz"},
    {"yaml", "application/yaml"},
    {"yml", "application/yaml"},
    {"zip", "application/zip"},
    {"zst", "application/zstd"},
});
static_assert(std::ranges::is_sorted(built_in, {}, &Row::first));

} // namespace

void MediaTypes::add(std::string_view extension, std::string_view type) {
  added_.insert_or_assign(base::lower_case(extension), std::string{type});
}

std::string_view MediaTypes::of(std::string_view file_name) const {
  const std::size_t dot = file_name.rfind('.');
  if (dot == std::string_view::npos) return unknown_type;
  const std::string_view extension = file_name.substr(dot + 1);
  if (extension.size() > longest_extension || extension.find('/') != std::string_view::npos) return unknown_type;
  std::array<char, longest_extension> lower{};
  std::ranges::transform(extension, lower.begin(), base::to_lower);
  const std::string_view key{lower.data(), extension.size()};
  if (const auto found = added_.find(key); found != added_.end()) return found->second;
  const auto found = std::ranges::lower_bound(built_in, key, {}, &Row::first);
  return found != built_in.end() && found->first == key ? found->second : unknown_type;
}

std::string_view MediaTypes::extension_of(std::string_view type) const {
  const std::string wanted = base::lower_case(type);
  for (const auto& [extension, of_it] : added_)
    if (of_it == wanted) return extension;
  // Of several the longest says most to people: "html" rather than "htm".
  std::string_view best;
  for (const Row& row : built_in)
    if (row.second == wanted && row.first.size() > best.size()) best = row.first;
  return best;
}

bool is_text(std::string_view media_type) {
  return media_type.starts_with("text/") || media_type == "application/json" || media_type == "application/xml" ||
         media_type == "application/x-ndjson" || media_type == "application/manifest+json" ||
         media_type == "image/svg+xml";
}

} // namespace responsum::resource::file
