#include "responsum/client/http2.hpp"

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

#include "responsum/base/ascii.hpp"
#include "responsum/client/patience.hpp"
#include "responsum/client/reading.hpp"
#include "responsum/codec/h1/content.hpp"
#include "responsum/status/status.hpp"

namespace responsum::client {

using codec::h2::ErrorCode;
using codec::h2::ResponseLayout;

namespace {

constexpr std::size_t least_written_bytes = 64 * 1024;

constexpr std::string_view error_names[] = {"NO_ERROR",
                                            "PROTOCOL_ERROR",
                                            "INTERNAL_ERROR",
                                            "FLOW_CONTROL_ERROR",
                                            "SETTINGS_TIMEOUT",
                                            "STREAM_CLOSED",
                                            "FRAME_SIZE_ERROR",
                                            "REFUSED_STREAM",
                                            "CANCEL",
                                            "COMPRESSION_ERROR",
                                            "CONNECT_ERROR",
                                            "ENHANCE_YOUR_CALM",
                                            "INADEQUATE_SECURITY",
                                            "HTTP_1_1_REQUIRED"};

std::string_view name_of(std::uint32_t code) {
  return code < std::size(error_names) ? error_names[code] : std::string_view{"an error that nobody knows"};
}

} // namespace

// --- One stream ----------------------------------------------------------------------------------------------------

// Ends when the codec has told that it has, which is when its last frame has been written or has come.
class Http2::Stream final : public codec::h2::Asking,
                            public Carrier,
                            public net::Hook<Http2::Stream>,
                            private net::Timer {
 public:
  Stream(Http2& connection, Call& call) : Timer{&Stream::on_deadline}, connection_{connection}, call_{&call} {}
  ~Stream() = default;

  void begin(std::string_view address, bool reused);
  void fail(const Failure& failure);
  bool answering() const { return answering_; }

  // --- as what carries the call
  void go_on(Call& call) override;
  void abandon(Call& call) override;

 private:
  // --- as one that asks
  Head head(ResponseLayout& layout, bool content_follows) override;
  void content(std::string_view piece) override;
  void trailers(std::span<const message::ResponseField> fields) override {
    trailers_.assign(fields.begin(), fields.end());
  }
  void content_ended(message::Fault fault) override;
  Ready ready(std::size_t most) override;
  bool write(std::span<char> to) override;
  void was_reset(std::uint32_t code) override;
  void passed_over() override;
  void closed() override;

  Head unsound(const Failure& failure);
  void give_back();
  void reset(ErrorCode code);
  Stage stage() const;
  net::Deadline deadline() const { return deadline_of(stage(), connection_.limits_); }
  void arm() {
    if (call_ != nullptr) connection_.reactor_.timers().arm(*this, deadline());
  }
  void expired();
  static void on_deadline(net::Timer& timer) { static_cast<Stream&>(timer).expired(); }
  void progress() {
    progress_ms_ = now_ms();
    arm();
  }
  void enter(HopPhase phase) {
    if (call_ != nullptr) call_->clock().enter(phase, now_ms());
  }
  base::Milliseconds now_ms() const { return connection_.reactor_.now().monotonic_ms; }

  Http2& connection_;
  Call* call_; // null: it has ended, or left
  codec::h2::StreamId id_ = 0;
  std::optional<std::uint64_t> left_; // of content whose length was said
  std::vector<message::ResponseField> trailers_;
  std::size_t unused_ = 0; // octets of content that the call has not taken yet
  base::Milliseconds progress_ms_ = 0;
  std::uint32_t interims_ = 0;
  bool complete_ = false;  // the request
  bool answering_ = false; // octets of a response have come
  bool head_taken_ = false;
};

void Http2::Stream::begin(std::string_view address, bool reused) {
  const RequestParts parts = call_->parts();
  std::vector<message::ResponseField> fields;
  fields.reserve(parts.fields.size() + 4);
  fields.push_back({":method", parts.method});
  fields.push_back({":scheme", connection_.encrypted_ ? "https" : "http"});
  fields.push_back({":authority", parts.host});
  fields.push_back({":path", parts.target});
  for (const codec::h1::RequestField& field : parts.fields) fields.push_back({field.name, field.value});
  call_->on_begun(*this);
  call_->on_connected(address, reused, true);
  complete_ = call_->content_whole() && call_->content().empty();
  id_ = connection_.client_.ask(fields, *this, !complete_);
  enter(HopPhase::send);
  if (complete_) enter(HopPhase::wait);
  progress();
}

void Http2::Stream::go_on(Call&) {
  connection_.client_.resume(id_);
  give_back();
  progress();
  connection_.send();
}

void Http2::Stream::abandon(Call& call) {
  call.clock().leave(now_ms());
  call_ = nullptr;
  reset(ErrorCode::cancel);
}

void Http2::Stream::reset(ErrorCode code) {
  connection_.client_.reset(id_, code);
  connection_.send();
}

void Http2::Stream::fail(const Failure& failure) {
  if (call_ == nullptr) return;
  call_->clock().leave(now_ms());
  std::exchange(call_, nullptr)->on_failure(failure);
}

Http2::Stream::Head Http2::Stream::unsound(const Failure& failure) {
  fail(failure);
  return Head::unsound;
}

Http2::Stream::Head Http2::Stream::head(ResponseLayout& layout, bool) {
  if (call_ == nullptr) return Head::unsound;
  answering_ = true;
  progress_ms_ = now_ms();
  message::ReceivedHead& head = connection_.scratch_;
  if (layout.finish(head) != codec::h1::Progress::complete) {
    const std::size_t line = std::min<std::size_t>(layout.line_offset(), layout.text().size());
    return unsound({.end = end_of_fault(layout.fault()),
                    .fault = layout.fault(),
                    .fault_offset = layout.fault_offset(),
                    .detail = layout.text().substr(line, 64)});
  }
  head.join_repeated(connection_.reactor_.turn_memory());
  // RFC 9113 8.6: HTTP/2 has no word for it.
  if (status::switches_protocols(*status::status_from(head.status)))
    return unsound({.end = HopEnd::switched_unasked});
  if (head.interim()) {
    const base::Limit& most = connection_.limits_.max_interim_responses;
    if (++interims_ > most) return unsound({.end = HopEnd::interim_many, .limit = &most});
    call_->on_interim(head);
    arm();
    return Head::interim;
  }
  const codec::h1::BodyFraming framing = codec::h1::framing_of(head, call_->method());
  if (framing.kind != codec::h1::BodyFraming::Kind::until_close) left_ = framing.length;
  head_taken_ = true;
  enter(HopPhase::receive);
  call_->on_head(head, framing);
  arm();
  return Head::final;
}

void Http2::Stream::content(std::string_view piece) {
  if (call_ == nullptr) return;
  progress_ms_ = now_ms();
  if (left_ && piece.size() > *left_) { // RFC 9113 8.1.1
    fail({.end = HopEnd::malformed, .detail = "there is more content than its length says"});
    return reset(ErrorCode::protocol_error);
  }
  if (left_) *left_ -= piece.size();
  unused_ += piece.size();
  call_->on_content(piece);
  arm();
}

// What the call has made use of may come again: so what it has not is bounded by the window.
void Http2::Stream::give_back() {
  const std::size_t octets = call_ == nullptr ? unused_ : std::min(unused_, call_->response_room());
  unused_ -= octets;
  if (octets != 0) connection_.client_.consumed(id_, octets);
}

void Http2::Stream::content_ended(message::Fault fault) {
  if (call_ == nullptr) return;
  if (fault != message::Fault::none) {
    fail({.end = HopEnd::malformed, .fault = fault});
  } else if (left_.value_or(0) != 0) {
    fail({.end = HopEnd::malformed, .detail = "there is less content than its length says"});
  } else {
    enter(HopPhase::complete);
    std::exchange(call_, nullptr)->on_end(trailers_);
  }
  if (!complete_) reset(ErrorCode::no_error); // the rest of the request is of no use (8.1)
}

Http2::Stream::Ready Http2::Stream::ready(std::size_t most) {
  if (call_ == nullptr) return {};
  const std::string_view piece = call_->content();
  const std::size_t count = std::min(piece.size(), most);
  const bool last = call_->content_whole() && count == piece.size();
  if (last) complete_ = true;
  if (last && count == 0) {
    enter(HopPhase::wait);
    progress();
  }
  return {count, last, {}};
}

bool Http2::Stream::write(std::span<char> to) {
  std::memcpy(to.data(), call_->content().data(), to.size());
  call_->content_sent(to.size());
  if (complete_ && !answering_) enter(HopPhase::wait);
  progress();
  return true;
}

void Http2::Stream::was_reset(std::uint32_t code) {
  if (code == static_cast<std::uint32_t>(ErrorCode::http_1_1_required)) {
    connection_.owner_.on_http1_wanted();
    return fail({.end = HopEnd::unprocessed, .detail = name_of(code)});
  }
  const bool refused = code == static_cast<std::uint32_t>(ErrorCode::refused_stream); // RFC 9113 8.7
  fail({.end = refused ? HopEnd::unprocessed : HopEnd::stream_reset, .detail = name_of(code)});
}

void Http2::Stream::passed_over() {
  const std::string_view words = connection_.client_.parting_words();
  fail({.end = HopEnd::unprocessed, .detail = words.empty() ? "GOAWAY" : words});
}

void Http2::Stream::closed() {
  fail({.end = HopEnd::stream_reset});
  Http2& connection = connection_;
  net::Hook<Stream>::unlink();
  --connection.count_;
  delete this;
  connection.owner_.on_stream_ended();
}

Stage Http2::Stream::stage() const {
  return {.began_ms = call_->began_ms(),
          .progress_ms = progress_ms_,
          .sending = !complete_ && !call_->content().empty(),
          .sent = complete_,
          .answering = answering_,
          .reading = !head_taken_ || call_->response_room() != 0};
}

void Http2::Stream::expired() {
  if (call_ == nullptr) return;
  if (now_ms() < deadline().at_ms) return arm();
  fail(lateness_of(stage(), connection_.limits_, now_ms()));
  reset(ErrorCode::cancel);
}

// --- All of them ---------------------------------------------------------------------------------------------------

Http2::Http2(net::Socket& socket, StreamOwner& owner, const Limits& limits, message::ReceivedHead& scratch,
             bool encrypted)
    : socket_{socket},
      reactor_{socket.reactor()},
      owner_{owner},
      limits_{limits},
      head_limits_{parser_limits(limits)},
      scratch_{scratch},
      client_{settings_of(limits), head_limits_, reactor_.turn_memory()},
      encrypted_{encrypted} {
  send();
}

Http2::~Http2() {
  while (Stream* stream = streams_.pop_front()) delete stream;
}

codec::h2::ClientSettings Http2::settings_of(const Limits& limits) const {
  return {.max_streams = static_cast<std::uint32_t>(limits.http2_max_streams.value),
          .window_bytes = static_cast<std::uint32_t>(limits.http2_window_bytes.value),
          .max_idle_frames = limits.http2_max_idle_frames,
          .max_continuations = limits.http2_max_continuations};
}

void Http2::begin(Call& call, std::string_view address, bool reused) {
  auto* const stream = new Stream{*this, call}; // its own until closed(), or this one's end
  streams_.push_back(*stream);
  ++count_;
  stream->begin(address, reused);
  send();
}

bool Http2::take(std::string_view octets) {
  taking_ = true;
  client_.take(octets, reactor_.now().monotonic_ms);
  taking_ = false;
  if (client_.failed() && !failed_) {
    failed_ = true;
    fail_all({.end = HopEnd::malformed, .detail = client_.trouble()});
  }
  send();
  return !failed_;
}

// Pieces stand in the memory of this turn, and leave at its end. Whoever is told of something in the middle of this
// may begin another stream.
void Http2::send() {
  if (taking_) return;
  again_ = true;
  if (std::exchange(sending_, true)) return;
  while (std::exchange(again_, false)) {
    const bool takes = socket_.pending_bytes() < most_queued_bytes;
    for (const std::string_view piece : client_.output(takes ? least_written_bytes : 0)) socket_.queue(piece);
    again_ = again_ || (takes && client_.has_output());
  }
  sending_ = false;
}

void Http2::go_away() {
  client_.go_away();
  send();
}

void Http2::fail_all(const Failure& failure) {
  failed_ = true; // whoever tries again does so elsewhere
  std::vector<Stream*> all;
  streams_.for_each([&all](Stream& stream) { all.push_back(&stream); });
  for (Stream* const stream : all) {
    Failure told = failure;
    if (told.end == HopEnd::closed && stream->answering()) told.end = HopEnd::cut;
    stream->fail(told);
  }
}

} // namespace responsum::client
