// Negotiation: weights stay within their bounds, empty members change nothing, what is listed alone is what is
// wanted.
#include <array>
#include <string>

#include "check.hpp"
#include "responsum/field/accept.hpp"
#include "responsum/field/accept_encoding.hpp"
#include "responsum/field/accept_language.hpp"

using namespace responsum;
using fuzz::check;

namespace {

void check_members(std::string_view value) {
  field::for_each_weighted(value, [&](const field::Weighted& member) {
    check(member.quality <= field::full_quality, "a weight is at most one");
    check(fuzz::within(member.value, value), "a member is a view into the value");
  });
}

void check_media(std::string_view value, const std::string& with_empty_member) {
  for (std::string_view text : {"text/html", "text/html;charset=utf-8", "image/png", "application/problem+json"}) {
    const auto type = field::parse_media_type(text);
    const auto quality = field::media_quality(value, *type);
    check(quality <= field::full_quality, "a weight is at most one");
    check(quality == field::media_quality(with_empty_member, *type), "an empty member changes nothing");
  }
  if (const auto type = field::parse_media_type(value)) {
    check(fuzz::within(type->type, value) && fuzz::within(type->parameters, value), "a type is views into the value");
    if (type->type != "*" && value.find(',') == std::string_view::npos && !type->parameter("q"))
      check(field::media_quality(value, *type) == field::full_quality || type->subtype == "*", "a type fits itself");
  }
}

void check_codings(std::string_view value, const std::string& with_empty_member) {
  const auto codings = field::parse_accept_encoding(value);
  const auto again = field::parse_accept_encoding(with_empty_member);
  for (const auto& row : field::content_coding_rows) {
    check(codings.of(row.coding) <= field::full_quality, "a weight is at most one");
    check(codings.of(row.coding) == again.of(row.coding), "an empty member changes nothing");
  }
  const bool may_exclude = value.find('0') != std::string_view::npos;
  check(may_exclude || codings.accepts(field::ContentCoding::identity),
        "identity is excluded only by a weight of zero");
}

void check_languages(std::string_view value) {
  constexpr std::array<std::string_view, 3> available{"en", "de-CH", "zh-Hant"};
  for (std::string_view tag : available)
    check(field::language_quality(value, tag) <= field::full_quality, "a weight is at most one");
  const auto found = field::lookup_language(value, available);
  check(!found || *found < available.size(), "lookup finds what there is");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view value = fuzz::Input{data, size}.rest();
  const std::string with_empty_member = ", \t," + std::string{value};
  check_members(value);
  check_media(value, with_empty_member);
  check_codings(value, with_empty_member);
  check_languages(value);
  return 0;
}
