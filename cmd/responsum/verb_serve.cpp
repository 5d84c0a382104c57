// responsum serve: the server itself.

#include <CLI/CLI.hpp>
#include <malloc.h>

#include <chrono>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "loading.hpp"
#include "responsum/resource/file/file_system.hpp"
#include "responsum/server/certificate_watch.hpp"
#include "responsum/server/pid_file.hpp"
#include "responsum/server/privileges.hpp"
#include "responsum/server/server.hpp"
#include "responsum/server/signals.hpp"
#include "verbs.hpp"

namespace responsum::cmd {

namespace {

constexpr std::string_view no_console = "off";
constexpr base::Origin command_line{.file = "command line"};

struct Service {
  std::string directory;
  std::vector<std::string> upstreams; // none: it serves the directory, or what is configured
  std::string config;
  std::string listen;  // checked to be an endpoint; empty: as configured
  std::string console; // likewise, or "off"
  unsigned workers = 0;
};

// What the command line says goes before what the file says, also after a reload.
config::Reading read(const Service& service) {
  auto reading = service.upstreams.empty() ? read_source(service.config, service.directory, service.listen)
                                           : config::for_proxy(service.upstreams, service.listen);
  if (!reading) return reading;
  config::ServerSettings& settings = reading->configuration->server;
  if (!service.listen.empty()) settings.listen = {{*config::parse_endpoint(service.listen), command_line}};
  if (service.console == no_console)
    settings.console = {std::nullopt, command_line};
  else if (!service.console.empty())
    settings.console = {*config::parse_endpoint(service.console), command_line};
  if (service.workers != 0) settings.workers = {service.workers, command_line};
  return reading;
}

int fail(const std::string& why) {
  std::cerr << "responsum: " << why << '\n';
  return failed;
}

void announce(const server::Server& server) {
  for (const std::string& url : server.urls()) std::cout << "responsum serves " << url << '\n';
  if (!server.console_url().empty()) std::cout << "its console is at   " << server.console_url() << '\n';
  std::cout.flush();
}

void warn_of_development(const config::Configuration& configuration) {
  if (server::Certificates::are_made_up(configuration))
    std::cerr << "responsum: listen_tls has no certificate; one for development was made, which no client trusts\n";
}

server::CertificateWatch watch_certificates(server::Server& server) {
  return server::CertificateWatch{{
      .renew =
          [&server](server::CertificateWatch::Identities identities) {
            server.renew(std::move(identities));
            std::cerr << "responsum: the certificates have changed, and new connections are shown the new ones\n";
          },
      .report =
          [](const std::vector<config::Problem>& problems) {
            report(problems);
            if (config::has_errors(problems)) std::cerr << "responsum: the certificates stay as they were\n";
          },
  }};
}

// False: everything stays as it was.
bool reload(server::Server& server, const Service& service) {
  constexpr auto unchanged = "responsum: the configuration stays as it was\n";
  auto configuration = load(read(service));
  if (configuration == nullptr) {
    server.reload_failed();
    std::cerr << unchanged;
    return false;
  }
  const auto done = server.reload(std::move(configuration));
  if (done)
    std::cerr << "responsum: reloaded\n";
  else
    std::cerr << "responsum: " << done.error() << '\n' << unchanged;
  return done.has_value();
}

// Nothing: it is time to look at the certificates.
std::optional<server::Order> next_order(const server::Signals& signals, base::Milliseconds most_ms) {
  if (most_ms == 0) return signals.wait();
  return signals.wait_for(std::chrono::milliseconds{most_ms});
}

// Until the process is told to end; then all that is under way is finished, unless it is told again.
int attend(server::Server& server, const Service& service, const server::Signals& signals, base::UnixSeconds read_s) {
  server::CertificateWatch watch = watch_certificates(server);
  watch.follow(server.configuration(), read_s);
  for (;;) {
    const auto order = next_order(signals, watch.period_ms());
    if (order == server::Order::end) break;
    if (order == server::Order::reload) {
      read_s = base::read_clock().wall_s;
      if (reload(server, service)) watch.follow(server.configuration(), read_s);
    } else {
      watch.look(base::read_clock());
    }
  }
  bool all_finished = false;
  signals.run_until_told_again([&] { all_finished = server.drain(); }, [&] { server.stop_now(); });
  return all_finished ? succeeded : failed;
}

// Content of some hundred KiB comes and goes with requests. To give its memory back each time, and to be given it
// anew page by page, would cost more than the content does.
void keep_freed_memory() {
  constexpr int largest_kept = 4 * 1024 * 1024; // of one allocation
  constexpr int most_kept = 32 * 1024 * 1024;   // of a thread, at the end of its memory
  ::mallopt(M_MMAP_THRESHOLD, largest_kept);
  ::mallopt(M_TRIM_THRESHOLD, most_kept);
}

int serve(const Service& service) {
  keep_freed_memory();
  const server::Signals signals;
  const base::UnixSeconds read_s = base::read_clock().wall_s;
  auto configuration = load(read(service));
  if (configuration == nullptr) return failed;
  const std::string user = *configuration->server.user;
  const std::string pid_path = *configuration->server.pid_file;
  const resource::file::FileSystem system;
  const auto server = server::Server::start(std::move(configuration), system);
  if (!server) return fail(server.error());
  const auto pid_file = server::PidFile::write(pid_path);
  if (!pid_file) return fail(pid_file.error());
  if (const auto became = server::become(user); !became) return fail(became.error());
  const auto say = [](const std::string& sentence) { std::cerr << "responsum: " + sentence + "\n"; };
  (*server)->say_health_to(say);
  if (const auto keeping = (*server)->start_keeping(say); !keeping) return fail(keeping.error());
  warn_of_development((*server)->configuration());
  announce(**server);
  return attend(**server, service, signals, read_s);
}

// Where it listens, and with how many.
void add_places(CLI::App& verb, Service& service) {
  verb.add_option("--listen,-l", service.listen, "Address and port to listen at, for example 127.0.0.1:8080")
      ->check(check_endpoint);
  verb.add_option("--console", service.console, "Address and port of the console, or off")
      ->check([](const std::string& text) { return text == no_console ? std::string{} : check_endpoint(text); });
  verb.add_option("--workers", service.workers, "Threads; one a processor if not said")->check(CLI::Range(1, 256));
}

} // namespace

void add_serve(CLI::App& app, int& exit_code) {
  CLI::App* verb = app.add_subcommand("serve", "Serve a directory, or what a configuration says");
  const auto service = std::make_shared<Service>(); // shared, as CLI11 keeps a copy of the callback
  auto* directory = verb->add_option("directory", service->directory, "The directory to serve; the present one");
  verb->add_option("--config,-c", service->config, "A configuration to serve by")
      ->check(CLI::ExistingFile)
      ->excludes(directory);
  add_places(*verb, *service);
  verb->footer("SIGHUP reads the configuration again; SIGTERM ends when all that is under way has been answered, a\n"
               "second one at once. The exit code is 0 when every connection ended by itself.\n"
               "Examples:\n"
               "  responsum serve\n"
               "  responsum serve public --listen :8080\n"
               "  responsum serve --config /etc/responsum/responsum.toml");
  verb->callback([service, &exit_code] { exit_code = serve(*service); });
}

void add_proxy(CLI::App& app, int& exit_code) {
  CLI::App* verb = app.add_subcommand("proxy", "Hand all requests on to other servers");
  const auto service = std::make_shared<Service>(); // shared, as CLI11 keeps a copy of the callback
  verb->add_option("servers", service->upstreams, "Where they are: http://127.0.0.1:3000, unix:/run/app.sock")
      ->required();
  add_places(*verb, *service);
  verb->footer("Examples:\n"
               "  responsum proxy http://127.0.0.1:3000\n"
               "  responsum proxy http://127.0.0.1:3000 http://127.0.0.1:3001 --listen :8080");
  verb->callback([service, &exit_code] { exit_code = serve(*service); });
}

} // namespace responsum::cmd
