// `responsum why` about what a running server has answered, or is answering.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace responsum::cmd {

struct LiveQuestion {
  std::string id;
  bool follow = false;
  bool full = false; // follow: each exchange with its whole way
  std::string status;
  std::string condition;
  std::string route;
  std::string console;
  std::string token_file;

  bool asked() const { return follow || !id.empty(); }
};

// The options go into `question`, which outlives the parsing. `dry` is what a dry run is asked by, and excluded.
void add_live_options(CLI::App& verb, LiveQuestion& question, CLI::Option* dry);

// Returns the exit code. `config` is a file that says where the console is; it may be empty.
int answer_live(const LiveQuestion& question, const std::string& config);

} // namespace responsum::cmd
