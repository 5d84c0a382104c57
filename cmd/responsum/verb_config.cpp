// responsum config: check a configuration before it is used, or show what it comes to.

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <string>

#include "loading.hpp"
#include "responsum/config/show.hpp"
#include "verbs.hpp"

namespace responsum::cmd {

namespace {

struct ConfigQuestion {
  std::string file{default_file};
};

std::unique_ptr<config::Configuration> read(const ConfigQuestion& question) {
  return load(config::read_file(question.file, config::process_environment()));
}

int check(const ConfigQuestion& question) {
  const auto configuration = read(question);
  if (configuration == nullptr) return 1;
  std::size_t routes = 0;
  for (const config::SiteSettings& site : configuration->sites) routes += site.routes.size();
  const std::size_t sites = configuration->sites.size();
  std::cout << question.file << ": sound; " << sites << (sites == 1 ? " site, " : " sites, ") << routes
            << (routes == 1 ? " route\n" : " routes\n");
  return 0;
}

int show(const ConfigQuestion& question) {
  const auto configuration = read(question);
  if (configuration == nullptr) return 1;
  std::cout << config::show(*configuration);
  return 0;
}

} // namespace

void add_config(CLI::App& app, int& exit_code) {
  CLI::App* verb = app.add_subcommand("config", "Check a configuration, or show what it comes to");
  verb->require_subcommand(1);
  const auto question =
      std::make_shared<ConfigQuestion>(); // CLI11 copies the callbacks, and all must see one question
  CLI::App* checks =
      verb->add_subcommand("check", "Report everything that is wrong with it; exit code 1 if anything is");
  CLI::App* shows = verb->add_subcommand("show", "Print every effective value and the line that set it");
  for (CLI::App* one : {checks, shows}) one->add_option("file", question->file, "Where it is")->capture_default_str();
  checks->callback([question, &exit_code] { exit_code = check(*question); });
  shows->callback([question, &exit_code] { exit_code = show(*question); });
  verb->footer("Examples:\n"
               "  responsum config check\n"
               "  responsum config show /etc/responsum/responsum.toml");
}

} // namespace responsum::cmd
