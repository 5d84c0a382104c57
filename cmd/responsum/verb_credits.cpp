// responsum credits: what the accounts behind keys have left, and more for them.

#include <CLI/CLI.hpp>
#include <charconv>
#include <iomanip>
#include <iostream>
#include <memory>
#include <string>

#include "loading.hpp"
#include "responsum/admit/ledger_file.hpp"
#include "verbs.hpp"

namespace responsum::cmd {

namespace {

struct CreditsWish {
  std::string config{default_file};
  std::string ledger; // empty: that of the configuration
  std::string key;    // empty: of all accounts
  std::int64_t amount = 0;
};

constexpr std::size_t shown_digits = 12; // of an account's name: enough to tell some thousands apart

int say_why_not(const std::string& why) {
  std::cerr << "responsum credits: " << why << '\n';
  return failed;
}

std::expected<admit::LedgerFile, std::string> open(const CreditsWish& wish) {
  if (!wish.ledger.empty()) return admit::LedgerFile::open(wish.ledger);
  const auto configuration = load(config::read_file(wish.config, config::process_environment()));
  if (configuration == nullptr) return std::unexpected{"which ledger is meant is not known"};
  if (configuration->server.ledger->empty())
    return std::unexpected{wish.config + " sets no ledger; say which file with --ledger"};
  return admit::LedgerFile::open(*configuration->server.ledger);
}

int add(const CreditsWish& wish) {
  auto ledger = open(wish);
  if (!ledger) return say_why_not(ledger.error());
  const std::string account = admit::account_of(wish.key);
  const auto left = ledger->add(account, wish.amount);
  if (!left) return say_why_not(left.error());
  std::cout << "account " << account.substr(0, shown_digits) << " has " << *left << " left\n";
  return succeeded;
}

int show(const CreditsWish& wish) {
  auto ledger = open(wish);
  if (!ledger) return say_why_not(ledger.error());
  const auto all = ledger->credits();
  if (!all) return say_why_not(all.error());
  const std::string asked = wish.key.empty() ? std::string{} : admit::account_of(wish.key);
  bool any = false;
  for (const admit::Credits& c : *all) {
    if (!asked.empty() && c.account != asked) continue;
    if (!any) std::cout << "account            left       spent\n";
    any = true;
    std::cout << c.account.substr(0, shown_digits) << std::setw(11) << c.left << std::setw(12) << c.spent << '\n';
  }
  if (any) return succeeded;
  return say_why_not(asked.empty() ? "there are no accounts" : "there is no account for this key");
}

void take_ledger(CLI::App& verb, CreditsWish& wish) {
  verb.add_option("--config,-c", wish.config, "The configuration whose ledger is meant")->capture_default_str();
  verb.add_option("--ledger", wish.ledger, "The ledger itself");
}

} // namespace

void add_credits(CLI::App& app, int& exit_code) {
  CLI::App* verb = app.add_subcommand("credits", "Show what keys have left to pay with, or add to it");
  verb->require_subcommand(1);
  const auto wish = std::make_shared<CreditsWish>(); // shared, as CLI11 keeps a copy of the callbacks
  CLI::App* more = verb->add_subcommand("add", "Add to the account of a key; it is made if there is none");
  more->add_option("key", wish->key, "The key, as it is sent with requests")->required();
  more->add_option("amount", wish->amount, "How many credits; less than nothing takes away")->required();
  take_ledger(*more, *wish);
  more->callback([wish, &exit_code] { exit_code = add(*wish); });
  CLI::App* look = verb->add_subcommand("show", "Show all accounts, or that of one key");
  look->add_option("key", wish->key, "The key; without it, all accounts");
  take_ledger(*look, *wish);
  look->callback([wish, &exit_code] { exit_code = show(*wish); });
  verb->footer("A running server sees what was added within a second. Keys are not kept, only what they come to:\n"
               "accounts are called by the beginning of the key's SHA-256.\n"
               "Examples:\n"
               "  responsum credits add kGf93-Aa 1000\n"
               "  responsum credits show --ledger /var/lib/responsum/ledger.db");
}

} // namespace responsum::cmd
