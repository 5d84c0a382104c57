#include "runner/response.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <regex>

#include "runner/text.hpp"

namespace responsum::wire {

namespace {

using Incomplete = std::optional<Response>; // empty

// RFC 9112 4: the space after the code stays even where no phrase follows.
bool is_status_line(std::string_view line) {
  static const std::regex form{R"(HTTP/1\.[01] [1-5][0-9][0-9] [\t\x20-\x7e]*)"};
  return std::regex_match(line.begin(), line.end(), form);
}

std::optional<std::string> add_field(std::string_view line, std::vector<std::pair<std::string, std::string>>& to) {
  const auto colon = line.find(':');
  if (colon == std::string_view::npos || !is_token(line.substr(0, colon)))
    return "malformed field line `" + std::string{line} + "`";
  const std::string_view value = trim(line.substr(colon + 1));
  if (has_control_character(value)) return "control character in `" + std::string{line} + "`";
  to.emplace_back(line.substr(0, colon), value);
  return std::nullopt;
}

// RFC 9113 8.2.2
bool is_of_connection(std::string_view name) {
  const std::string lower = lower_case(name);
  return lower == "connection" || lower == "keep-alive" || lower == "transfer-encoding" || lower == "upgrade";
}

// Status line and fields, up to and with the empty line. Answers whether they are complete.
std::expected<bool, std::string> parse_head(std::string_view octets, Response& response) {
  const auto end = octets.find("\r\n\r\n");
  if (end == std::string_view::npos) return false;
  response.octets = end + 4;
  std::string_view head = octets.substr(0, end + 2);
  for (bool first = true; !head.empty(); first = false) {
    const auto line_end = head.find("\r\n");
    const std::string_view line = head.substr(0, line_end);
    head.remove_prefix(line_end + 2);
    if (line.find_first_of("\r\n") != std::string_view::npos) return std::unexpected{"bare CR or LF in the head"};
    if (first) {
      if (!is_status_line(line)) return std::unexpected{"malformed status line `" + std::string{line} + "`"};
      response.status_line = line;
    } else if (auto fault = add_field(line, response.fields)) {
      return std::unexpected{*fault};
    }
  }
  return true;
}

// RFC 9112 7.1. Answers whether the last chunk has come; octets grows by what was used.
std::expected<bool, std::string> parse_chunks(std::string_view octets, Response& response) {
  while (true) {
    const std::string_view rest = octets.substr(response.octets);
    const auto line_end = rest.find("\r\n");
    if (line_end == std::string_view::npos) return false;
    std::uint64_t size = 0;
    const char* const end = rest.data() + std::min(line_end, rest.find(';'));
    const auto [stop, error] = std::from_chars(rest.data(), end, size, 16);
    if (error != std::errc{} || stop != end) return std::unexpected{"malformed chunk size"};
    if (size == 0) break;
    if (rest.size() < line_end + 2 + size + 2) return false;
    if (rest.substr(line_end + 2 + size, 2) != "\r\n") return std::unexpected{"a chunk does not end with CRLF"};
    response.body += rest.substr(line_end + 2, size);
    response.octets += line_end + 2 + size + 2;
  }
  std::string_view trailers = octets.substr(response.octets);
  const std::size_t last_chunk = trailers.find("\r\n");
  const auto end = trailers.find("\r\n\r\n", last_chunk);
  if (end == std::string_view::npos) return false;
  response.octets += end + 4;
  trailers = trailers.substr(last_chunk + 2, end - last_chunk);
  while (!trailers.empty() && !trailers.starts_with("\r\n")) {
    const auto line_end = trailers.find("\r\n");
    if (auto fault = add_field(trailers.substr(0, line_end), response.trailers)) return std::unexpected{*fault};
    trailers.remove_prefix(line_end + 2);
  }
  return true;
}

std::expected<std::optional<std::uint64_t>, std::string> content_length(const Response& response) {
  const auto values = response.values("Content-Length");
  if (values.empty()) return std::nullopt;
  std::uint64_t length = 0;
  const std::string& text = values.front();
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
  if (values.size() > 1 || error != std::errc{} || end != text.data() + text.size())
    return std::unexpected{"Content-Length is not one number"};
  return length;
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

std::string shortened(std::string_view text) {
  constexpr std::size_t most = 400;
  if (text.size() <= most) return "`" + std::string{text} + "`";
  return "`" + std::string{text.substr(0, most)} + "` … (" + std::to_string(text.size()) + " octets)";
}

bool found(const std::string& text, const std::string& pattern) {
  return std::regex_search(text, std::regex{pattern, std::regex::ECMAScript});
}

std::optional<std::string> mismatch(const FieldExpectation& expected, const Response& response,
                                    const LookUp& look_up) {
  using Kind = FieldExpectation::Kind;
  const auto values = response.values(expected.name);
  std::string all;
  for (const std::string& value : values) all += (all.empty() ? "" : " | ") + value;
  const std::string wanted = expected.value.expand(look_up);
  bool fits = false;
  switch (expected.kind) {
  case Kind::equal: fits = std::ranges::find(values, wanted) != values.end(); break;
  case Kind::matching:
    fits = std::ranges::any_of(values, [&](const std::string& value) { return found(value, wanted); });
    break;
  case Kind::present: fits = !values.empty(); break;
  case Kind::absent: fits = values.empty(); break;
  }
  if (fits) return std::nullopt;
  const std::string was = values.empty() ? "was not sent" : "was `" + all + "`";
  const std::string should = expected.kind == Kind::absent ? "absent" : wanted.empty() ? "there" : "`" + wanted + "`";
  return expected.name + " " + was + ", should be " + should;
}

} // namespace

std::string_view Response::code() const {
  const std::string_view line = status_line;
  return line.substr(std::min(line.size(), line.find(' ') + 1), 3);
}

std::vector<std::string> Response::values(std::string_view name) const {
  std::vector<std::string> all;
  for (const auto& [field, value] : fields)
    if (lower_case(field) == lower_case(name)) all.push_back(value);
  return all;
}

std::expected<std::optional<Response>, std::string> parse_response(std::string_view octets, std::string_view method,
                                                                   bool ended) {
  Response response;
  const auto head = parse_head(octets, response);
  if (!head) return std::unexpected{head.error()};
  if (!*head) return Incomplete{};

  const std::string_view code = response.code();
  const auto length = content_length(response);
  if (!length) return std::unexpected{length.error()};
  const bool coded = !response.values("Transfer-Encoding").empty();
  if (coded && *length) return std::unexpected{"both Transfer-Encoding and Content-Length"}; // RFC 9112 6.2
  const bool without_length = code.starts_with('1') || code == "204";                        // RFC 9110 8.6
  if (without_length && (coded || *length)) return std::unexpected{"a length in a response that cannot have content"};
  if (without_length || code == "304" || method == "HEAD") return response;

  if (coded) {
    const auto complete = parse_chunks(octets, response);
    if (!complete) return std::unexpected{complete.error()};
    if (!*complete) return Incomplete{};
    return response;
  }
  const std::string_view rest = octets.substr(response.octets);
  if (*length) {
    if (rest.size() < **length) return Incomplete{};
    response.body = rest.substr(0, **length);
  } else {
    if (!ended) return Incomplete{};
    response.body = rest;
    response.ends_with_close = true;
  }
  response.octets += response.body.size();
  return response;
}

std::string essence(const Response& response) {
  Response bare = response;
  bare.status_line = response.code();
  // What explains a refusal says where in the octets of the request the fault was, and names fields as they were
  // sent.
  const bool explains = response.code().starts_with('4') || response.code().starts_with('5');
  if (explains) bare.body.clear();
  std::erase_if(bare.fields, [explains](const auto& field) {
    return is_of_connection(field.first) || (explains && lower_case(field.first) == "content-length");
  });
  for (auto& [name, value] : bare.fields) name = lower_case(name);
  return repeatable(bare);
}

namespace {

// Where it is no part of a longer word or number.
void mask_words(std::string& text, const std::string& word) {
  const auto is_of_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; };
  const auto joins = [&](char a, char b) { return is_of_word(a) && is_of_word(b); };
  for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
    const auto end = at + word.size();
    if (at != 0 && joins(text[at - 1], word.front())) continue;
    if (end != text.size() && joins(word.back(), text[end])) continue;
    text.replace(at, word.size(), "*");
  }
}

} // namespace

