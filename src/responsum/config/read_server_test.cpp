#include <gtest/gtest.h>

#include "responsum/config/problems_test.hpp"

// Every message is held against its full text: what people read is part of what is promised.
namespace responsum::config {
namespace {

TEST(ServerProblems, UnknownKeyIsNamedWithTheNearestOne) {
  expect_problems_above_site(R"toml([server]
lisen = "127.0.0.1:8080"
)toml",
                             R"(etc/site.toml:2:1: error: unknown key `lisen` in [server]
     2 | lisen = "127.0.0.1:8080"
       | ^^^^^
       = did you mean `listen`?
)");
}

TEST(ServerProblems, UnknownTableIsNamedWithTheNearestOne) {
  expect_problems_above_site(R"toml([sever]
)toml",
                             R"(etc/site.toml:1:2: error: unknown key `sever`
     1 | [sever]
       |  ^^^^^
       = did you mean `server`?
)");
}

TEST(ServerProblems, KeyInTheWrongTableIsSentHome) {
  expect_problems_above_site(R"toml(listen = "8080"
[server]
max_ranges = 3
)toml",
                             R"(etc/site.toml:1:1: error: unknown key `listen`
     1 | listen = "8080"
       | ^^^^^^
       = `listen` belongs in [server]
etc/site.toml:3:1: error: unknown key `max_ranges` in [server]
     3 | max_ranges = 3
       | ^^^^^^^^^^
       = `max_ranges` belongs in [limits]
)");
}

TEST(ServerProblems, ListenHasToBeAnAddress) {
  expect_problems_above_site(
      R"toml([server]
listen = ["localhost:80", "127.0.0.1", "::1", "127.0.0.1:99999", "[1.2.3.4]:80", "::1:80", "a:1"]
)toml",
      R"(etc/site.toml:2:11: error: `listen`: "localhost:80" is no address to listen at: `localhost` is no IP address
     2 | listen = ["localhost:80", "127.0.0.1", "::1", "127.0.0.1:99999", "[1.2.3.4]:80", "::1:80", "a:1"]
       |           ^^^^^^^^^^^^^^
       = write "127.0.0.1:80"
etc/site.toml:2:27: error: `listen`: "127.0.0.1" is no address to listen at: the port is missing
     2 | listen = ["localhost:80", "127.0.0.1", "::1", "127.0.0.1:99999", "[1.2.3.4]:80", "::1:80", "a:1"]
       |                           ^^^^^^^^^^^
etc/site.toml:2:40: error: `listen`: "::1" is no address to listen at: an IPv6 address stands in brackets and needs a port, as in "[::1]:8080"
     2 | listen = ["localhost:80", "127.0.0.1", "::1", "127.0.0.1:99999", "[1.2.3.4]:80", "::1:80", "a:1"]
       |                                        ^^^^^
etc/site.toml:2:47: error: `listen`: "127.0.0.1:99999" is no address to listen at: the port must be from 0 to 65535
     2 | listen = ["localhost:80", "127.0.0.1", "::1", "127.0.0.1:99999", "[1.2.3.4]:80", "::1:80", "a:1"]
       |                                               ^^^^^^^^^^^^^^^^^
etc/site.toml:2:66: error: `listen`: "[1.2.3.4]:80" is no address to listen at: an IPv6 address stands in brackets, an IPv4 address does not
     2 | listen = ["localhost:80", "127.0.0.1", "::1", "127.0.0.1:99999", "[1.2.3.4]:80", "::1:80", "a:1"]
       |                                                                  ^^^^^^^^^^^^^^
etc/site.toml:2:82: error: `listen`: "::1:80" is no address to listen at: an IPv6 address stands in brackets and needs a port, as in "[::1]:8080"
     2 | listen = ["localhost:80", "127.0.0.1", "::1", "127.0.0.1:99999", "[1.2.3.4]:80", "::1:80", "a:1"]
       |                                                                                  ^^^^^^^^
etc/site.toml:2:92: error: `listen`: "a:1" is no address to listen at: `a` is no IP address
     2 | listen = ["localhost:80", "127.0.0.1", "::1", "127.0.0.1:99999", "[1.2.3.4]:80", "::1:80", "a:1"]
       |                                                                                            ^^^^^
)");
}

