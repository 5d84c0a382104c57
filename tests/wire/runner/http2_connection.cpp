#include "runner/http2_connection.hpp"

#include <nghttp2/nghttp2.h>

#include <algorithm>
#include <cstring>
#include <deque>
#include <utility>
#include <vector>

#include "runner/request_reader.hpp"

namespace responsum::wire {

namespace {

struct Stream {
  std::int32_t id = 0;
  FieldLines fields;   // as nghttp2 refers to them
  FieldLines trailers; // likewise
  std::string content;
  std::size_t content_sent = 0;
  bool content_ended = false;

  Response response;            // in the making
  bool response_began = false;  // the one that is not interim
  std::deque<Response> arrived; // whole, and not asked for yet
  bool closed = false;
  std::uint32_t error = 0; // it was closed with
};

// What nghttp2 is given of names it does not turn into lower case if it need not copy them.
std::vector<nghttp2_nv> refer_to(const FieldLines& fields) {
  std::vector<nghttp2_nv> all;
  const auto octets = [](const std::string& text) {
    return const_cast<std::uint8_t*>(reinterpret_cast<const std::uint8_t*>(text.data())); // which it does not change
  };
  for (const auto& [name, value] : fields)
    all.push_back({octets(name), octets(value), name.size(), value.size(),
                   NGHTTP2_NV_FLAG_NO_COPY_NAME | NGHTTP2_NV_FLAG_NO_COPY_VALUE});
  return all;
}

// "name: value" a line, up to an empty line or the end. The name of a pseudo-header field begins with a colon.
FieldLines read_raw_fields(std::string_view& octets) {
  FieldLines fields;
  while (!octets.empty()) {
    const auto end = std::min(octets.find("\r\n"), octets.size());
    const std::string_view line = octets.substr(0, end);
    octets.remove_prefix(std::min(octets.size(), end + 2));
    if (line.empty()) break;
    const auto colon = std::min(line.find(':', 1), line.size());
    std::string_view value = line.substr(std::min(line.size(), colon + 1));
    if (value.starts_with(' ')) value.remove_prefix(1);
    fields.emplace_back(line.substr(0, colon), value);
  }
  return fields;
}

std::string_view view(const std::uint8_t* octets, std::size_t size) {
  return {reinterpret_cast<const char*>(octets), size};
}

bool is_interim(const Response& response) { return response.code().starts_with('1'); }

} // namespace

// nghttp2's side: streams in the order of their requests, octets in and out.
class Http2Connection::Session {
 public:
  explicit Session(std::string_view scheme);
  ~Session() { nghttp2_session_del(session_); }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void send(std::string_view octets);
  void send_raw(const Send& step, std::string_view octets);

  std::string take_outgoing();
  void take_incoming(std::string_view octets);

  // The oldest request whose answer was not asked for; null when there is none.
  Stream* oldest() { return unanswered_.empty() ? nullptr : unanswered_.front(); }
  void answered() { unanswered_.pop_front(); }
  const std::deque<Stream*>& unanswered() const { return unanswered_; }
  const std::string& fault() const { return fault_; } // of either side; empty: none

 private:
  struct Callbacks;

  void on(RequestHead head);
  void on(RequestContent content) { add_content(content.octets, false); }
  void on(RequestEnd end);
  void begin(FieldLines fields, bool has_content);
  void add_content(std::string_view octets, bool ended);
  Stream* find(std::int32_t id);
  void check(int result) {
    if (result < 0 && fault_.empty()) fault_ = nghttp2_strerror(result);
  }

  std::string scheme_;
  nghttp2_session* session_ = nullptr;
  RequestReader reader_;
  std::deque<Stream> streams_; // all that there were
  std::deque<Stream*> unanswered_;
  std::string fault_;
};

// What nghttp2 calls while it reads or writes.
struct Http2Connection::Session::Callbacks {
  static Session& of(void* user) { return *static_cast<Session*>(user); }

  static int begin_headers(nghttp2_session*, const nghttp2_frame* frame, void* user) {
    Stream* const stream = of(user).find(frame->hd.stream_id);
    if (stream == nullptr || stream->response_began) return 0;
    stream->response = {};
    stream->response.http_2 = true;
    return 0;
  }

  static int header(nghttp2_session*, const nghttp2_frame* frame, const std::uint8_t* name, std::size_t name_size,
                    const std::uint8_t* value, std::size_t value_size, std::uint8_t, void* user) {
    Stream* const stream = of(user).find(frame->hd.stream_id);
    if (stream == nullptr) return 0;
    if (stream->response_began)
      stream->response.trailers.emplace_back(view(name, name_size), view(value, value_size));
    else if (view(name, name_size) == ":status")
      stream->response.status_line = "HTTP/2 " + std::string{view(value, value_size)};
    else
      stream->response.fields.emplace_back(view(name, name_size), view(value, value_size));
    return 0;
  }