void mask(Response& response, const std::vector<std::string>& names) {
  for (const std::string& masked : names) {
    if (masked == "content") response.body = "*";
    for (auto& [name, value] : response.fields) {
      if (lower_case(name) != lower_case(masked) || value.empty()) continue;
      mask_words(response.body, value);
      value = "*";
    }
  }
}

std::string repeatable(const Response& response) {
  std::string text = response.status_line + "\n";
  std::string exchange;
  static const std::regex nonce{R"re(nonce="[^"]*")re"}; // RFC 7616 3.3: another each time
  static const std::regex identifier{R"re((?:exchange|boundary)="?([^"]+))re"};
  for (const auto& [name, value] : response.fields) {
    if (std::smatch found; std::regex_search(value, found, identifier)) exchange = found[1];
    const std::string lower = lower_case(name);
    const bool changes =
        lower == "date" || lower == "retry-after" || lower == "ratelimit" || lower == "ms-echo-request";
    text += name + ": " + (changes ? "*" : std::regex_replace(value, nonce, "nonce=\"*\"")) + "\n";
  }
  text += "\n" + response.body;
  for (auto at = text.find(exchange); !exchange.empty() && at != std::string::npos; at = text.find(exchange, at + 1))
    text.replace(at, exchange.size(), "*");
  return text;
}

std::vector<std::string> mismatches(const Expectation& expected, const Response& response, const LookUp& look_up,
                                    const std::filesystem::path& sites) {
  std::vector<std::string> texts;
  const auto add = [&](int line, std::string text) {
    texts.push_back(std::to_string(line) + ": " + std::move(text));
  };
  const bool has_status =
      response.http_2 ? response.code() == expected.code() : response.status_line == expected.status_line;
  if (!has_status) add(expected.line, "`" + response.status_line + "`, should be `" + expected.status_line + "`");
  for (const FieldExpectation& field : expected.fields)
    if (response.http_2 && is_of_connection(field.name)) {
      if (!response.values(field.name).empty()) add(field.line, field.name + " was sent, which HTTP/2 does not have");
    } else if (auto text = mismatch(field, response, look_up))
      add(field.line, std::move(*text));

  if (expected.body) {
    if (const std::string wanted = expected.body->expand(look_up); response.body != wanted)
      add(expected.line, "the body is " + shortened(response.body) + ", should be " + shortened(wanted));
  }
  for (const auto& [name, value] : expected.trailers) {
    const bool is_there = std::ranges::any_of(response.trailers, [&](const auto& sent) {
      return lower_case(sent.first) == lower_case(name) && sent.second == value;
    });
    if (!is_there) add(expected.line, "the trailer " + name + " was not sent, or is not `" + value + "`");
  }
  if (expected.body_pattern && !found(response.body, *expected.body_pattern))
    add(expected.line, "the body is " + shortened(response.body) + ", should match " + *expected.body_pattern);
  if (expected.body_octets && response.body.size() != *expected.body_octets)
    add(expected.line, "the body has " + std::to_string(response.body.size()) + " octets, should have " +
                           std::to_string(*expected.body_octets));
  if (expected.body_file) {
    const auto file = sites / *expected.body_file;
    if (!std::filesystem::exists(file))
      add(expected.line, *expected.body_file + " does not exist");
    else if (response.body != read_file(file))
      add(expected.line, "the body is " + shortened(response.body) + ", should be that of " + *expected.body_file);
  }
  return texts;
}

} // namespace responsum::wire
