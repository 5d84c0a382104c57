// The fields by which hops know of each other: Via, CDN-Loop, Forwarded, Max-Forwards, Proxy-Status, Connection.
#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "responsum/field/cdn_loop.hpp"
#include "responsum/field/forwarded.hpp"
#include "responsum/field/hop_by_hop.hpp"
#include "responsum/field/max_forwards.hpp"
#include "responsum/field/parameters.hpp"
#include "responsum/field/proxy_status.hpp"
#include "responsum/field/via.hpp"
#include "responsum/message/request_head.hpp"

namespace responsum::field {
namespace {

TEST(Via, TakesMembersApart) {
  ViaCursor members{"1.0 fred, HTTP/1.1 p.example:8080 (Apache, (1.1\\)) of mine),, 2 edge"};
  const auto first = members.next();
  ASSERT_TRUE(first);
  EXPECT_EQ(first->protocol_name, "");
  EXPECT_EQ(first->protocol_version, "1.0");
  EXPECT_EQ(first->received_by, "fred");
  const auto second = members.next();
  ASSERT_TRUE(second);
  EXPECT_EQ(second->protocol_name, "HTTP");
  EXPECT_EQ(second->received_by, "p.example:8080");
  EXPECT_EQ(second->comment, "(Apache, (1.1\\)) of mine)");
  const auto third = members.next();
  ASSERT_TRUE(third);
  EXPECT_EQ(third->received_by, "edge");
  EXPECT_FALSE(members.next());
  EXPECT_FALSE(members.malformed());
}

TEST(Via, SkipsWhatIsNoMember) {
  for (const std::string_view text :
       {"1.1", "/1.1 a", "HTTP/ a", "1.1 a b", "1.1 a (b", "1.1 a (b) c", "1.1 a)", "1.1 \"a\""}) {
    const std::string value = "1.1 own, " + std::string{text};
    ViaCursor members{value};
    EXPECT_TRUE(members.next());
    EXPECT_FALSE(members.next()) << text;
    EXPECT_TRUE(members.malformed()) << text;
  }
}

TEST(Via, FindsALoop) {
  EXPECT_EQ(times_passed("1.1 a, 1.1 Own, 2 own (again)", "own"), 2u);
  EXPECT_EQ(times_passed("1.1 a (own), 1.1 own.example", "own"), 0u);
  EXPECT_EQ(times_passed("nonsense, 1.1 own", "own"), 1u);
}

TEST(Via, IsWritten) {
  std::array<char, 64> buffer;
  base::Writer to{buffer};
  write_via_member(to, message::Version::http_2, "own");
  EXPECT_EQ(to.written(), "2 own");
  EXPECT_EQ(to.size(), via_member_size(message::Version::http_2, "own"));
  write_via_member(to.text(", "), message::Version::http_1_0, "a:80");
  EXPECT_EQ(to.written(), "2 own, 1.0 a:80");
}

TEST(CdnLoop, CountsOneself) {
  const CdnLoop loop = read_cdn_loop("foo123.foocdn.example, Own; a=\"b, own\", own ,own.test", "own");
  EXPECT_EQ(loop.own, 2u);
  EXPECT_EQ(loop.members, 4u);
  EXPECT_FALSE(loop.malformed);
  EXPECT_EQ(read_cdn_loop("", "own").members, 0u);
  EXPECT_TRUE(read_cdn_loop("a b, own", "own").malformed);
  EXPECT_EQ(read_cdn_loop("own; =, a", "own").own, 1u);
  EXPECT_TRUE(read_cdn_loop("own; =, a", "own").malformed);
  EXPECT_EQ(read_cdn_loop("[2001:db8::1]:80", "[2001:DB8::1]:80").own, 1u);
}

TEST(MaxForwards, CountsDown) {
  EXPECT_EQ(parse_max_forwards("10"), 10u);
  EXPECT_EQ(parse_max_forwards("99999999999999999999999"), UINT64_MAX);
  EXPECT_FALSE(parse_max_forwards("-1"));
  EXPECT_FALSE(parse_max_forwards(""));
  EXPECT_FALSE(next_max_forwards(0));
  EXPECT_EQ(next_max_forwards(1), 0u);
  EXPECT_EQ(next_max_forwards(UINT64_MAX, 15), 15u);
}

std::string plain(std::string_view raw) {
  std::string out(raw.size(), '\0');
  return std::string{unquote(raw, out)};
}

TEST(Forwarded, IsRead) {
  ForwardedCursor elements{"for=192.0.2.43;proto=http, ;For=\"[2001:db8::1]:4711\"; by=_me;host=\"a\\\"b:8\";x=y"};
  const auto first = elements.next();
  ASSERT_TRUE(first);
  EXPECT_EQ(first->for_, "192.0.2.43");
  EXPECT_EQ(first->proto, "http");
  EXPECT_EQ(first->by, "");
  const auto second = elements.next();
  ASSERT_TRUE(second);
  EXPECT_EQ(plain(second->for_), "[2001:db8::1]:4711");
  EXPECT_EQ(plain(second->host), "a\"b:8");
  EXPECT_EQ(second->by, "_me");
  EXPECT_FALSE(elements.next());
  EXPECT_FALSE(elements.malformed());
}

TEST(Forwarded, EndsAtWhatIsMalformed) {
  for (const std::string_view text :
       {"for", "for=a=b", "=a", "for=[::1]", "for=a;for=b", "for=\"a", "for =a", "for="}) {
    const std::string value = std::string{text} + ", for=192.0.2.1";
    ForwardedCursor elements{value};
    EXPECT_FALSE(elements.next()) << text;
    EXPECT_TRUE(elements.malformed()) << text;
    EXPECT_FALSE(elements.next()) << text;
  }
}

TEST(Forwarded, KnowsNodes) {
  const auto v6 = parse_forwarded_node("[2001:db8::1]:_port");
  ASSERT_TRUE(v6);
  EXPECT_EQ(v6->kind, NodeKind::ipv6);
  EXPECT_EQ(v6->name, "2001:db8::1");
  EXPECT_EQ(v6->port_text, "_port");
  EXPECT_EQ(parse_forwarded_node("192.0.2.1:80")->kind, NodeKind::ipv4);
  EXPECT_EQ(parse_forwarded_node("192.0.2.1:80")->port_text, "80");
  EXPECT_EQ(parse_forwarded_node("_hidden")->kind, NodeKind::obfuscated);
  EXPECT_EQ(parse_forwarded_node("Unknown")->kind, NodeKind::unknown);
  for (const std::string_view text :
       {"", "a", "2001:db8::1", "[192.0.2.1]", "[::1", "[::1]80", "[::1]:", "192.0.2.1:", "192.0.2.1:65536",
        "192.0.2.1:x", "_", "_a b", "unknown:", "256.0.0.1"})
    EXPECT_FALSE(parse_forwarded_node(text)) << text;
}

std::string written(const ForwardedToWrite& element) {
  std::vector<char> buffer(max_forwarded_size(element));
  base::Writer to{buffer};
  write_forwarded(to, element);
  const std::string text{to.written()};
  EXPECT_TRUE(text.empty() || parse_forwarded_element(text)) << text;
  return text;
}

TEST(Forwarded, IsWritten) {
  EXPECT_EQ(written({"192.0.2.1", {}, "", {}, "a.test", "https"}), "for=192.0.2.1;host=a.test;proto=https");
  EXPECT_EQ(written({"2001:db8::1", {}, "192.0.2.9", 65535, "a.test:8080", ""}),
            "for=\"[2001:db8::1]\";by=\"192.0.2.9:65535\";host=\"a.test:8080\"");
  EXPECT_EQ(written({"2001:db8::1", 1, "_me", {}, "\"\\", "http"}),
            "for=\"[2001:db8::1]:1\";by=_me;host=\"\\\"\\\\\";proto=http");
  EXPECT_EQ(written({"unknown", {}, {}, {}, {}, {}}), "for=unknown");
  EXPECT_EQ(written({}), "");
}

TEST(ForwardedDeathTest, RefusesWhatIsNoNode) {
  EXPECT_DEATH(written({"a;for=b", {}, {}, {}, {}, {}}), "assertion failed");
  EXPECT_DEATH(written({"unknown", {}, {}, {}, "a\r\nb", {}}), "assertion failed");
}

TEST(ProxyStatus, HasARowForEachError) {
  for (std::size_t i = 0; i < proxy_error_rows.size(); ++i)
    EXPECT_EQ(static_cast<std::size_t>(proxy_error_rows[i].error), i);
  EXPECT_EQ(static_cast<std::size_t>(ProxyError::proxy_loop_detected) + 1, proxy_error_rows.size());
}

TEST(ProxyStatus, IsWritten) {
  ProxyStatus status{.proxy = "edge.test"};
  EXPECT_EQ(write_proxy_status(status), "edge.test");
  status.error = ProxyError::connection_timeout;
  status.next_hop = "192.0.2.1:8080";
  status.next_protocol = "http/1.1";
  status.received_status = 502;
  status.details = "no \"answer\"\n in 5 s";
  status.more = {{"rcode", std::string{"NX\xff"}}};
  EXPECT_EQ(write_proxy_status(status),
            "edge.test;error=connection_timeout;next-hop=\"192.0.2.1:8080\";next-protocol=http/1.1;"
            "received-status=502;rcode=\"NX?\";details=\"no \\\"answer\\\"? in 5 s\"");
  EXPECT_EQ(write_proxy_status({.proxy = "a b", .next_protocol = "h 2"}), "\"a b\";next-protocol=:aCAy:");
}

TEST(ProxyStatus, IsAppendedBehindWhatIsWellFormed) {
  EXPECT_EQ(append_proxy_status("", "own"), "own");
  EXPECT_EQ(append_proxy_status("a; error=http_request_error,  \"b\";details=\"x, y\"", "own"),
            "a;error=http_request_error, \"b\";details=\"x, y\", own");
  EXPECT_EQ(append_proxy_status("a, 5, (b c), =, d;;, \"e", "own"), "a, own");
  EXPECT_EQ(append_proxy_status("a, b, c", "own", 2), "c, own");
  EXPECT_EQ(append_proxy_status("a, b, c", "own", 1), "own");
}

TEST(HopByHop, ForwardsWhatIsForAll) {
  auto head = std::make_unique<message::RequestHead>();
  const std::string bytes = "Connection:close, x-hop, Host, Via|Host:a|X-Hop:1|X-End:2|Keep-Alive:3|TE:trailers|"
                            "Transfer-Encoding:chunked|Upgrade:websocket|HTTP2-Settings:x|Proxy-Connection:x|"
                            "Proxy-Authorization:x|Proxy-Authentication-Info:x|Via:1.1 a|Trailer:Digest|";
  head->set_bytes(bytes.data());
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t colon = bytes.find(':', at);
    const std::size_t end = bytes.find('|', at);
    const auto slice = [](std::size_t from, std::size_t to) {
      return message::Slice{static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(to - from)};
    };
    head->add_line({slice(at, colon), slice(colon + 1, end),
                    message::field_named(std::string_view{bytes}.substr(at, colon - at))});
    at = end + 1;
  }
  const auto kept = [&head](TrailersAre trailers) {
    std::string names;
    for_each_forwarded(*head, trailers,
                       [&](const message::FieldLine& line) { names.append(head->text(line.name)).append(" "); });
    return names;
  };
  EXPECT_EQ(kept(TrailersAre::dropped), "Host X-End Via ");
  EXPECT_EQ(kept(TrailersAre::forwarded), "Host X-End Via Trailer ");
}

TEST(HopByHop, SortsTrailersToo) {
  using message::Field;
  EXPECT_TRUE(allowed_in_trailer(Field::other, "Digest"));
  EXPECT_TRUE(allowed_in_trailer(Field::etag, "ETag"));
  EXPECT_TRUE(allowed_in_trailer(Field::proxy_status, "Proxy-Status"));
  for (const Field f : {Field::content_length, Field::transfer_encoding, Field::host, Field::authorization,
                        Field::set_cookie, Field::connection, Field::trailer, Field::te})
    EXPECT_FALSE(allowed_in_trailer(f, message::name(f))) << message::name(f);
}

TEST(HopByHop, KnowsWhoTakesTrailers) {
  EXPECT_TRUE(takes_trailers("gzip;q=0.5, Trailers"));
  EXPECT_FALSE(takes_trailers("gzip, trailers2"));
  EXPECT_FALSE(takes_trailers(""));
}

} // namespace
} // namespace responsum::field
