#include "responsum/session/conversation.hpp"

#include <algorithm>
#include <coroutine>
#include <memory>
#include <optional>
#include <string_view>

#include "responsum/base/writer.hpp"
#include "responsum/codec/h1/content.hpp"
#include "responsum/codec/h1/response_writer.hpp"
#include "responsum/exchange/incoming.hpp"
#include "responsum/session/handshake.hpp"
#include "responsum/session/request.hpp"
#include "responsum/session/send.hpp"
#include "responsum/session/upgrade.hpp"
#include "responsum/session/waiting.hpp"

namespace responsum::session {

namespace {

using codec::h1::BodyFraming;
using codec::h1::ContentReader;
using codec::h1::ContentState;
using exchange::ContentEnd;
using exchange::Exchange;
using exchange::Need;
using net::Received;
using resource::Feed;

// Octets behind the request that are read while it waits, so that the client's end is seen.
constexpr std::size_t most_read_ahead = 64 * 1024;
// What a relayed answer may have queued before the upstream has to wait for the client.
constexpr std::size_t most_queued_bytes = 256 * 1024;
// Pieces that are shorter wait for the end of the turn, together with what else there is to send.
constexpr std::size_t worth_sending_bytes = 16 * 1024;
// Errands have time limits of their own; this is only for looking again.
constexpr base::Milliseconds look_again_ms = 60'000;

class Conversation final : private resource::Watcher {
 public:
  Conversation(Connection& c, std::string& bytes);
  Conversation(const Conversation&) = delete;
  Conversation& operator=(const Conversation&) = delete;
  ~Conversation() = default;

  static void* operator new(std::size_t octets, net::FramePool& pool) { return pool.allocate(octets); }
  static void operator delete(void* conversation) { net::FramePool::release(conversation); }
  static void operator delete(void* conversation, net::FramePool&) { net::FramePool::release(conversation); }

  net::FramePool& frame_pool() const { return c_.frame_pool(); }
  net::Async<AfterWaiting> run();

 private:
  class Wait;

  void on_progress() override { c_.socket.wake(); }
  void on_interim(const resource::Interim& interim) override;
  net::Address reached() const override { return c_.socket.local(); }

  resource::Deed* deed() { return deed_ != nullptr ? deed_ : exchange_->deed(); }
  // What was to be done with the content cannot be done, so the rest of it is not waited for.
  bool refused_midway() { return !exchange_->ended() && exchange_->deed() != nullptr && exchange_->settled(); }
  // The one that the content is for. While one is under way that is not, the content waits for who comes after it.
  resource::Deed* taker() { return deed() != nullptr && deed()->takes_content() ? deed() : nullptr; }
  bool holds_content() { return deed() != taker() && !exchange_->ended(); }
  bool takes_content() { return !content_end_ && !holds_content() && (taker() == nullptr || taker()->room() != 0); }
  // Whoever has switched protocols may be silent for as long as the upstream's limits allow.
  bool waits_for_content() { return !tunnel_ && takes_content(); }
  void pour(std::uint64_t most);
  void end_content(ContentEnd end);
  void tell_end();
  void note(const Received& received);
  net::Deadline deadline();
  Wait wait();
  void begin_content();
  bool wants_content(std::uint64_t most);
  bool runs_errand();
  net::Async<AfterWaiting> answer();
  void begin_relaying(std::string_view head);
  bool relays(const exchange::Delivery& delivery);
  net::Async<bool> end_relaying();
  bool send_piece(Feed& feed, bool chunked);
  void send_trailers(const Feed& feed);

