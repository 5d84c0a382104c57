#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>

#include "verbs.hpp"

namespace {

// In the order in which the help lists them.
constexpr auto verbs = {
    responsum::cmd::add_serve,   responsum::cmd::add_proxy,         responsum::cmd::add_reload,
    responsum::cmd::add_why,     responsum::cmd::add_status,        responsum::cmd::add_config,
    responsum::cmd::add_diagram, responsum::cmd::add_hash_password, responsum::cmd::add_credits,
};

constexpr int failed = 1;
constexpr int misused = 2;

} // namespace

int main(int argc, char** argv) try {
  CLI::App app{"A web server in which every HTTP status is a decision that you can see.", "responsum"};
  app.set_version_flag("--version", "responsum " RESPONSUM_VERSION);
  app.require_subcommand(1);
  int exit_code = 0;
  for (const auto add_verb : verbs) add_verb(app, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& asked) {
    return app.exit(asked) == 0 ? 0 : misused; // help and the version arrive here too
  }
  return exit_code;
} catch (const std::exception& error) {
  std::cerr << "responsum: " << error.what() << '\n';
  return failed;
}
