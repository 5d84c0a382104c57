// Forwarded (RFC 7239): from whom a request came, to whom, and what it asked for, as those saw it who passed it on.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "responsum/base/writer.hpp"
#include "responsum/field/list.hpp"

namespace responsum::field {

// Values as they were sent: a token, or a quoted string with its quotes (see unquote). Empty: not said.
struct ForwardedElement {
  std::string_view by;
  std::string_view for_;
  std::string_view host;
  std::string_view proto;
};

// None when the element is malformed or says one of them twice. Parameters of other names are passed over.
std::optional<ForwardedElement> parse_forwarded_element(std::string_view text);

// Over the elements, that of the first hop first. Ends at the first one that is malformed, and says so: what stands
// before it was written by nobody who can be trusted to have checked it.
class ForwardedCursor {
 public:
  explicit ForwardedCursor(std::string_view value) : members_{value} {}
  std::optional<ForwardedElement> next();
  bool malformed() const { return malformed_; }

 private:
  ListCursor members_;
  bool malformed_ = false;
};

enum class NodeKind : std::uint8_t { unknown, ipv4, ipv6, obfuscated };

struct NodeKindRow {
  NodeKind kind;
  std::string_view name;
};
inline constexpr std::array node_kind_rows{
    NodeKindRow{NodeKind::unknown, "unknown"},
    NodeKindRow{NodeKind::ipv4, "ipv4"},
    NodeKindRow{NodeKind::ipv6, "ipv6"},
    NodeKindRow{NodeKind::obfuscated, "obfuscated"},
};
constexpr std::string_view name(NodeKind kind) { return node_kind_rows[static_cast<std::size_t>(kind)].name; }

// nodename [ ":" node-port ], RFC 7239 6. Views into the text, which is already without quotes.
struct ForwardedNode {
  NodeKind kind = NodeKind::unknown;
  std::string_view name;      // an IPv6 address without its brackets
  std::string_view port_text; // digits, or an obfuscated port that begins with '_'; empty when not said
};
std::optional<ForwardedNode> parse_forwarded_node(std::string_view text);

// What this hop says. `for_` and `by`: an address in text, an obfuscated name that begins with '_', or "unknown";
// empty ones are left out, as `host` and `proto` are. A port goes with a node that is said.
struct ForwardedToWrite {
  std::string_view for_{};
  std::optional<std::uint16_t> for_port{};
  std::string_view by{};
  std::optional<std::uint16_t> by_port{};
  std::string_view host{};  // as the client sent it
  std::string_view proto{}; // "http", "https"
};

// Octets that suffice for write_forwarded().
std::size_t max_forwarded_size(const ForwardedToWrite& element);

// To be appended to what was received. Quotes what is no token; an IPv6 address gets its brackets. A node that is
// none and text that no quoted string can hold assert.
void write_forwarded(base::Writer& to, const ForwardedToWrite& element);

} // namespace responsum::field
