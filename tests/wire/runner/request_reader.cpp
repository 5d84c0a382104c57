#include "runner/request_reader.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "runner/text.hpp"

namespace responsum::wire {

namespace {

// RFC 9113 8.2.2: what is between the two ends of a connection of HTTP/1.1.
constexpr std::array<std::string_view, 6> of_connection{"connection", "keep-alive",        "proxy-connection",
                                                        "upgrade",    "transfer-encoding", "http2-settings"};

bool is_target(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f && c != '#'; });
}

bool is_authority(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return is_alphanumeric(c) || std::string_view{"-._~!$&'()*+,;=%[]:"}.contains(c);
  });
}

// As the site is found by it.
std::string host_of_http(std::string_view authority) {
  if (authority.ends_with(":80")) authority.remove_suffix(3);
  return lower_case(authority);
}

std::vector<std::string_view> values(const FieldLines& fields, std::string_view name) {
  std::vector<std::string_view> all;
  for (const auto& [field, value] : fields)
    if (field == name) all.push_back(value);
  return all;
}

template <class Number>
std::optional<Number> number(std::string_view text, int base) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// Names of fields that Connection makes fields of the connection, too (RFC 9110 7.6.1).
bool is_named_by_connection(const FieldLines& all, std::string_view name) {
  for (std::string_view list : values(all, "connection"))
    while (!list.empty()) {
      const std::string_view item = list.substr(0, list.find(','));
      list.remove_prefix(std::min(list.size(), item.size() + 1));
      if (lower_case(trim(item)) == name) return true;
    }
  return false;
}

bool is_for_http_2(const FieldLines& all, std::string_view name, std::string_view value) {
  if (name == "te") return value == "trailers";
  return name != "host" && std::ranges::find(of_connection, name) == of_connection.end() &&
         !is_named_by_connection(all, name);
}

} // namespace

bool RequestReader::unsound(std::string why) {
  fault_ = std::move(why);
  return false;
}

std::expected<std::vector<RequestEvent>, std::string> RequestReader::read(std::string_view octets) {
  received_ += octets;
  while (fault_.empty() && step()) {
  }
  if (!fault_.empty()) return std::unexpected{fault_};
  return std::exchange(events_, {});
}

bool RequestReader::step() {
  if (received_.empty()) return false;
  if (state_ == State::content) return take_content(State::head);
  if (state_ == State::chunk_data) return take_content(State::chunk_end);
  const bool has_lines = state_ == State::head || (state_ == State::trailers && !received_.starts_with("\r\n"));
  const std::string_view end = has_lines ? "\r\n\r\n" : "\r\n";
  const auto at = received_.find(end);
  if (at == std::string::npos) {
    // No line feed stands alone, so a lone one is a fault already; more need not come for that to be seen.
    const auto feed = received_.find('\n');
    if (feed != std::string::npos && (feed == 0 || received_[feed - 1] != '\r')) return unsound("a bare line feed");
    return false;
  }
  const std::string text = received_.substr(0, has_lines ? at + 2 : at);
  received_.erase(0, at + end.size());
  switch (state_) {
  case State::head: return read_head(text);
  case State::chunk_size: return read_chunk_size(text);
  case State::chunk_end:
    state_ = State::chunk_size;
    return text.empty() || unsound("a chunk does not end where its size says");
  case State::trailers: {
    RequestEnd last;
    if (!read_fields(text, last.trailers)) return false;
    events_.emplace_back(std::move(last));
    state_ = State::head;
    return true;
  }
  case State::content:
  case State::chunk_data: break;
  }
  return false;
}

bool RequestReader::read_head(std::string_view text) {
  const auto line_end = text.find("\r\n");
  std::string_view line = text.substr(0, line_end);
  RequestHead head;
  head.method = line.substr(0, line.find(' '));
  line.remove_prefix(std::min(line.size(), head.method.size() + 1));
  const std::string_view target = line.substr(0, line.find(' '));
  line.remove_prefix(std::min(line.size(), target.size() + 1));
  if (!is_token(head.method)) return unsound("the method is no token");
  if (!is_target(target)) return unsound("the target is none");
  if (line != "HTTP/1.1") return unsound("the version is not HTTP/1.1");
  FieldLines all;
  if (!read_fields(text.substr(line_end + 2), all)) return false;
  if (!read_authority(head, target, all) || !read_framing(head, all)) return false;
  for (auto& [name, value] : all)
    if (is_for_http_2(all, name, value)) head.fields.emplace_back(name, value);
  events_.emplace_back(std::move(head));
  return true;
}

bool RequestReader::read_fields(std::string_view lines, FieldLines& to) {
  while (!lines.empty()) {
    const std::string_view line = lines.substr(0, lines.find("\r\n"));
    lines.remove_prefix(line.size() + 2);
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) return unsound("a line is no field");
    const std::string_view value = trim(line.substr(colon + 1));
    if (has_control_character(value)) return unsound("a control character stands in a field");
    to.emplace_back(lower_case(line.substr(0, colon)), value);
  }
  return true;
}

bool RequestReader::read_authority(RequestHead& head, std::string_view target, const FieldLines& all) {
  const auto hosts = values(all, "host");
  if (hosts.size() != 1 || !is_authority(hosts.front())) return unsound("it names not one host");
  head.authority = hosts.front();
  head.path = target;
  if (target.starts_with('/')) return true;
  if (target == "*") return head.method == "OPTIONS" || unsound("the asterisk is for OPTIONS"); // RFC 9112 3.2.4
  const auto scheme_end = target.find("://");
  if (scheme_end == std::string_view::npos || lower_case(target.substr(0, scheme_end)) != "http")
    return unsound("the target has no form of HTTP/1.1");
  target.remove_prefix(scheme_end + 3);
  const auto path = std::min(target.find('/'), target.size());
  // RFC 9112 3.2.2
  if (host_of_http(target.substr(0, path)) != host_of_http(head.authority))
    return unsound("Host is not that of the target");
  head.authority = target.substr(0, path);
  head.path = path == target.size() ? std::string_view{"/"} : target.substr(path);
  return true;
}

bool RequestReader::read_framing(RequestHead& head, const FieldLines& all) {
  const auto lengths = values(all, "content-length");
  const auto codings = values(all, "transfer-encoding");
  if (lengths.size() + codings.size() > 1) return unsound("its content has more than one length");
  if (!codings.empty()) {
    if (lower_case(codings.front()) != "chunked") return unsound("its content is coded for the transfer");
    head.has_content = true;
    state_ = State::chunk_size;
  }
  if (!lengths.empty()) {
    const auto length = number<std::uint64_t>(lengths.front(), 10);
    if (!length) return unsound("its length is no number");
    head.has_content = *length != 0;
    left_ = *length;
    if (head.has_content) state_ = State::content;
  }
  return true;
}

bool RequestReader::read_chunk_size(std::string_view line) {
  const auto size = number<std::uint64_t>(line.substr(0, line.find(';')), 16);
  if (!size || line.starts_with('-')) return unsound("a chunk has no size");
  if (has_control_character(line)) return unsound("a control character stands in the line of a chunk");
  left_ = *size;
  state_ = *size == 0 ? State::trailers : State::chunk_data;
  return true;
}

bool RequestReader::take_content(State next) {
  const std::size_t size = std::min<std::uint64_t>(left_, received_.size());
  events_.emplace_back(RequestContent{received_.substr(0, size)});
  received_.erase(0, size);
  left_ -= size;
  if (left_ != 0) return false;
  if (next == State::head) events_.emplace_back(RequestEnd{});
  state_ = next;
  return true;
}

} // namespace responsum::wire
