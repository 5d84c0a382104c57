#include "responsum/codec/form/urlencoded.hpp"

#include <utility>

#include "responsum/base/ascii.hpp"
#include "responsum/field/utf8.hpp"

namespace responsum::codec::form {

namespace {

// `at` is where the text begins in the content.
std::expected<std::string, Wrong> decode(std::string_view text, std::size_t at) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      out += ' ';
    } else if (text[i] != '%') {
      out += text[i];
    } else {
      const int high = i + 2 < text.size() ? base::hex_value(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? base::hex_value(text[i + 2]) : -1;
      if (high < 0 || low < 0) return std::unexpected{Wrong{Fault::percent, at + i}};
      out += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  if (!field::is_utf8(out)) return std::unexpected{Wrong{Fault::not_utf8, at}};
  return out;
}

} // namespace

std::expected<std::vector<Field>, Wrong> read_urlencoded(std::string_view content) {
  std::vector<Field> fields;
  for (std::size_t at = 0; at < content.size();) {
    const std::size_t end = std::min(content.find('&', at), content.size());
    const std::string_view pair = content.substr(at, end - at);
    const std::size_t begin = std::exchange(at, end + 1);
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    if (equals == 0) return std::unexpected{Wrong{Fault::nameless, begin}};
    if (fields.size() == max_fields) return std::unexpected{Wrong{Fault::too_many, begin}};
    auto name = decode(pair.substr(0, equals), begin);
    if (!name) return std::unexpected{name.error()};
    const std::size_t value_at = std::min(equals + 1, pair.size());
    auto value = decode(pair.substr(value_at), begin + value_at);
    if (!value) return std::unexpected{value.error()};
    fields.push_back({.name = std::move(*name), .value = std::move(*value)});
  }
  return fields;
}

} // namespace responsum::codec::form
