#include "responsum/field/forwarded.hpp"

#include <algorithm>

#include "responsum/base/ascii.hpp"
#include "responsum/base/assert.hpp"
#include "responsum/field/host.hpp"
#include "responsum/field/parameters.hpp"

namespace responsum::field {
namespace {

constexpr std::size_t port_digits = 5;

// obfnode and obfport = "_" 1*( ALPHA / DIGIT / "." / "_" / "-" )
bool is_obfuscated(std::string_view text) {
  return text.size() > 1 && text.front() == '_' && std::ranges::all_of(text.substr(1), [](char c) {
           return base::is_alpha(c) || base::is_digit(c) || c == '.' || c == '_' || c == '-';
         });
}

bool is_node_port(std::string_view text) {
  if (is_obfuscated(text)) return true;
  return !text.empty() && text.size() <= port_digits && base::parse_decimal(text).value_or(UINT64_MAX) <= UINT16_MAX;
}

// Where parameters of a name are kept; null for names that say nothing here.
std::string_view* place_of(ForwardedElement& element, std::string_view name) {
  if (base::equals_ignoring_case(name, "by")) return &element.by;
  if (base::equals_ignoring_case(name, "for")) return &element.for_;
  if (base::equals_ignoring_case(name, "host")) return &element.host;
  if (base::equals_ignoring_case(name, "proto")) return &element.proto;
  return nullptr;
}

void write_quoted(base::Writer& to, std::string_view text) {
  for (const char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    RESPONSUM_ASSERT((octet >= 0x20 || c == '\t') && octet != 0x7f);
    if (c == '"' || c == '\\') to.character('\\');
    to.character(c);
  }
}

// Writes `;` before all pairs but the first.
class Pairs {
 public:
  explicit Pairs(base::Writer& to) : to_{to} {}

  void node(std::string_view name, std::string_view text, std::optional<std::uint16_t> port) {
    if (text.empty()) return;
    const bool address6 = is_ipv6(text);
    RESPONSUM_ASSERT(address6 || is_ipv4(text) || is_obfuscated(text) || text == "unknown");
    begin(name);
    const bool quoted = address6 || port;
    if (quoted) to_.character('"');
    if (address6) to_.character('[');
    to_.text(text);
    if (address6) to_.character(']');
    if (port) to_.character(':').decimal(*port);
    if (quoted) to_.character('"');
  }
  void value(std::string_view name, std::string_view text) {
    if (text.empty()) return;
    begin(name);
    if (base::is_token(text)) {
      to_.text(text);
      return;
    }
    to_.character('"');
    write_quoted(to_, text);
    to_.character('"');
  }

 private:
  void begin(std::string_view name) {
    if (!first_) to_.character(';');
    first_ = false;
    to_.text(name).character('=');
  }

  base::Writer& to_;
  bool first_ = true;
};

} // namespace

std::optional<ForwardedElement> parse_forwarded_element(std::string_view text) {
  ForwardedElement element;
  // Pairs are separated by semicolons and not led in by one; empty ones may stand anywhere (RFC 7239 4).
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t end = find_unquoted(rest, ';', Quotes::quoted_string);
    const std::string_view pair = base::trim(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (pair.empty()) continue;
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    const std::string_view name = pair.substr(0, equals);
    const std::string_view raw = pair.substr(equals + 1);
    if (!base::is_token(name) || (!base::is_token(raw) && !is_quoted_string(raw))) return std::nullopt;
    std::string_view* const place = place_of(element, name);
    if (place == nullptr) continue;
    if (!place->empty()) return std::nullopt;
    *place = raw;
  }
  return element;
}

std::optional<ForwardedElement> ForwardedCursor::next() {
  if (malformed_) return std::nullopt;
  const auto member = members_.next();
  if (!member) return std::nullopt;
  const auto element = parse_forwarded_element(*member);
  malformed_ = !element;
  return element;
}

std::optional<ForwardedNode> parse_forwarded_node(std::string_view text) {
  ForwardedNode node;
  std::size_t name_end = text.find(':');
  if (text.starts_with('[')) {
    name_end = text.find(']');
    if (name_end == std::string_view::npos || !is_ipv6(text.substr(1, name_end - 1))) return std::nullopt;
    node.kind = NodeKind::ipv6;
    node.name = text.substr(1, name_end - 1);
    ++name_end;
  } else {
    node.name = text.substr(0, name_end);
    if (is_ipv4(node.name))
      node.kind = NodeKind::ipv4;
    else if (is_obfuscated(node.name))
      node.kind = NodeKind::obfuscated;
    else if (!base::equals_ignoring_case(node.name, "unknown"))
      return std::nullopt;
  }
  if (name_end >= text.size()) return node;
  node.port_text = text.substr(name_end + 1);
  if (text[name_end] != ':' || !is_node_port(node.port_text)) return std::nullopt;
  return node;
}

std::size_t max_forwarded_size(const ForwardedToWrite& element) {
  constexpr std::string_view all_names = "for=;by=;host=;proto=";
  constexpr std::size_t around_node = 2 + 2 + 1 + port_digits; // quotes, brackets, colon, port
  return all_names.size() + element.for_.size() + element.by.size() + 2 * around_node +
         2 * (element.host.size() + element.proto.size()) + 2 * 2;
}

void write_forwarded(base::Writer& to, const ForwardedToWrite& element) {
  Pairs pairs{to};
  pairs.node("for", element.for_, element.for_port);
  pairs.node("by", element.by, element.by_port);
  pairs.value("host", element.host);
  pairs.value("proto", element.proto);
}

} // namespace responsum::field
