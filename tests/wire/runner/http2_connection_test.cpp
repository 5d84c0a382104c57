#include "runner/http2_connection.hpp"

#include <gtest/gtest.h>
#include <nghttp2/nghttp2.h>

#include <functional>
#include <map>

namespace responsum::wire {
namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

std::vector<nghttp2_nv> referred(const Fields& fields) {
  std::vector<nghttp2_nv> all;
  const auto octets = [](const std::string& text) {
    return reinterpret_cast<std::uint8_t*>(const_cast<char*>(text.data()));
  };
  for (const auto& [name, value] : fields)
    all.push_back({octets(name), octets(value), name.size(), value.size(), NGHTTP2_NV_FLAG_NONE});
  return all;
}

// A server without a network. It notes what it is asked, a request as "[name=value;…]", content as it is, "." for the
// end of a stream, and answers when a stream has ended: to the path /PATH as `respond` says.
class MemoryServer final : public Pipe {
 public:
  struct Answer {
    Fields interim;
    Fields head;
    std::string content;
    std::uint32_t reset = 0; // instead, if it is not 0
  };
  using Respond = std::function<Answer(const std::string& path)>;

  explicit MemoryServer(Respond respond) : respond_{std::move(respond)} {
    nghttp2_session_callbacks* callbacks = nullptr;
    nghttp2_session_callbacks_new(&callbacks);
    nghttp2_session_callbacks_set_on_header_callback(
        callbacks, [](nghttp2_session*, const nghttp2_frame* frame, const std::uint8_t* name, std::size_t name_size,
                      const std::uint8_t* value, std::size_t value_size, std::uint8_t, void* user) {
          of(user).header(frame->hd.stream_id, {reinterpret_cast<const char*>(name), name_size},
                          {reinterpret_cast<const char*>(value), value_size});
          return 0;
        });
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(
        callbacks, [](nghttp2_session*, std::uint8_t, std::int32_t id, const std::uint8_t* octets, std::size_t size,
                      void* user) {
          of(user).asked_[id].append(reinterpret_cast<const char*>(octets), size);
          return 0;
        });
    nghttp2_session_callbacks_set_on_frame_recv_callback(
        callbacks, [](nghttp2_session*, const nghttp2_frame* frame, void* user) {
          of(user).frame(*frame);
          return 0;
        });
    nghttp2_option* option = nullptr;
    nghttp2_option_new(&option);
    nghttp2_option_set_no_http_messaging(option, 1);
    nghttp2_session_server_new2(&session_, callbacks, this, option);
    nghttp2_option_del(option);
    nghttp2_session_callbacks_del(callbacks);
    nghttp2_submit_settings(session_, NGHTTP2_FLAG_NONE, nullptr, 0);
  }
  ~MemoryServer() override { nghttp2_session_del(session_); }

  void send(std::string_view octets) override {
    nghttp2_session_mem_recv(session_, reinterpret_cast<const std::uint8_t*>(octets.data()), octets.size());
  }
  void end_of_input() override { ended_ = true; }
  void reset() override { ended_ = true; }
  Arrival receive(std::string& to) override {
    const std::size_t before = to.size();
    const std::uint8_t* some = nullptr;
    for (ssize_t size = 0; (size = nghttp2_session_mem_send(session_, &some)) > 0;)
      to.append(reinterpret_cast<const char*>(some), static_cast<std::size_t>(size));
    if (to.size() > before) return Arrival::octets;
    return ended_ ? Arrival::end : Arrival::too_late;
  }
  std::uint16_t local_port() const override { return 1; }

  // By stream, in their order.
  std::string asked() const {
    std::string all;
    for (const auto& [id, text] : asked_) all += text;
    return all;
  }

 private:
  static MemoryServer& of(void* user) { return *static_cast<MemoryServer*>(user); }

  void header(std::int32_t id, const std::string& name, const std::string& value) {
    asked_[id] += name + "=" + value + ";";
    if (name == ":path") paths_[id] = value;
  }

  void frame(const nghttp2_frame& frame) {
    const std::int32_t id = frame.hd.stream_id;
    if (frame.hd.type == NGHTTP2_HEADERS) asked_[id] += "|";
    if ((frame.hd.type != NGHTTP2_HEADERS && frame.hd.type != NGHTTP2_DATA) ||
        (frame.hd.flags & NGHTTP2_FLAG_END_STREAM) == 0)
      return;
    asked_[id] += ".\n";
    Answer answer = respond_(paths_[id]);
    if (answer.reset != 0) {
      nghttp2_submit_rst_stream(session_, NGHTTP2_FLAG_NONE, id, answer.reset);
      return;
    }
    if (!answer.interim.empty()) {
      const auto interim = referred(answer.interim);
      nghttp2_submit_headers(session_, NGHTTP2_FLAG_NONE, id, nullptr, interim.data(), interim.size(), nullptr);
    }
    contents_[id] = answer.content;
    nghttp2_data_provider content{};
    content.source.ptr = &contents_[id];
    content.read_callback = [](nghttp2_session*, std::int32_t, std::uint8_t* to, std::size_t most,
                               std::uint32_t* flags, nghttp2_data_source* source, void*) {
      std::string& left = *static_cast<std::string*>(source->ptr);
      const std::size_t size = std::min(most, left.size());
      std::ranges::copy_n(left.begin(), static_cast<std::ptrdiff_t>(size), to);
      left.erase(0, size);
      if (left.empty()) *flags |= NGHTTP2_DATA_FLAG_EOF;
      return static_cast<ssize_t>(size);
    };
    const auto head = referred(answer.head);
    nghttp2_submit_response(session_, id, head.data(), head.size(), answer.content.empty() ? nullptr : &content);
  }

