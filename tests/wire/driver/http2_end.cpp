#include "driver/http2_end.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>

#include <sys/socket.h>

namespace responsum::wire {

namespace {

std::string lower(std::string_view text) {
  std::string all{text};
  std::ranges::transform(all, all.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return all;
}

bool of_connection(std::string_view name) {
  return name == "connection" || name == "transfer-encoding" || name == "upgrade" || name == "keep-alive";
}

// A line, without its end, taken off `rest`.
std::string_view take_line(std::string_view& rest) {
  const std::size_t end = rest.find("\r\n");
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 2);
  return line;
}

} // namespace

// As far as an answer can be said: of framing that is no sound HTTP/1.1 nothing is left.
Http2End::Said Http2End::read(std::string_view octets) {
  Said said;
  std::string length;
  bool chunked = false;
  while (octets.starts_with("HTTP/1.") && octets.find("\r\n\r\n") != std::string_view::npos) {
    Fields& fields = said.heads.emplace_back();
    fields.emplace_back(":status", octets.substr(9, 3));
    take_line(octets);
    for (std::string_view line = take_line(octets); !line.empty(); line = take_line(octets)) {
      const std::size_t colon = line.find(": ");
      const std::string name = lower(line.substr(0, colon));
      const std::string value{line.substr(colon + 2)};
      if (name == "transfer-encoding") chunked = true;
      if (name == "content-length") length = value;
      if (!of_connection(name)) fields.emplace_back(name, value);
    }
  }
  if (said.heads.empty()) return said;
  if (!chunked) {
    said.content = octets;
    said.whole = length.empty() || length == std::to_string(octets.size()) || octets.empty();
    return said;
  }
  while (!octets.empty()) {
    const std::string_view prefix = take_line(octets);
    std::size_t size = 0;
    std::from_chars(prefix.data(), prefix.data() + prefix.size(), size, 16);
    if (size != 0) {
      said.content += octets.substr(0, size);
      octets.remove_prefix(std::min(octets.size(), size + 2));
      continue;
    }
    for (std::string_view line = take_line(octets); !line.empty(); line = take_line(octets))
      said.trailers.emplace_back(lower(line.substr(0, line.find(": "))), line.substr(line.find(": ") + 2));
    said.whole = true;
    break;
  }
  return said;
}

std::vector<nghttp2_nv> Http2End::pairs_of(const Fields& fields) {
  std::vector<nghttp2_nv> pairs;
  for (const auto& [name, value] : fields)
    pairs.push_back({reinterpret_cast<std::uint8_t*>(const_cast<char*>(name.data())),
                     reinterpret_cast<std::uint8_t*>(const_cast<char*>(value.data())), name.size(), value.size(),
                     NGHTTP2_NV_FLAG_NONE});
  return pairs;
}

Http2End::Http2End(Line& line, const std::map<std::string, Answer, std::less<>>& answers)
    : line_{line}, answers_{answers} {
  nghttp2_session_callbacks* callbacks = nullptr;
  nghttp2_option* option = nullptr;
  nghttp2_session_callbacks_new(&callbacks);
  nghttp2_session_callbacks_set_on_header_callback(callbacks, &on_header);
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, &on_data);
  nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, &on_frame);
  nghttp2_option_new(&option);
  nghttp2_option_set_no_auto_window_update(option, 1); // what is not read leaves no room for more
  nghttp2_option_set_no_http_messaging(option, 1);     // an answer may be wrong on purpose
  nghttp2_session_server_new2(&session_, callbacks, this, option);
  nghttp2_option_del(option);
  nghttp2_session_callbacks_del(callbacks);
  nghttp2_submit_settings(session_, NGHTTP2_FLAG_NONE, nullptr, 0);
}

Http2End::~Http2End() { nghttp2_session_del(session_); }

bool Http2End::send() {
  const std::uint8_t* octets = nullptr;
  for (;;) {
    const ssize_t size = nghttp2_session_mem_send(session_, &octets);
    if (size <= 0) return size == 0;
    if (!line_.send_all({reinterpret_cast<const char*>(octets), static_cast<std::size_t>(size)})) return false;
  }
}

void Http2End::run() {
  for (std::string came; send() && !over_ && line_.receive(came); came.clear())
    if (nghttp2_session_mem_recv(session_, reinterpret_cast<const std::uint8_t*>(came.data()), came.size()) < 0)
      return;
}

const Answer* Http2End::answer_to(const Stream& stream) const {
  std::string_view name = stream.path;
  name = name.substr(0, name.find('?'));
  name.remove_prefix(name.rfind('/') + 1);
  const auto found = answers_.find(name);
  return found == answers_.end() ? nullptr : &found->second;
}

void Http2End::on_whole(std::int32_t id) {
  Stream& stream = streams_[id];
  const Answer* const answer = answer_to(stream);
  if (stream.played || answer == nullptr || answer->end == Answer::End::ignore) return;
  play(id, *answer);
}

