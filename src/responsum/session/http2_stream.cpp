#include "responsum/session/http2_stream.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <unistd.h>

#include "responsum/base/assert.hpp"
#include "responsum/session/request.hpp"

namespace responsum::session {

using codec::h2::ErrorCode;
using exchange::ContentEnd;
using exchange::Need;

namespace {

// Some clients lose an answer that is followed by a reset, so those that still send have a while to see it.
constexpr base::Milliseconds lingering_ms = 1000;
// What is sent no faster than at some rate is sent so often.
constexpr base::Milliseconds tick_ms = 100;

} // namespace

void Http2Stream::expire(base::Milliseconds delay_ms) {
  net::Reactor& reactor = streams_.connection().context.reactor;
  reactor.timers().arm(*this, reactor.after(delay_ms));
}

// --- The request ---------------------------------------------------------------------------------------------------

Http2Stream::~Http2Stream() { streams_.connection().context.reactor.let_sleep(*this); }

void Http2Stream::read(std::string_view head, base::Milliseconds began_ms) {
  Connection& c = streams_.connection();
  reading_ = std::make_unique<Reading>(c);
  Waiting& w = reading_->waiting;
  w.head_bytes = head;
  w.begin();
  w.began_ms = began_ms;
  reading_->exchange.emplace(w.bench, w.head, w.peer, static_cast<resource::Watcher*>(this));
  reading_->exchange->facts().connection = c.facts;
  connects_ = w.head.asks_by_connect();
  if (!w.head.announces_content()) reading_->end = ContentEnd::whole;
  if (all_came_) content_end_ = ContentEnd::whole;
  go_on();
}

resource::Deed* Http2Stream::deed() {
  if (deed_ != nullptr) return deed_;
  return reading_ == nullptr ? nullptr : reading_->exchange->deed();
}

void Http2Stream::content(std::string_view piece) {
  held_.append(piece);
  if (reading_ != nullptr) {
    if (connects_) return; // it is of another protocol, and waits until that is spoken; the window bounds it
    const Connection& c = streams_.connection();
    Reading& r = *reading_;
    const message::RequestHead& head = r.waiting.head;
    r.octets += piece.size();
    r.waiting.taken += piece.size();
    if (head.has_content_length && r.octets > head.content_length)
      malformed(message::Fault::length_disagrees);
    else if (r.octets > c.limits().max_content_bytes)
      r.end = ContentEnd::too_large;
    else if (too_slow(c, r.waiting.taken, r.waiting.began_ms))
      r.end = ContentEnd::slow;
    if (r.end) return go_on();
  }
  pour();
  if (reading_ != nullptr && deed() != nullptr && reading_->exchange->settled()) return go_on();
  if (awaits_content()) expire(streams_.connection().limits().content_timeout_ms.milliseconds());
}

// Hands on what was held as far as there is room, and lets the client send as much again. What nobody wants is thrown
// away, up to a limit.
void Http2Stream::pour() {
  codec::h2::Server& server = streams_.server();
  resource::Deed* const to = deed();
  const bool wanted = to == nullptr || (to->takes_content() && connects_ == tunnel_);
  if (to != nullptr && wanted) {
    const std::size_t count = std::min(to->room(), held_.size());
    if (count != 0) {
      to->take(std::string_view{held_}.substr(0, count));
      held_.erase(0, count);
      server.consumed(id_, count);
    }
    const auto end = reading_ != nullptr ? reading_->end : content_end_;
    if (end && (held_.empty() || *end != ContentEnd::whole) && !told_end_) {
      told_end_ = true;
      to->content_ended(*end);
    }
    return;
  }
  if (held_.empty()) return;
  // Before there is an answer it may still be for somebody: until it is known to be dropped, or not to be whole.
  const bool spoilt = reading_ != nullptr && reading_->end && *reading_->end != ContentEnd::whole;
  if (reading_ != nullptr && !spoilt && (!wanted || !reading_->drops)) return;
  if (reading_ == nullptr) discarded_ += held_.size();
  if (discarded_ <= streams_.connection().limits().max_discarded_bytes)
    server.consumed(id_, held_.size());
  else
    server.discarded(id_, held_.size());
  held_.clear();
}

// Whether it is the client that is waited for.
bool Http2Stream::awaits_content() {
  if (reading_ == nullptr || reading_->end) return false;
  return deed() == nullptr ? reading_->drops : deed()->room() != 0;
}

void Http2Stream::malformed(message::Fault fault) {
  reading_->end = ContentEnd::malformed;
  reading_->fault = {fault, reading_->octets};
}

void Http2Stream::content_ended(message::Fault trailers) {
  all_came_ = true;
  content_end_ = ContentEnd::whole;
  if (reading_ == nullptr) return pour();
  if (reading_->end) return;
  const message::RequestHead& head = reading_->waiting.head;
  const bool as_said = !head.has_content_length || reading_->octets == head.content_length;
  reading_->end = ContentEnd::whole;
  if (!as_said)
    malformed(message::Fault::length_disagrees);
  else if (trailers != message::Fault::none)
    malformed(trailers);
  go_on();
}

void Http2Stream::on_progress() { streams_.connection().context.reactor.wake(*this); }

void Http2Stream::on_interim(const resource::Interim& interim) {
  if (interim.relayed == 0 && !decision::is_sent(interim.condition, reading_->exchange->profile())) return;
  const status::Status s = interim.relayed != 0
                               ? *status::status_from(interim.relayed)
                               : decision::status_of(interim.condition, reading_->exchange->profile());
  streams_.server().interim(id_, status::code(s), interim.fields);
  on_progress(); // it is to leave now, not with whatever comes next
}

void Http2Stream::on_wake() {
  Http2Streams& streams = streams_; // this may be over with send()
  if (reading_ != nullptr) {
    go_on();
  } else {
    pour();
    if (unsent_ == 0 && is_told()) listen();
    streams.server().resume(id_);
    keep();
  }
  streams.send();
}

// Walks as far as what has come allows, and answers at the end.
void Http2Stream::go_on() {
  Reading& r = *reading_;
  exchange::Exchange& x = *r.exchange;
  Connection& c = streams_.connection();
  const Limits& limits = r.waiting.generation->limits;
  for (Need need = x.run(); need != Need::nothing; need = x.run()) {
    x.hold();
    if (need == Need::send_continue) {
      // Content that is already here says that nobody waits.
      if (r.octets == 0 && !r.end) {
        streams_.server().interim(
            id_, status::code(decision::status_of(decision::Condition::content_wanted, x.profile())));
        x.facts().content.continue_sent = true;
      }
      x.facts().learned(decision::Lookup::send_continue);
    } else if (need == Need::errand) {
      if (r.end) exchange::supply_content(x.facts(), *r.end, r.fault, limits);
      pour();
      if (x.settled()) continue;
      if (awaits_content()) expire(limits.content_timeout_ms.milliseconds());
      return;
    } else {
      r.drops = deed() == nullptr;
      pour();
      // What was to be done with the content may turn out to be impossible: then the rest of it is not waited for.
      const bool refused = deed() != nullptr && x.settled();
      if (!refused && (!r.end || (*r.end == ContentEnd::whole && !held_.empty())))
        return expire(limits.content_timeout_ms.milliseconds());
      if (r.end) exchange::supply_content(x.facts(), *r.end, r.fault, limits);
      x.facts().learned(decision::Lookup::read_content);
    }
  }
  std::unique_ptr<Reading> answered = std::move(reading_); // what the answer is made of, until it is kept
  exchange::Delivery delivery = exchange::deliver(x, c.context.explanations, false);
  deed_ = delivery.deed;
  tunnel_ = delivery.tunnel;
  if (tunnel_) told_end_ = false; // so far it was that of a request without content
  ++c.requests;
  std::uint64_t number = 0;
  if (deed_ == nullptr)
    number = record(c, x, delivery, {r.waiting.head_bytes, r.waiting.taken, r.waiting.began_ms});
  else
    relayed_ = std::move(answered);
  send(std::move(delivery), number);
  pour();
  keep();
}

// --- The answer ----------------------------------------------------------------------------------------------------

void Http2Stream::send(exchange::Delivery&& delivery, std::uint64_t record) {
  answer_ = delivery.answer;
  record_ = record;
  feed_ = std::move(delivery.feed);
  claim_ = std::move(delivery.claim);
  holding_ = resource::Holding{answer_.holder};
  codec::h2::Server& server = streams_.server();
  if (over_) return;
  if (answer_.hang_up) return server.reset(id_, ErrorCode::cancel);
  for (const exchange::Part& part : answer_.parts) unsent_ += part.bytes.size() + part.file_octets;
  if (relayed_ != nullptr) status_ = delivery.status;
  if (answer_.is_long() && answer_.max_rate != 0) {
    allowed_ = rate_ = std::max<std::uint64_t>(1, answer_.max_rate * static_cast<std::uint64_t>(tick_ms) / 1000);
    taken_ms_ = streams_.connection().context.reactor.now().monotonic_ms;
  }
  if (feed_ != nullptr) listen();
  if (broken_) return;
  const bool has_more = unsent_ != 0 || feeding() || !trailers().empty();
  server.answer(id_, status::code(delivery.status), answer_.fields, has_more ? this : nullptr);
}

void Http2Stream::keep() {
  if (kept_ == nullptr && unsent_ != 0 && feed_ == nullptr && said_.empty()) {
    kept_ = std::make_unique<KeptParts>(answer_.parts);
    answer_.parts = kept_->parts;
  }
  answer_.fields = {};
  unsent_before_ = unsent_;
  if (feeding() && !is_told())
    expire(resource::Feed::interval_ms);
  else if (lingers())
    expire(lingering_ms);
  else if (unsent_ != 0)
    expire(rate_ != 0 ? tick_ms : streams_.connection().limits().write_timeout_ms.milliseconds());
}

codec::h2::Stream::Ready Http2Stream::ready(std::size_t most) {
  if (unsent_ == 0 && is_told()) listen();
  std::uint64_t octets = std::min<std::uint64_t>(unsent_, most);
  if (rate_ != 0) octets = std::min(octets, allowed_);
  const bool last = octets == unsent_ && !feeding() && !cut_;
  return {static_cast<std::size_t>(octets), last, last ? trailers() : decltype(Ready::trailers){}};
}

// Behind the content, of a feed that has said all.
std::span<const message::ResponseField> Http2Stream::trailers() const {
  return feed_ == nullptr || feeding() ? std::span<const message::ResponseField>{} : feed_->trailers();
}

// The next octets of the first part that has any. False: the file does not have them any more.
bool Http2Stream::write_part(std::span<char>& to) {
  const exchange::Part& part = answer_.parts.front();
  if (part_sent_ < part.bytes.size()) {
    const std::size_t count = std::min<std::size_t>(to.size(), part.bytes.size() - part_sent_);
    std::memcpy(to.data(), part.bytes.data() + part_sent_, count);
    part_sent_ += count;
    to = to.subspan(count);
  }
  const std::uint64_t of_file = part_sent_ - std::min<std::uint64_t>(part_sent_, part.bytes.size());
  if (!to.empty() && of_file < part.file_octets) {
    const std::size_t count = std::min<std::size_t>(to.size(), part.file_octets - of_file);
    const ssize_t got = ::pread(answer_.descriptor, to.data(), count, static_cast<off_t>(part.file_offset + of_file));
    if (got < 0 && errno == EINTR) return true;
    if (got <= 0) return false;
    part_sent_ += static_cast<std::uint64_t>(got);
    to = to.subspan(static_cast<std::size_t>(got));
  }
  end_part();
  return true;
}

void Http2Stream::end_part() {
  const exchange::Part& part = answer_.parts.front();
  if (part_sent_ != part.bytes.size() + part.file_octets) return;
  answer_.parts = answer_.parts.subspan(1);
  part_sent_ = 0;
}

// What the answer's holder has need not be copied.
std::string_view Http2Stream::lend(std::size_t octets) {
  if (feed_ != nullptr || !said_.empty() || answer_.parts.empty()) return {};
  const exchange::Part& part = answer_.parts.front();
  if (!part.held || part_sent_ + octets > part.bytes.size()) return {};
  const std::string_view lent = part.bytes.substr(part_sent_, octets);
  lent_ = true;
  part_sent_ += octets;
  end_part();
  count_sent(octets);
  return lent;
}

bool Http2Stream::write(std::span<char> to) {
  const std::size_t count = to.size();
  if (feed_ != nullptr || !said_.empty()) {
    std::memcpy(to.data(), said_.data() + said_sent_, count);
    said_sent_ += count;
    relayed_octets_ += count;
    broken_ = cut_ && said_sent_ == said_.size();
    if (broken_) return false;
  } else {
    while (!to.empty())
      if (broken_ = !write_part(to); broken_) return false;
    // What changed meanwhile must not end as if it were whole.
    broken_ = answer_.descriptor >= 0 && unsent_ == count && !is_unchanged(answer_);
    if (broken_) return false;
  }
  count_sent(count);
  return true;
}

void Http2Stream::count_sent(std::size_t octets) {
  unsent_ -= octets;
  allowed_ -= std::min<std::uint64_t>(allowed_, octets);
  if (lingers()) expire(lingering_ms);
}

// --- Its time, and its end -----------------------------------------------------------------------------------------

void Http2Stream::on_deadline(net::Timer& timer) { static_cast<Http2Stream&>(timer).on_time(); }

void Http2Stream::on_time() {
  Http2Streams& streams = streams_; // this may be over with send()
  if (reading_ != nullptr) {
    if (!awaits_content()) return;
    reading_->end = ContentEnd::slow;
    go_on();
  } else if (feeding() && !is_told()) {
    say_more();
  } else if (rate_ != 0 && unsent_ != 0) {
    pace();
  } else if (unsent_ != 0) {
    if (unsent_ == unsent_before_)
      streams.server().reset(id_, ErrorCode::cancel);
    else
      keep();
  } else if (lingers()) {
    streams.server().reset(id_, ErrorCode::no_error); // RFC 9113 8.1: no more of it is wanted
  }
  streams.send();
}

// A tick has passed, and so much more may go. Who takes nothing for too long is cut off as any other.
void Http2Stream::pace() {
  const base::Milliseconds now_ms = streams_.connection().context.reactor.now().monotonic_ms;
  if (unsent_ != unsent_before_) taken_ms_ = now_ms;
  unsent_before_ = unsent_;
  if (now_ms - taken_ms_ > streams_.connection().limits().write_timeout_ms.milliseconds())
    return streams_.server().reset(id_, ErrorCode::cancel);
  allowed_ = std::min(allowed_ + rate_, 2 * rate_);
  streams_.server().resume(id_);
  expire(tick_ms);
}

// What the feed has to say, once its reader has taken what it said before.
void Http2Stream::say_more() {
  Connection& c = streams_.connection();
  const auto most_ms = c.limits().event_stream_timeout_ms.milliseconds();
  if (unsent_ == 0) {
    listen();
    streams_.server().resume(id_);
  } else if (c.context.reactor.now().monotonic_ms - said_at_ms_ > most_ms) {
    feed_->reader_cut();
    return streams_.server().reset(id_, ErrorCode::cancel);
  }
  expire(resource::Feed::interval_ms);
}

void Http2Stream::listen() {
  using State = resource::Feed::State;
  const net::Reactor& reactor = streams_.connection().context.reactor;
  said_.clear();
  said_sent_ = 0;
  const State state = feed_->next(reactor.now(), said_);
  unsent_ = said_.size();
  said_at_ms_ = reactor.now().monotonic_ms;
  if (state == State::more && (is_told() || !reactor.draining())) return;
  cut_ = state == State::cut;
  feed_over_ = true;
  if (lingers()) expire(lingering_ms);
  if (relayed_ == nullptr) feed_.reset();
  if (!cut_ || unsent_ != 0) return;
  broken_ = true;
  streams_.server().reset(id_, ErrorCode::internal_error);
}

// What the deed did is known whole only now.
void Http2Stream::record_relayed() {
  const std::unique_ptr<Reading> relayed = std::move(relayed_);
  exchange::Exchange& x = *relayed->exchange;
  deed_->tell(x.facts(), x.selected());
  exchange::Delivery done{.answer = answer_, .status = status_};
  done.answer.octets += relayed_octets_;
  const Waiting& w = relayed->waiting;
  record_ = record(streams_.connection(), x, done, {w.head_bytes, w.taken, w.began_ms});
}

void Http2Stream::tell_outcome() {
  const bool whole = unsent_ == 0 && !feeding() && !broken_;
  if (claim_ != nullptr)
    claim_->end(answer_.octets + relayed_octets_ - std::min(unsent_, answer_.octets + relayed_octets_),
                whole && !cut_);
  if (whole) return;
  amend(streams_.connection().context, record_,
        broken_ ? observe::ClientOutcome::truncated : observe::ClientOutcome::aborted, unsent_);
}

void Http2Stream::closed() {
  abandon();
  delete this;
}

void Http2Stream::abandon() {
  over_ = true;
  if (reading_ != nullptr) {
    if (!reading_->end)
      reading_->end = ContentEnd::cut; // which is what its deed is told
    else
      reading_->exchange->client_gone();
    go_on();
  }
  if (relayed_ != nullptr) {
    if (feeding()) deed_->client_gone();
    record_relayed();
  }
  tell_outcome();
  // What was lent is sent when the turn ends.
  if (lent_) streams_.connection().context.reactor.at_turn_end([held = std::move(holding_)] {});
}

} // namespace responsum::session
