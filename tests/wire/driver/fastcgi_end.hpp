// An application of FastCGI that plays the answers of an upstream: records taken apart and put together by hand, so
// that two readings of the protocol meet.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "driver/line.hpp"
#include "runner/answer.hpp"

namespace responsum::wire {

class FastCgiEnd {
 public:
  // Both outlive it.
  FastCgiEnd(Line& line, const std::map<std::string, Answer, std::less<>>& answers)
      : line_{line}, answers_{answers} {}

  // Until either side ends.
  void run();

 private:
  // False: the connection is of no use any more.
  bool serve_one();
  bool take_request();
  bool send(std::uint8_t type, std::string_view content);
  bool send_end(std::uint8_t status);

  Line& line_;
  const std::map<std::string, Answer, std::less<>>& answers_;
  std::string received_;
  std::map<std::string, std::string> params_;
  std::string content_;
  bool stays_ = false;
  int count_ = 0;
};

} // namespace responsum::wire