  Connection& c_;
  std::string& bytes_;
  Waiting w_;
  ContentReader reader_;
  std::optional<Exchange> exchange_;
  resource::Deed* deed_ = nullptr; // of the answer that is being sent
  std::optional<ContentEnd> content_end_;
  base::Milliseconds content_ms_ = 0; // when content last came, or was last asked for
  std::string piece_;
  std::uint64_t sent_ = 0;          // octets of the answer
  std::size_t pending_ = 0;         // octets of it queued when it was last looked
  base::Milliseconds taken_ms_ = 0; // when the client last took some
  bool told_end_ = false;           // to the deed that takes the content
  bool was_read_ = false;
  bool tunnel_ = false;     // what is relayed is of another protocol
  bool peer_ended_ = false; // its half: it may still read
  bool gone_ = false;
  bool ended_ = false; // nothing more of the answer comes
  bool cut_ = false;   // the answer ended short of what it should have been
};

Conversation::Conversation(Connection& c, std::string& bytes) : c_{c}, bytes_{bytes}, w_{c} {
  w_.begin(bytes);
  reader_ = ContentReader{BodyFraming::of(w_.head)};
  if (!w_.head.announces_content()) {
    content_end_ = ContentEnd::whole;
    told_end_ = true; // its head has said so
  }
  content_ms_ = w_.began_ms = c.context.reactor.now().monotonic_ms; // a deed may take content at once
  exchange_.emplace(w_.bench, w_.head, w_.peer, static_cast<resource::Watcher*>(this));
  exchange_->facts().connection = c.facts_now();
}

void Conversation::on_interim(const resource::Interim& interim) {
  if (w_.head.version == message::Version::http_1_0) return; // RFC 9110 15.2
  if (interim.relayed == 0 && !decision::is_sent(interim.condition, exchange_->profile())) return;
  c_.socket.queue(exchange::write_interim(c_.context.bench, interim, exchange_->profile()));
}

// --- The request's content -----------------------------------------------------------------------------------------

void Conversation::end_content(ContentEnd end) {
  if (content_end_) return;
  content_end_ = end;
  exchange::supply_content(exchange_->facts(), end, exchange::fault_of(reader_, end), w_.generation->limits);
  tell_end();
}

// One deed may have to be done before the one that the content is for.
void Conversation::tell_end() {
  if (!content_end_ || told_end_ || taker() == nullptr) return;
  told_end_ = true;
  taker()->content_ended(*content_end_);
}

// Takes content off what has been received, as far as it goes or there is room for it.
void Conversation::pour(std::uint64_t most) {
  std::string_view rest = bytes_;
  while (!content_end_ && !holds_content()) {
    resource::Deed* const to = taker();
    const std::size_t room = to == nullptr ? rest.size() : to->room();
    if (room == 0 && to != nullptr) break;
    const auto step = reader_.read(rest.substr(0, room));
    rest.remove_prefix(step.consumed);
    if (to != nullptr && !step.data.empty() && reader_.received() <= most) to->take(step.data);
    if (step.state == ContentState::done)
      end_content(ContentEnd::whole);
    else if (step.state == ContentState::faulty)
      end_content(ContentEnd::malformed);
    else if (reader_.received() > most)
      end_content(ContentEnd::too_large);
    else if (step.state == ContentState::more && rest.empty())
      break;
  }
  w_.taken += bytes_.size() - rest.size();
  bytes_.erase(0, bytes_.size() - rest.size());
}

void Conversation::note(const Received& received) {
  const base::Milliseconds now_ms = c_.context.reactor.now().monotonic_ms;
  switch (received.kind) {
  case Received::Kind::bytes:
    content_ms_ = now_ms;
    bytes_.append(received.bytes.data(), received.bytes.size());
    if (waits_for_content() && too_slow(c_, w_.taken + bytes_.size(), w_.began_ms)) end_content(ContentEnd::slow);
    return;
  case Received::Kind::end:
    peer_ended_ = true;
    if (!tunnel_) end_content(ContentEnd::cut); // otherwise its end is a matter between client and upstream
    return;
  case Received::Kind::timed_out:
    if (waits_for_content() && now_ms >= deadline().at_ms) end_content(ContentEnd::slow);
    return;
  case Received::Kind::woken: return;
  case Received::Kind::reset:
  case Received::Kind::stalled:
  case Received::Kind::unsound:
  case Received::Kind::stopping:
  case Received::Kind::established: gone_ = true; return end_content(ContentEnd::cut);
  }
}

net::Deadline Conversation::deadline() {
  if (waits_for_content()) return {content_ms_ + c_.limits().content_timeout_ms.milliseconds()};
  return c_.context.reactor.after(look_again_ms);
}

// For whatever comes next: octets of the client, progress of an errand, room in the socket. Then that is noted.
class [[nodiscard]] Conversation::Wait {
 public:
  Wait(Conversation& conversation, const net::Socket::ReceiveAwaiter& receive)
      : conversation_{conversation}, receive_{receive} {}
  bool await_ready() { return receive_.await_ready(); }
  bool await_suspend(std::coroutine_handle<> handle) { return receive_.await_suspend(handle); }
  void await_resume() { conversation_.note(receive_.await_resume()); }

