#include "runner/answer.hpp"

#include <openssl/evp.h>

#include <array>
#include <utility>

#include "runner/text.hpp"

namespace responsum::wire {

namespace {

bool take_word(std::string_view word, Answer& answer) {
  using End = Answer::End;
  constexpr std::pair<std::string_view, End> ends[] = {
      {"close", End::close}, {"sever", End::sever},       {"reset", End::reset},       {"wait-for-close", End::wait},
      {"switch", End::echo}, {"never-read", End::ignore}, {"refuse", End::refuse},     {"give-up", End::give_up},
      {"leave", End::leave}, {"push", End::push},         {"overload", End::overload},
  };
  if (word == "early") return answer.early = true;
  if (word == "continue") return answer.asks_on = true;
  if (word == "raw") return answer.raw = true;
  if (word.starts_with("says ")) {
    answer.said = std::string{word.substr(5)} + '\n';
    return true;
  }
  if (word == "first-only") return answer.first_only = true;
  for (const auto& [name, end] : ends)
    if (word == name) {
      answer.end = end;
      return true;
    }
  return false;
}

// Of the handshake of WebSocket that the head begins (RFC 6455 4.2.2).
std::string accept_of(std::string_view head) {
  constexpr std::string_view name = "\r\nSec-WebSocket-Key: ";
  const auto at = head.find(name);
  if (at == std::string_view::npos) return {};
  std::string key{head.substr(at + name.size(), head.find("\r\n", at + 2) - at - name.size())};
  key += "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_Digest(key.data(), key.size(), digest.data(), &size, EVP_sha1(), nullptr);
  std::array<unsigned char, 64> text{};
  const int length = EVP_EncodeBlock(text.data(), digest.data(), static_cast<int>(size));
  return {text.begin(), text.begin() + length};
}

} // namespace

std::expected<Answer, ScriptError> parse_answer(std::string_view text) {
  Answer answer;
  for (int line = 1; !text.empty(); ++line) {
    const auto end = text.find('\n');
    const std::string_view word = trim(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (word == "---") {
      auto octets = parse_octets(text);
      if (!octets) return std::unexpected{ScriptError{line + octets.error().line, octets.error().text}};
      answer.octets = std::move(*octets);
      return answer;
    }
    if (!word.empty() && !word.starts_with('#') && !take_word(word, answer))
      return std::unexpected{ScriptError{line, "`" + std::string{word} + "` is nothing that an upstream does"}};
  }
  return std::unexpected{ScriptError{0, "no line `---` is before what is sent"}};
}

std::string octets_for(const Answer& answer, const Played& played) {
  constexpr std::string_view declined = "HTTP/1.1 421 Misdirected Request\r\nContent-Length: 4\r\n\r\nno.\n";
  return fill_in(answer.first_only && played.count > 1 ? declined : answer.octets, played);
}

std::string fill_in(std::string_view octets, const Played& played) {
  const std::string count = std::to_string(played.count);
  const std::string accept = accept_of(played.head);
  const std::pair<std::string_view, std::string_view> places[] = {
      {"{request}", played.head},    {"{content}", played.content},           {"{line}", played.line},
      {"{session}", played.session}, {"{introduction}", played.introduction}, {"{count}", count},
      {"{accept}", accept}};
  std::string filled;
  while (!octets.empty()) {
    bool found = false;
    for (const auto& [place, what] : places)
      if (octets.starts_with(place)) {
        filled += what;
        octets.remove_prefix(place.size());
        found = true;
        break;
      }
    if (found) continue;
    filled += octets.front();
    octets.remove_prefix(1);
  }
  return filled;
}

} // namespace responsum::wire
