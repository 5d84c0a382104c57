// Pages of other origins: which may read what a route answers (Fetch, "CORS protocol").
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "responsum/base/origin.hpp"
#include "responsum/decision/access_facts.hpp"
#include "responsum/message/method.hpp"
#include "responsum/message/request_head.hpp"

namespace responsum::access {

struct Cors {
  base::Origin origin{};              // of the [site.route.cors]
  std::vector<std::string> origins{}; // "https://app.example"; "*" alone: all
  message::MethodSet methods{};
  std::vector<std::string> headers{}; // in lower case; "*": all
  std::vector<std::string> exposed{};
  std::uint64_t max_age_s = 0;
  bool credentials = false;

  bool takes_all() const { return origins.size() == 1 && origins.front() == "*"; }
};

decision::CorsFacts check(const Cors& cors, const message::RequestHead& head);

// scheme://host[:port] and no more, in lower case (RFC 6454 6.1).
bool is_origin(std::string_view text);

} // namespace responsum::access