  static int invalid_header(nghttp2_session*, const nghttp2_frame*, const std::uint8_t* name, std::size_t name_size,
                            const std::uint8_t*, std::size_t, std::uint8_t, void* user) {
    of(user).fault_ = "the field `" + std::string{view(name, name_size)} + "` is not well formed";
    return 0;
  }

  static int invalid_frame(nghttp2_session*, const nghttp2_frame*, int error, void* user) {
    of(user).check(error);
    return 0;
  }

  static int frame_received(nghttp2_session*, const nghttp2_frame* frame, void* user) {
    Stream* const stream = of(user).find(frame->hd.stream_id);
    const bool is_headers = frame->hd.type == NGHTTP2_HEADERS;
    if (stream == nullptr || (!is_headers && frame->hd.type != NGHTTP2_DATA)) return 0;
    if (is_headers && !stream->response_began && is_interim(stream->response)) {
      stream->arrived.push_back(std::move(stream->response));
      return 0;
    }
    stream->response_began = true;
    if ((frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0) stream->arrived.push_back(std::move(stream->response));
    return 0;
  }

  static int data(nghttp2_session*, std::uint8_t, std::int32_t id, const std::uint8_t* octets, std::size_t size,
                  void* user) {
    if (Stream* const stream = of(user).find(id)) stream->response.body += view(octets, size);
    return 0;
  }

  static int closed(nghttp2_session*, std::int32_t id, std::uint32_t error, void* user) {
    if (Stream* const stream = of(user).find(id)) {
      stream->closed = true;
      stream->error = error;
    }
    return 0;
  }

  static ssize_t content(nghttp2_session* session, std::int32_t id, std::uint8_t* to, std::size_t most,
                         std::uint32_t* flags, nghttp2_data_source* source, void*) {
    Stream& stream = *static_cast<Stream*>(source->ptr);
    const std::size_t size = std::min(most, stream.content.size() - stream.content_sent);
    if (size == 0 && !stream.content_ended) return NGHTTP2_ERR_DEFERRED;
    std::memcpy(to, stream.content.data() + stream.content_sent, size);
    stream.content_sent += size;
    if (stream.content_ended && stream.content_sent == stream.content.size()) {
      *flags |= NGHTTP2_DATA_FLAG_EOF;
      if (!stream.trailers.empty()) {
        *flags |= NGHTTP2_DATA_FLAG_NO_END_STREAM;
        const auto fields = refer_to(stream.trailers);
        nghttp2_submit_trailer(session, id, fields.data(), fields.size());
      }
    }
    return static_cast<ssize_t>(size);
  }
};

Http2Connection::Session::Session(std::string_view scheme) : scheme_{scheme} {
  nghttp2_session_callbacks* callbacks = nullptr;
  nghttp2_session_callbacks_new(&callbacks);
  nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks, &Callbacks::begin_headers);
  nghttp2_session_callbacks_set_on_header_callback(callbacks, &Callbacks::header);
  nghttp2_session_callbacks_set_on_invalid_header_callback(callbacks, &Callbacks::invalid_header);
  nghttp2_session_callbacks_set_on_invalid_frame_recv_callback(callbacks, &Callbacks::invalid_frame);
  nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, &Callbacks::frame_received);
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, &Callbacks::data);
  nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, &Callbacks::closed);
  nghttp2_session_client_new(&session_, callbacks, this);
  nghttp2_session_callbacks_del(callbacks);
  const nghttp2_settings_entry no_push{NGHTTP2_SETTINGS_ENABLE_PUSH, 0};
  check(nghttp2_submit_settings(session_, NGHTTP2_FLAG_NONE, &no_push, 1));
}

void Http2Connection::Session::send(std::string_view octets) {
  auto events = reader_.read(octets);
  if (!events) {
    if (fault_.empty()) fault_ = "this cannot be said in HTTP/2: " + events.error();
    return;
  }
  for (RequestEvent& event : *events) std::visit([this](auto& one) { on(std::move(one)); }, event);
}

void Http2Connection::Session::send_raw(const Send& step, std::string_view octets) {
  switch (step.form) {
  case Send::Form::fields: {
    FieldLines fields = read_raw_fields(octets);
    begin(std::move(fields), step.goes_on || !octets.empty());
    if (!octets.empty() || step.goes_on) add_content(octets, !step.goes_on);
    return;
  }
  case Send::Form::content: return add_content(octets, !step.goes_on);
  case Send::Form::trailers:
    if (!streams_.empty()) streams_.back().trailers = read_raw_fields(octets);
    return add_content({}, true);
  case Send::Form::request: break;
  }
}

