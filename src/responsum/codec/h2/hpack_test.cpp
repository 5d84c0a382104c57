// Header compression: the examples of RFC 7541 appendix C, and what it forbids.
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "responsum/codec/h2/hpack_decoder.hpp"
#include "responsum/codec/h2/hpack_encoder.hpp"

namespace responsum::codec::h2 {
namespace {

using namespace std::string_literals;
using Fields = std::vector<std::pair<std::string, std::string>>;

std::string octets(std::string_view hex) {
  std::string all;
  std::string digits;
  for (const char c : hex)
    if (c != ' ') digits += c;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
    all += static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16));
  return all;
}

class Decoder {
 public:
  explicit Decoder(std::uint32_t bytes = default_table_bytes) : decoder_{bytes} {}

  // What was decoded; or the words of the violation, as the name of a field.
  Fields decode(std::string_view section) {
    Fields fields;
    const bool sound = decoder_.decode(
        section, arena_, [&](std::string_view name, std::string_view value) { fields.emplace_back(name, value); });
    if (sound) return fields;
    EXPECT_EQ(decoder_.violation().code, ErrorCode::compression_error);
    return {{std::string{decoder_.violation().words}, "VIOLATION"}};
  }
  bool refuses(std::string_view section) {
    const Fields fields = decode(section);
    return !fields.empty() && fields.back().second == "VIOLATION";
  }
  const hpack::DynamicTable& table() const { return decoder_.table(); }
  // The newest first.
  Fields entries() const {
    Fields all;
    for (std::size_t i = 1; i <= table().count(); ++i) {
      const hpack::Entry e = table().at(table().inserted() - i);
      all.emplace_back(e.name, e.value);
    }
    return all;
  }

 private:
  base::Arena arena_;
  HpackDecoder decoder_;
};

class Encoder {
 public:
  explicit Encoder(std::uint32_t most = default_table_bytes) : encoder_{most} {}
  std::string encode(const Fields& fields) {
    std::size_t room = HpackEncoder::begin_capacity;
    for (const auto& [name, value] : fields) room += HpackEncoder::capacity(name, value);
    std::string section(room, '\0');
    char* to = encoder_.begin(section.data());
    for (const auto& [name, value] : fields) to = encoder_.field(to, name, value);
    section.resize(static_cast<std::size_t>(to - section.data()));
    return section;
  }
  HpackEncoder& operator*() { return encoder_; }

 private:
  HpackEncoder encoder_;
};

// --- Appendix C ----------------------------------------------------------------------------------------------------

TEST(Hpack, DecodesSingleFieldsOfC2) {
  Decoder d;
  EXPECT_EQ(d.decode(octets("400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572")),
            (Fields{{"custom-key", "custom-header"}}));
  EXPECT_EQ(d.table().bytes(), 55u);
  EXPECT_EQ(d.decode(octets("040c 2f73 616d 706c 652f 7061 7468")), (Fields{{":path", "/sample/path"}}));
  EXPECT_EQ(d.decode(octets("1008 7061 7373 776f 7264 0673 6563 7265 74")), (Fields{{"password", "secret"}}));
  EXPECT_EQ(d.decode(octets("82")), (Fields{{":method", "GET"}}));
  EXPECT_EQ(d.table().count(), 1u);
}

// Returns the octets of the table in the end.
std::size_t decode_requests(const std::vector<std::string>& sections) {
  Decoder d;
  Fields first{{":method", "GET"}, {":scheme", "http"}, {":path", "/"}, {":authority", "www.example.com"}};
  EXPECT_EQ(d.decode(sections[0]), first);
  EXPECT_EQ(d.table().bytes(), 57u);
  Fields second = first;
  second.emplace_back("cache-control", "no-cache");
  EXPECT_EQ(d.decode(sections[1]), second);
  EXPECT_EQ(d.table().bytes(), 110u);
  EXPECT_EQ(d.decode(sections[2]), (Fields{{":method", "GET"},
                                           {":scheme", "https"},
                                           {":path", "/index.html"},
                                           {":authority", "www.example.com"},
                                           {"custom-key", "custom-value"}}));
  EXPECT_EQ(
      d.entries(),
      (Fields{{"custom-key", "custom-value"}, {"cache-control", "no-cache"}, {":authority", "www.example.com"}}));
  return d.table().bytes();
}

TEST(Hpack, DecodesRequestsOfC3) {
  EXPECT_EQ(decode_requests({octets("8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d"),
                             octets("8286 84be 5808 6e6f 2d63 6163 6865"),
                             octets("8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65")}),
            164u);
}

TEST(Hpack, DecodesRequestsInHuffmansCodeOfC4) {
  EXPECT_EQ(
      decode_requests({octets("8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff"), octets("8286 84be 5886 a8eb 1064 9cbf"),
                       octets("8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf")}),
      164u);
}

