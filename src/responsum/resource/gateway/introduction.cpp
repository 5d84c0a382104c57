#include "responsum/resource/gateway/introduction.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "responsum/base/writer.hpp"
#include "responsum/codec/proxy_protocol/writer.hpp"

namespace responsum::resource::gateway {

using codec::proxy_protocol::Endpoint;
using codec::proxy_protocol::Family;
using codec::proxy_protocol::Header;
using net::Address;

namespace {

// An IPv4 address among those of IPv6 is written as one of them (RFC 4291 2.5.5.2).
Endpoint endpoint_of(const Address& address, Family family) {
  Endpoint endpoint{.address = {}, .port = address.port()};
  const auto bytes = address.bytes();
  if (family == Family::ipv6 && address.family() == Address::Family::v4) {
    endpoint.address[10] = endpoint.address[11] = 0xff;
    std::ranges::copy(bytes, endpoint.address.begin() + 12);
  } else {
    std::ranges::copy(bytes, endpoint.address.begin());
  }
  return endpoint;
}

Header header_of(const Address& client, const Address& reached) {
  Header header;
  if (client.family() == Address::Family::none || reached.family() == Address::Family::none) return header;
  const bool both_v4 = client.family() == Address::Family::v4 && reached.family() == Address::Family::v4;
  header.proxied = true;
  header.family = both_v4 ? Family::ipv4 : Family::ipv6;
  header.transport = codec::proxy_protocol::Transport::stream;
  header.source = endpoint_of(client, header.family);
  header.destination = endpoint_of(reached, header.family);
  return header;
}

} // namespace

std::string introduction_of(IntroducedBy by, const Address& client, const Address& reached) {
  if (by == IntroducedBy::nothing) return {};
  std::array<char, std::max(codec::proxy_protocol::max_v1_bytes, codec::proxy_protocol::max_v2_written_bytes)> room;
  base::Writer out{room};
  const Header header = header_of(client, reached);
  switch (by) {
  case IntroducedBy::nothing: break;
  case IntroducedBy::version_1: codec::proxy_protocol::write_v1(out, header); break;
  case IntroducedBy::version_2: codec::proxy_protocol::write_v2(out, header); break;
  }
  return std::string{out.written()};
}

} // namespace responsum::resource::gateway
