// A server of streams and a client, nghttp2's, in memory: what one writes the other reads.
#pragma once

#include <algorithm>
#include <cstring>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <nghttp2/nghttp2.h>

#include "responsum/codec/h2/server.hpp"

namespace responsum::codec::h2 {

// Answers each request with its path, or with `content`.
struct Site final : private Requests {
  Settings settings;
  std::optional<std::string> content; // none: the path
  bool lends = false;
  bool waits = false; // nothing is answered before answer_all()
  bool keeps = false; // content that comes is not made use of
  bool interim = false;
  std::vector<message::ResponseField> fields;
  std::vector<message::ResponseField> trailers;

  std::size_t received = 0;
  int open = 0;
  message::Fault trailers_fault{};
  std::unique_ptr<Server> server;

  Site() = default;
  Site(Site&& other) noexcept { *this = std::move(other); }
  // Of one that has not started.
  Site& operator=(Site&& other) noexcept {
    server.reset();
    exchanges_.clear();
    settings = other.settings;
    content = std::move(other.content);
    lends = other.lends, waits = other.waits, keeps = other.keeps, interim = other.interim;
    fields = std::move(other.fields);
    trailers = std::move(other.trailers);
    received = 0;
    open = 0;
    return *this;
  }

  void start() { server = std::make_unique<Server>(settings, limits_, static_cast<Requests&>(*this), arena_); }
  std::string output() {
    std::string all;
    while (server->has_output())
      for (const std::string_view piece : server->output(20'000)) all += piece;
    server->output(0); // who is over is told
    arena_.reset();
    return all;
  }
  void answer_all() {
    for (const auto& one : exchanges_) one->answer();
  }

 private:
  struct Exchange final : Stream {
    Exchange(Site& s, StreamId i, std::string t) : site{s}, id{i}, text{std::move(t)} { ++site.open; }

    void answer() {
      std::vector<message::ResponseField> all{{"Server", "test"}, {"Content-Type", "text/plain"}};
      all.insert(all.end(), site.fields.begin(), site.fields.end());
      if (over || answered) return;
      answered = true;
      if (site.trailers.empty() && site.server->answer_at_once(id, 200, all, text)) return;
      site.server->answer(id, 200, all, text.empty() ? nullptr : this);
    }
    void content(std::string_view piece) override {
      site.received += piece.size();
      if (!site.keeps) site.server->consumed(id, piece.size());
    }
    void content_ended(message::Fault fault) override {
      site.trailers_fault = fault;
      if (!site.waits) answer();
    }
    Ready ready(std::size_t most) override {
      const std::size_t count = std::min(most, text.size() - sent);
      const bool last = sent + count == text.size();
      return {count, last,
              last ? std::span<const message::ResponseField>{site.trailers} : decltype(Ready::trailers){}};
    }
    std::string_view lend(std::size_t octets) override {
      if (!site.lends) return {};
      sent += octets;
      return std::string_view{text}.substr(sent - octets, octets);
    }
    bool write(std::span<char> to) override {
      std::memcpy(to.data(), text.data() + sent, to.size());
      sent += to.size();
      return true;
    }
    void closed() override {
      over = true;
      --site.open;
    }

    Site& site;
    StreamId id;
    std::string text;
    std::size_t sent = 0;
    bool answered = false;
    bool over = false;
  };

  Stream* request(StreamId id, HeadLayout& layout, bool) override {
    layout.finish(*head_, false);
    std::string text = content ? *content : std::string{head_->text(head_->path)};
    exchanges_.push_back(std::make_unique<Exchange>(*this, id, std::move(text)));
    const message::ResponseField link{"Link", "x"};
    if (interim) server->interim(id, 103, {&link, 1});
    return exchanges_.back().get();
  }

  h1::Limits limits_{};
  base::Arena arena_;
  std::unique_ptr<message::RequestHead> head_ = std::make_unique<message::RequestHead>();
  std::deque<std::unique_ptr<Exchange>> exchanges_;
};

class TestClient {
 public:
  struct Answer {
    std::string head, interim, trailers, content;
    bool closed = false;
    std::uint32_t error = 0;
  };
  std::map<std::int32_t, Answer> answers;

  // What it sends reaches the server in pieces of so many octets.
  explicit TestClient(Site& site, std::size_t piece = 100'000) : site_{site}, piece_{piece} {
    site.start();
    nghttp2_session_callbacks* callbacks = nullptr;
    nghttp2_session_callbacks_new(&callbacks);
    nghttp2_session_callbacks_set_on_header_callback(callbacks, &on_header);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, &on_data);
    nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, &on_close);
    nghttp2_session_client_new(&session_, callbacks, this);
    nghttp2_session_callbacks_del(callbacks);
    nghttp2_submit_settings(session_, 0, nullptr, 0);
  }
  ~TestClient() { nghttp2_session_del(session_); }
  TestClient(const TestClient&) = delete;
  TestClient& operator=(const TestClient&) = delete;

