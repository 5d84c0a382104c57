// responsum reload: has a running server read its configuration again, if that is sound.

#include <CLI/CLI.hpp>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <iostream>
#include <memory>
#include <string>

#include "loading.hpp"
#include "responsum/server/pid_file.hpp"
#include "verbs.hpp"

namespace responsum::cmd {

namespace {

struct Reload {
  std::string config{default_file};
  pid_t pid = 0; // 0: as the configuration's pid_file says
};

int refuse(const std::string& why) {
  std::cerr << "responsum reload: " << why << '\n';
  return failed;
}

int reload(const Reload& wish) {
  const auto configuration = load(config::read_file(wish.config, config::process_environment()));
  if (configuration == nullptr) return refuse("nothing was sent; the server goes on with what it has");
  pid_t pid = wish.pid;
  if (pid == 0) {
    const std::string& path = *configuration->server.pid_file;
    if (path.empty()) return refuse(wish.config + " sets no pid_file; say which process with --pid");
    const auto named = server::read_pid(path);
    if (!named) return refuse(named.error());
    pid = *named;
  }
  if (const auto running = server::check_is_server(pid); !running) return refuse(running.error());
  if (::kill(pid, SIGHUP) != 0)
    return refuse("cannot signal process " + std::to_string(pid) + ": " + std::strerror(errno));
  std::cout << wish.config << " is sound; process " << pid << " has been told to read its configuration again\n";
  return succeeded;
}

} // namespace

void add_reload(CLI::App& app, int& exit_code) {
  CLI::App* verb = app.add_subcommand("reload", "Check a configuration and have the running server adopt it");
  const auto wish = std::make_shared<Reload>(); // shared, as CLI11 keeps a copy of the callback
  verb->add_option("--config,-c", wish->config, "The configuration that the server runs by")->capture_default_str();
  verb->add_option("--pid", wish->pid, "The server's process; without it, what pid_file says")
      ->check(CLI::PositiveNumber);
  verb->footer("A configuration that is not sound is reported and the server is left alone. Connections survive.\n"
               "Examples:\n"
               "  responsum reload --config /etc/responsum/responsum.toml\n"
               "  responsum reload --pid 4711");
  verb->callback([wish, &exit_code] { exit_code = reload(*wish); });
}

} // namespace responsum::cmd
