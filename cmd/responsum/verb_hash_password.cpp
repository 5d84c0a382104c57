// responsum hash-password: the line of a file of users, of a password that is typed or piped in.

#include <CLI/CLI.hpp>
#include <termios.h>
#include <unistd.h>

#include <iostream>
#include <memory>
#include <string>

#include "responsum/access/cryptography.hpp"
#include "responsum/access/password_hash.hpp"
#include "verbs.hpp"

namespace responsum::cmd {

namespace {

constexpr int failed = 1;

// What is typed is not shown meanwhile, if there is a terminal.
class Unseen {
 public:
  Unseen() : is_terminal_{::tcgetattr(STDIN_FILENO, &before_) == 0} {
    if (!is_terminal_) return;
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
  }
  Unseen(const Unseen&) = delete;
  Unseen& operator=(const Unseen&) = delete;
  ~Unseen() {
    if (is_terminal_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }
  bool is_terminal() const { return is_terminal_; }

  std::string ask(const char* question) const {
    if (is_terminal_) std::cerr << question << std::flush;
    std::string line;
    std::getline(std::cin, line);
    if (is_terminal_) std::cerr << '\n';
    return line;
  }

 private:
  termios before_{};
  bool is_terminal_;
};

struct Question {
  std::string kind = "yescrypt";
  std::string user;   // empty: the hash alone
  std::string digest; // the realm; empty: it is not for Digest
};

int say_error(const std::string& text) {
  std::cerr << "responsum: " << text << '\n';
  return failed;
}

int answer(const Question& question) {
  if (!question.digest.empty() && question.user.empty()) return say_error("a hash for Digest is of a user: --user");
  std::string password;
  {
    const Unseen unseen;
    password = unseen.ask("password: ");
    if (unseen.is_terminal() && unseen.ask("once more: ") != password) return say_error("the two are not the same");
  }
  if (password.empty()) return say_error("there is no password on the standard input");
  if (!question.digest.empty()) {
    const std::string whole = question.user + ":" + question.digest + ":" + password;
    std::cout << question.user << ':' << question.digest << ':' << access::hexadecimal(access::sha256(whole)) << '\n';
    return 0;
  }
  for (const access::HashRow& row : access::hash_rows) {
    if (row.name != question.kind) continue;
    const auto hash = access::make_hash(row.kind, password);
    access::wipe(password);
    if (!hash) return say_error(hash.error());
    std::cout << (question.user.empty() ? "" : question.user + ":") << *hash << '\n';
    return 0;
  }
  return failed;
}

} // namespace

void add_hash_password(CLI::App& app, int& exit_code) {
  auto* const verb =
      app.add_subcommand("hash-password", "Make the line of a file of users; the password is typed or piped in.");
  const auto question = std::make_shared<Question>(); // shared with the callback, which outlives this call
  std::vector<std::string> kinds;
  for (const access::HashRow& row : access::hash_rows) kinds.emplace_back(row.name);
  verb->add_option("--kind", question->kind, "yescrypt, bcrypt, sha512-crypt or argon2id")
      ->check(CLI::IsMember(kinds))
      ->capture_default_str();
  verb->add_option("--user", question->user, "put this name before it");
  verb->add_option("--digest", question->digest, "for Digest, of this realm");
  verb->callback([question, &exit_code] { exit_code = answer(*question); });
}

} // namespace responsum::cmd
