// For the tests: a name server on loopback, whose owner reads each question and says what is answered (RFC 1035 4).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "responsum/base/assert.hpp"
#include "responsum/net/address.hpp"
#include "responsum/net/descriptor.hpp"

namespace responsum::net::testing {

struct Question {
  enum class Type : std::uint16_t { a = 1, aaaa = 28, other = 0 };
  std::string name; // as it was asked, without the last dot
  Type type = Type::other;
  std::string packet; // up to the end of the question
};

constexpr std::size_t dns_head_bytes = 12;

inline std::optional<Question> read_question(std::string_view packet) {
  Question question;
  std::size_t at = dns_head_bytes;
  while (at < packet.size() && packet[at] != 0) {
    const auto length = static_cast<std::size_t>(packet[at]);
    if (at + length >= packet.size()) return std::nullopt;
    question.name.append(question.name.empty() ? "" : ".").append(packet.substr(at + 1, length));
    at += 1 + length;
  }
  if (at + 5 > packet.size()) return std::nullopt;
  question.type = static_cast<Question::Type>(static_cast<unsigned char>(packet[at + 2]));
  if (question.type != Question::Type::a && question.type != Question::Type::aaaa)
    question.type = Question::Type::other;
  question.packet = packet.substr(0, at + 5);
  return question;
}

inline void append_number(std::string& to, std::uint32_t number, int octets) {
  for (int shift = 8 * (octets - 1); shift >= 0; shift -= 8) to.push_back(static_cast<char>(number >> shift));
}

struct Reply {
  enum class Code : std::uint8_t { no_error, format_error, server_failure, no_such_name, not_implemented, refused };
  Code code = Code::no_error;
  std::uint32_t ttl_s = 60;
  std::string_view addresses{}; // of both families, with commas: those that were asked for are said
  bool truncated = false;
};

inline std::string reply_to(const Question& question, const Reply& reply) {
  std::string records;
  std::uint16_t count = 0;
  for (std::string_view rest = reply.addresses; !rest.empty();) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    const Address address = Address::parse_host(rest.substr(0, comma)).value();
    rest.remove_prefix(std::min(comma + 1, rest.size()));
    const bool v6 = address.family() == Address::Family::v6;
    if (v6 != (question.type == Question::Type::aaaa) || reply.truncated) continue;
    constexpr std::uint32_t name_of_the_question = 0xc000 | dns_head_bytes, internet = 1;
    append_number(records, name_of_the_question, 2);
    append_number(records, static_cast<std::uint32_t>(question.type), 2);
    append_number(records, internet, 2);
    append_number(records, reply.ttl_s, 4);
    append_number(records, static_cast<std::uint32_t>(address.bytes().size()), 2);
    for (const std::uint8_t octet : address.bytes()) records.push_back(static_cast<char>(octet));
    ++count;
  }
  std::string packet = question.packet;
  packet[2] = static_cast<char>(0x81 | (reply.truncated ? 0x02 : 0)); // an answer, as recursion was desired
  packet[3] = static_cast<char>(0x80 | static_cast<int>(reply.code));
  packet[6] = static_cast<char>(count >> 8);
  packet[7] = static_cast<char>(count);
  packet.replace(8, 4, 4, '\0'); // no other records
  return packet + records;
}

// Datagrams; and connections, where somebody wants the whole of what was truncated.
class NameServer {
 public:
  struct Asked {
    Question question;
    sockaddr_storage from{};
    socklen_t from_size = sizeof from;
  };

  // `flags`: SOCK_NONBLOCK, or 0.
  explicit NameServer(int flags) {
    for (int tries = 0; tries < 100 && !stream_.valid(); ++tries) { // until both have the same port
      datagrams_ = Descriptor{::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | flags, 0)};
      sockaddr_in any{};
      any.sin_family = AF_INET;
      any.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
      RESPONSUM_ASSERT(::bind(datagrams_.number(), reinterpret_cast<sockaddr*>(&any), sizeof any) == 0);
      sockaddr_storage bound{};
      socklen_t size = sizeof bound;
      ::getsockname(datagrams_.number(), reinterpret_cast<sockaddr*>(&bound), &size);
      address_ = Address::from(bound);
      Descriptor stream{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | flags, 0)};
      if (::bind(stream.number(), reinterpret_cast<sockaddr*>(&bound), size) != 0) continue;
      RESPONSUM_ASSERT(::listen(stream.number(), 4) == 0);
      stream_ = std::move(stream);
    }
    RESPONSUM_ASSERT(stream_.valid());
  }

  const Address& address() const { return address_; }
  int datagrams() const { return datagrams_.number(); }

  // The next question; none: nothing is there, or the socket was shut down.
  std::optional<Asked> take() {
    Asked asked;
    std::array<char, 2048> room;
    const ssize_t size = ::recvfrom(datagrams_.number(), room.data(), room.size(), 0,
                                    reinterpret_cast<sockaddr*>(&asked.from), &asked.from_size);
    if (size <= 0) return std::nullopt;
    auto question = read_question({room.data(), static_cast<std::size_t>(size)});
    if (!question) return std::nullopt;
    asked.question = std::move(*question);
    return asked;
  }
  void answer(const Asked& asked, const Reply& reply) {
    const std::string packet = reply_to(asked.question, reply);
    ::sendto(datagrams_.number(), packet.data(), packet.size(), 0, reinterpret_cast<const sockaddr*>(&asked.from),
             asked.from_size);
  }

  // Over a connection, with the length in front (RFC 1035 4.2.2): one question, if it is there.
  bool answer_over_stream(const Reply& reply) {
    if (!accepted_.valid()) accepted_ = Descriptor{::accept(stream_.number(), nullptr, nullptr)};
    if (!accepted_.valid()) return false;
    std::array<char, 2048> room;
    const ssize_t size = ::recv(accepted_.number(), room.data(), room.size(), MSG_DONTWAIT);
    if (size <= 2) return false;
    std::string out;
    for (std::string_view rest{room.data(), static_cast<std::size_t>(size)}; rest.size() > 2;) {
      const std::size_t length =
          static_cast<std::size_t>(static_cast<unsigned char>(rest[0]) * 256 + static_cast<unsigned char>(rest[1]));
      const std::string packet = reply_to(read_question(rest.substr(2, length)).value(), reply);
      append_number(out, static_cast<std::uint32_t>(packet.size()), 2);
      out += packet;
      rest.remove_prefix(std::min(2 + length, rest.size()));
    }
    return ::send(accepted_.number(), out.data(), out.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(out.size());
  }

 private:
  Descriptor datagrams_;
  Descriptor stream_;
  Descriptor accepted_;
  Address address_;
};

} // namespace responsum::net::testing