std::size_t decode_responses(const std::vector<std::string>& sections) {
  Decoder d{256};
  const Fields common{{"cache-control", "private"},
                      {"date", "Mon, 21 Oct 2013 20:13:21 GMT"},
                      {"location", "https://www.example.com"}};
  Fields first{{":status", "302"}};
  first.insert(first.end(), common.begin(), common.end());
  EXPECT_EQ(d.decode(sections[0]), first);
  EXPECT_EQ(d.table().bytes(), 222u);
  Fields second{{":status", "307"}};
  second.insert(second.end(), common.begin(), common.end());
  EXPECT_EQ(d.decode(sections[1]), second);
  EXPECT_EQ(d.table().bytes(), 222u);
  const std::string cookie = "foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1";
  EXPECT_EQ(d.decode(sections[2]), (Fields{{":status", "200"},
                                           {"cache-control", "private"},
                                           {"date", "Mon, 21 Oct 2013 20:13:22 GMT"},
                                           {"location", "https://www.example.com"},
                                           {"content-encoding", "gzip"},
                                           {"set-cookie", cookie}}));
  EXPECT_EQ(
      d.entries(),
      (Fields{{"set-cookie", cookie}, {"content-encoding", "gzip"}, {"date", "Mon, 21 Oct 2013 20:13:22 GMT"}}));
  return d.table().bytes();
}

TEST(Hpack, DecodesResponsesOfC5) {
  EXPECT_EQ(
      decode_responses(
          {octets(
               "4803 3330 3258 0770 7269 7661 7465 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 "
               "3120 474d 546e 1768 7474 7073 3a2f 2f77 7777 2e65 7861 6d70 6c65 2e63 6f6d"),
           octets("4803 3330 37c1 c0bf"),
           octets(
               "88c1 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3220 474d 54c0 5a04 677a 6970 "
               "7738 666f 6f3d 4153 444a 4b48 514b 425a 584f 5157 454f 5049 5541 5851 5745 4f49 553b 206d 6178 2d61 "
               "6765 3d33 3630 303b 2076 6572 7369 6f6e 3d31")}),
      215u);
}

TEST(Hpack, DecodesResponsesInHuffmansCodeOfC6) {
  EXPECT_EQ(
      decode_responses(
          {octets(
               "4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e 919d 29ad "
               "1718 63c7 8f0b 97c8 e9ae 82ae 43d3"),
           octets("4883 640e ffc1 c0bf"),
           octets(
               "88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab 77ad 94e7 821d d7f2 "
               "e6c7 b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f 9587 3160 65c0 03ed 4ee5 b106 3d50 07")}),
      215u);
}

// --- What is forbidden ---------------------------------------------------------------------------------------------

TEST(HpackDecoder, RefusesWhatCannotBeDecoded) {
  EXPECT_TRUE(Decoder{}.refuses(octets("80"))) << "index 0";
  EXPECT_TRUE(Decoder{}.refuses(octets("be"))) << "an entry that is not there";
  EXPECT_TRUE(Decoder{}.refuses(octets("7f40 0161"))) << "a name that is not there";
  EXPECT_TRUE(Decoder{}.refuses(octets("ffff ffff ffff")));
  EXPECT_TRUE(Decoder{}.refuses(octets("ff"))) << "a number without an end";
  EXPECT_TRUE(Decoder{}.refuses(octets("40"))) << "no name";
  EXPECT_TRUE(Decoder{}.refuses(octets("4005 6162"))) << "a string that is cut";
  EXPECT_TRUE(Decoder{}.refuses(octets("4001 61"))) << "no value";
  EXPECT_TRUE(Decoder{}.refuses(octets("4081 18 00"))) << "no padding";
  EXPECT_TRUE(Decoder{}.refuses(octets("3fe2 1f"))) << "a table of 4097 octets";
  EXPECT_TRUE(Decoder{}.refuses(octets("82 20"))) << "a size behind a field";
  EXPECT_FALSE(Decoder{}.refuses(octets("20 3fe1 1f 82")));
  EXPECT_FALSE(Decoder{}.refuses(""));
}

TEST(HpackDecoder, ForgetsWhatHasNoRoom) {
  Decoder d;
  d.decode(octets("4001 6101 62") + octets("4001 6301 64"));
  EXPECT_EQ(d.table().count(), 2u);
  d.decode(octets("3f03")); // 34 octets: one of them
  EXPECT_EQ(d.entries(), (Fields{{"c", "d"}}));
  EXPECT_EQ(d.decode(octets("4002 6161 0162")), (Fields{{"aa", "b"}}));
  EXPECT_EQ(d.table().count(), 0u) << "it was larger than the table";
  EXPECT_TRUE(d.refuses(octets("be")));
}

