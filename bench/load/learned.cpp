#include "bench/load/learned.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>

namespace responsum::bench {
namespace {

constexpr std::size_t longest_head = 64 * 1024;

[[noreturn]] void refuse(std::string_view why, std::string_view head) {
  throw std::runtime_error(std::string(why) + " in the first answer:\n" + std::string(head));
}

bool same_name(std::string_view left, std::string_view right) {
  const auto lower = [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
  };
  return std::ranges::equal(left, right, {}, lower, lower);
}

std::string_view trimmed(std::string_view value) {
  while (!value.empty() && (value.front() == ' ' || value.front() == '\t')) value.remove_prefix(1);
  while (!value.empty() && (value.back() == ' ' || value.back() == '\t')) value.remove_suffix(1);
  return value;
}

std::optional<std::size_t> whole_number(std::string_view digits) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc{} || end != digits.data() + digits.size() || digits.empty()) return std::nullopt;
  return value;
}

std::string_view status_line_of(std::string_view head) {
  const std::string_view line = head.substr(0, head.find("\r\n"));
  if (line.size() < 12 || !line.starts_with("HTTP/1.") || line[8] != ' ' || !whole_number(line.substr(9, 3))) {
    refuse("no status line", head);
  }
  return line;
}

// RFC 9112 6.3: these answers end with their head, whatever Content-Length says.
bool ends_with_its_head(std::string_view request, std::string_view status_line) {
  const std::string_view status = status_line.substr(9, 3);
  return request.starts_with("HEAD ") || status.starts_with('1') || status == "204" || status == "304";
}

std::size_t content_length(std::string_view head) {
  std::optional<std::size_t> length;
  std::string_view rest = head.substr(head.find("\r\n") + 2);
  for (std::size_t end = rest.find("\r\n"); end != 0; end = rest.find("\r\n")) {
    const std::string_view line = rest.substr(0, end);
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) refuse("a line without a colon", head);
    const std::string_view name = line.substr(0, colon);
    if (same_name(name, "Transfer-Encoding")) refuse("a transfer coding", head);
    if (same_name(name, "Content-Length")) {
      if (length) refuse("Content-Length twice", head);
      length = whole_number(trimmed(line.substr(colon + 1)));
      if (!length) refuse("a bad Content-Length", head);
    }
    rest.remove_prefix(end + 2);
  }
  if (!length) refuse("no Content-Length", head);
  return *length;
}

std::size_t receive_more(const Descriptor& connection, std::string& bytes) {
  std::array<char, 16 * 1024> room{};
  const ssize_t got = checked(::recv(connection.get(), room.data(), room.size(), 0), "recv of the first answer");
  bytes.append(room.data(), static_cast<std::size_t>(got));
  return static_cast<std::size_t>(got);
}

} // namespace

Descriptor connect_to(std::uint16_t port) {
  Descriptor connection{checked(::socket(AF_INET, SOCK_STREAM, 0), "socket")};
  const timeval patience{.tv_sec = 5, .tv_usec = 0};
  checked(::setsockopt(connection.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience), "setsockopt");
  const int on = 1;
  checked(::setsockopt(connection.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on), "setsockopt");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  checked(::connect(connection.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), "connect");
  return connection;
}

Learned learn(const Descriptor& connection, std::string_view request) {
  const ssize_t sent = checked(::send(connection.get(), request.data(), request.size(), MSG_NOSIGNAL), "send");
  if (static_cast<std::size_t>(sent) != request.size()) throw std::runtime_error("the request was sent in part");
  std::string bytes;
  std::size_t end = std::string::npos;
  while (end == std::string::npos) {
    if (bytes.size() > longest_head || receive_more(connection, bytes) == 0) refuse("no end of the head", bytes);
    end = bytes.find("\r\n\r\n");
  }
  const std::string head = bytes.substr(0, end + 4);
  Learned learned{.status_line = std::string(status_line_of(head)), .bytes = head.size()};
  if (!ends_with_its_head(request, learned.status_line)) learned.bytes += content_length(head);
  while (bytes.size() < learned.bytes) {
    if (receive_more(connection, bytes) == 0) refuse("an early close", head);
  }
  if (bytes.size() > learned.bytes) refuse("bytes after the end", head);
  return learned;
}

} // namespace responsum::bench
