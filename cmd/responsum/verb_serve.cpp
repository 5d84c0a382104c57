#include <csignal>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iostream>
#include <string>
#include <thread>

#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include "responsum/config/read.hpp"
#include "responsum/resource/file/file_system.hpp"
#include "responsum/server/server.hpp"
#include "verbs.hpp"

namespace responsum::cmd {

namespace {

struct ServeOptions {
  std::string directory;
  std::string config;
  std::string listen;
  std::string console;
  unsigned workers = 0;
  bool quiet = false;
};

config::Reading read(const ServeOptions& options) {
  auto reading = options.config.empty() ? config::for_directory(options.directory, options.listen)
                                        : config::read_file(options.config, config::process_environment());
  if (!reading) return reading;
  config::Configuration& c = *reading->configuration;
  if (!options.listen.empty() && !options.config.empty()) {
    const auto endpoint = config::parse_endpoint(options.listen);
    if (endpoint) c.server.listen = {{*endpoint, {}}};
  }
  if (!options.console.empty()) {
    const auto endpoint = config::parse_endpoint(options.console);
    if (endpoint)
      c.server.console = {*endpoint, {}};
    else
      c.server.console = {std::nullopt, {}};
  }
  if (options.workers != 0) c.server.workers = {options.workers, {}};
  return reading;
}

void report(const std::vector<config::Problem>& problems) {
  for (const config::Problem& p : problems) std::cerr << config::render(p) << '\n';
}

// Gives up the rights of root once the listeners are open. The error is a sentence.
std::string become(const std::string& user) {
  if (user.empty()) return {};
  const passwd* entry = ::getpwnam(user.c_str());
  if (entry == nullptr) return "there is no user \"" + user + "\"";
  if (::initgroups(user.c_str(), entry->pw_gid) != 0 || ::setgid(entry->pw_gid) != 0 || ::setuid(entry->pw_uid) != 0)
    return "cannot become \"" + user + "\": " + std::strerror(errno);
  return {};
}

void announce(const server::Server& server) {
  for (std::size_t i = 0; i < server.ports().size(); ++i) {
    const config::Endpoint& asked = *server.configuration().server.listen[i];
    const std::string host = asked.address.empty() ? "localhost" : asked.address;
    const bool v6 = host.find(':') != std::string::npos;
    std::cout << "responsum serves http://" << (v6 ? "[" + host + "]" : host) << ":" << server.ports()[i] << "/\n";
  }
  std::cout.flush();
}

// Waits for signals until the server has ended. A second one to end means: now.
int attend(server::Server& server, const ServeOptions& options, const sigset_t& signals) {
  std::thread draining;
  bool drained_all = true;
  for (bool ending = false;;) {
    int signal = 0;
    ::sigwait(&signals, &signal);
    if (signal == SIGHUP) {
      auto reading = read(options);
      if (!reading) {
        report(reading.error());
        std::cerr << "responsum: the configuration stays as it was\n";
        continue;
      }
      if (const auto done = server.reload(std::move(reading->configuration)); !done)
        std::cerr << "responsum: " << done.error() << "; the configuration stays as it was\n";
      else
        std::cerr << "responsum: reloaded\n";
    } else if (signal == SIGUSR1) {
      break; // drained
    } else if (ending) {
      server.stop_now();
    } else {
      ending = true;
      draining = std::thread{[&server, &drained_all] {
        drained_all = server.drain();
        ::kill(::getpid(), SIGUSR1);
      }};
    }
  }
  draining.join();
  return drained_all ? 0 : 1;
}

int serve(const ServeOptions& options) {
  sigset_t signals;
  sigemptyset(&signals);
  for (int s : {SIGTERM, SIGINT, SIGHUP, SIGUSR1}) sigaddset(&signals, s);
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  auto reading = read(options);
  if (!reading) {
    report(reading.error());
    return 1;
  }
  report(reading->warnings);
  const std::string user = *reading->configuration->server.user;
  const std::string pid_file = *reading->configuration->server.pid_file;
  const resource::file::FileSystem system;
  auto server = server::Server::start(std::move(reading->configuration), system);
  if (!server) {
    std::cerr << "responsum: " << server.error() << '\n';
    return 1;
  }
  if (!pid_file.empty()) {
    std::ofstream file{pid_file};
    file << ::getpid() << '\n';
    if (!file.flush()) {
      std::cerr << "responsum: cannot write " << pid_file << '\n';
      return 1;
    }
  }
  if (const std::string error = become(user); !error.empty()) {
    std::cerr << "responsum: " << error << '\n';
    return 1;
  }
  announce(**server);
  const int code = attend(**server, options, signals);
  if (!pid_file.empty()) ::unlink(pid_file.c_str());
  return code;
}

} // namespace

void add_serve(CLI::App& app, int& exit_code) {
  CLI::App* verb = app.add_subcommand("serve", "Serves a directory, or what a configuration says.");
  auto options = std::make_unique<ServeOptions>();
  auto* directory = verb->add_option("directory", options->directory, "the directory to serve");
  auto* file =
      verb->add_option("--config,-c", options->config, "a configuration to serve by")->check(CLI::ExistingFile);
  directory->excludes(file);
  verb->add_option("--listen,-l", options->listen, "address and port to listen at, for example 127.0.0.1:8080");
  verb->add_option("--console", options->console, "address and port of the console, or \"off\"");
  verb->add_option("--workers", options->workers, "threads; one a processor if not said")->check(CLI::Range(1, 256));
  verb->callback([options = std::shared_ptr<ServeOptions>{std::move(options)}, &exit_code] {
    if (options->config.empty() && options->directory.empty()) options->directory = ".";
    exit_code = serve(*options);
  });
}

} // namespace responsum::cmd
