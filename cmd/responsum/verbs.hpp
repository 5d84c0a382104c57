// The verbs of the command line. Each `add_` puts its subcommand into `app`; when that was asked for, parsing runs it
// and leaves its result in `exit_code`, which outlives the parsing.
#pragma once

namespace CLI {
class App;
} // namespace CLI

namespace responsum::cmd {

void add_serve(CLI::App& app, int& exit_code);
void add_proxy(CLI::App& app, int& exit_code);
void add_reload(CLI::App& app, int& exit_code);
void add_why(CLI::App& app, int& exit_code);
void add_status(CLI::App& app, int& exit_code);
void add_config(CLI::App& app, int& exit_code);
void add_diagram(CLI::App& app, int& exit_code);
void add_hash_password(CLI::App& app, int& exit_code);
void add_credits(CLI::App& app, int& exit_code);

} // namespace responsum::cmd
