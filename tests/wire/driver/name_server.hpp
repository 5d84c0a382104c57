// The name service of the gateway's tests: a name for each thing that can be said of one.
#pragma once

#include <atomic>
#include <string>
#include <thread>

#include "responsum/net/name_server_test.hpp"

namespace responsum::wire {

class NameService {
 public:
  NameService();
  ~NameService();
  NameService(const NameService&) = delete;
  NameService& operator=(const NameService&) = delete;

  std::string address() const { return server_.address().text(); }

 private:
  void answer_all();

  net::testing::NameServer server_{0};
  std::atomic<bool> ending_ = false;
  std::thread thread_;
};

} // namespace responsum::wire
