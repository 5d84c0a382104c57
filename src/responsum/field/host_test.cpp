#include "responsum/field/host.hpp"

#include <gtest/gtest.h>

namespace responsum::field {
namespace {

consteval bool host_rows_in_order() {
  for (std::size_t i = 0; i < host_kind_rows.size(); ++i)
    if (static_cast<std::size_t>(host_kind_rows[i].kind) != i) return false;
  for (std::size_t i = 0; i < host_fault_rows.size(); ++i)
    if (static_cast<std::size_t>(host_fault_rows[i].fault) != i) return false;
  return true;
}
static_assert(host_rows_in_order());

void expect_host(std::string_view value, HostKind kind, std::string_view host, int port) {
  const auto parsed = parse_host(value);
  ASSERT_TRUE(parsed) << value;
  EXPECT_EQ(name(parsed->kind), name(kind)) << value;
  EXPECT_EQ(parsed->host, host);
  EXPECT_EQ(parsed->port ? int{*parsed->port} : -1, port) << value;
}

void expect_fault(std::string_view value, HostFault fault, std::size_t offset) {
  const auto parsed = parse_host(value);
  ASSERT_FALSE(parsed) << value;
  EXPECT_EQ(describe(parsed.error().fault), describe(fault)) << value;
  EXPECT_EQ(parsed.error().offset, offset) << value;
}

TEST(Host, NamesAndPorts) {
  expect_host("example.org", HostKind::name, "example.org", -1);
  expect_host("Example.org:8080", HostKind::name, "Example.org", 8080);
  expect_host("a:", HostKind::name, "a", -1);
  expect_host("a:0065535", HostKind::name, "a", 65535);
  expect_host("a%C3%a4_b~!$&'()*+,;=", HostKind::name, "a%C3%a4_b~!$&'()*+,;=", -1);
}

TEST(Host, Addresses) {
  expect_host("127.0.0.1:80", HostKind::ipv4, "127.0.0.1", 80);
  expect_host("256.0.0.1", HostKind::name, "256.0.0.1", -1);
  expect_host("[::1]:8443", HostKind::ipv6, "[::1]", 8443);
  expect_host("[::]", HostKind::ipv6, "[::]", -1);
  expect_host("[vF.a:b]", HostKind::ip_future, "[vF.a:b]", -1);
}

TEST(Host, EmptyIsFlagged) {
  expect_host("", HostKind::empty, "", -1);
  expect_host(":80", HostKind::empty, "", 80);
}

TEST(Host, FaultsSayWhere) {
  expect_fault("a b", HostFault::character, 1);
  expect_fault("user@a", HostFault::character, 4);
  expect_fault("a/", HostFault::character, 1);
  expect_fault("a,b c", HostFault::character, 3);
  expect_fault("a\xe4", HostFault::character, 1);
  expect_fault("a%4", HostFault::percent, 1);
  expect_fault("a%zz", HostFault::percent, 1);
  expect_fault("a:x", HostFault::port, 2);
  expect_fault("a:80x", HostFault::port, 4);
  expect_fault("a:65536", HostFault::port, 6);
  expect_fault("a:99999999999999999999", HostFault::port, 6);
  expect_fault("a:1:2", HostFault::port, 3);
  expect_fault("[::1", HostFault::address, 4);
  expect_fault("[]", HostFault::address, 1);
  expect_fault("[127.0.0.1]", HostFault::address, 1);
  expect_fault("[fe80::1%25eth0]", HostFault::address, 1);
  expect_fault("[::1]x", HostFault::character, 5);
  expect_fault("[v.a]", HostFault::address, 1);
  expect_fault("[v1.]", HostFault::address, 1);
  expect_fault("[v1.a/]", HostFault::address, 1);
  expect_fault("::1", HostFault::port, 1);
}

TEST(Host, Ipv4) {
  for (const char* good : {"0.0.0.0", "255.255.255.255", "1.20.30.249"}) EXPECT_TRUE(is_ipv4(good)) << good;
  for (const char* bad : {"", "1", "1.2.3", "1.2.3.4.", "1.2.3.4.5", "01.2.3.4", "1.2.3.256", "1..2.3", ".1.2.3",
                          "1.2.3.4a", "1.2.3.1234"})
    EXPECT_FALSE(is_ipv4(bad)) << bad;
}

TEST(Host, Ipv6) {
  for (const char* good :
       {"::", "::1", "1::", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8", "1::8",
        "ABCD:ef01::", "::ffff:1.2.3.4", "1:2:3:4:5:6:1.2.3.4", "1:2::5:6:7:8", "64:ff9b::1.2.3.4"})
    EXPECT_TRUE(is_ipv6(good)) << good;
  for (const char* bad : {"", ":", ":::", "1", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", ":1", "1:", "1:::2",
                          "12345::", "g::", "1:2:3:4:5:6:7:1.2.3.4", "::1.2.3", "1.2.3.4::", "::1.2.3.4:5",
                          "1:2:3:4::5:6:7:8", "::1:", "1:2:3:4:5:6:7:"})
    EXPECT_FALSE(is_ipv6(bad)) << bad;
}

} // namespace
} // namespace responsum::field
