#include "responsum/codec/h2/server.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <limits>

#include <nghttp2/nghttp2.h>

#include "responsum/base/assert.hpp"
#include "responsum/codec/h2/allowance.hpp"
#include "responsum/codec/h2/continuations.hpp"

namespace responsum::codec::h2 {

namespace {

struct Freed {
  void operator()(nghttp2_session* s) const { nghttp2_session_del(s); }
  void operator()(nghttp2_session_callbacks* c) const { nghttp2_session_callbacks_del(c); }
  void operator()(nghttp2_option* o) const { nghttp2_option_del(o); }
};
using Session = std::unique_ptr<nghttp2_session, Freed>;
using Callbacks = std::unique_ptr<nghttp2_session_callbacks, Freed>;
using Option = std::unique_ptr<nghttp2_option, Freed>;

constexpr std::size_t frame_head_bytes = 9;
constexpr std::size_t frame_payload_bytes = 16 * 1024; // what every client takes (RFC 9113 4.2)

std::string_view view(const std::uint8_t* octets, std::size_t count) {
  return {reinterpret_cast<const char*>(octets), count};
}

nghttp2_nv pair(std::string_view name, std::string_view value) {
  auto* const n = reinterpret_cast<std::uint8_t*>(const_cast<char*>(name.data()));
  auto* const v = reinterpret_cast<std::uint8_t*>(const_cast<char*>(value.data()));
  return {n, v, name.size(), value.size(), NGHTTP2_NV_FLAG_NONE};
}

// What is written in one go, in pieces of an arena.
class Output {
 public:
  // About `most` octets are wanted.
  void begin(base::Arena& arena, std::size_t most) {
    arena_ = &arena;
    most_ = most;
    pieces_.clear();
    octets_ = 0;
  }
  void end() { close_block(); }

  std::size_t octets() const { return octets_; }
  bool full() const { return octets_ >= most_; }
  std::span<const std::string_view> pieces() const { return pieces_; }

  // Room for `count` octets, which count as written.
  std::span<char> add(std::size_t count) {
    if (block_.size() - used_ < count) {
      close_block();
      block_ = arena_->allocate(std::max(count, block_bytes));
    }
    used_ += count;
    octets_ += count;
    return block_.subspan(used_ - count, count);
  }
  void add(std::string_view octets) { std::memcpy(add(octets.size()).data(), octets.data(), octets.size()); }
  // What was added last is taken back.
  void take_back(std::size_t count) {
    used_ -= count;
    octets_ -= count;
  }

 private:
  static constexpr std::size_t block_bytes = 4096;

  void close_block() {
    if (used_ != 0) pieces_.push_back({block_.data(), used_});
    if (!block_.empty()) arena_->shrink_last(block_, used_);
    block_ = {};
    used_ = 0;
  }

  base::Arena* arena_ = nullptr;
  std::span<char> block_;
  std::size_t used_ = 0;
  std::size_t octets_ = 0;
  std::size_t most_ = 0;
  std::vector<std::string_view> pieces_;
};

} // namespace

struct Server::Inner {
  Inner(const Settings& s, const h1::Limits& limits, Requests& r)
      : layout{limits},
        requests{r},
        resets{s.max_resets},
        idle_frames{s.max_idle_frames},
        max_continuations{s.max_continuations} {}

  // The first trouble is told.
  void fail(Frames how) {
    if (frames == Frames::sound) frames = how;
  }
  // As fail(), and says so to the client (RFC 9113 10.5).
  void refuse(Frames how) {
    fail(how);
    nghttp2_session_terminate_session(session.get(), NGHTTP2_ENHANCE_YOUR_CALM);
  }

  Stream* stream(StreamId id) const {
    return static_cast<Stream*>(nghttp2_session_get_stream_user_data(session.get(), id));
  }

  void on_frame(const nghttp2_frame& frame);
  void on_head(const nghttp2_headers& headers);

