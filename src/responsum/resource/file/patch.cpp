#include "responsum/resource/file/patch.hpp"

#include <algorithm>
#include <utility>

#include "responsum/base/ascii.hpp"
#include "responsum/field/content_type.hpp"
#include "responsum/resource/json.hpp"

namespace responsum::resource::file {

using decision::Hindrance;

namespace {

constexpr int deepest = 128; // values within values: what applies patches goes down by recursion

std::unexpected<PatchFault> fault(Hindrance hindrance, std::string complaint) {
  return std::unexpected{PatchFault{hindrance, std::move(complaint)}};
}

std::optional<Json> read(std::string_view text) {
  JsonRead read = read_json(text, deepest);
  if (read.too_deep || read.value.is_discarded()) return std::nullopt;
  return std::move(read.value);
}

std::string in_words(std::size_t number) { return "operation " + std::to_string(number + 1); }

// What RFC 6902 4 asks of an operation whatever the document may be, and the library does not tell apart.
std::optional<PatchFault> complaint_about(const Json& operation, std::size_t number) {
  const auto malformed = [&](std::string_view what) {
    return PatchFault{Hindrance::patch_malformed, in_words(number) + std::string{what}};
  };
  const auto text = [&operation](const char* name) -> const std::string* {
    const auto member = operation.find(name);
    return member == operation.end() ? nullptr : member->get_ptr<const std::string*>();
  };
  if (!operation.is_object()) return malformed(" is no object");
  const std::string* op = text("op");
  const std::string* path = text("path");
  const std::string* from = text("from");
  if (op == nullptr) return malformed(" has no \"op\"");
  if (path == nullptr) return malformed(" has no \"path\"");
  static constexpr std::array<std::string_view, 6> known{"add", "remove", "replace", "move", "copy", "test"};
  if (std::ranges::find(known, *op) == known.end()) return malformed(" has an \"op\" that there is not");
  const bool takes_from = *op == "move" || *op == "copy";
  if (takes_from && from == nullptr) return malformed(" has no \"from\"");
  if ((*op == "add" || *op == "replace" || *op == "test") && !operation.contains("value"))
    return malformed(" has no \"value\"");
  if (*op == "move" && path->size() > from->size() && path->starts_with(*from) && (*path)[from->size()] == '/')
    return PatchFault{Hindrance::patch_senseless, in_words(number) + " moves a value into itself"};
  if (*op == "remove" && path->empty())
    return PatchFault{Hindrance::patch_senseless, in_words(number) + " removes the whole document"};
  return std::nullopt;
}

// The library tells only by exceptions what went wrong; none leaves this function.
std::expected<Json, PatchFault> with_operations(const Json& document, const Json& operations) {
  if (!operations.is_array()) return fault(Hindrance::patch_malformed, "it is no list of operations");
  for (std::size_t i = 0; i < operations.size(); ++i)
    if (auto complaint = complaint_about(operations[i], i)) return std::unexpected{std::move(*complaint)};
  Json changed = document;
  for (std::size_t i = 0; i < operations.size(); ++i) {
    try {
      changed = changed.patch(Json::array({operations[i]}));
    } catch (const Json::parse_error&) { // of a pointer
      return fault(Hindrance::patch_malformed, in_words(i) + " has a path that is no JSON pointer");
    } catch (const Json::other_error&) {
      return fault(Hindrance::patch_inapplicable, in_words(i) + " tests for a value that is not there");
    } catch (const Json::exception&) {
      return fault(Hindrance::patch_inapplicable, in_words(i) + " names a place that is not there");
    }
  }
  return changed;
}

} // namespace

std::optional<PatchFormat> patch_format_of(std::string_view content_type) {
  const auto media = field::parse_media_type(content_type);
  if (!media) return std::nullopt;
  for (const PatchFormatRow& row : patch_format_rows)
    if (media->is("application", row.subtype)) return row.format;
  return std::nullopt;
}

bool is_patchable(std::string_view media_type) {
  return base::equals_ignoring_case(media_type, "application/json") || media_type.ends_with("+json");
}

std::expected<std::string, PatchFault> apply_patch(PatchFormat format, std::string_view document,
                                                   std::string_view patch) {
  const auto change = read(patch);
  if (!change) return fault(Hindrance::patch_malformed, "it is no JSON, or too deep");
  auto before = read(document);
  if (!before) return fault(Hindrance::patch_inapplicable, "what is there is no JSON, or too deep");
  Json after;
  if (format == PatchFormat::merge) {
    after = std::move(*before);
    after.merge_patch(*change);
  } else {
    auto changed = with_operations(*before, *change);
    if (!changed) return std::unexpected{std::move(changed.error())};
    after = std::move(*changed);
  }
  // Laid out as it was, as far as that can be told.
  const bool in_lines = document.find('\n') < document.size() - 1;
  const bool ends_in_line_feed = document.ends_with('\n');
  return after.dump(in_lines ? 2 : -1) + (ends_in_line_feed ? "\n" : "");
}

} // namespace responsum::resource::file