  std::int32_t get(const std::string& path) { return request("GET", path, nullptr); }
  std::int32_t post(const std::string& path, std::string content,
                    std::vector<std::pair<std::string, std::string>> trailers) {
    upload_ = std::move(content);
    trailers_ = std::move(trailers);
    nghttp2_data_provider provider{};
    provider.source.ptr = this;
    provider.read_callback = &read_upload;
    return request("POST", path, &provider);
  }
  void settings(std::int32_t name, std::uint32_t value) {
    const nghttp2_settings_entry entry{name, value};
    nghttp2_submit_settings(session_, 0, &entry, 1);
  }

  // Until neither has anything to say. False: one of them found fault with the other.
  void exchange() {
    for (bool said = true; said;) {
      said = false;
      const std::uint8_t* octets = nullptr;
      while (const ssize_t size = nghttp2_session_mem_send(session_, &octets)) {
        ASSERT_GT(size, 0);
        said = true;
        std::string_view rest{reinterpret_cast<const char*>(octets), static_cast<std::size_t>(size)};
        for (; !rest.empty(); rest.remove_prefix(std::min(rest.size(), piece_)))
          site_.server->take(rest.substr(0, piece_), 1'000'000);
      }
      ASSERT_EQ(site_.server->frames(), Frames::sound) << site_.server->trouble();
      const std::string came = site_.output();
      said = said || !came.empty();
      const ssize_t taken =
          nghttp2_session_mem_recv(session_, reinterpret_cast<const std::uint8_t*>(came.data()), came.size());
      ASSERT_EQ(taken, static_cast<ssize_t>(came.size())) << nghttp2_strerror(static_cast<int>(taken));
    }
  }

 private:
  static TestClient& of(void* user) { return *static_cast<TestClient*>(user); }
  static std::string text(const std::uint8_t* octets, std::size_t size) {
    return {reinterpret_cast<const char*>(octets), size};
  }
  static nghttp2_nv pair(const std::string& name, const std::string& value) {
    auto* const n = reinterpret_cast<std::uint8_t*>(const_cast<char*>(name.data()));
    auto* const v = reinterpret_cast<std::uint8_t*>(const_cast<char*>(value.data()));
    return {n, v, name.size(), value.size(), NGHTTP2_NV_FLAG_NONE};
  }

  std::int32_t request(const std::string& method, const std::string& path, const nghttp2_data_provider* provider) {
    const std::vector<std::pair<std::string, std::string>> fields{
        {":method", method}, {":scheme", "http"}, {":authority", "a.test"}, {":path", path}, {"x-long", "y"}};
    std::vector<nghttp2_nv> pairs;
    for (const auto& [name, value] : fields) pairs.push_back(pair(name, value));
    return nghttp2_submit_request(session_, nullptr, pairs.data(), pairs.size(), provider, nullptr);
  }

  static int on_header(nghttp2_session*, const nghttp2_frame* frame, const std::uint8_t* name, std::size_t name_size,
                       const std::uint8_t* value, std::size_t value_size, std::uint8_t, void* user) {
    Answer& a = of(user).answers[frame->hd.stream_id];
    const std::string n = text(name, name_size);
    const std::string v = text(value, value_size);
    if (n == ":status") {
      a.interim = std::exchange(a.head, v + " ");
      return 0;
    }
    (frame->headers.cat == NGHTTP2_HCAT_HEADERS && !a.content.empty() ? a.trailers : a.head) += n + ": " + v + " ";
    return 0;
  }
  static int on_data(nghttp2_session*, std::uint8_t, std::int32_t id, const std::uint8_t* octets, std::size_t size,
                     void* user) {
    of(user).answers[id].content += text(octets, size);
    return 0;
  }
  static int on_close(nghttp2_session*, std::int32_t id, std::uint32_t error, void* user) {
    of(user).answers[id].closed = true;
    of(user).answers[id].error = error;
    return 0;
  }
  static ssize_t read_upload(nghttp2_session* session, std::int32_t id, std::uint8_t* to, std::size_t most,
                             std::uint32_t* flags, nghttp2_data_source*, void* user) {
    TestClient& c = of(user);
    const std::size_t count = std::min(most, c.upload_.size() - c.uploaded_);
    std::memcpy(to, c.upload_.data() + c.uploaded_, count);
    c.uploaded_ += count;
    if (c.uploaded_ < c.upload_.size()) return static_cast<ssize_t>(count);
    *flags |= NGHTTP2_DATA_FLAG_EOF;
    if (!c.trailers_.empty()) {
      *flags |= NGHTTP2_DATA_FLAG_NO_END_STREAM;
      std::vector<nghttp2_nv> pairs;
      for (const auto& [name, value] : c.trailers_) pairs.push_back(pair(name, value));
      nghttp2_submit_trailer(session, id, pairs.data(), pairs.size());
    }
    return static_cast<ssize_t>(count);
  }

  Site& site_;
  std::size_t piece_;
  nghttp2_session* session_ = nullptr;
  std::string upload_;
  std::size_t uploaded_ = 0;
  std::vector<std::pair<std::string, std::string>> trailers_;
};

} // namespace responsum::codec::h2
