// Server-sent events out of the octets of a stream (HTML Living Standard, 9.2).
#pragma once

#include <string>
#include <string_view>

namespace responsum::cmd {

struct Event {
  std::string type; // "message" where the stream names none
  std::string data;
  std::string id; // the last that was named
};

class EventReader {
 public:
  // Calls each(const Event&) for every event that is whole; the pieces may be cut anywhere.
  template <class Each>
  void feed(std::string_view piece, Each&& each) {
    for (const char c : piece) {
      const bool second_of_two = c == '\n' && after_return_;
      after_return_ = c == '\r';
      if (second_of_two) continue;
      if (c != '\n' && c != '\r')
        line_.push_back(c);
      else if (end_line())
        each(take());
    }
  }

 private:
  // True: the line was empty and ended an event that has data.
  bool end_line();
  Event take();

  std::string line_;
  Event event_;
  bool has_data_ = false;
  bool after_return_ = false;
};

} // namespace responsum::cmd
