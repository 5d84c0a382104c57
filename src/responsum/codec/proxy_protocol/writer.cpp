#include "responsum/codec/proxy_protocol/writer.hpp"

#include <arpa/inet.h>

#include <array>

#include "responsum/base/assert.hpp"
#include "responsum/codec/proxy_protocol/crc32c.hpp"

namespace responsum::codec::proxy_protocol {
namespace {

void write_address(base::Writer& to, const Endpoint& endpoint, Family family) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const int kind = family == Family::ipv4 ? AF_INET : AF_INET6;
  RESPONSUM_ASSERT(inet_ntop(kind, endpoint.address.data(), text.data(), text.size()) != nullptr);
  to.text(text.data());
}

void write_octets(base::Writer& to, std::uint64_t value, int octets) {
  for (int shift = (octets - 1) * 8; shift >= 0; shift -= 8) to.character(static_cast<char>(value >> shift & 0xff));
}

std::string_view octets_of(const Endpoint& endpoint, Family family) {
  return {reinterpret_cast<const char*>(endpoint.address.data()), family == Family::ipv4 ? 4u : 16u};
}

} // namespace

void write_v1(base::Writer& to, const Header& header) {
  if (!header.addresses_known()) {
    to.text("PROXY UNKNOWN\r\n");
    return;
  }
  to.text(header.family == Family::ipv4 ? "PROXY TCP4 " : "PROXY TCP6 ");
  write_address(to, header.source, header.family);
  write_address(to.character(' '), header.destination, header.family);
  to.character(' ').decimal(header.source.port).character(' ').decimal(header.destination.port).text("\r\n");
}

void write_v2(base::Writer& to, const Header& header, Checksum checksum) {
  const std::size_t begin = to.size();
  const bool known = header.addresses_known();
  to.text(v2_signature).character(known ? '\x21' : '\x20');
  const auto family = static_cast<unsigned>(header.family) << 4;
  const unsigned transport = header.transport == Transport::datagram ? 2 : 1;
  to.character(static_cast<char>(known ? family | transport : 0u));
  const std::size_t extension = checksum == Checksum::stated ? extension_head_bytes + checksum_bytes : 0;
  write_octets(to, (known ? v2_address_bytes(header.family) : 0) + extension, 2);
  if (known) {
    to.text(octets_of(header.source, header.family)).text(octets_of(header.destination, header.family));
    write_octets(to, header.source.port, 2);
    write_octets(to, header.destination.port, 2);
  }
  if (checksum == Checksum::none) return;
  write_octets(to, checksum_type, 1);
  write_octets(to, checksum_bytes, 2);
  const std::string_view zeros{"\0\0\0\0", checksum_bytes};
  const std::uint32_t value = Crc32c{}.add(to.written().substr(begin)).add(zeros).value();
  write_octets(to, value, checksum_bytes);
}

} // namespace responsum::codec::proxy_protocol