// The name of a new entry may be that of one that makes room for it (RFC 7541 4.4).
TEST(HpackDecoder, TakesNamesFromEntriesThatGo) {
  Decoder d{100};
  const std::string name(50, 'n');
  d.decode("\x40\x32"s + name + "\x01x");
  EXPECT_EQ(d.table().count(), 1u);
  for (int i = 0; i < 200; ++i) {
    EXPECT_EQ(d.decode("\x7e\x03\x79\x79\x79"), (Fields{{name, "yyy"}}));
    EXPECT_EQ(d.entries(), (Fields{{name, "yyy"}}));
  }
}

// --- The encoder ---------------------------------------------------------------------------------------------------

const Fields head{{":status", "200"},         {"Date", "Mon, 21 Oct 2013 20:13:21 GMT"},
                  {"Server", "responsum"},    {"Content-Type", "text/plain; charset=utf-8"},
                  {"ETag", "\"5f-6a3\""},     {"Cache-Control", "max-age=60"},
                  {"Content-Length", "1024"}, {"X-Custom", "yes"}};

Fields lower_case(Fields fields) {
  for (auto& [name, value] : fields)
    for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return fields;
}

TEST(HpackEncoder, SaysWhatComesAgainInAnOctet) {
  Encoder e;
  Decoder d;
  EXPECT_EQ(d.decode(e.encode(head)), lower_case(head));
  EXPECT_EQ(d.decode(e.encode(head)), lower_case(head));
  const std::string third = e.encode(head);
  EXPECT_EQ(third.size(), head.size());
  EXPECT_EQ(d.decode(third), lower_case(head));
}

TEST(HpackEncoder, RemembersOnlyWhatComesAgain) {
  Encoder e;
  Decoder d;
  e.encode({{"etag", "\"a\""}, {"content-length", "17"}, {"x-id", "1"}});
  EXPECT_EQ((*e).table().count(), 0u);
  e.encode({{"etag", "\"b\""}, {"content-length", "17"}});
  EXPECT_EQ((*e).table().count(), 1u);
  e.encode({{"server", "x"}});
  EXPECT_EQ((*e).table().count(), 2u);
}

TEST(HpackEncoder, NeverRemembersWhatIsSecret) {
  Encoder e;
  for (int i = 0; i < 3; ++i) {
    const std::string section = e.encode({{"Set-Cookie", "s=1"}});
    EXPECT_EQ(section.substr(0, 2), "\x1f\x28"); // never indexed, name 55
  }
  EXPECT_EQ((*e).table().count(), 0u);
}

TEST(HpackEncoder, ObeysTheSizeThatThePeerSays) {
  Encoder e;
  Decoder d;
  for (int i = 0; i < 3; ++i) d.decode(e.encode(head));
  (*e).set_peer_limit(0);
  (*e).set_peer_limit(400);
  const std::string section = e.encode({{"server", "responsum"}});
  EXPECT_EQ(section.substr(0, 4), "\x20\x3f\xf1\x02"); // the smallest, then 400
  EXPECT_EQ(d.decode(section), (Fields{{"server", "responsum"}}));
  EXPECT_EQ(d.table().count(), 1u);
  (*e).set_peer_limit(1'000'000);
  EXPECT_EQ(e.encode({{"server", "responsum"}}), octets("3fe1 1f be")) << "never more than is ours";
  (*e).set_peer_limit(4096);
  EXPECT_EQ(e.encode({{"server", "responsum"}}), octets("be")) << "nothing changed";
}

TEST(HpackEncoder, StaysInStepWithItsDecoderForLong) {
  Encoder e{300};
  Decoder d;
  std::uint32_t random = 1;
  const auto next = [&random](std::uint32_t below) {
    random = random * 1664525 + 1013904223;
    return (random >> 8) % below;
  };
  (*e).set_peer_limit(250);
  for (int i = 0; i < 20'000; ++i) {
    Fields fields;
    for (std::uint32_t n = next(7) % 7; n != 0; --n) {
      constexpr std::string_view names[]{"server",          "etag", "x-a", "vary", "set-cookie",
                                         "accept-encoding", "x^b",  "x~b"};
      std::string value(next(100) % 40, static_cast<char>('a' + next(3) % 3));
      fields.emplace_back(names[next(8) % 8], value);
    }
    if (next(50) % 50 == 0) (*e).set_peer_limit(next(400) % 400);
    ASSERT_EQ(d.decode(e.encode(fields)), fields) << i;
    ASSERT_EQ(d.table().bytes(), (*e).table().bytes());
  }
}

} // namespace
} // namespace responsum::codec::h2
