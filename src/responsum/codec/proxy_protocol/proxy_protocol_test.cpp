#include <gtest/gtest.h>

#include <array>
#include <string>

#include "responsum/codec/proxy_protocol/parser.hpp"
#include "responsum/codec/proxy_protocol/writer.hpp"

namespace responsum::codec::proxy_protocol {
namespace {

using namespace std::string_view_literals;

struct Outcome {
  std::string words;
  Header header;
};

Outcome read(std::string_view bytes, std::size_t piece, const Limits& limits = {}) {
  Parser parser;
  Outcome outcome;
  for (std::size_t end = std::min(piece, bytes.size());; end = std::min(end + piece, bytes.size())) {
    const std::string held{bytes.substr(0, end)};
    const Progress progress = parser.parse(held, limits, outcome.header);
    if (progress == Progress::complete) {
      outcome.words = "complete " + std::to_string(outcome.header.size);
      return outcome;
    }
    if (progress == Progress::faulty) {
      outcome.words = std::string{message::id(parser.fault())} + " at " + std::to_string(parser.fault_offset());
      return outcome;
    }
    if (end == bytes.size()) return {"incomplete", outcome.header};
  }
}

std::string words_of(std::string_view bytes, const Limits& limits = {}) {
  const Outcome whole = read(bytes, bytes.size() + 1, limits);
  for (std::size_t piece = 1; piece < bytes.size(); ++piece)
    EXPECT_EQ(read(bytes, piece, limits).words, whole.words) << "in pieces of " << piece;
  return whole.words;
}

TEST(ProxyProtocol, ReadsVersion1) {
  const std::string_view line = "PROXY TCP4 192.0.2.1 198.51.100.7 56324 443\r\nGET / HTTP/1.1\r\n";
  EXPECT_EQ(words_of(line), "complete 45");
  const Header header = read(line, 1000).header;
  EXPECT_TRUE(header.addresses_known());
  EXPECT_EQ(header.version, 1);
  EXPECT_EQ(header.source.port, 56324);
  EXPECT_EQ(header.destination.port, 443);
  EXPECT_EQ(header.source.address[0], 192);
  EXPECT_EQ(header.destination.address[3], 7);
  const Header v6 = read("PROXY TCP6 2001:db8::1 ::1 1 0\r\n", 1000).header;
  EXPECT_EQ(v6.family, Family::ipv6);
  EXPECT_EQ(v6.source.address[1], 0x01);
  EXPECT_EQ(v6.destination.address[15], 1);
  EXPECT_EQ(words_of("PROXY UNKNOWN\r\n"), "complete 15");
  EXPECT_EQ(words_of("PROXY UNKNOWN whatever it says\r\n"), "complete 32");
  EXPECT_FALSE(read("PROXY UNKNOWN\r\n", 1000).header.addresses_known());
}

TEST(ProxyProtocol, RefusesWhatIsNotVersion1) {
  EXPECT_EQ(words_of("GET / HTTP/1.1\r\n"), "proxy-header-missing at 0");
  EXPECT_EQ(words_of("PROXZ TCP4"), "proxy-header-missing at 4");
  EXPECT_EQ(words_of("PROXY TCP5 1 2 3 4\r\n"), "proxy-v1-syntax at 6");
  EXPECT_EQ(words_of("PROXY \r\n"), "proxy-v1-syntax at 6");
  EXPECT_EQ(words_of("PROXY TCP4 192.0.2.1\r\n"), "proxy-v1-syntax at 20");
  EXPECT_EQ(words_of("PROXY TCP4  192.0.2.1 192.0.2.2 1 2\r\n"), "proxy-v1-syntax at 11");
  EXPECT_EQ(words_of("PROXY TCP4 192.0.2.1 192.0.2.2 1 2 \r\n"), "proxy-v1-syntax at 34");
  EXPECT_EQ(words_of("PROXY TCP4 192.0.2.1 192.0.2.2 1 2\n"), "proxy-v1-syntax at 34");
  EXPECT_EQ(words_of("PROXY TCP4 192.0.2.1 192.0.2.2 1 2\rx"), "proxy-v1-syntax at 34");
  EXPECT_EQ(words_of("PROXY TCP4 192.0.2.01 192.0.2.2 1 2\r\n"), "proxy-v1-address at 11");
  EXPECT_EQ(words_of("PROXY TCP4 192.0.2.1 ::1 1 2\r\n"), "proxy-v1-address at 21");
  EXPECT_EQ(words_of("PROXY TCP6 192.0.2.1 ::1 1 2\r\n"), "proxy-v1-address at 11");
  EXPECT_EQ(words_of("PROXY TCP4 192.0.2.1 192.0.2.2 65536 2\r\n"), "proxy-v1-port at 31");
  EXPECT_EQ(words_of("PROXY TCP4 192.0.2.1 192.0.2.2 1 02\r\n"), "proxy-v1-port at 33");
  EXPECT_EQ(words_of("PROXY TCP4 192.0.2.1 192.0.2.2 1 +2\r\n"), "proxy-v1-port at 33");
  EXPECT_EQ(words_of("PROXY UNKNOWN " + std::string(91, 'a') + "\r\n"), "complete 107");
  EXPECT_EQ(words_of("PROXY UNKNOWN " + std::string(92, 'a') + "\r\n"), "proxy-v1-too-long at 106");
  EXPECT_EQ(words_of("PROXY TCP4 192.0.2.1"), "incomplete");
}

std::string v2(char command, char family, std::string_view block) {
  std::string bytes{v2_signature};
  bytes += {command, family, static_cast<char>(block.size() >> 8), static_cast<char>(block.size() & 0xff)};
  return bytes.append(block);
}
constexpr std::string_view v4_block = "\xc0\0\2\1\xc6\x33\x64\7\xdc\4\1\xbb"sv;

TEST(ProxyProtocol, ReadsVersion2) {
  const std::string bytes = v2('\x21', '\x11', v4_block) + "GET";
  EXPECT_EQ(words_of(bytes), "complete 28");
  const Header header = read(bytes, 1000).header;
  EXPECT_TRUE(header.addresses_known());
  EXPECT_EQ(header.source.port, 56324);
  EXPECT_EQ(header.destination.port, 443);
  EXPECT_EQ(header.extensions_size, 0u);
  EXPECT_EQ(words_of(v2('\x20', '\x77', "anything")), "complete 24") << "LOCAL";
  EXPECT_FALSE(read(v2('\x20', '\x11', v4_block), 1000).header.addresses_known());
  EXPECT_EQ(words_of(v2('\x21', '\0', "anything")), "complete 24");
  EXPECT_EQ(words_of(v2('\x21', '\x31', std::string(216, 'a'))), "complete 232");
  EXPECT_FALSE(read(v2('\x21', '\x31', std::string(216, 'a')), 1000).header.addresses_known());
}

TEST(ProxyProtocol, SkipsExtensions) {
  const std::string block = std::string{v4_block} + std::string{"\4\0\0\x2\0\3own", 9};
  const std::string bytes = v2('\x21', '\x11', block);
  EXPECT_EQ(words_of(bytes), "complete 37");
  const Header header = read(bytes, 1000).header;
  ExtensionCursor extensions{std::string_view{bytes}.substr(header.extensions_offset, header.extensions_size)};
  EXPECT_EQ(extensions.next()->type, 4);
  EXPECT_EQ(extensions.next()->value, "own");
  EXPECT_FALSE(extensions.next());
}

TEST(ProxyProtocol, RefusesWhatIsNotVersion2) {
  EXPECT_EQ(words_of("\r\n\r\nGET"), "proxy-header-missing at 4");
  EXPECT_EQ(words_of(v2('\x11', '\x11', v4_block)), "proxy-v2-version at 12");
  EXPECT_EQ(words_of(v2('\x22', '\x11', v4_block)), "proxy-v2-command at 12");
  for (const char family : {'\x13', '\x41', '\x01', '\x10'})
    EXPECT_EQ(words_of(v2('\x21', family, v4_block)), "proxy-v2-family at 13");
  EXPECT_EQ(words_of(v2('\x21', '\x21', v4_block)), "proxy-v2-length at 14");
  EXPECT_EQ(words_of(v2('\x21', '\x11', v4_block), {.max_header_bytes = 27}), "proxy-v2-too-long at 14");
  EXPECT_EQ(words_of(v2('\x20', '\x11', std::string(5000, 'a'))), "proxy-v2-too-long at 14");
  const auto with = [](std::string_view extension) {
    return v2('\x21', '\x11', std::string{v4_block}.append(extension));
  };
  EXPECT_EQ(words_of(with("\4\0"sv)), "proxy-v2-extension at 28");
  EXPECT_EQ(words_of(with("\4\0\2a"sv)), "proxy-v2-extension at 28");
  EXPECT_EQ(words_of(with("\3\0\3abc"sv)), "proxy-v2-extension at 31");
  EXPECT_EQ(words_of(with("\3\0\4abcd"sv)), "proxy-v2-checksum at 31");
  EXPECT_EQ(words_of(std::string{v2_signature}), "incomplete");
}

TEST(ProxyProtocol, ReadsWhatItWrites) {
  const Endpoint client{{0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 65535};
  const Endpoint server{{192, 0, 2, 1}, 1};
  for (const Family family : {Family::ipv4, Family::ipv6, Family::unspecified, Family::local})
    for (int kind = 0; kind < 3; ++kind) {
      Header header;
      header.proxied = true;
      header.family = family;
      header.transport = Transport::stream;
      header.source = client;
      header.destination = server;
      std::array<char, 107> buffer;
      base::Writer to{buffer};
      if (kind == 0)
        write_v1(to, header);
      else
        write_v2(to, header, kind == 1 ? Checksum::none : Checksum::stated);
      const Outcome outcome = read(to.written(), 1000);
      EXPECT_EQ(outcome.words, "complete " + std::to_string(to.size()));
      EXPECT_EQ(outcome.header.addresses_known(), header.addresses_known());
      if (!header.addresses_known()) continue;
      EXPECT_EQ(outcome.header.family, family);
      EXPECT_EQ(outcome.header.source.port, 65535);
      const std::size_t octets = family == Family::ipv4 ? 4 : 16;
      for (std::size_t i = 0; i < octets; ++i) {
        EXPECT_EQ(outcome.header.source.address[i], client.address[i]);
        EXPECT_EQ(outcome.header.destination.address[i], server.address[i]);
      }
    }
  static_assert(max_v2_written_bytes <= 107);
}

} // namespace
} // namespace responsum::codec::proxy_protocol
