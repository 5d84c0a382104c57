#include "responsum/decision/values.hpp"

#include <cstring>

#include "responsum/field/http_date.hpp"

namespace responsum::decision {

namespace {

using message::Field;

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    if (octet < 0x20 || octet >= 0x7f) {
      constexpr std::string_view hex = "0123456789abcdef";
      out += {'\\', 'x', hex[octet >> 4], hex[octet & 15]};
    } else {
      out.push_back(c);
    }
  }
  return out + "\"";
}

std::string sent(const Facts& f, Field field) {
  if (!f.request->sent(field)) return "not sent";
  return std::string{message::name(field)} + ": " + std::string{f.request->value(field)};
}

std::string date(base::UnixSeconds seconds) {
  std::array<char, field::http_date_length> text{};
  field::write_http_date(seconds, text);
  return std::string{text.data(), text.size()};
}

std::string fault_words(const Facts& f) {
  if (f.fault == message::Fault::none) return "";
  return std::string{message::id(f.fault)} + " at octet " + std::to_string(f.fault_offset);
}

std::string error_words(const Facts& f) { return f.resource.error == 0 ? "" : std::strerror(f.resource.error); }

std::string methods(message::MethodSet set) {
  std::string text;
  set.for_each([&text](message::Method m) { text += (text.empty() ? "" : ", ") + std::string{message::name(m)}; });
  return text;
}

std::string range_words(const Facts& f) {
  std::string text{field::name(f.range.outcome)};
  for (const field::ByteRange& r : f.range.ranges)
    text += " " + std::to_string(r.first) + "-" + std::to_string(r.last);
  return text + " of " + std::to_string(f.resource.representation.length);
}

std::string tag_words(const Facts& f) {
  return "current \"" + std::string{f.resource.representation.tag.opaque} + "\"";
}

std::string modified_words(const Facts& f) { return "modified " + date(f.resource.representation.modified_s); }

} // namespace

std::string value_of(Node node, const Facts& f) {
  switch (node) {
  case Node::head_sound: return fault_words(f);
  case Node::method_known: return quoted(f.request->text(f.request->method_text));
  case Node::expectation_known: return sent(f, Field::expect);
  case Node::authority_served: return quoted(f.request->text(f.request->authority));
  case Node::asks_server:
  case Node::route_matches: return quoted(f.request->text(f.request->target));
  case Node::method_allowed: return "allowed " + methods(f.route.allowed);
  case Node::declared_content_fits:
    if (!f.request->has_content_length) return "none declared";
    return std::to_string(f.request->content_length) + " of at most " + std::to_string(f.route.max_content_bytes);
  case Node::found:
  case Node::name_exists:
  case Node::parents_searchable:
  case Node::file_readable:
    if (f.resource.failed_component.empty()) return error_words(f);
    return quoted(f.resource.failed_component) + (f.resource.error == 0 ? "" : ": " + error_words(f));
  case Node::type_acceptable:
    return std::string{f.resource.representation.media_type} + "; " + sent(f, Field::accept);
  case Node::coding_acceptable: {
    const std::string_view coding = f.resource.representation.coding;
    return std::string{coding.empty() ? "identity" : coding} + "; " + sent(f, Field::accept_encoding);
  }
  case Node::has_if_match: return sent(f, Field::if_match);
  case Node::if_match_holds:
  case Node::no_tag_matches: return tag_words(f);
  case Node::has_if_unmodified_since: return sent(f, Field::if_unmodified_since);
  case Node::unmodified_since:
  case Node::modified_since: return modified_words(f);
  case Node::has_if_none_match: return sent(f, Field::if_none_match);
  case Node::has_if_modified_since: return sent(f, Field::if_modified_since);
  case Node::range_asked: return sent(f, Field::range);
  case Node::if_range_holds: return sent(f, Field::if_range);
  case Node::ranges_answerable:
  case Node::range_satisfiable:
  case Node::one_range: return range_words(f);
  default: return "";
  }
}

std::string detail_of(Condition condition, const Facts& f, bool trusted) {
  if (f.fault != message::Fault::none) {
    std::string text = std::string{message::row(f.fault).sentence} + " Octet " + std::to_string(f.fault_offset);
    if (!f.fault_subject.empty()) text += " (" + quoted(f.fault_subject) + ")";
    return text;
  }
  switch (condition) {
  case Condition::method_unknown: return quoted(f.request->text(f.request->method_text));
  case Condition::expect_unknown: return sent(f, Field::expect);
  case Condition::authority_unknown: return quoted(f.request->text(f.request->authority));
  case Condition::content_declared_too_large: return value_of(Node::declared_content_fits, f);
  case Condition::neg_type: return sent(f, Field::accept);
  case Condition::neg_coding: return sent(f, Field::accept_encoding);
  case Condition::cond_if_match: return tag_words(f);
  case Condition::cond_if_unmodified_since: return modified_words(f);
  case Condition::range_none: return sent(f, Field::range);
  default: break;
  }
  if (!trusted || f.resource.failed_component.empty()) return "";
  return quoted(f.resource.failed_component) + (f.resource.error == 0 ? "" : ": " + error_words(f));
}

} // namespace responsum::decision
