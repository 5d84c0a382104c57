#include "responsum/net/address.hpp"

#include <algorithm>
#include <cstring>

#include <arpa/inet.h>
#include <netinet/in.h>

#include "responsum/base/ascii.hpp"
#include "responsum/base/writer.hpp"

namespace responsum::net {

namespace {

constexpr std::array<std::uint8_t, 12> v4_mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}; // RFC 4291 2.5.5.2

constexpr std::uint8_t bit_count(Address::Family family) {
  switch (family) {
  case Address::Family::none: return 0;
  case Address::Family::v4: return 32;
  case Address::Family::v6: return 128;
  }
  return 0;
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
  const auto port = base::parse_decimal(text);
  if (!port || *port > 65535 || text.size() > 5) return std::nullopt;
  return static_cast<std::uint16_t>(*port);
}

// Whether two addresses agree in their first `bits` bits.
bool share(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b, std::size_t bits) {
  const std::size_t whole = bits / 8;
  if (!std::equal(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(whole), b.begin())) return false;
  if (bits % 8 == 0) return true;
  const auto mask = static_cast<std::uint8_t>(0xff00U >> (bits % 8));
  return ((a[whole] ^ b[whole]) & mask) == 0;
}

} // namespace

Address Address::from(const sockaddr_storage& system) {
  Address address;
  if (system.ss_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &system, sizeof v4);
    std::memcpy(address.ip_.data(), &v4.sin_addr, 4);
    address.port_ = ntohs(v4.sin_port);
    address.family_ = Family::v4;
  } else if (system.ss_family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, &system, sizeof v6);
    std::memcpy(address.ip_.data(), &v6.sin6_addr, 16);
    address.port_ = ntohs(v6.sin6_port);
    address.scope_ = v6.sin6_scope_id;
    address.family_ = Family::v6;
    if (std::equal(v4_mapped.begin(), v4_mapped.end(), address.ip_.begin())) {
      std::copy(address.ip_.begin() + 12, address.ip_.end(), address.ip_.begin());
      std::fill(address.ip_.begin() + 4, address.ip_.end(), std::uint8_t{0});
      address.family_ = Family::v4;
    }
  }
  return address;
}

Address Address::from(std::span<const std::uint8_t> bytes, std::uint16_t port) {
  sockaddr_storage system{};
  if (bytes.size() == 4) {
    sockaddr_in v4{.sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {}, .sin_zero = {}};
    std::memcpy(&v4.sin_addr, bytes.data(), 4);
    std::memcpy(&system, &v4, sizeof v4);
  } else if (bytes.size() == 16) {
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    std::memcpy(&v6.sin6_addr, bytes.data(), 16);
    std::memcpy(&system, &v6, sizeof v6);
  }
  return from(system);
}

std::optional<Address> Address::parse_host(std::string_view text) {
  char terminated[max_host_text];
  if (text.size() >= sizeof terminated || text.find('\0') != text.npos) return std::nullopt;
  terminated[text.copy(terminated, text.size())] = '\0';
  sockaddr_storage system{};
  sockaddr_in v4{};
  sockaddr_in6 v6{};
  if (::inet_pton(AF_INET, terminated, &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    std::memcpy(&system, &v4, sizeof v4);
  } else if (::inet_pton(AF_INET6, terminated, &v6.sin6_addr) == 1) {
    v6.sin6_family = AF_INET6;
    std::memcpy(&system, &v6, sizeof v6);
  } else {
    return std::nullopt;
  }
  return from(system);
}

std::optional<Address> Address::parse(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == text.npos) return std::nullopt;
  const auto port = parse_port(text.substr(colon + 1));
  std::string_view host = text.substr(0, colon);
  const bool bracketed = host.size() >= 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (!port || bracketed != (host.find(':') != host.npos)) return std::nullopt;
  auto address = parse_host(host);
  if (address) address->port_ = *port;
  return address;
}

std::span<const std::uint8_t> Address::bytes() const& {
  return std::span{ip_}.first(static_cast<std::size_t>(bit_count(family_) / 8));
}

bool Address::is_loopback() const {
  switch (family_) {
  case Family::none: return false;
  case Family::v4: return ip_[0] == 127;
  case Family::v6:
    return ip_.back() == 1 && std::all_of(ip_.begin(), ip_.end() - 1, [](std::uint8_t byte) { return byte == 0; });
  }
  return false;
}

socklen_t Address::to(sockaddr_storage& system) const {
  system = {};
  if (family_ == Family::v4) {
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port_);
    std::memcpy(&v4.sin_addr, ip_.data(), 4);
    std::memcpy(&system, &v4, sizeof v4);
    return sizeof v4;
  }
  sockaddr_in6 v6{};
  if (family_ == Family::v6) {
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port_);
    v6.sin6_scope_id = scope_;
    std::memcpy(&v6.sin6_addr, ip_.data(), 16);
    std::memcpy(&system, &v6, sizeof v6);
  }
  return sizeof v6;
}

std::string_view Address::host(std::span<char, max_host_text> into) const {
  base::Writer writer{into};
  if (family_ == Family::none) return writer.character('-').written();
  if (family_ == Family::v4) { // written for every request, and inet_ntop() formats by printf
    for (std::size_t i = 0; i < 4; ++i) {
      if (i != 0) writer.character('.');
      writer.decimal(ip_[i]);
    }
    return writer.written();
  }
  ::inet_ntop(AF_INET6, ip_.data(), into.data(), max_host_text);
  const std::size_t length = ::strnlen(into.data(), max_host_text);
  if (scope_ == 0) return {into.data(), length};
  const std::size_t zone = base::Writer{into.subspan(length)}.character('%').decimal(scope_).size();
  return {into.data(), length + zone};
}

std::string Address::host() const {
  std::array<char, max_host_text> buffer;
  return std::string{host(std::span{buffer})};
}

std::string Address::text() const {
  if (family_ == Family::none) return "-";
  const std::string port = ":" + std::to_string(port_);
  return family_ == Family::v6 ? "[" + host() + "]" + port : host() + port;
}

std::optional<Network> Network::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto address = Address::parse_host(text.substr(0, slash));
  if (!address) return std::nullopt;
  const std::uint8_t most = bit_count(address->family());
  const auto bits = slash == text.npos ? most : base::parse_decimal(text.substr(slash + 1));
  if (!bits || *bits > most) return std::nullopt;
  const Network network = around(*address, static_cast<std::uint8_t>(*bits));
  if (network.base_ != *address) return std::nullopt;
  return network;
}

Network Network::around(const Address& address, std::uint8_t bits) {
  Network network;
  network.base_ = address;
  network.base_.port_ = 0;
  network.bits_ = std::min(bits, bit_count(address.family()));
  for (std::size_t bit = network.bits_; bit < address.bytes().size() * 8; ++bit) {
    std::uint8_t& byte = network.base_.ip_[bit / 8];
    byte = static_cast<std::uint8_t>(byte & ~(0x80u >> (bit % 8)));
  }
  return network;
}

bool Network::contains(const Address& address) const {
  if (address.family() != base_.family() || base_.family() == Address::Family::none) return false;
  return share(base_.bytes(), address.bytes(), bits_);
}

std::string Network::text() const { return base_.host() + "/" + std::to_string(bits_); }

} // namespace responsum::net
