// One stream of an HTTP/2 connection: a request whose content comes in, an answer that goes out as windows allow.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "responsum/codec/h2/server.hpp"
#include "responsum/exchange/deliver.hpp"
#include "responsum/exchange/incoming.hpp"
#include "responsum/net/intrusive.hpp"
#include "responsum/net/timer.hpp"
#include "responsum/session/kept_parts.hpp"
#include "responsum/session/waiting.hpp"

namespace responsum::session {

// The connection as its streams see it.
class Http2Streams {
 public:
  virtual Connection& connection() = 0;
  virtual codec::h2::Server& server() = 0;
  // Something was handed to the server outside of its calls: it is to be sent.
  virtual void send() = 0;

 protected:
  ~Http2Streams() = default;
};

// Ends itself when the stream is over; whoever ends it before tells what became of it by abandon().
class Http2Stream final : public codec::h2::Stream,
                          private net::Timer,
                          private net::Sleeper,
                          private resource::Watcher,
                          public net::Hook<Http2Stream> {
 public:
  // `content_follows`: its request has not ended with its head.
  Http2Stream(Http2Streams& streams, codec::h2::StreamId id, bool content_follows)
      : Timer{&on_deadline}, streams_{streams}, id_{id}, all_came_{!content_follows} {}
  ~Http2Stream();

  static void* operator new(std::size_t octets, net::FramePool& pool) { return pool.allocate(octets); }
  static void operator delete(void* stream) { net::FramePool::release(stream); }
  static void operator delete(void* stream, net::FramePool&) { net::FramePool::release(stream); }

  // A request that has to wait: `head` as it was laid out, and was read into the context. It is answered when enough
  // of its content has come.
  void read(std::string_view head, base::Milliseconds began_ms);
  // Sends the answer of an exchange that was recorded under this number. Its views are good for this turn.
  void send(exchange::Delivery&& delivery, std::uint64_t record);
  // The turn ends: what was not sent is kept.
  void keep();
  // The connection is lost.
  void abandon();

 private:
  // A request that is not answered yet.
  struct Reading {
    explicit Reading(Connection& c) : waiting{c} {}

    Waiting waiting;
    std::optional<exchange::Exchange> exchange;
    std::uint64_t octets = 0;                // of content that came
    std::optional<exchange::ContentEnd> end; // how it ended
    exchange::ContentFault fault;            // where that was malformed
    bool drops = false;                      // nobody wants the content, only its end
  };

  void content(std::string_view piece) override;
  void content_ended(message::Fault trailers) override;
  Ready ready(std::size_t most) override;
  std::string_view lend(std::size_t octets) override;
  bool write(std::span<char> to) override;
  void closed() override;

  void on_wake() override;
  void on_progress() override;
  void on_interim(const resource::Interim& interim) override;
  net::Address reached() const override { return streams_.connection().socket.local(); }

  static void on_deadline(net::Timer& timer);
  void on_time();
  void malformed(message::Fault fault);
  resource::Deed* deed();
  void pour();
  bool awaits_content();
  bool feeding() const { return feed_ != nullptr && !feed_over_; }
  // All was said, and the time that is left is that of a client who still sends.
  bool lingers() const { return unsent_ == 0 && !feeding() && !all_came_; }
  bool is_told() const { return feeding() && feed_->tells_watcher(); }
  std::span<const message::ResponseField> trailers() const;
  void record_relayed();
  void go_on();
  void say_more();
  void listen();
  void tell_outcome();
  void pace();
  bool write_part(std::span<char>& to);
  void end_part();
  void count_sent(std::size_t octets);
  void expire(base::Milliseconds delay_ms);

  Http2Streams& streams_;
  std::unique_ptr<Reading> reading_;
  std::unique_ptr<Reading> relayed_; // answered by what a deed goes on telling: recorded when that is over
  resource::Deed* deed_ = nullptr;   // that one
  std::string held_;                 // content that there was no room for yet
  std::optional<exchange::ContentEnd> content_end_;
  exchange::Answer answer_;
  std::unique_ptr<KeptParts> kept_;
  std::unique_ptr<resource::Feed> feed_;
  std::unique_ptr<admit::Claim> claim_; // null: none, or it has ended
  std::string said_;                    // by the feed
  std::size_t said_sent_ = 0;
  std::uint64_t relayed_octets_ = 0;
  status::Status status_{}; // of what is relayed
  resource::Holding holding_;
  std::uint64_t record_ = 0;
  std::uint64_t unsent_ = 0;        // octets of content
  std::uint64_t unsent_before_ = 0; // when the time limit was set
  std::uint64_t rate_ = 0;          // octets a tick; 0: as fast as windows allow
  std::uint64_t allowed_ = 0;       // of these, not taken yet
  base::Milliseconds taken_ms_ = 0; // when some last were
  std::uint64_t part_sent_ = 0;     // octets of the first of the parts
  codec::h2::StreamId id_;
  base::Milliseconds said_at_ms_ = 0;
  std::uint64_t discarded_ = 0; // octets of content that came after the answer
  bool lent_ = false;           // something of what the holder has, perhaps in this turn
  bool broken_ = false;         // the content is not what it was to be
  bool cut_ = false;            // what the feed says will not become whole
  bool feed_over_ = false;      // it has nothing more to say
  bool told_end_ = false;       // the deed knows that no more content comes
  bool connects_ = false;       // to another protocol
  bool tunnel_ = false;         // which is spoken now
  bool all_came_;               // of the request
  bool over_ = false;           // nothing can be sent any more
};

} // namespace responsum::session
