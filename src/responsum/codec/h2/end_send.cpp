// What either end sends: heads, and content as windows and priorities have it.
#include <cstring>

#include "responsum/codec/h2/end.hpp"

namespace responsum::codec::h2 {

namespace {

constexpr std::uint32_t most_updates_due = 10'000;

// As many as everybody takes (RFC 9113 4.2), and no more, so that what is urgent never waits for long.
constexpr std::size_t payload_bytes = least_frame_size;

} // namespace

// --- Frames of the connection --------------------------------------------------------------------------------------

// The window of the connection is for all streams: several may have much to send at once. Until the peer knows of
// SETTINGS_INITIAL_WINDOW_SIZE, its streams have the windows that they begin with.
void End::open_windows() {
  stream_window = std::max(default_window, measures.window_bytes);
  constexpr std::uint32_t least = 1024 * 1024;
  const std::uint32_t window = std::max(least, measures.window_bytes);
  write_number(FrameType::window_update, 0, window - receive.size());
  receive.resize(window);
}

void End::write_frame(FrameType type, std::uint8_t flags, StreamId stream, std::string_view payload) {
  char* const begin = out.reserve(frame_head_bytes + payload.size());
  char* const to = write_frame_head(begin, payload.size(), type, flags, stream);
  std::ranges::copy(payload, to);
  out.commit(frame_head_bytes + payload.size());
}

void End::write_number(FrameType type, StreamId stream, std::uint32_t value) {
  std::array<char, 4> payload;
  write_32(payload.data(), value);
  write_frame(type, 0, stream, {payload.data(), payload.size()});
}

void End::write_goaway(StreamId last, ErrorCode code, std::string_view words) {
  char* const begin = out.reserve(frame_head_bytes + 8 + words.size());
  char* to = write_frame_head(begin, 8 + words.size(), FrameType::goaway, 0, 0);
  to = write_32(write_32(to, last), static_cast<std::uint32_t>(code));
  out.commit(static_cast<std::size_t>(std::ranges::copy(words, to).out - begin));
}

void End::fail(Frames how, const Violation& violation) {
  if (failed()) return;
  frames = how;
  trouble = violation.words;
  write_goaway(measures.serves ? std::min(last_id, taken_to) : 0, violation.code, violation.words);
}

// --- Heads ---------------------------------------------------------------------------------------------------------

namespace {

// One larger than a frame goes on in CONTINUATION: room is made for the heads of these. Returns the new end.
[[gnu::cold]] char* split_section(char* section, std::size_t octets, StreamId stream) {
  const std::size_t more = (octets - 1) / payload_bytes;
  for (std::size_t i = more; i != 0; --i) {
    const std::size_t from = i * payload_bytes;
    const std::size_t count = std::min(payload_bytes, octets - from);
    char* const to = section + from + i * frame_head_bytes;
    std::memmove(to, section + from, count);
    const std::uint8_t flags = i == more ? flag::end_headers : std::uint8_t{0};
    write_frame_head(to - frame_head_bytes, count, FrameType::continuation, flags, stream);
  }
  return section + octets + more * frame_head_bytes;
}

} // namespace

// With `content`, which fits a frame and the windows, right behind it.
void End::write_section(OpenStream& stream, std::uint16_t status, Fields fields, bool ends,
                        std::string_view content) {
  std::size_t room = HpackEncoder::begin_capacity + HpackEncoder::capacity(":status", "000");
  for (const message::ResponseField& f : fields) room += HpackEncoder::capacity(f.name, f.value);
  room += (room / payload_bytes + 2) * frame_head_bytes + content.size();
  char* const begin = out.reserve(room);
  char* const section = begin + frame_head_bytes;
  char* to = encoder.begin(section);
  if (status != 0) to = encoder.status(to, status);
  for (const message::ResponseField& f : fields) to = encoder.field(to, f.name, f.value);
  const auto octets = static_cast<std::size_t>(to - section);
  const bool whole = octets <= payload_bytes;
  const std::uint8_t end = ends && content.empty() ? flag::end_stream : std::uint8_t{0};
  write_frame_head(begin, std::min(octets, payload_bytes), FrameType::headers,
                   end | (whole ? flag::end_headers : std::uint8_t{0}), stream.id);
  if (!whole) to = split_section(section, octets, stream.id);
  if (!content.empty()) {
    to = write_frame_head(to, content.size(), FrameType::data, ends ? flag::end_stream : std::uint8_t{0}, stream.id);
    std::memcpy(to, content.data(), content.size());
    to += content.size();
    stream.send.spend(content.size());
    send.spend(content.size());
    updates_due = std::min(updates_due + 2, most_updates_due);
  }
  out.commit(static_cast<std::size_t>(to - begin));
  if (!ends) return;
  stream.local_ended = true;
  end_if_done(stream);
}

// --- Content -------------------------------------------------------------------------------------------------------

std::span<const std::string_view> End::output(std::size_t most) {
  tell_retired();
  while (!failed() && out.octets() < most && send_content()) {
  }
  const auto pieces = out.take();
  tell_retired();
  return pieces;
}

bool End::has_output() const { return out.octets() != 0 || (!failed() && !turns.empty() && send.left() != 0); }

// One frame of whoever's turn it is. False: there is none, or the connection's window is shut.
bool End::send_content() {
  OpenStream* const stream = turns.first();
  if (stream == nullptr || send.left() == 0) return false;
  const auto most = std::min<std::size_t>({payload_bytes, send.left(), stream->send.left()});
  const Stream::Ready ready = stream->user->ready(most);
  if (stream->over) return true; // its user has given it up
  if (ready.octets == 0 && !ready.last)
    turns.remove(*stream); // until its window is widened, or there is more
  else
    send_piece(*stream, ready);
  return true;
}

void End::send_piece(OpenStream& stream, const Stream::Ready& ready) {
  const bool ends = ready.last && ready.trailers.empty();
  const std::uint8_t flags = ends ? flag::end_stream : std::uint8_t{0};
  if (ready.octets != 0 || ends) {
    const std::string_view lent = ready.octets == 0 ? std::string_view{} : stream.user->lend(ready.octets);
    const std::size_t copied = lent.empty() ? ready.octets : 0;
    char* const begin = out.reserve(frame_head_bytes + copied);
    char* const content = write_frame_head(begin, ready.octets, FrameType::data, flags, stream.id);
    if (copied != 0 && !stream.user->write({content, copied})) return reset(stream, ErrorCode::internal_error);
    out.commit(frame_head_bytes + copied);
    if (!lent.empty()) out.lend(lent);
    stream.send.spend(ready.octets);
    send.spend(ready.octets);
    updates_due = std::min(updates_due + 2, most_updates_due);
  }
  if (!ready.last) return turns.had(stream);
  turns.remove(stream);
  stream.has_content = false;
  if (!ends) return write_section(stream, 0, ready.trailers, true);
  stream.local_ended = true;
  end_if_done(stream);
}

// --- The end of streams --------------------------------------------------------------------------------------------

void End::end_if_done(OpenStream& stream) {
  if (stream.remote_ended && stream.local_ended && !stream.over) retire(stream, ClosedStreams::How::ended);
}

void End::reset(OpenStream& stream, ErrorCode code) {
  write_number(FrameType::rst_stream, stream.id, static_cast<std::uint32_t>(code));
  retire(stream, ClosedStreams::How::reset_out);
}

void End::stream_error(StreamId id, ErrorCode code) {
  if (failed()) return;
  if (is_idle(id)) return fail(code, "a frame is wrong, and for a stream that did not begin");
  if (OpenStream* const stream = streams.find(id))
    reset(*stream, code);
  else
    write_number(FrameType::rst_stream, id, static_cast<std::uint32_t>(code));
  if (!resets.take(now_ms))
    fail(Frames::cancelled_often, {ErrorCode::enhance_your_calm, "too many streams end by errors of the peer"});
}

// Its user is told when nobody is in the middle of a call.
void End::retire(OpenStream& stream, ClosedStreams::How how) {
  turns.remove(stream);
  streams.remove(stream);
  closed.note(stream.id, how);
  give_back(stream, stream.unused, false);
  stream.over = true;
  stream.has_content = false;
  stream.next = retired;
  retired = &stream;
}

void End::tell_retired() {
  while (retired != nullptr) {
    OpenStream& stream = *retired;
    retired = stream.next;
    if (stream.user != nullptr) stream.user->closed();
    streams.release(stream);
  }
}

} // namespace responsum::codec::h2
