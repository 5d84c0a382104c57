#include "responsum/codec/form/multipart.hpp"

#include <optional>
#include <string>
#include <utility>

#include "responsum/base/ascii.hpp"
#include "responsum/field/parameters.hpp"
#include "responsum/field/utf8.hpp"

namespace responsum::codec::form {

namespace {

constexpr std::string_view line_end = "\r\n";
constexpr std::size_t longest_boundary = 70; // RFC 2046 5.1.1

std::string unquoted(std::string_view raw) {
  std::string room(raw.size(), '\0');
  room.resize(field::unquote(raw, room).size());
  return room;
}

// WHATWG HTML 4.10.22.8: browsers write these three in a name so that it ends where it should.
std::string without_escapes(std::string_view name) {
  std::string out;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const std::string_view escape = name.substr(i, 3);
    const bool escaped = escape == "%22" || escape == "%0D" || escape == "%0A";
    out += !escaped ? name[i] : escape == "%22" ? '"' : escape == "%0D" ? '\r' : '\n';
    if (escaped) i += 2;
  }
  return out;
}

class Parts {
 public:
  Parts(std::string_view content, std::string_view boundary)
      : content_{content}, opening_{"--" + std::string{boundary}}, delimiter_{std::string{line_end} + opening_} {}

  std::expected<std::vector<Field>, Wrong> read() {
    if (const auto wrong = find_first()) return std::unexpected{*wrong};
    std::vector<Field> fields;
    for (;;) {
      // Behind a boundary: two hyphens end it all, padding and a line end begin a part.
      if (content_.substr(at_).starts_with("--")) return fields;
      while (at_ < content_.size() && base::is_blank(content_[at_])) ++at_;
      if (!content_.substr(at_).starts_with(line_end)) return wrong(Fault::unfinished, at_);
      at_ += line_end.size();
      if (fields.size() == max_fields) return wrong(Fault::too_many, at_);
      Field field;
      if (const auto fault = read_part(field)) return std::unexpected{*fault};
      fields.push_back(std::move(field));
    }
  }

 private:
  static std::unexpected<Wrong> wrong(Fault fault, std::size_t offset) {
    return std::unexpected{Wrong{fault, offset}};
  }

  std::optional<Wrong> find_first() {
    if (content_.starts_with(opening_)) {
      at_ = opening_.size();
      return std::nullopt;
    }
    const std::size_t found = content_.find(delimiter_);
    if (found == std::string_view::npos) return Wrong{Fault::no_opening, 0};
    at_ = found + delimiter_.size();
    return std::nullopt;
  }

  std::optional<Wrong> read_part(Field& field) {
    const std::size_t begin = at_;
    bool named = false;
    for (;;) {
      const std::size_t end = content_.find(line_end, at_);
      if (end == std::string_view::npos) return Wrong{Fault::unfinished, begin};
      const std::size_t line_at = std::exchange(at_, end + line_end.size());
      const std::string_view line = content_.substr(line_at, end - line_at);
      if (line.empty()) break;
      if (const auto fault = read_line(line, field, named)) return Wrong{*fault, line_at};
    }
    if (!named) return Wrong{Fault::part_unnamed, begin};
    // The line end before a boundary belongs to it; that of the head does too where there is no content.
    const std::size_t value_at = at_;
    const std::size_t end = content_.find(delimiter_, value_at - line_end.size());
    if (end == std::string_view::npos) return Wrong{Fault::unfinished, begin};
    field.value = content_.substr(value_at, end < value_at ? 0 : end - value_at);
    at_ = end + delimiter_.size();
    if (!field::is_utf8(field.name) || (!field.is_file && !field::is_utf8(field.value)))
      return Wrong{Fault::not_utf8, begin};
    return std::nullopt;
  }

  static std::optional<Fault> read_line(std::string_view line, Field& field, bool& named) {
    const std::size_t colon = std::min(line.find(':'), line.size());
    if (colon == line.size() || !base::is_token(line.substr(0, colon))) return Fault::part_line;
    const std::string_view name = line.substr(0, colon);
    const std::string_view value = base::trim(line.substr(colon + 1));
    if (base::equals_ignoring_case(name, "Content-Transfer-Encoding")) {
      // RFC 7578 4.7: those that change nothing do no harm.
      for (const std::string_view same : {"7bit", "8bit", "binary"})
        if (base::equals_ignoring_case(value, same)) return std::nullopt;
      return Fault::part_encoded;
    }
    if (!base::equals_ignoring_case(name, "Content-Disposition")) return std::nullopt;
    const std::size_t semicolon = std::min(value.find(';'), value.size());
    if (!base::equals_ignoring_case(base::trim(value.substr(0, semicolon)), "form-data")) return Fault::part_unnamed;
    field::ParameterCursor parameters{value.substr(semicolon)};
    while (const auto parameter = parameters.next()) {
      if (base::equals_ignoring_case(parameter->name, "name")) {
        field.name = without_escapes(unquoted(parameter->raw));
        named = !field.name.empty();
      } else if (base::equals_ignoring_case(parameter->name, "filename")) {
        field.is_file = true;
        field.is_named = !unquoted(parameter->raw).empty();
      }
    }
    if (parameters.malformed()) return Fault::part_unnamed;
    return std::nullopt;
  }

  std::string_view content_;
  std::string opening_;
  std::string delimiter_;
  std::size_t at_ = 0;
};

} // namespace

std::expected<std::vector<Field>, Wrong> read_multipart(std::string_view content, const field::MediaType& type) {
  const auto boundary = type.parameter("boundary");
  const std::string text = boundary ? unquoted(*boundary) : std::string{};
  if (text.empty() || text.size() > longest_boundary) return std::unexpected{Wrong{Fault::no_boundary, 0}};
  return Parts{content, text}.read();
}

} // namespace responsum::codec::form
