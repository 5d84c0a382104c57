#pragma once
// What the generator and the raw responder share: options, an owned descriptor, a file's bytes. Start-up code throws.

#include <charconv>
#include <cstddef>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <cerrno>
#include <unistd.h>

namespace responsum::bench {

[[noreturn]] inline void fail(std::string_view what) {
  throw std::system_error(errno, std::generic_category(), std::string(what));
}

// The result of a system call, or an exception that names the call.
template <class Number>
Number checked(Number result, std::string_view what) {
  if (result < 0) fail(what);
  return result;
}

// Owns one file descriptor; -1 is none.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    if (this != &other) {
      reset();
      number_ = std::exchange(other.number_, -1);
    }
    return *this;
  }
  ~Descriptor() { reset(); }

  [[nodiscard]] int get() const { return number_; }
  void reset() {
    if (number_ >= 0) ::close(number_);
    number_ = -1;
  }

 private:
  int number_ = -1;
};

[[nodiscard]] inline std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Options are pairs `--name value`. The defaults name every option there is; any other name is refused.
class Options {
 public:
  using Values = std::map<std::string, std::string, std::less<>>;

  Options(int count, char** words, Values defaults) : values_(std::move(defaults)) {
    for (int at = 1; at < count; at += 2) {
      const std::string_view word = words[at];
      const auto found = values_.find(word.starts_with("--") ? word.substr(2) : std::string_view{});
      if (found == values_.end()) throw std::invalid_argument("unknown option " + std::string(word));
      if (at + 1 == count) throw std::invalid_argument(std::string(word) + " needs a value");
      found->second = words[at + 1];
    }
  }

  [[nodiscard]] const std::string& text(std::string_view name) const { return values_.find(name)->second; }
  [[nodiscard]] bool is(std::string_view name, std::string_view value) const { return text(name) == value; }
  [[nodiscard]] std::size_t number(std::string_view name) const {
    const std::string& word = text(name);
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error != std::errc{} || end != word.data() + word.size()) {
      throw std::invalid_argument("--" + std::string(name) + " needs a number, not '" + word + "'");
    }
    return value;
  }

 private:
  Values values_;
};

} // namespace responsum::bench