  Respond respond_;
  nghttp2_session* session_ = nullptr;
  std::map<std::int32_t, std::string> asked_, paths_, contents_;
  bool ended_ = false;
};

class Http2Client : public testing::Test {
 protected:
  static MemoryServer::Answer respond(const std::string& path) {
    if (path == "/reset") return {.interim = {}, .head = {}, .content = "", .reset = NGHTTP2_CANCEL};
    if (path == "/interim") return {.interim = {{":status", "100"}}, .head = {{":status", "204"}}, .content = ""};
    if (path == "/bad") return {.interim = {}, .head = {{":status", "200"}, {"connection", "close"}}, .content = ""};
    if (path == "/large") return {.interim = {}, .head = {{":status", "200"}}, .content = std::string(200'000, 'a')};
    return {.interim = {}, .head = {{":status", "200"}, {"x-path", path}}, .content = "ok"};
  }

  std::string next() {
    const auto response = connection_.receive("");
    if (!response) return response.error();
    std::string text = response->status_line;
    for (const auto& [name, value] : response->fields) text += " " + name + "=" + value;
    return text + " " + response->body;
  }

  std::string asked() {
    next();
    return server_.asked();
  }

  MemoryServer& server_ = *new MemoryServer{respond}; // of the connection
  Http2Connection connection_{std::unique_ptr<Pipe>{&server_}, "http"};
};

TEST_F(Http2Client, SaysARequestInFields) {
  connection_.send("GET /a?b HTTP/1.1\r\nHost: h\r\nX-A: b\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(asked(), ":method=GET;:scheme=http;:authority=h;:path=/a?b;x-a=b;|.\n");
}

TEST_F(Http2Client, SaysContentAsItComesAndWithoutChunks) {
  connection_.send("PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
  EXPECT_EQ(server_.asked(), ":method=PUT;:scheme=http;:authority=h;:path=/;|abc");
  connection_.send("2\r\nde\r\n0\r\nX-T: u\r\n\r\n");
  EXPECT_EQ(server_.asked(), ":method=PUT;:scheme=http;:authority=h;:path=/;|abcdex-t=u;|.\n");
}

TEST_F(Http2Client, SaysFieldsAsTheyAreWritten) {
  connection_.send_raw(Send{.form = Send::Form::fields},
                       "X-Upper:  b\r\n:path: /a:b\r\n:path: \r\nempty:\r\n\r\nabc");
  EXPECT_EQ(asked(), "X-Upper= b;:path=/a:b;:path=;empty=;|abc.\n");
}

TEST_F(Http2Client, EndsAStreamWhereTheScriptDoes) {
  connection_.send_raw(Send{.form = Send::Form::fields, .goes_on = true}, ":path: /\r\n\r\n");
  EXPECT_EQ(server_.asked(), ":path=/;|");
  connection_.send_raw(Send{.form = Send::Form::content, .goes_on = true}, "abc");
  EXPECT_EQ(server_.asked(), ":path=/;|abc");
  connection_.send_raw(Send{.form = Send::Form::trailers}, ":late: a\r\n");
  EXPECT_EQ(server_.asked(), ":path=/;|abc:late=a;|.\n");
}

TEST_F(Http2Client, ReadsAnswersInTheOrderOfTheRequests) {
  connection_.send("GET /large HTTP/1.1\r\nHost: h\r\n\r\nGET /b HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_TRUE(next() == "HTTP/2 200 " + std::string(200'000, 'a')) << "more than a window at once";
  EXPECT_EQ(connection_.unread(), "an answer");
  EXPECT_EQ(next(), "HTTP/2 200 x-path=/b ok");
  EXPECT_EQ(connection_.unread(), "");
}

TEST_F(Http2Client, ReadsInterimResponses) {
  connection_.send("GET /interim HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(next(), "HTTP/2 100 ");
  EXPECT_EQ(next(), "HTTP/2 204 ");
}

TEST_F(Http2Client, NoticesAStreamWithoutAnAnswer) {
  connection_.send("GET /reset HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(next(), "the stream was closed with CANCEL");
  EXPECT_TRUE(connection_.expect_silence());
  connection_.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(connection_.expect_silence().error(), "an answer came where none should");
}

TEST_F(Http2Client, NoticesThatNothingComes) {
  connection_.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\na");
  EXPECT_EQ(next(), "nothing more came in time, and there is no answer");
  connection_.end_of_input();
  EXPECT_TRUE(connection_.expect_silence());
}

TEST_F(Http2Client, RefusesAFieldOfAConnection) {
  connection_.send("GET /bad HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(next(), "Invalid HTTP header field was received");
}

TEST_F(Http2Client, RefusesWhatHasNoTranslation) {
  connection_.send("GET / HTTP/1.0\r\nHost: h\r\n\r\n");
  EXPECT_EQ(next(), "this cannot be said in HTTP/2: the version is not HTTP/1.1");
}

} // namespace
} // namespace responsum::wire
