// One request with its response. The session makes one, runs it until it ends, and sends what it delivers.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "responsum/admit/policy.hpp"
#include "responsum/admit/state.hpp"
#include "responsum/decision/facts.hpp"
#include "responsum/decision/walk.hpp"
#include "responsum/exchange/answer.hpp"
#include "responsum/exchange/workbench.hpp"
#include "responsum/resource/resource.hpp"
#include "responsum/route/near_miss.hpp"
#include "responsum/route/table.hpp"

namespace responsum::exchange {

// What the session must do before the walk can go on.
enum class Need : std::uint8_t { nothing, start_tls, finish_handshake, send_continue, read_content, errand };

class Exchange {
 public:
  // `head`, `bench` and `peer` outlive it; `head` may be half filled when `fault` says so. Without a watcher nothing
  // is begun that takes time: where the walk wants that, it has to be walked again with one.
  Exchange(Workbench& bench, const message::RequestHead& head, const Peer& peer,
           resource::Watcher* watcher = nullptr);

  // For the session to fill before run() and before it goes on.
  decision::Facts& facts() { return facts_; }
  const decision::Facts& facts() const { return facts_; }

  // Walks until the end or until the session is needed; then the session fills facts().content, marks the lookup as
  // learned, and calls again. With Need::errand it calls again when its watcher is told of progress.
  Need run();
  // Then: the lookup that it waits for.
  decision::Lookup wanted() const { return walk_.wanted(); }
  // Whether the errand that run() waits for is done.
  bool settled() const { return check_ != nullptr ? check_->settled() : deed_ == nullptr || deed_->settled(); }
  // The client does not wait for it any more; then it is.
  void client_gone();
  // Null: none has been begun, or it has been taken away.
  resource::Deed* deed() { return deed_.get(); }
  std::unique_ptr<resource::Deed> take_deed() { return std::move(deed_); }
  bool ended() const { return verdict_.has_value(); }
  const decision::Verdict& verdict() const { return *verdict_; }

  const route::Site* site() const { return site_; }
  const route::Route* route() const { return route_; }
  const resource::Selected& selected() const { return selected_; }
  resource::Selected& selected() { return selected_; }
  const Peer& peer() const { return peer_; }
  Workbench& bench() const { return bench_; }
  const message::RequestHead& head() const { return *facts_.request; }
  std::string_view path() const { return path_; } // decoded
  status::Profile profile() const { return site_ != nullptr ? site_->profile : bench_.default_profile; }
  observe::ExchangeId id() const { return id_; }
  std::string_view user() const; // who sent the request; empty: nobody knows

  // The limit that refused, or that clients are told of; null: none.
  const admit::Limit* rate_limit() const { return rate_limit_; }
  const admit::Share& share() const { return share_; } // of that limit
  // What is to be given back, paid or counted when the answer has left; null: nothing. Asked once, after the end.
  std::unique_ptr<admit::Claim> take_claim();

  // Walked without its server, which may be asked who comes: as if it let in whoever that is.
  void assume_let_in() { let_in({}); }
  // After start_tls: the peer says by now whether the connection is encrypted.
  void tls_started();

  // Selected views stay good over turns while the exchange waits.
  void hold();

  // The content that TRACE, listings and the like answer with.
  void list_directory();
  std::unique_ptr<resource::Feed> begin_feed();
  // What the resource has under names much like the one that was not found.
  std::vector<std::string> near_names();
  // The rules of the route that would have let the request in, and what of each does not hold.
  std::vector<route::NearMiss> near_rules() const;

 private:
  void look_at_peer();
  void find_site();
  bool is_authoritative() const;
  void read_path();
  void find_route();
  void find_redirect();
  bool find_moved();
  void find_retired();
  void name_job();
  void weigh_rules();
  bool authenticate();
  void name_what_is_told();
  bool ask_authority();
  void judge();
  void let_in(const access::Identity& identity);
  void learn(const access::Authentication& a);
  void weigh(const access::Identity* identity);
  access::Circumstances circumstances() const;
  net::Address host_of_peer() const;
  void judge_content();
  void learn_admission();
  void learn_budget(const admit::Quota& quota);
  void note_order(const admit::Order* order);
  admit::Claim& claim();
  void take_place();
  void take_shares(bool by_user);
  void note_share(const admit::Limit& limit, const admit::Share& share);
  std::optional<std::string_view> counted_as(const admit::Limit& limit, std::array<char, 17>& room) const;
  bool assumes_state(const admit::State* state) const;
  admit::Share assumed_share(const admit::Limit& limit) const;
  void hold_credits();
  bool read_digest();
  bool sum_up();
  void bar(const resource::Sha256& digest);
  void locate();
  void fall_back();
  void find_ranges();
  bool came_here_before() const;
  void read_road();
  bool settle(decision::Lookup lookup);
  resource::Request resource_request() const;

  static constexpr std::size_t max_ranges = 64;

  Workbench& bench_;
  const Peer& peer_;
  resource::Watcher* watcher_;
  decision::Facts facts_;
  decision::Walk walk_;
  std::optional<decision::Verdict> verdict_;
  const route::Site* site_ = nullptr;
  const route::Route* route_ = nullptr;
  resource::Selected selected_;
  std::string_view path_;
  observe::ExchangeId id_;
  resource::Holding held_;
  std::unique_ptr<resource::Deed> deed_;
  decision::Lookup proceeding_ = decision::Lookup::none; // of the deed
  std::vector<std::string> groups_;                      // of who asks, where that is to be told
  std::span<message::ResponseField> told_;               // see resource::Request
  std::unique_ptr<access::Authentication> begun_;        // of credentials whose password is compared elsewhere
  std::unique_ptr<access::PasswordCheck> check_;         // of it
  const admit::Maintenance* closed_ = nullptr;           // that the request has come into; null: none
  const admit::Limit* rate_limit_ = nullptr;
  admit::Share share_;
  std::unique_ptr<admit::Claim> claim_; // null: it has nothing of what others may want
};

} // namespace responsum::exchange