TEST(Server, ListenersMayNameWhoSpeaksForOthers) {
  const auto configuration = expect_sound(R"toml([server]
listen = ["127.0.0.1:8080", {address = ":80", proxy_protocol = ["10.0.0.0/8", "2001:db8::1"]}]
listen_tls = {address = ":443", proxy_protocol = "10.0.0.0/8"}
)toml" + std::string{one_site});
  const ServerSettings& server = configuration->server;
  ASSERT_EQ(server.listen.size(), 2u);
  EXPECT_TRUE(server.listen[0]->introducers.empty());
  EXPECT_EQ(write_endpoint(*server.listen[1]), ":80");
  EXPECT_EQ(server.listen[1]->introducers,
            (std::vector{*net::Network::parse("10.0.0.0/8"), *net::Network::parse("2001:db8::1")}));
  ASSERT_EQ(server.listen_tls.size(), 1u);
  EXPECT_EQ(server.listen_tls[0]->introducers, std::vector{*net::Network::parse("10.0.0.0/8")});
}

TEST(ServerProblems, ListenersAreTablesOfAnAddressAndNetworks) {
  expect_problems_above_site(R"toml([server]
listen = [{proxy_protocol = "10.0.0.0/8"}, {address = ":80", proxy_protocol = "balancer"}]
)toml",
                             R"(etc/site.toml:2:11: error: an address of `listen` has no `address`
     2 | listen = [{proxy_protocol = "10.0.0.0/8"}, {address = ":80", proxy_protocol = "balancer"}]
       |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       = add `address = "0.0.0.0:8080"`
etc/site.toml:2:79: error: `proxy_protocol`: "balancer" is no network: `balancer` is no IP address
     2 | listen = [{proxy_protocol = "10.0.0.0/8"}, {address = ":80", proxy_protocol = "balancer"}]
       |                                                                               ^^^^^^^^^^
)");
}

TEST(ServerProblems, ListenNamesAnAddressOnce) {
  expect_problems_above_site(
      R"toml([server]
listen = ["127.0.0.1:8080",
          "127.0.0.1:8080"]
)toml",
      R"(etc/site.toml:3:11: error: the address 127.0.0.1:8080 is already listened at by etc/site.toml:2
     3 |           "127.0.0.1:8080"]
       |           ^^^^^^^^^^^^^^^^
)");
}

TEST(ServerProblems, ListenMustNotBeEmpty) {
  expect_problems_above_site(R"toml([server]
listen = []
)toml",
                             R"(etc/site.toml:2:10: error: `listen` names no address
     2 | listen = []
       |          ^^
)");
}

TEST(ServerProblems, ConsoleNeedsAnAddressOfItsOwn) {
  expect_problems_above_site(R"toml([server]
listen = ":8080"
console = "127.0.0.1:8080"
)toml",
                             R"(etc/site.toml:3:11: error: `console` and `listen` share the address :8080
     3 | console = "127.0.0.1:8080"
       |           ^^^^^^^^^^^^^^^^
       = give the console a port of its own
)");
}

TEST(ServerProblems, ConsoleTakesAnAddressOrFalse) {
  expect_problems_above_site(R"toml([server]
console = true
)toml",
                             R"(etc/site.toml:2:11: error: `console` takes an address or false, not true
     2 | console = true
       |           ^^^^
)");
}

TEST(ServerProblems, WorkersAreInRange) {
  expect_problems_above_site(R"toml([server]
workers = 300
)toml",
                             R"(etc/site.toml:2:11: error: `workers` is from 1 to 256, not 300
     2 | workers = 300
       |           ^^^
)");
}