  Session session;
  HeadLayout layout;
  Requests& requests;
  Output out;
  Allowance resets;
  Allowance idle_frames;
  Continuations continuations;
  std::size_t max_continuations;
  std::string trouble;
  base::Milliseconds now_ms = 0;
  StreamId reading = 0; // the stream whose request's head is coming in
  Fault trailers{};     // of those that are coming in
  Frames frames = Frames::sound;
};

namespace {

Server::Inner& inner(void* user) { return *static_cast<Server::Inner*>(user); }

} // namespace

void Server::Inner::on_head(const nghttp2_headers& headers) {
  const bool ends = (headers.hd.flags & NGHTTP2_FLAG_END_STREAM) != 0;
  const StreamId id = headers.hd.stream_id;
  if (headers.cat == NGHTTP2_HCAT_REQUEST) {
    reading = 0;
    Stream* user = requests.request(id, layout, !ends);
    nghttp2_session_set_stream_user_data(session.get(), id, user);
  }
  if (!ends) return;
  if (Stream* user = stream(id); user != nullptr)
    user->content_ended(headers.cat == NGHTTP2_HCAT_REQUEST ? Fault::none : trailers);
}

void Server::Inner::on_frame(const nghttp2_frame& frame) {
  const bool ends = (frame.hd.flags & NGHTTP2_FLAG_END_STREAM) != 0;
  switch (frame.hd.type) {
  case NGHTTP2_HEADERS: return on_head(frame.headers);
  case NGHTTP2_DATA:
    if (ends) {
      if (Stream* user = stream(frame.hd.stream_id); user != nullptr) user->content_ended(Fault::none);
      return;
    }
    if (frame.hd.length != 0) return;
    break;
  case NGHTTP2_RST_STREAM:
    if (!resets.take(now_ms)) refuse(Frames::cancelled_often);
    return;
  case NGHTTP2_WINDOW_UPDATE: return; // as many as answers have octets
  default: break;
  }
  if (!idle_frames.take(now_ms)) refuse(Frames::idle_many);
}

namespace {

// --- What nghttp2 calls --------------------------------------------------------------------------------------------

int on_begin_headers(nghttp2_session*, const nghttp2_frame* frame, void* user) {
  inner(user).trailers = Fault::none;
  if (frame->headers.cat != NGHTTP2_HCAT_REQUEST) return 0;
  inner(user).reading = frame->hd.stream_id;
  inner(user).layout.start();
  return 0;
}

// Trailers are not made use of, but have to be sound, without pseudo-header fields (RFC 9113 8.1).
int on_header(nghttp2_session*, const nghttp2_frame* frame, const std::uint8_t* name, std::size_t name_octets,
              const std::uint8_t* value, std::size_t value_octets, std::uint8_t, void* user) {
  Server::Inner& i = inner(user);
  if (frame->hd.stream_id == i.reading)
    i.layout.add(view(name, name_octets), view(value, value_octets));
  else if (judge_field(view(name, name_octets), view(value, value_octets)) != Fault::none)
    i.trailers = Fault::trailer_invalid;
  return 0;
}

int on_frame_recv(nghttp2_session*, const nghttp2_frame* frame, void* user) {
  inner(user).on_frame(*frame);
  return 0;
}

int on_data(nghttp2_session* session, std::uint8_t, std::int32_t id, const std::uint8_t* data, std::size_t count,
            void* user) {
  if (Stream* stream = inner(user).stream(id); stream != nullptr)
    stream->content(view(data, count));
  else
    nghttp2_session_consume(session, id, count);
  return 0;
}

int on_stream_close(nghttp2_session*, std::int32_t id, std::uint32_t, void* user) {
  if (Stream* stream = inner(user).stream(id); stream != nullptr) stream->closed();
  return 0;
}

int on_frame_send(nghttp2_session*, const nghttp2_frame* frame, void* user) {
  if (frame->hd.type == NGHTTP2_GOAWAY && frame->goaway.error_code != NGHTTP2_NO_ERROR)
    inner(user).fail(Frames::unsound);
  return 0;
}

int on_error(nghttp2_session*, int, const char* message, std::size_t length, void* user) {
  if (std::string& trouble = inner(user).trouble; trouble.empty()) trouble.assign(message, length);
  return 0;
}

ssize_t read_length(nghttp2_session*, std::uint8_t, std::int32_t, std::int32_t of_connection, std::int32_t of_stream,
                    std::uint32_t of_frame, void*) {
  const auto payload = static_cast<std::int32_t>(std::min<std::size_t>(of_frame, frame_payload_bytes));
  return std::min({of_connection, of_stream, payload});
}

ssize_t read_content(nghttp2_session*, std::int32_t, std::uint8_t*, std::size_t most, std::uint32_t* flags,
                     nghttp2_data_source* source, void*) {
  const Stream::Ready ready = static_cast<Stream*>(source->ptr)->ready(most);
  if (ready.octets == 0 && !ready.last) return NGHTTP2_ERR_DEFERRED;
  *flags |= NGHTTP2_DATA_FLAG_NO_COPY;
  if (ready.last) *flags |= NGHTTP2_DATA_FLAG_EOF;
  return static_cast<ssize_t>(ready.octets);
}

int send_data(nghttp2_session*, nghttp2_frame*, const std::uint8_t* head, std::size_t length,
              nghttp2_data_source* source, void* user) {
  Output& out = inner(user).out;
  if (out.full()) return NGHTTP2_ERR_WOULDBLOCK; // asked again with the next output()
  const std::span<char> to = out.add(frame_head_bytes + length);
  std::memcpy(to.data(), head, frame_head_bytes);
  if (static_cast<Stream*>(source->ptr)->write(to.subspan(frame_head_bytes))) return 0;
  out.take_back(to.size());
  return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
}

// --- Its memory ----------------------------------------------------------------------------------------------------

void* allocate(std::size_t octets, void* memory) { return static_cast<Memory*>(memory)->allocate(octets); }

void release(void* piece, void* memory) {
  if (piece != nullptr) static_cast<Memory*>(memory)->release(piece);
}

void* allocate_zeroed(std::size_t count, std::size_t octets, void* memory) {
  return std::memset(allocate(count * octets, memory), 0, count * octets);
}

void* reallocate(void* piece, std::size_t octets, void* memory) {
  if (piece == nullptr) return allocate(octets, memory);
  const std::size_t room = static_cast<Memory*>(memory)->room(piece);
  if (octets <= room) return piece;
  void* const larger = std::memcpy(allocate(octets, memory), piece, room);
  release(piece, memory);
  return larger;
}

Session make_session(const Settings& settings, Server::Inner& user, Memory& memory) {
  nghttp2_session_callbacks* made_callbacks = nullptr;
  nghttp2_option* made_option = nullptr;
  RESPONSUM_ASSERT(nghttp2_session_callbacks_new(&made_callbacks) == 0 && nghttp2_option_new(&made_option) == 0);
  const Callbacks callbacks{made_callbacks};
  const Option option{made_option};
  nghttp2_session_callbacks_set_on_begin_headers_callback(made_callbacks, on_begin_headers);
  nghttp2_session_callbacks_set_on_header_callback(made_callbacks, on_header);
  nghttp2_session_callbacks_set_on_frame_recv_callback(made_callbacks, on_frame_recv);
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback(made_callbacks, on_data);
  nghttp2_session_callbacks_set_on_stream_close_callback(made_callbacks, on_stream_close);
  nghttp2_session_callbacks_set_on_frame_send_callback(made_callbacks, on_frame_send);
  nghttp2_session_callbacks_set_error_callback2(made_callbacks, on_error);
  nghttp2_session_callbacks_set_data_source_read_length_callback(made_callbacks, read_length);
  nghttp2_session_callbacks_set_send_data_callback(made_callbacks, send_data);

  nghttp2_option_set_no_http_messaging(made_option, 1);
  nghttp2_option_set_no_auto_window_update(made_option, 1);
  nghttp2_option_set_max_continuations(made_option, std::numeric_limits<std::size_t>::max()); // see Continuations
  // Behind the limits of this server, which have names.
  nghttp2_option_set_stream_reset_rate_limit(made_option, 2 * settings.max_resets, settings.max_resets);
  nghttp2_option_set_builtin_recv_extension_type(made_option, NGHTTP2_PRIORITY_UPDATE);

  nghttp2_session* made = nullptr;
  nghttp2_mem functions{&memory, allocate, release, allocate_zeroed, reallocate};
  RESPONSUM_ASSERT(nghttp2_session_server_new3(&made, made_callbacks, &user, made_option, &functions) == 0);
  return Session{made};
}

// RFC 9113 6.5.2; RFC 9218 2.1.
void greet(nghttp2_session* session, const Settings& settings, const h1::Limits& limits) {
  const std::array entries{
      nghttp2_settings_entry{NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, settings.max_streams},
      nghttp2_settings_entry{NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, settings.window_bytes},
      nghttp2_settings_entry{NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, limits.max_fields_bytes},
      nghttp2_settings_entry{NGHTTP2_SETTINGS_NO_RFC7540_PRIORITIES, 1},
  };
  nghttp2_submit_settings(session, NGHTTP2_FLAG_NONE, entries.data(), entries.size());
  // That of the connection is for all streams: several may upload at once.
  constexpr std::int32_t least = 1024 * 1024;
  const auto window = std::max(least, static_cast<std::int32_t>(settings.window_bytes));
  nghttp2_session_set_local_window_size(session, NGHTTP2_FLAG_NONE, 0, window);
}

} // namespace

Server::Server(const Settings& settings, const h1::Limits& limits, Requests& requests, Memory& memory)
    : inner_{std::make_unique<Inner>(settings, limits, requests)} {
  inner_->session = make_session(settings, *inner_, memory);
  greet(inner_->session.get(), settings, limits);
}

Server::~Server() = default;

void Server::take(std::string_view octets, base::Milliseconds now_ms) {
  inner_->now_ms = now_ms;
  if (inner_->continuations.count(octets) > inner_->max_continuations) return inner_->refuse(Frames::continued_long);
  const auto* data = reinterpret_cast<const std::uint8_t*>(octets.data());
  const ssize_t taken = nghttp2_session_mem_recv(inner_->session.get(), data, octets.size());
  if (taken < 0) {
    if (taken == NGHTTP2_ERR_FLOODED)
      inner_->refuse(Frames::idle_many);
    else
      inner_->fail(Frames::unsound);
    if (inner_->trouble.empty()) inner_->trouble = nghttp2_strerror(static_cast<int>(taken));
  }
}

Frames Server::frames() const { return inner_->frames; }
std::string_view Server::trouble() const { return inner_->trouble; }

std::span<const std::string_view> Server::output(base::Arena& arena, std::size_t most) {
  Output& out = inner_->out;
  out.begin(arena, most);
  while (!out.full()) {
    const std::uint8_t* data = nullptr;
    const std::size_t before = out.octets();
    const ssize_t count = nghttp2_session_mem_send(inner_->session.get(), &data);
    if (count < 0) inner_->fail(Frames::unsound);
    if (count > 0) out.add(view(data, static_cast<std::size_t>(count)));
    // What has no octets of its own may have been content, which went out by send_data().
    if (count < 0 || (count == 0 && out.octets() == before)) break;
  }
  out.end();
  return out.pieces();
}

bool Server::has_output() const { return nghttp2_session_want_write(inner_->session.get()) != 0; }
bool Server::ended() const { return !has_output() && nghttp2_session_want_read(inner_->session.get()) == 0; }

namespace {

// A head as the library takes it: views, which it copies.
struct Head {
  Head(std::uint16_t status, std::span<const message::ResponseField> fields) {
    std::to_chars(digits.data(), digits.data() + digits.size(), status);
    pairs[count++] = pair(":status", {digits.data(), digits.size()});
    for (const message::ResponseField& f : fields) pairs[count++] = pair(f.name, f.value);
  }