void Http2End::play(std::int32_t id, const Answer& answer) {
  using End = Answer::End;
  Stream& stream = streams_[id];
  stream.played = true;
  if (answer.end == End::refuse || answer.end == End::leave || answer.end == End::push) return end(id, answer.end);
  const std::string description = line_.description();
  const std::string head = stream.head + "\r\n";
  const Played played{.head = head,
                      .content = stream.content,
                      .line = description,
                      .session = line_.session(),
                      .introduction = line_.introduction(),
                      .count = ++played_};
  stream.said = read(octets_for(answer, played));
  const Said& said = stream.said;
  if (said.heads.empty()) return end(id, answer.end);
  stream.ends = said.whole && answer.end != End::wait && answer.end != End::give_up;
  for (std::size_t i = 0; i + 1 < said.heads.size(); ++i) {
    const auto pairs = pairs_of(said.heads[i]);
    nghttp2_submit_headers(session_, NGHTTP2_FLAG_NONE, id, nullptr, pairs.data(), pairs.size(), nullptr);
  }
  const auto pairs = pairs_of(said.heads.back());
  nghttp2_data_provider provider{};
  provider.source.ptr = this;
  provider.read_callback = &give;
  const bool empty = said.content.empty() && said.trailers.empty() && stream.ends;
  nghttp2_submit_response(session_, id, pairs.data(), pairs.size(), empty ? nullptr : &provider);
  if (answer.end == End::stay || answer.end == End::wait) return;
  if (answer.end == End::give_up) send(); // what there is of it leaves before
  end(id, answer.end);
}

void Http2End::end(std::int32_t id, Answer::End end) {
  using End = Answer::End;
  switch (end) {
  case End::stay:
  case End::wait:
  case End::overload:
  case End::ignore:
  case End::echo: return;
  case End::refuse: nghttp2_submit_rst_stream(session_, NGHTTP2_FLAG_NONE, id, NGHTTP2_REFUSED_STREAM); return;
  case End::give_up: nghttp2_submit_rst_stream(session_, NGHTTP2_FLAG_NONE, id, NGHTTP2_INTERNAL_ERROR); return;
  case End::leave:
    nghttp2_submit_goaway(session_, NGHTTP2_FLAG_NONE, id - 2 < 0 ? 0 : id - 2, NGHTTP2_NO_ERROR,
                          reinterpret_cast<const std::uint8_t*>("going home"), 10);
    return;
  case End::push: {
    constexpr char promise[] = "\0\0\4\5\4\0\0\0\1\0\0\0\2"; // PUSH_PROMISE of stream 2 with an empty section
    send();
    line_.send_all({promise, sizeof promise - 1});
    return;
  }
  case End::reset:
    send();
    line_.break_off();
    over_ = true;
    return;
  case End::close:
    if (streams_[id].ends && !streams_[id].said.heads.empty()) {
      nghttp2_submit_goaway(session_, NGHTTP2_FLAG_NONE, id, NGHTTP2_NO_ERROR, nullptr, 0);
      return;
    }
    break;
  case End::sever: break;
  }
  // What has not been read yet would take the rest with it: the other side closes.
  send();
  if (end == End::close) line_.say_end();
  ::shutdown(line_.socket(), SHUT_WR);
}

int Http2End::on_header(nghttp2_session*, const nghttp2_frame* frame, const std::uint8_t* name, std::size_t name_size,
                        const std::uint8_t* value, std::size_t value_size, std::uint8_t, void* self) {
  Stream& stream = static_cast<Http2End*>(self)->streams_[frame->hd.stream_id];
  const std::string n{reinterpret_cast<const char*>(name), name_size};
  const std::string v{reinterpret_cast<const char*>(value), value_size};
  if (n == ":method") stream.method = v;
  if (n == ":path") stream.path = v;
  if (n == ":path") stream.head = stream.method + " " + v + " HTTP/2\r\n" + stream.head;
  if (n == ":scheme") stream.head += "scheme: " + v + "\r\n";
  if (n == ":authority") stream.head += "Host: " + v + "\r\n";
  if (!n.starts_with(':')) stream.head += n + ": " + v + "\r\n";
  return 0;
}

int Http2End::on_data(nghttp2_session* session, std::uint8_t, std::int32_t id, const std::uint8_t* octets,
                      std::size_t size, void* self) {
  auto& end = *static_cast<Http2End*>(self);
  Stream& stream = end.streams_[id];
  stream.content.append(reinterpret_cast<const char*>(octets), size);
  const Answer* const answer = end.answer_to(stream);
  if (answer == nullptr || answer->end != Answer::End::ignore) nghttp2_session_consume(session, id, size);
  return 0;
}

int Http2End::on_frame(nghttp2_session*, const nghttp2_frame* frame, void* self) {
  auto& end = *static_cast<Http2End*>(self);
  if (frame->hd.type != NGHTTP2_HEADERS && frame->hd.type != NGHTTP2_DATA) return 0;
  const std::int32_t id = frame->hd.stream_id;
  const Answer* const answer = end.answer_to(end.streams_[id]);
  const bool whole = (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0;
  if (whole || (answer != nullptr && answer->early)) end.on_whole(id);
  return 0;
}

ssize_t Http2End::give(nghttp2_session* session, std::int32_t id, std::uint8_t* to, std::size_t most,
                       std::uint32_t* flags, nghttp2_data_source*, void* self) {
  Stream& stream = static_cast<Http2End*>(self)->streams_[id];
  const std::string& content = stream.said.content;
  const std::size_t count = std::min(most, content.size() - stream.sent);
  if (count == 0 && !stream.ends) return NGHTTP2_ERR_DEFERRED;
  std::memcpy(to, content.data() + stream.sent, count);
  stream.sent += count;
  if (stream.sent < content.size() || !stream.ends) return static_cast<ssize_t>(count);
  *flags |= NGHTTP2_DATA_FLAG_EOF;
  if (!stream.said.trailers.empty()) {
    *flags |= NGHTTP2_DATA_FLAG_NO_END_STREAM;
    const auto pairs = pairs_of(stream.said.trailers);
    nghttp2_submit_trailer(session, id, pairs.data(), pairs.size());
  }
  return static_cast<ssize_t>(count);
}

} // namespace responsum::wire
