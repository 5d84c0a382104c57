// For tests: two workers' recorders with exchanges in them, as a console looks at them.
#pragma once

#include <array>
#include <cerrno>
#include <string>
#include <string_view>

#include "responsum/admin/observed.hpp"
#include "responsum/decision/sample_test.hpp"

namespace responsum::admin {

class Watched final : public Observed {
 public:
  static constexpr base::UnixSeconds start_s = 1'800'000'000; // 2027-01-15T08:00:00Z

  Watched() {
    description_.started_s = start_s;
    description_.listen = {"http://127.0.0.1:8080/"};
    description_.files = {"shop.toml"};
    description_.labels = &labels_;
    description_.sites = {{labels_.label({"shop", "", "", "shop.toml:8"}), {}}};
    reload("pages", "shop.toml:9");
  }

  std::span<const observe::Recorder* const> recorders() const override { return all_; }
  Totals totals() const override {
    return {.connections = 7, .open = 4, .refused = 2, .log_dropped = 3, .kept = 5, .kept_dropped = 6};
  }
  Reload reload() const override { return {.taken_up_s = start_s + 9, .successful = false}; }
  const Description& description() const override { return description_; }
  bool ready() const override { return ready_; }
  void drain() { ready_ = false; }
  std::optional<observe::KeptReader> kept() const override {
    return kept_in_.empty() ? std::nullopt : std::optional{observe::KeptReader{kept_in_}};
  }
  // From now on what this file holds is kept.
  void keep_in(std::string path) { kept_in_ = std::move(path); }
  // What comes from now on comes by this route.
  void reload(std::string route, std::string origin) {
    description_.sites[0].routes = {labels_.label({"shop", std::move(route), "/", std::move(origin)})};
  }

  // A GET of a file that is there, `seconds` after the start.
  observe::ExchangeId served(std::string_view target, base::UnixSeconds seconds = 0, unsigned worker = 0) {
    return keep(decision::Sample{}, target, seconds, worker);
  }
  // The same, but the server may not search a directory.
  observe::ExchangeId search_denied(std::string_view target, base::UnixSeconds seconds = 0, unsigned worker = 0) {
    decision::Sample sample;
    sample.facts.resource.located = decision::Located::search_denied;
    sample.facts.resource.error = EACCES;
    sample.facts.resource.failed_component = "private";
    return keep(sample, target, seconds, worker);
  }

 private:
  observe::ExchangeId keep(const decision::Sample& sample, std::string_view target, base::UnixSeconds seconds,
                           unsigned worker) {
    const decision::Verdict verdict = decision::walk_through(sample.facts);
    observe::Record r;
    r.wall_s = start_s + seconds;
    r.id = rings_[worker].next_id({0, r.wall_s, 0});
    r.path = verdict.path();
    r.condition = verdict.condition();
    r.minted_by = verdict.minted_by();
    r.status = status::code(verdict.status(status::Profile::strict));
    r.method = message::Method::get;
    r.worker = static_cast<std::uint8_t>(worker);
    r.error = sample.facts.resource.error;
    r.site = description_.sites[0].site;
    r.route = description_.sites[0].routes[0];
    r.peer.assign("192.0.2.7");
    r.host.assign("shop.example");
    r.target.assign(target);
    r.subject.assign(sample.facts.resource.failed_component);
    rings_[worker].keep(r);
    return r.id;
  }

  std::array<observe::Recorder, 2> rings_{observe::Recorder{0}, observe::Recorder{1}};
  std::array<const observe::Recorder*, 2> all_{&rings_[0], &rings_[1]};
  observe::RouteLabels labels_;
  Description description_;
  std::string kept_in_;
  bool ready_ = true;
};

} // namespace responsum::admin