  std::array<char, 3> digits;
  std::array<nghttp2_nv, 1 + message::ResponseHead::max_fields + message::RequestHead::max_lines> pairs;
  std::size_t count = 0;
};

} // namespace

void Server::answer(StreamId id, std::uint16_t status, std::span<const message::ResponseField> fields,
                    Stream* content) {
  const Head head{status, fields};
  nghttp2_session* session = inner_->session.get();
  nghttp2_data_provider provider{};
  provider.source.ptr = content;
  provider.read_callback = read_content;
  nghttp2_submit_response(session, id, head.pairs.data(), head.count, content == nullptr ? nullptr : &provider);
}

void Server::interim(StreamId id, std::uint16_t status, std::span<const message::ResponseField> fields) {
  const Head head{status, fields};
  nghttp2_submit_headers(inner_->session.get(), NGHTTP2_FLAG_NONE, id, nullptr, head.pairs.data(), head.count,
                         nullptr);
}

void Server::resume(StreamId id) { nghttp2_session_resume_data(inner_->session.get(), id); }

void Server::reset(StreamId id, ErrorCode code) {
  nghttp2_submit_rst_stream(inner_->session.get(), NGHTTP2_FLAG_NONE, id, static_cast<std::uint32_t>(code));
}

void Server::consumed(StreamId id, std::size_t octets) { nghttp2_session_consume(inner_->session.get(), id, octets); }
void Server::discarded(std::size_t octets) { nghttp2_session_consume_connection(inner_->session.get(), octets); }

void Server::prioritise(StreamId id, const field::Priority& priority) {
  const nghttp2_extpri wanted{priority.urgency, priority.incremental ? 1 : 0};
  nghttp2_session_change_extpri_stream_priority(inner_->session.get(), id, &wanted, 0);
}

void Server::go_away(bool announce) {
  nghttp2_session* session = inner_->session.get();
  if (announce)
    nghttp2_submit_shutdown_notice(session);
  else
    nghttp2_submit_goaway(session, NGHTTP2_FLAG_NONE, nghttp2_session_get_last_proc_stream_id(session),
                          NGHTTP2_NO_ERROR, nullptr, 0);
}

} // namespace responsum::codec::h2