TEST(ServerProblems, WorkersAreAutoOrANumber) {
  expect_problems_above_site(R"toml([server]
workers = "many"
)toml",
                             R"(etc/site.toml:2:11: error: `workers` is "auto" or from 1 to 256, not "many"
     2 | workers = "many"
       |           ^^^^^^
)");
}

TEST(ServerProblems, ServerHeaderMustNotEndItsLine) {
  expect_problems_above_site(
      R"toml([server]
server_header = "a\r\nb"
)toml",
      R"(etc/site.toml:2:17: error: `server_header` becomes a header field: line ends, control characters and letters beyond ASCII cannot stand in it
     2 | server_header = "a\r\nb"
       |                 ^^^^^^^^
)");
}

TEST(ServerProblems, TrustedTakesNetworks) {
  expect_problems_above_site(
      R"toml([server]
trusted = ["10.1.0.0/8", "::1/129", "everybody"]
)toml",
      R"(etc/site.toml:2:12: error: `trusted`: "10.1.0.0/8" is no network: bits behind the prefix are set; write 10.0.0.0/8
     2 | trusted = ["10.1.0.0/8", "::1/129", "everybody"]
       |            ^^^^^^^^^^^^
etc/site.toml:2:26: error: `trusted`: "::1/129" is no network: the prefix has from 0 to 128 bits
     2 | trusted = ["10.1.0.0/8", "::1/129", "everybody"]
       |                          ^^^^^^^^^
etc/site.toml:2:37: error: `trusted`: "everybody" is no network: `everybody` is no IP address
     2 | trusted = ["10.1.0.0/8", "::1/129", "everybody"]
       |                                     ^^^^^^^^^^^
)");
}

TEST(ServerProblems, ProfileIsOneOfThose) {
  expect_problems_above_site(
      R"toml([server]
profile = "rfc2661"
)toml",
      R"(etc/site.toml:2:11: error: `profile` is "strict", "rfc2616", "mdn", "huawei" or "inuse", not "rfc2661"
     2 | profile = "rfc2661"
       |           ^^^^^^^^^
       = did you mean "rfc2616"?
)");
}

TEST(ServerProblems, TextIsNoNumber) {
  expect_problems_above_site(R"toml([server]
user = 3
pid_file = ""
)toml",
                             R"(etc/site.toml:2:8: error: `user` takes a text, not a whole number
     2 | user = 3
       |        ^
etc/site.toml:3:12: error: `pid_file` is empty
     3 | pid_file = ""
       |            ^^
)");
}

TEST(ServerProblems, LimitsAreInRange) {
  expect_problems_above_site(R"toml([limits]
max_target_bytes = 100
max_fields = 257
head_timeout_ms = "2h"
max_ranges = -1
)toml",
                             R"(etc/site.toml:2:20: error: `max_target_bytes` is from 8000 to 1MiB, not 100
     2 | max_target_bytes = 100
       |                    ^^^
etc/site.toml:3:14: error: `max_fields` is from 8 to 256, not 257
     3 | max_fields = 257
       |              ^^^
etc/site.toml:4:19: error: `head_timeout_ms` is from 1ms to 1h, not 2h
     4 | head_timeout_ms = "2h"
       |                   ^^^^
etc/site.toml:5:14: error: `max_ranges` is from 1 to 1024, not -1
     5 | max_ranges = -1
       |              ^^
)");
}

TEST(ServerProblems, LimitsTakeTheirUnit) {
  expect_problems_above_site(R"toml([limits]
max_fields = "many"
max_target_bytes = "10s"
idle_timeout_ms = 1.5
max_content_bytes = "99999999999999TiB"
)toml",
                             R"(etc/site.toml:2:14: error: `max_fields`: "many" is not a whole number
     2 | max_fields = "many"
       |              ^^^^^^
etc/site.toml:3:20: error: `max_target_bytes`: "10s" is not a size such as 65536 or "64KiB"
     3 | max_target_bytes = "10s"
       |                    ^^^^^
etc/site.toml:4:19: error: `idle_timeout_ms` takes a whole number, not a number with a fraction
     4 | idle_timeout_ms = 1.5
       |                   ^^^
etc/site.toml:5:21: error: `max_content_bytes`: "99999999999999TiB" is too large
     5 | max_content_bytes = "99999999999999TiB"
       |                     ^^^^^^^^^^^^^^^^^^^
)");
}