 private:
  Conversation& conversation_;
  net::Socket::ReceiveAwaiter receive_;
};

Conversation::Wait Conversation::wait() {
  const bool reads = !peer_ended_ && (takes_content() || bytes_.size() < most_read_ahead);
  return {*this, reads ? c_.socket.receive_or_woken(deadline()) : c_.socket.woken(deadline())};
}

void Conversation::begin_content() { content_ms_ = w_.began_ms = c_.context.reactor.now().monotonic_ms; }

// Reads what is there. False: it is whole, or of no use any more.
bool Conversation::wants_content(std::uint64_t most) {
  pour(most);
  if (!content_end_ && !refused_midway()) return true;
  was_read_ = content_end_ == ContentEnd::whole;
  return false;
}

// --- The walk ------------------------------------------------------------------------------------------------------

// Hands it the content that is there. False: it is done.
bool Conversation::runs_errand() {
  // An errand may be no deed, and what is no deed takes no content.
  if (deed() != nullptr) pour(w_.generation->limits.max_content_bytes);
  tell_end();
  // With nobody there, there is nothing to wait for, not even time: a socket that has failed says so at once.
  if (gone_) exchange_->client_gone();
  if (!exchange_->settled()) return true;
  was_read_ = was_read_ || content_end_ == ContentEnd::whole;
  return false;
}

net::Async<AfterWaiting> Conversation::run() {
  Exchange& x = *exchange_;
  c_.waits = false;
  for (Need need = x.run(); need != Need::nothing; need = x.run()) {
    x.hold();
    switch (need) {
    case Need::nothing: break;
    case Need::start_tls: co_await start_tls(c_, x, w_, bytes_); break;
    case Need::finish_handshake:
      co_await finish_handshake(c_, bytes_);
      x.facts().connection.early = c_.is_early(); // the rest of the walk says what becomes of one that failed
      x.facts().learned(decision::Lookup::finish_handshake);
      break;
    case Need::send_continue:
      // Content that is already here says that nobody waits.
      if (bytes_.empty()) {
        c_.socket.queue(exchange::deliver_interim(x, decision::Condition::content_wanted));
        x.facts().content.continue_sent = true;
      }
      x.facts().learned(decision::Lookup::send_continue);
      break;
    case Need::read_content:
      begin_content();
      while (wants_content(w_.generation->limits.max_content_bytes)) co_await wait();
      x.facts().learned(decision::Lookup::read_content);
      break;
    case Need::errand:
      c_.waits = true;
      begin_content();
      while (runs_errand()) co_await wait();
      break;
    }
  }
  co_return co_await answer();
}

// --- The answer ----------------------------------------------------------------------------------------------------

net::Async<AfterWaiting> Conversation::answer() {
  Exchange& x = *exchange_;
  // What was refused before its content came: read on if it is little and on its way, or end the connection.
  const bool all_read = was_read_ || !w_.head.announces_content();
  const bool discards = !all_read && exchange::discards_content(w_.head, c_.limits());
  const bool last = exchange::last_of_connection(c_.requests, c_.limits());
  const bool close = c_.facts.draining || last || peer_ended_ || (!all_read && !discards);
  const exchange::Delivery delivery = exchange::deliver(x, c_.context.explanations, close);
  ++c_.requests;
  exchange::Answer answer = delivery.answer;
  const bool told = delivery.feed != nullptr && delivery.feed->tells_watcher();
  if (!told) c_.last_record = record(c_, x, delivery, {w_.head_bytes, w_.taken, c_.began_ms});
  bool sent = !answer.hang_up;
  if (told) {
    deed_ = delivery.deed;
    tunnel_ = delivery.tunnel;
    begin_relaying(answer.head);
    while (relays(delivery)) co_await wait();
    sent = co_await end_relaying();
    answer.close = answer.close || delivery.tunnel || cut_;
    exchange::Delivery done{.answer = answer, .status = delivery.status};
    done.answer.octets = sent_;
    if (deed_ != nullptr) deed_->tell(x.facts(), x.selected());
    c_.last_record = record(c_, x, done, {w_.head_bytes, w_.taken, c_.began_ms});
    if (cut_ || !sent)
      amend(c_.context, c_.last_record, cut_ ? observe::ClientOutcome::truncated : observe::ClientOutcome::aborted,
            0);
    deed_ = nullptr;
  } else if (delivery.feed != nullptr) {
    sent = co_await send_feed(c_, answer.head, delivery.chunked, *delivery.feed);
  } else if (sent && answer.is_long()) {
    sent = co_await send_answer(c_, answer);
  } else if (sent) {
    queue(c_.socket, answer);
    sent = co_await flush_all(c_);
  }
  if (delivery.claim != nullptr) {
    const std::uint64_t unsent = sent ? 0 : std::min(c_.unsent, answer.octets);
    delivery.claim->end(told ? sent_ : answer.octets - unsent, sent && !cut_);
  }
  if (!sent) co_return AfterWaiting::gone;
  if (answer.close) co_return AfterWaiting::close;
  if (discards && !content_end_) {
    begin_content();
    while (wants_content(c_.limits().max_discarded_bytes)) co_await wait();
    if (content_end_ != ContentEnd::whole) co_return AfterWaiting::close;
  }
  co_return AfterWaiting::go_on;
}

// Queues what the feed has to say. False: that was nothing for now.
bool Conversation::send_piece(Feed& feed, bool chunked) {
  piece_.clear();
  const Feed::State state = feed.next(c_.context.reactor.now(), piece_);
  ended_ = state != Feed::State::more;
  cut_ = state == Feed::State::cut;
  if (!piece_.empty()) {
    sent_ += piece_.size();
    if (chunked) {
      base::Writer prefix{c_.context.reactor.turn_memory().allocate(codec::h1::max_chunk_prefix_bytes)};
      codec::h1::chunk_prefix(prefix, piece_.size());
      c_.socket.queue(prefix.written());
    }
    const bool now = piece_.size() >= worth_sending_bytes;
    c_.socket.queue(now ? std::string_view{piece_} : c_.context.reactor.turn_memory().copy(piece_));
    if (chunked) c_.socket.queue(codec::h1::chunk_suffix);
    if (now) c_.socket.push();
  }
  if (state == Feed::State::ended && chunked) send_trailers(feed);
  return !piece_.empty();
}

void Conversation::send_trailers(const Feed& feed) {
  c_.socket.queue(codec::h1::last_chunk.substr(0, codec::h1::last_chunk.size() - 2));
  base::Arena& memory = c_.context.reactor.turn_memory();
  for (const message::ResponseField& f : feed.trailers()) {
    base::Writer line{memory.allocate(f.name.size() + f.value.size() + 4)};
    c_.socket.queue(line.text(f.name).text(": ").text(f.value).text("\r\n").written());
  }
  c_.socket.queue(codec::h1::last_chunk.substr(codec::h1::last_chunk.size() - 2));
}

void Conversation::begin_relaying(std::string_view head) {
  if (tunnel_) {
    reader_ = ContentReader{BodyFraming{BodyFraming::Kind::until_close, 0}};
    content_end_.reset();
    told_end_ = false;
  }
  c_.socket.queue(c_.context.reactor.turn_memory().copy(head));
  sent_ = head.size();
  taken_ms_ = c_.context.reactor.now().monotonic_ms;
}

// Content both ways. False: the upstream has had enough, or the client is gone.
bool Conversation::relays(const exchange::Delivery& delivery) {
  if (gone_) return false;
  if (!content_end_) pour(tunnel_ ? UINT64_MAX : w_.generation->limits.max_content_bytes);
  if (tunnel_ && peer_ended_ && bytes_.empty()) end_content(ContentEnd::whole);
  while (!ended_ && c_.socket.pending_bytes() < most_queued_bytes)
    if (!send_piece(*delivery.feed, delivery.chunked)) break;
  if (ended_) return false;
  const base::Milliseconds now_ms = c_.context.reactor.now().monotonic_ms;
  const std::size_t pending = c_.socket.pending_bytes();
  if (pending < pending_ || pending_ == 0) taken_ms_ = now_ms;
  pending_ = pending;
  gone_ = pending != 0 && now_ms - taken_ms_ > c_.limits().write_timeout_ms.milliseconds();
  return !gone_;
}

// The upstream is told when the client has had enough. False: the connection is of no use any more.
net::Async<bool> Conversation::end_relaying() {
  if (!gone_ && !cut_) return leaves_with_turn(c_) ? net::Async<bool>::ended(true) : flush_all(c_);
  if (deed_ != nullptr && gone_) deed_->client_gone();
  c_.socket.push();
  c_.socket.abort();
  return net::Async<bool>::ended(false);
}

} // namespace

net::Async<AfterWaiting> serve_waiting(Connection& c, std::string& bytes) {
  const std::unique_ptr<Conversation> conversation{new (c.frame_pool()) Conversation{c, bytes}};
  co_return co_await conversation->run();
}

} // namespace responsum::session
