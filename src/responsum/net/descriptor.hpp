// Owners of file descriptors, and failures of calls as values.
#pragma once

#include <cstring>
#include <string>
#include <utility>

#include <unistd.h>

namespace responsum::net {

// Closes what it owns; -1: nothing.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_{number} {}
  Descriptor(Descriptor&& other) noexcept : number_{std::exchange(other.number_, -1)} {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    if (this != &other) {
      close();
      number_ = std::exchange(other.number_, -1);
    }
    return *this;
  }
  ~Descriptor() { close(); }

  int number() const { return number_; }
  bool valid() const { return number_ >= 0; }
  int release() { return std::exchange(number_, -1); }
  void close() {
    if (number_ >= 0) ::close(std::exchange(number_, -1));
  }

 private:
  int number_ = -1;
};

struct NetError {
  int error = 0;    // errno
  std::string what; // what was tried: "bind 127.0.0.1:80"

  std::string text() const { return what + ": " + std::strerror(error); }
};

} // namespace responsum::net