TEST(ServerProblems, LimitWithoutItsUnitIsNamedInFull) {
  expect_problems_above_site(R"toml([limits]
head_timeout = 3
)toml",
                             R"(etc/site.toml:2:1: error: unknown key `head_timeout` in [limits]
     2 | head_timeout = 3
       | ^^^^^^^^^^^^
       = did you mean `head_timeout_ms`?
)");
}

TEST(ServerProblems, LimitsMustNotContradict) {
  expect_problems_above_site(
      R"toml([limits]
max_fields_bytes = "8KiB"
)toml",
      R"(etc/site.toml:2:20: error: one field line (`max_field_line_bytes`, 16384) may not be longer than all together (`max_fields_bytes`, 8192)
     2 | max_fields_bytes = "8KiB"
       |                    ^^^^^^
)");
}

TEST(ServerProblems, LogBufferIsInRange) {
  expect_problems_above_site(R"toml([log]
access = ""
errors = 3
buffer_bytes = 1
)toml",
                             R"(etc/site.toml:2:10: error: `access` is empty
     2 | access = ""
       |          ^^
       = "off" writes no log
etc/site.toml:3:10: error: `errors` takes a text, not a whole number
     3 | errors = 3
       |          ^
etc/site.toml:4:16: error: `buffer_bytes` is from 4KiB to 16MiB, not 1
     4 | buffer_bytes = 1
       |                ^
)");
}

TEST(ServerProblems, TypesAreChecked) {
  expect_problems_above_site(R"toml([types]
".wasm" = "application/wasm"
x = "text"
MD = "text/markdown"
md = "text/plain"
)toml",
                             R"(etc/site.toml:2:1: error: an extension is written without its dot
     2 | ".wasm" = "application/wasm"
       | ^^^^^^^
       = write "wasm"
etc/site.toml:3:5: error: "text" is no media type
     3 | x = "text"
       |     ^^^^^^
       = one looks like "text/html"
etc/site.toml:5:1: error: the type of "md" is already set in etc/site.toml:4
     5 | md = "text/plain"
       | ^^
)");
}

TEST(ServerProblems, MissingVariableIsAnError) {
  expect_problems_above_site(R"toml([server]
user = "${NAME}"
pid_file = "${open"
listen = "${1}"
)toml",
                             R"(etc/site.toml:2:8: error: the environment has no variable `NAME`
     2 | user = "${NAME}"
       |        ^^^^^^^^^
       = `${NAME:-text}` gives a default, `$${` is a plain `${`
etc/site.toml:3:12: error: `${` is not closed by `}`
     3 | pid_file = "${open"
       |            ^^^^^^^^
       = `${NAME:-text}` gives a default, `$${` is a plain `${`
etc/site.toml:4:10: error: `1` cannot be the name of a variable
     4 | listen = "${1}"
       |          ^^^^^^
       = `${NAME:-text}` gives a default, `$${` is a plain `${`
)");
}

TEST(ServerProblems, IncludeNeedsAFileSystem) {
  expect_problems_above_site(R"toml(include = "more.toml"
)toml",
                             R"(etc/site.toml:1:11: error: `include` needs a file system, which is out of reach here
     1 | include = "more.toml"
       |           ^^^^^^^^^^^
)");
}

TEST(ServerProblems, TableMustBeATable) {
  expect_problems_above_site(R"toml(server = 3
[[log]]
)toml",
                             R"(etc/site.toml:1:10: error: `server` takes a table: [server], not a whole number
     1 | server = 3
       |          ^
etc/site.toml:2:1: error: `log` takes a table: [log], not a list
     2 | [[log]]
       | ^^^^^^^
)");
}

} // namespace
} // namespace responsum::config
