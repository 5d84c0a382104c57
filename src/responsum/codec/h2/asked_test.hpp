// A client of streams and a server, nghttp2's, in memory: what one writes the other reads.
#pragma once

#include <algorithm>
#include <cstring>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <nghttp2/nghttp2.h>

#include "responsum/codec/h2/client.hpp"

namespace responsum::codec::h2 {

// One request, and what became of it.
struct Asked final : Asking {
  explicit Asked(h2::Client& by) : client{by} {}

  void ask(std::string_view path) {
    const std::vector<message::ResponseField> fields{{":method", upload.empty() ? "GET" : "POST"},
                                                     {":scheme", "https"},
                                                     {":authority", "app.test"},
                                                     {":path", path},
                                                     {"X-Upper", "Case"}};
    id = client.ask(fields, *this, !upload.empty());
  }

  Head head(ResponseLayout& layout, bool content_follows) override {
    message::ReceivedHead received;
    const h1::Progress progress = layout.finish(received);
    text = layout.text();
    fault = progress == h1::Progress::complete ? message::Fault::none : layout.fault();
    if (progress != h1::Progress::complete) return Head::unsound;
    status = received.status;
    has_content = content_follows;
    if (!received.interim()) return Head::final;
    ++interims;
    return Head::interim;
  }
  void content(std::string_view piece) override {
    came += piece;
    if (!keeps) client.consumed(id, piece.size());
  }
  void trailers(std::span<const message::ResponseField> fields) override {
    for (const message::ResponseField& f : fields)
      trailer_text += std::string{f.name} + ": " + std::string{f.value} + " ";
  }
  void content_ended(message::Fault trailers_fault) override {
    whole = true;
    fault = trailers_fault;
  }
  Ready ready(std::size_t most) override {
    const std::size_t count = std::min({most, upload.size() - sent, held_to - std::min(held_to, sent)});
    return {count, sent + count == upload.size(), {}};
  }
  bool write(std::span<char> to) override {
    std::memcpy(to.data(), upload.data() + sent, to.size());
    sent += to.size();
    return true;
  }
  void was_reset(std::uint32_t code) override { reset = static_cast<int>(code); }
  void passed_over() override { is_passed_over = true; }
  void closed() override { is_closed = true; }

  h2::Client& client;
  std::string upload;
  std::size_t sent = 0;
  std::size_t held_to = 1 << 30; // so much of it is ready
  StreamId id = 0;
  std::string text; // of the head
  std::string came;
  std::string trailer_text;
  message::Fault fault{};
  int status = 0;
  int interims = 0;
  int reset = -1;
  bool keeps = false; // content that comes is not made use of
  bool has_content = false;
  bool whole = false;
  bool is_passed_over = false;
  bool is_closed = false;
};

// nghttp2's server: keeps what comes, and answers as the test wants.
class TestServer {
 public:
  struct Request {
    std::string head, content;
    bool whole = false;
    std::uint32_t reset = 0;
    bool closed = false;
  };
  std::map<std::int32_t, Request> requests;
  std::function<void(std::int32_t)> on_whole; // the request is there

