// One request handed on: attempt after attempt until one is answered or none is left, content both ways.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "responsum/base/arena.hpp"
#include "responsum/base/inplace_vector.hpp"
#include "responsum/client/call.hpp"
#include "responsum/net/frame_pool.hpp"
#include "responsum/resource/gateway/heads.hpp"
#include "responsum/resource/gateway/options.hpp"
#include "responsum/resource/gateway/upstream.hpp"
#include "responsum/resource/resource.hpp"

namespace responsum::resource::gateway {

class Forwarding final : public Deed, private client::Call, private Waiter {
 public:
  // The request's head has to last until the deed has been settled, the rest, `memory` among it, as long as it.
  Forwarding(Upstream& upstream, const Options& options, const Request& request, const Caller& caller,
             base::Arena& memory, const decision::Facts& facts);
  ~Forwarding() override;

  static void* operator new(std::size_t octets, net::FramePool& pool) { return pool.allocate(octets); }
  static void operator delete(void* deed) { net::FramePool::release(deed); }
  static void operator delete(void* deed, net::FramePool&) { net::FramePool::release(deed); }

  void proceed(decision::Lookup) override { try_next(); }
  bool settled() const override { return settled_; }
  void tell(decision::Facts& facts, Selected& selected) override;
  void client_gone() override;

  bool takes_content() const override { return !options_.asks(); }
  std::size_t room() const override;
  void take(std::string_view piece) override;
  void content_ended(decision::ContentEnd end) override;

  State next(const base::Now& now, std::string& to) override;
  void put_back(std::string&& content) override;
  bool tells_watcher() const override { return true; }
  std::span<const message::ResponseField> trailers() const override { return trailers_; }

 private:
  static constexpr std::size_t most_attempts = 4; // whatever `retries` says: so many are recorded

  // What an attempt is about, and what it is told of.
  struct Attempt {
    Health::Attempt health;
    bool open = false;   // something of it is under way
    bool judged = false; // it has been told what it says of the endpoint
    std::string address;
    std::string detail;
    std::string said; // the begin of it
    client::Clocked clock;
    bool begun = false; // some of the request may have been sent
  };

  // --- as a call of its connection
  message::Method method() const override { return method_; }
  bool asks_to_switch() const override { return switching_; }
  std::string_view introduction() const override { return introduction_; }
  bool wants_fresh() const override { return fresh_; }
  std::string_view head() override;
  client::RequestParts parts() const override;
  bool chunked() const override { return chunked_ && !tunnel_; }
  std::string_view content() const override { return std::string_view{outgoing_}.substr(sent_); }
  void content_sent(std::size_t octets) override;
  bool content_whole() const override { return content_whole_; }
  client::Clocked& clock() override { return attempt().clock; }
  base::Milliseconds began_ms() const override { return began_ms_; }
  void on_begun(client::Carrier& carrier) override { carrier_ = &carrier; }
  void on_connected(std::string_view address, bool reused, bool http2) override;
  std::span<const codec::fcgi::Param> params() const override { return params_; }
  std::string_view program() const override { return program_; }
  void on_said(std::string_view words) override;
  void on_interim(const message::ReceivedHead& head) override;
  void on_head(const message::ReceivedHead& head, const codec::h1::BodyFraming& framing) override;
  message::Fault fault_of_switch(const message::ReceivedHead& head) const override;
  void on_switch(const message::ReceivedHead& head) override;
  void on_content(std::string_view piece) override;
  void on_end(std::span<const message::ResponseField> trailers) override;
  void on_failure(const client::Failure& failure) override;
  // Of the response's content: `room()` is that of the request's.
  std::size_t response_room() const override;

  // --- as one that waits for a connection
  client::Wish wish() const override {
    return {.switches = switching_, .introduction = introduction_, .fresh = fresh_};
  }
  void on_turn() override;
  void on_waited_long() override;

  void add_attempt() {
    attempts_.emplace_back();
    told_.emplace_back();
  }
  Attempt& attempt() { return attempts_.back(); }
  decision::HopAttempt& told() { return told_.back(); }
  base::Milliseconds now_ms() const { return upstream_.reactor().now().monotonic_ms; }
  void address_script(const Request& request, const Caller& caller);
  std::string_view via(const message::ReceivedHead& head) const;
  void try_next();
  void begin(EndpointId endpoint);
  void give_up(decision::HopEnd end);
  void close_attempt();
  void end_with(decision::HopEnd end, const base::Limit* limit = nullptr, std::string detail = {});
  static bool was_stale(const decision::HopAttempt& attempt);
  std::size_t stale_attempts() const;
  bool may_begin_another() const;
  bool may_try_again(decision::HopEnd end) const;
  bool is_declined(const message::ReceivedHead& head);
  void settle(decision::HopEnd end);
  void keep_head(const message::ReceivedHead& head, bool switches);

  Upstream& upstream_;
  const Options& options_;
  base::Arena& memory_;
  Request request_;
  Watcher& watcher_;
  message::Method method_;
  bool encrypted_;
  bool chunked_;           // nobody knows how long the request's content is
  bool switching_;         // the request asks for another protocol
  bool http_1_0_;          // the client knows no interim responses
  std::uint64_t key_hash_; // of the client: what balance may go by
  base::Milliseconds began_ms_;
  std::string_view websocket_key_; // of the handshake that is done for the client; empty: it does its own, or none
  std::string introduction_;
  RequestMade made_;
  std::vector<codec::fcgi::Param> params_; // of a script; empty: there is none for the path
  std::string_view program_;               // its file, where it is a program
  std::string_view head_;                  // of it in HTTP/1.1; empty: nobody has asked for it
  std::string outgoing_;                   // content; what has been sent is kept while it may have to be sent again
  std::size_t sent_ = 0;                   // octets of it
  bool forgotten_ = false;                 // some content that was sent has not been kept
  bool content_whole_ = false;
  base::InplaceVector<Attempt, most_attempts> attempts_;
  base::InplaceVector<decision::HopAttempt, most_attempts> told_; // of them, for the record
  EndpointSet tried_;
  bool declined_ = false;              // what comes is not the answer: on another connection there will be one
  bool fresh_ = false;                 // which is this one
  client::Carrier* carrier_ = nullptr; // null: none carries it now
  // The answer.
  bool settled_ = false;
  bool tunnel_ = false;
  bool over_ = false; // nothing more comes from the upstream
  bool cut_ = false;
  decision::HopFacts outcome_;
  std::span<const message::ResponseField> fields_;
  std::string incoming_; // content that the client has not taken yet
  std::vector<std::pair<std::string, std::string>> trailer_texts_;
  std::vector<message::ResponseField> trailers_;
};

} // namespace responsum::resource::gateway
