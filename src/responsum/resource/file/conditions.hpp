// The conditions of a request that is to change something, apart from its head: they are asked again when that may be
// gone.
#pragma once

#include <memory>
#include <string>

#include "responsum/base/clock.hpp"
#include "responsum/decision/facts.hpp"
#include "responsum/message/request_head.hpp"

namespace responsum::resource::file {

class Conditions {
 public:
  explicit Conditions(const message::RequestHead& head);
  Conditions(const Conditions&) = delete;
  Conditions& operator=(const Conditions&) = delete;

  bool hold(const decision::ResourceFacts& now, base::UnixSeconds now_s) const;

 private:
  std::string values_;                         // of the fields, one behind the other
  std::unique_ptr<message::RequestHead> head_; // with these fields alone; null: there are none
};

} // namespace responsum::resource::file
