// The server's own pages and what they ask for, as a resource like any other: on a listener of its own, at no route
// of any site.
//
// Paths: / and the files of ui/; /diagram.css, /diagram/overview.svg, /diagram/CHAPTER.svg; /api/overview,
// /api/traffic, /api/exchanges, /api/exchanges/ID, /api/exchanges/ID/why, /api/diagram, /api/statuses,
// /api/conditions.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>

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
  // A request that a page of another origin sends is refused: nothing here is meant for it.
  void locate(const resource::Request&, resource::Bench&, decision::Facts&, resource::Selected&) override;
  // No directory is listed.
  void list(const resource::Request&, resource::Bench&, resource::Selected&) override {}

 private:
  struct Page {
    std::string media_type;
    std::string content;
  };
  std::optional<std::string> api(std::string_view path, std::string_view query, base::UnixSeconds now_s);
  void supply(std::string_view content, std::string_view media_type, bool live, resource::Bench&, decision::Facts&,
              resource::Selected&) const;

  const Observed& observed_;
  Traffic traffic_;
  std::map<std::string, Page, std::less<>> pages_; // what does not change while the server runs
};

// The site that a console answers as: names of this machine's loopback, and `host` if it is another. Everything else
// is somebody who had a name of theirs resolve to this machine.
route::Site console_site(std::string_view host, resource::Resource& console);

} // namespace responsum::admin
