#include "responsum/codec/proxy_protocol/parser.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>

#include "responsum/base/ascii.hpp"
#include "responsum/codec/proxy_protocol/crc32c.hpp"
#include "responsum/field/host.hpp"

namespace responsum::codec::proxy_protocol {
namespace {

constexpr std::string_view v1_begin = "PROXY ";
constexpr std::size_t longest_address = 39; // of IPv6, spelled out

std::uint8_t octet(std::string_view bytes, std::size_t at) { return static_cast<std::uint8_t>(bytes[at]); }
std::uint16_t number16(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint16_t>(octet(bytes, at) << 8 | octet(bytes, at + 1));
}

// Where `bytes` cease to be the begin of `whole`.
std::size_t common(std::string_view bytes, std::string_view whole) {
  return static_cast<std::size_t>(std::ranges::mismatch(bytes, whole).in1 - bytes.begin());
}

// Dotted quads and groups by their grammar; what the C library takes besides is none.
bool read_address(std::string_view text, Family family, Endpoint& endpoint) {
  const bool ipv4 = family == Family::ipv4;
  if (!(ipv4 ? field::is_ipv4(text) : field::is_ipv6(text)) || text.size() > longest_address) return false;
  std::array<char, longest_address + 1> terminated{};
  std::ranges::copy(text, terminated.begin());
  return inet_pton(ipv4 ? AF_INET : AF_INET6, terminated.data(), endpoint.address.data()) == 1;
}

// No leading zeros (PROXY protocol 2.1).
bool read_port(std::string_view text, Endpoint& endpoint) {
  if (text.size() > 1 && text.front() == '0') return false;
  const auto port = base::parse_decimal(text);
  if (!port || *port > UINT16_MAX) return false;
  endpoint.port = static_cast<std::uint16_t>(*port);
  return true;
}

// None for a value that is reserved.
struct FamilyAndTransport {
  Family family;
  Transport transport;
};
std::optional<FamilyAndTransport> read_family(std::uint8_t value) {
  const int family = value >> 4;
  const int transport = value & 15;
  if (family > 3 || transport > 2 || (family == 0) != (transport == 0)) return std::nullopt;
  return FamilyAndTransport{static_cast<Family>(family), static_cast<Transport>(transport)};
}

void copy_endpoints(std::string_view block, Header& header) {
  const std::size_t bytes = header.family == Family::ipv4 ? 4 : 16;
  std::memcpy(header.source.address.data(), block.data(), bytes);
  std::memcpy(header.destination.address.data(), block.data() + bytes, bytes);
  header.source.port = number16(block, 2 * bytes);
  header.destination.port = number16(block, 2 * bytes + 2);
}

} // namespace

Progress Parser::parse(std::string_view bytes, const Limits& limits, Header& header) {
  header = Header{};
  fault_ = Fault::none;
  if (bytes.empty()) return Progress::incomplete;
  if (bytes.front() == v2_signature.front()) {
    const std::size_t same = common(bytes, v2_signature);
    if (same < std::min(bytes.size(), v2_signature.size())) return refuse(Fault::proxy_header_missing, same);
    return parse_v2(bytes, limits, header);
  }
  const std::size_t same = common(bytes, v1_begin);
  if (same < std::min(bytes.size(), v1_begin.size())) return refuse(Fault::proxy_header_missing, same);
  return parse_v1(bytes, header);
}

// The line is judged when it is whole: it is short, and what ends it too early tells nothing before.
Progress Parser::parse_v1(std::string_view bytes, Header& header) {
  const std::string_view may_hold = bytes.substr(0, max_v1_bytes);
  const std::size_t end = may_hold.find_first_of("\r\n");
  if (end == std::string_view::npos || (end + 1 == may_hold.size() && may_hold[end] == '\r')) {
    if (bytes.size() < max_v1_bytes) return Progress::incomplete;
    return refuse(Fault::proxy_v1_too_long, max_v1_bytes - 1);
  }
  if (may_hold[end] != '\r' || may_hold[end + 1] != '\n') return refuse(Fault::proxy_v1_syntax, end);
  header.version = 1;
  header.size = static_cast<std::uint32_t>(end + 2);
  return parse_v1_line(bytes.substr(0, end), header);
}

// "PROXY" SP "TCP4" SP source SP destination SP source-port SP destination-port
Progress Parser::parse_v1_line(std::string_view line, Header& header) {
  std::size_t at = v1_begin.size();
  const auto take_word = [&line, &at]() -> std::string_view {
    const std::size_t end = std::min(line.find(' ', at), line.size());
    const std::string_view word = line.substr(at, end - at);
    at = end;
    return word;
  };
  const std::string_view protocol = take_word();
  // Whatever follows is ignored.
  if (protocol == "UNKNOWN") return Progress::complete;
  if (protocol != "TCP4" && protocol != "TCP6") return refuse(Fault::proxy_v1_syntax, v1_begin.size());
  header.proxied = true;
  header.family = protocol == "TCP4" ? Family::ipv4 : Family::ipv6;
  header.transport = Transport::stream;

  struct Part {
    bool port;
    Endpoint& endpoint;
  };
  for (const Part& part : {Part{false, header.source}, Part{false, header.destination}, Part{true, header.source},
                           Part{true, header.destination}}) {
    if (at == line.size()) return refuse(Fault::proxy_v1_syntax, at);
    const std::size_t begin = ++at;
    const std::string_view word = take_word();
    if (word.empty()) return refuse(Fault::proxy_v1_syntax, begin);
    if (part.port) {
      if (!read_port(word, part.endpoint)) return refuse(Fault::proxy_v1_port, begin);
    } else if (!read_address(word, header.family, part.endpoint)) {
      return refuse(Fault::proxy_v1_address, begin);
    }
  }
  return at == line.size() ? Progress::complete : refuse(Fault::proxy_v1_syntax, at);
}

Progress Parser::parse_v2(std::string_view bytes, const Limits& limits, Header& header) {
  constexpr std::size_t command_at = 12;
  constexpr std::size_t family_at = 13;
  constexpr std::size_t length_at = 14;
  if (bytes.size() <= command_at) return Progress::incomplete;
  if (octet(bytes, command_at) >> 4 != 2) return refuse(Fault::proxy_v2_version, command_at);
  const int command = octet(bytes, command_at) & 15;
  if (command > 1) return refuse(Fault::proxy_v2_command, command_at);
  if (bytes.size() <= family_at) return Progress::incomplete;
  const auto family = read_family(octet(bytes, family_at));
  // The family of LOCAL is to be ignored (PROXY protocol 2.2).
  if (command == 1 && !family) return refuse(Fault::proxy_v2_family, family_at);
  if (bytes.size() < v2_fixed_bytes) return Progress::incomplete;

  header.size = static_cast<std::uint32_t>(v2_fixed_bytes + number16(bytes, length_at));
  if (header.size > limits.max_header_bytes) return refuse(Fault::proxy_v2_too_long, length_at);
  if (command == 0) return bytes.size() < header.size ? Progress::incomplete : Progress::complete;
  header.proxied = true;
  header.family = family->family;
  header.transport = family->transport;
  if (header.size - v2_fixed_bytes < v2_address_bytes(header.family))
    return refuse(Fault::proxy_v2_length, length_at);
  if (bytes.size() < header.size) return Progress::incomplete;
  return parse_v2_block(bytes.substr(0, header.size), header);
}

Progress Parser::parse_v2_block(std::string_view bytes, Header& header) {
  if (header.family == Family::ipv4 || header.family == Family::ipv6)
    copy_endpoints(bytes.substr(v2_fixed_bytes), header);
  // Of an unspecified family nobody knows where extensions would begin: the block is ignored.
  if (header.family == Family::unspecified) return Progress::complete;
  header.extensions_offset = static_cast<std::uint32_t>(v2_fixed_bytes + v2_address_bytes(header.family));
  header.extensions_size = header.size - header.extensions_offset;

  ExtensionCursor extensions{bytes.substr(header.extensions_offset)};
  while (const auto extension = extensions.next()) {
    if (extension->type != checksum_type) continue;
    const auto at = static_cast<std::size_t>(extension->value.data() - bytes.data());
    if (extension->value.size() != checksum_bytes) return refuse(Fault::proxy_v2_extension, at);
    const std::uint32_t stated =
        static_cast<std::uint32_t>(number16(bytes, at)) << 16 | std::uint32_t{number16(bytes, at + 2)};
    constexpr std::string_view zeros{"\0\0\0\0", checksum_bytes};
    const std::uint32_t found =
        Crc32c{}.add(bytes.substr(0, at)).add(zeros).add(bytes.substr(at + checksum_bytes)).value();
    if (stated != found) return refuse(Fault::proxy_v2_checksum, at);
  }
  if (extensions.malformed()) return refuse(Fault::proxy_v2_extension, header.extensions_offset);
  return Progress::complete;
}

} // namespace responsum::codec::proxy_protocol