void Http2Connection::Session::on(RequestHead head) {
  FieldLines fields{
      {":method", head.method}, {":scheme", scheme_}, {":authority", head.authority}, {":path", head.path}};
  std::ranges::move(head.fields, std::back_inserter(fields));
  begin(std::move(fields), head.has_content);
}

void Http2Connection::Session::on(RequestEnd end) {
  if (!streams_.empty()) streams_.back().trailers = std::move(end.trailers);
  add_content({}, true);
}

void Http2Connection::Session::begin(FieldLines fields, bool has_content) {
  Stream& stream = streams_.emplace_back();
  unanswered_.push_back(&stream);
  stream.fields = std::move(fields);
  const auto lines = refer_to(stream.fields);
  nghttp2_data_provider content{};
  content.source.ptr = &stream;
  content.read_callback = &Callbacks::content;
  stream.id = nghttp2_submit_request(session_, nullptr, lines.data(), lines.size(), has_content ? &content : nullptr,
                                     nullptr);
  check(stream.id);
}

void Http2Connection::Session::add_content(std::string_view octets, bool ended) {
  if (streams_.empty()) return;
  Stream& stream = streams_.back();
  stream.content += octets;
  stream.content_ended = ended;
  if (!stream.closed) nghttp2_session_resume_data(session_, stream.id); // it is none of ours whether it waited
}

std::string Http2Connection::Session::take_outgoing() {
  std::string octets;
  while (true) {
    const std::uint8_t* some = nullptr;
    const ssize_t size = nghttp2_session_mem_send(session_, &some);
    check(static_cast<int>(size));
    if (size <= 0) return octets;
    octets += view(some, static_cast<std::size_t>(size));
  }
}

void Http2Connection::Session::take_incoming(std::string_view octets) {
  check(static_cast<int>(
      nghttp2_session_mem_recv(session_, reinterpret_cast<const std::uint8_t*>(octets.data()), octets.size())));
}

Stream* Http2Connection::Session::find(std::int32_t id) {
  const auto found = std::ranges::find(streams_, id, &Stream::id);
  return found == streams_.end() || id == 0 ? nullptr : &*found;
}

Http2Connection::Http2Connection(std::unique_ptr<Pipe> pipe, std::string_view scheme)
    : pipe_{std::move(pipe)}, session_{std::make_unique<Session>(scheme)} {}

Http2Connection::~Http2Connection() = default;

void Http2Connection::send(std::string_view octets) {
  session_->send(octets);
  pipe_->send(session_->take_outgoing());
}

void Http2Connection::send_raw(const Send& step, std::string_view octets) {
  session_->send_raw(step, octets);
  pipe_->send(session_->take_outgoing());
}

Arrival Http2Connection::advance() {
  pipe_->send(session_->take_outgoing());
  std::string octets;
  const Arrival arrival = pipe_->receive(octets);
  if (!octets.empty()) session_->take_incoming(octets);
  return arrival;
}

std::string Http2Connection::broken(Arrival why) const {
  if (!session_->fault().empty()) return session_->fault();
  return std::string{text(why)} + ", and there is no answer";
}

std::expected<Response, std::string> Http2Connection::receive(std::string_view) {
  Arrival arrival = Arrival::octets;
  while (session_->fault().empty() && arrival == Arrival::octets) {
    Stream* const stream = session_->oldest();
    if (stream == nullptr) return std::unexpected{"no request is under way that could be answered"};
    if (!stream->arrived.empty()) {
      Response response = std::move(stream->arrived.front());
      stream->arrived.pop_front();
      if (!is_interim(response)) session_->answered();
      return response;
    }
    if (stream->closed)
      return std::unexpected{"the stream was closed with " + std::string{nghttp2_http2_strerror(stream->error)}};
    arrival = advance();
  }
  return std::unexpected{broken(arrival)};
}

std::expected<void, std::string> Http2Connection::expect_silence() {
  while (session_->fault().empty()) {
    const Stream* const stream = session_->oldest();
    if (stream != nullptr && (stream->response_began || !stream->arrived.empty())) break;
    if (stream != nullptr && stream->closed) {
      session_->answered();
      return {};
    }
    const Arrival arrival = advance();
    if (arrival == Arrival::end) return {};
    if (arrival != Arrival::octets) return std::unexpected{broken(arrival)};
  }
  return std::unexpected{session_->fault().empty() ? "an answer came where none should" : session_->fault()};
}

std::string Http2Connection::unread() const {
  for (const Stream* const stream : session_->unanswered())
    if (stream->response_began || !stream->arrived.empty()) return "an answer";
  return {};
}

} // namespace responsum::wire
