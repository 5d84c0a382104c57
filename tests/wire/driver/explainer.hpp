// What `responsum why` says of a request, held against what the server answered to it.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <utility>

#include "driver/failing_file_system.hpp"
#include "responsum/config/environment.hpp"
#include "responsum/session/context.hpp"
#include "runner/drive.hpp"

namespace responsum::wire {

class Explainer {
 public:
  // Configurations are read with these variables.
  explicit Explainer(config::Environment environment) : environment_{std::move(environment)} {}

  // Expects the same condition, way, status and head of the response. Where the next hop had a say it cannot know
  // these: then only the way to there. To be called from within a test.
  void expect_same(const std::filesystem::path& config, const Exchange& exchange);

 private:
  // Null where it is a console that is tested: what that serves is no site of a configuration.
  const session::Generation* generation(const std::filesystem::path& config);

  config::Environment environment_;
  FailingFileSystem system_;
  observe::RouteLabels labels_;
  access::Shared access_{0};
  std::map<std::filesystem::path, std::shared_ptr<session::Generation>> generations_;
};

} // namespace responsum::wire
