#include "driver/fastcgi_end.hpp"

#include <algorithm>
#include <array>

namespace responsum::wire {

namespace {

enum Type : std::uint8_t { begin_request = 1, end_request = 3, params = 4, input = 5, output = 6, errors = 7 };
constexpr std::size_t header_bytes = 8;

std::size_t octet(std::string_view text, std::size_t at) { return static_cast<unsigned char>(text[at]); }

// One octet, or four with the first bit set.
std::size_t take_length(std::string_view& from) {
  if (octet(from, 0) < 128) {
    const std::size_t length = octet(from, 0);
    from.remove_prefix(1);
    return length;
  }
  const std::size_t length =
      (octet(from, 0) & 127) << 24 | octet(from, 1) << 16 | octet(from, 2) << 8 | octet(from, 3);
  from.remove_prefix(4);
  return length;
}

std::map<std::string, std::string> read_params(std::string_view stream) {
  std::map<std::string, std::string> all;
  while (!stream.empty()) {
    const std::size_t name = take_length(stream);
    const std::size_t value = take_length(stream);
    all.emplace(stream.substr(0, name), stream.substr(name, value));
    stream.remove_prefix(name + value);
  }
  return all;
}

// Ports are never twice the same.
std::string lines_of(const std::map<std::string, std::string>& params) {
  std::string lines;
  for (const auto& [name, value] : params)
    if (!name.ends_with("_PORT")) lines += name + "=" + value + "\n";
  return lines;
}

// "hello" of "/fcgi/hello.php".
std::string name_of(std::string_view script) {
  script = script.substr(script.rfind('/') + 1);
  return std::string{script.substr(0, script.find('.'))};
}

} // namespace

void FastCgiEnd::run() {
  while (serve_one()) continue;
}

bool FastCgiEnd::take_request() {
  std::string stream;
  content_.clear();
  for (;;) {
    const auto header = line_.take(received_, header_bytes);
    if (!header) return false;
    const std::size_t length = octet(*header, 4) << 8 | octet(*header, 5);
    const auto record = line_.take(received_, length);
    if (!record || !line_.take(received_, octet(*header, 6))) return false;
    switch (octet(*header, 1)) {
    case begin_request: stays_ = (octet(*record, 2) & 1) != 0; break;
    case params: stream += *record; break;
    case input:
      content_ += *record;
      if (length != 0) break;
      params_ = read_params(stream);
      return true;
    }
  }
}

bool FastCgiEnd::send(std::uint8_t type, std::string_view content) {
  constexpr std::size_t most = 60000;
  do {
    const std::string_view piece = content.substr(0, most);
    content.remove_prefix(piece.size());
    const std::array<char, header_bytes> header{1,
                                                static_cast<char>(type),
                                                0,
                                                1,
                                                static_cast<char>(piece.size() >> 8),
                                                static_cast<char>(piece.size() & 255),
                                                0,
                                                0};
    if (!line_.send_all(std::string{header.data(), header.size()} + std::string{piece})) return false;
  } while (!content.empty());
  return true;
}

bool FastCgiEnd::send_end(std::uint8_t status) {
  const std::array<char, 8> body{0, 0, 0, 0, static_cast<char>(status), 0, 0, 0};
  return send(end_request, {body.data(), body.size()});
}

bool FastCgiEnd::serve_one() {
  using End = Answer::End;
  constexpr std::uint8_t overloaded = 2;
  if (!take_request()) return false;
  ++count_;
  const auto found = answers_.find(name_of(params_["SCRIPT_NAME"]));
  if (found == answers_.end()) {
    send(output, "Status: 404 There Is No Such Script\r\nContent-Type: text/plain\r\n\r\n");
    return send_end(0) && stays_;
  }
  const Answer& answer = found->second;
  const std::string head = lines_of(params_);
  const Played played{
      .head = head, .content = content_, .line = {}, .session = {}, .introduction = {}, .count = count_};
  const std::string octets = fill_in(answer.octets, played);
  if (!answer.said.empty() && !send(errors, answer.said)) return false;
  if (answer.raw ? !line_.send_all(octets) : !octets.empty() && !send(output, octets)) return false;
  switch (answer.end) {
  case End::stay: return send_end(0) && stays_;
  case End::overload: return send_end(overloaded) && stays_;
  case End::wait:
    for (std::string more; line_.receive(more); more.clear()) continue;
    return false;
  case End::reset: line_.break_off(); return false;
  case End::close:
  case End::sever:
  case End::echo:
  case End::refuse:
  case End::give_up:
  case End::leave:
  case End::push:
  case End::ignore: return false;
  }
  return false;
}

} // namespace responsum::wire
