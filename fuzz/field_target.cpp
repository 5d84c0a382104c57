// Targets and hosts: a decoded path stays below its root, whatever the bytes are.
#include <string>

#include "check.hpp"
#include "responsum/field/host.hpp"
#include "responsum/field/target.hpp"

using namespace responsum;
using fuzz::check;

namespace {

void check_path(std::string_view raw) {
  std::string out(raw.size(), '\0');
  const auto path = field::decode_path(raw, out);
  if (!path) {
    check(path.error().offset <= raw.size(), "a fault lies within the path");
    return;
  }
  const std::string closed = std::string{*path} + "/";
  check(closed.starts_with('/'), "a path begins with a slash");
  check(path->find('\0') == std::string_view::npos, "a path has no NUL");
  check(path->find("//") == std::string_view::npos, "a path has no empty segment");
  check(closed.find("/./") == std::string::npos && closed.find("/../") == std::string::npos,
        "a path has no dot segments");
  check(path->size() <= raw.size(), "decoding makes a path no longer");

  constexpr std::string_view digits = "0123456789abcdef";
  std::string encoded;
  for (char c : *path) {
    const auto octet = static_cast<unsigned char>(c);
    if (c == '/')
      encoded += c;
    else
      encoded += {'%', digits[octet >> 4], digits[octet & 15]};
  }
  std::string again(encoded.size(), '\0');
  const auto decoded = field::decode_path(encoded, again);
  check(decoded.has_value() && *decoded == *path, "a path that is encoded and decoded again is the same");
}

void check_host(std::string_view value) {
  const auto host = field::parse_host(value);
  if (!host) {
    check(host.error().offset <= value.size(), "a fault lies within the host");
    return;
  }
  check(fuzz::within(host->host, value) && fuzz::within(host->port_text, value), "a host is views into the value");
  check(host->host.empty() == (host->kind == field::HostKind::empty), "an empty host is flagged");
  check(host->port.has_value() == !host->port_text.empty(), "a port is a number exactly when it is sent");
  check(value.find_first_of(std::string_view{"/?#@\\ \t\r\n\0", 10}) == std::string_view::npos,
        "a host has no delimiters");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::Input{data, size}.rest();
  check_path(text);
  check_host(text);
  return 0;
}