  explicit TestServer(h2::Client& client, base::Arena& arena) : client_{client}, arena_{arena} {
    nghttp2_session_callbacks* callbacks = nullptr;
    nghttp2_session_callbacks_new(&callbacks);
    nghttp2_session_callbacks_set_on_header_callback(callbacks, &on_header);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, &on_data);
    nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, &on_frame);
    nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, &on_close);
    nghttp2_session_server_new(&session_, callbacks, this);
    nghttp2_session_callbacks_del(callbacks);
  }
  ~TestServer() { nghttp2_session_del(session_); }
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;

  nghttp2_session* session() { return session_; }
  void settings(std::vector<nghttp2_settings_entry> entries = {}) {
    nghttp2_submit_settings(session_, 0, entries.data(), entries.size());
  }
  void answer(std::int32_t id, std::string status, std::string content,
              std::vector<std::pair<std::string, std::string>> fields = {},
              std::vector<std::pair<std::string, std::string>> trailers = {}) {
    Answer& a = answers_[id];
    a = {std::move(content), 0, std::move(trailers)};
    fields.insert(fields.begin(), {":status", std::move(status)});
    const auto pairs = pairs_of(fields);
    nghttp2_data_provider provider{};
    provider.source.ptr = this;
    provider.read_callback = &read_answer;
    const bool empty = a.content.empty() && a.trailers.empty();
    nghttp2_submit_response(session_, id, pairs.data(), pairs.size(), empty ? nullptr : &provider);
  }
  void interim(std::int32_t id, const std::string& status) {
    const std::vector<std::pair<std::string, std::string>> fields{{":status", status}, {"link", "x"}};
    const auto pairs = pairs_of(fields);
    nghttp2_submit_headers(session_, NGHTTP2_FLAG_NONE, id, nullptr, pairs.data(), pairs.size(), nullptr);
  }

  // Until neither has anything to say, in pieces of so many octets.
  void exchange(std::size_t piece = 100'000) {
    for (bool said = true; said;) {
      said = false;
      std::string out;
      while (client_.has_output())
        for (const std::string_view part : client_.output(20'000)) out += part;
      client_.output(0); // who is over is told
      arena_.reset();
      if (!out.empty()) {
        said = true;
        const ssize_t taken =
            nghttp2_session_mem_recv(session_, reinterpret_cast<const std::uint8_t*>(out.data()), out.size());
        ASSERT_EQ(taken, static_cast<ssize_t>(out.size())) << nghttp2_strerror(static_cast<int>(taken));
      }
      const std::uint8_t* octets = nullptr;
      while (const ssize_t size = nghttp2_session_mem_send(session_, &octets)) {
        ASSERT_GT(size, 0);
        said = true;
        std::string_view rest{reinterpret_cast<const char*>(octets), static_cast<std::size_t>(size)};
        for (; !rest.empty(); rest.remove_prefix(std::min(rest.size(), piece)))
          client_.take(rest.substr(0, piece), 1'000'000);
      }
    }
  }

 private:
  struct Answer {
    std::string content;
    std::size_t sent = 0;
    std::vector<std::pair<std::string, std::string>> trailers;
  };

  static TestServer& of(void* user) { return *static_cast<TestServer*>(user); }
  static std::string text(const std::uint8_t* octets, std::size_t size) {
    return {reinterpret_cast<const char*>(octets), size};
  }
  static std::vector<nghttp2_nv> pairs_of(const std::vector<std::pair<std::string, std::string>>& fields) {
    std::vector<nghttp2_nv> pairs;
    for (const auto& [name, value] : fields)
      pairs.push_back({reinterpret_cast<std::uint8_t*>(const_cast<char*>(name.data())),
                       reinterpret_cast<std::uint8_t*>(const_cast<char*>(value.data())), name.size(), value.size(),
                       NGHTTP2_NV_FLAG_NONE});
    return pairs;
  }

  static int on_header(nghttp2_session*, const nghttp2_frame* frame, const std::uint8_t* name, std::size_t name_size,
                       const std::uint8_t* value, std::size_t value_size, std::uint8_t, void* user) {
    of(user).requests[frame->hd.stream_id].head += text(name, name_size) + ": " + text(value, value_size) + " ";
    return 0;
  }
  static int on_data(nghttp2_session*, std::uint8_t, std::int32_t id, const std::uint8_t* octets, std::size_t size,
                     void* user) {
    of(user).requests[id].content += text(octets, size);
    return 0;
  }
  static int on_frame(nghttp2_session*, const nghttp2_frame* frame, void* user) {
    const bool of_request = frame->hd.type == NGHTTP2_DATA || frame->hd.type == NGHTTP2_HEADERS;
    if (!of_request || (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) == 0) return 0;
    of(user).requests[frame->hd.stream_id].whole = true;
    if (of(user).on_whole) of(user).on_whole(frame->hd.stream_id);
    return 0;
  }
  static int on_close(nghttp2_session*, std::int32_t id, std::uint32_t error, void* user) {
    of(user).requests[id].closed = true;
    of(user).requests[id].reset = error;
    return 0;
  }
  static ssize_t read_answer(nghttp2_session* session, std::int32_t id, std::uint8_t* to, std::size_t most,
                             std::uint32_t* flags, nghttp2_data_source*, void* user) {
    Answer& a = of(user).answers_[id];
    const std::size_t count = std::min(most, a.content.size() - a.sent);
    std::memcpy(to, a.content.data() + a.sent, count);
    a.sent += count;
    if (a.sent < a.content.size()) return static_cast<ssize_t>(count);
    *flags |= NGHTTP2_DATA_FLAG_EOF;
    if (!a.trailers.empty()) {
      *flags |= NGHTTP2_DATA_FLAG_NO_END_STREAM;
      const auto pairs = pairs_of(a.trailers);
      nghttp2_submit_trailer(session, id, pairs.data(), pairs.size());
    }
    return static_cast<ssize_t>(count);
  }

  h2::Client& client_;
  base::Arena& arena_;
  nghttp2_session* session_ = nullptr;
  std::map<std::int32_t, Answer> answers_;
};

} // namespace responsum::codec::h2
