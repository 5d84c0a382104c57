// The server's own pages and what they ask for, as a resource like any other: on a listener of its own, at no route
// of any site.
//
// Paths: / and the files of ui/; /diagram.css, /diagram/overview.svg, /diagram/CHAPTER.svg; /api/overview,
// /api/traffic, /api/exchanges, /api/exchanges/ID, /api/exchanges/ID/why, /api/events, /api/diagram, /api/statuses,
// /api/conditions; /healthz, /readyz, /metrics.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "responsum/admin/events.hpp"
#include "responsum/admin/observed.hpp"
#include "responsum/admin/traffic.hpp"
#include "responsum/resource/resource.hpp"
#include "responsum/route/table.hpp"

namespace responsum::admin {

class Console final : public resource::Resource {
 public:
  // `observed` outlives this.
  explicit Console(const Observed& observed);

  message::MethodSet methods() const override;
  void locate(const resource::Request&, resource::Bench&, decision::Facts&, resource::Selected&) override;
  // No directory is listed.
  void list(const resource::Request&, resource::Bench&, resource::Selected&) override {}
  // The events that the query asks for.
  std::unique_ptr<resource::Feed> feed(const resource::Request&, resource::Bench&) override;

  // How many may follow events at a time, from now on.
  void limit_streams(const base::Limit& limit) { max_streams_ = limit; }
  // Several times a second: when one is over, what came in it is counted.
  void look(base::UnixSeconds now_s);

 private:
  struct Page {
    std::string media_type;
    std::string content;
  };
  std::optional<std::string> api(std::string_view path, base::UnixSeconds now_s);
  void locate_exchanges(std::string_view query, resource::Bench&, decision::Facts&, resource::Selected&) const;
  void locate_events(std::string_view query, resource::Bench&, decision::Facts&, resource::Selected&) const;
  void locate_readiness(resource::Bench&, decision::Facts&, resource::Selected&) const;
  void supply(std::string_view content, std::string_view media_type, bool live, resource::Bench&, decision::Facts&,
              resource::Selected&) const;

  const Observed& observed_;
  Traffic traffic_;
  Events events_{observed_, traffic_};
  base::Limit max_streams_;
  std::map<std::string, Page, std::less<>> pages_; // what does not change while the server runs
};

// What a console answers as: names of this machine's loopback, and `host` if it is another; everything else is
// somebody who had a name of theirs resolve to this machine, which is no use to them where a token is asked for.
// Pages of another origin are refused, and so is who does not bring `token`, if there is one; /healthz is for
// everybody.
route::Table console_table(std::string_view host, std::string_view token, resource::Resource& console);

} // namespace responsum::admin
