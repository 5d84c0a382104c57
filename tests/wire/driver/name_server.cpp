#include "driver/name_server.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace responsum::wire {

namespace {

using net::testing::Reply;

struct Entry {
  std::string_view name;
  Reply reply;
};

// Whoever is not here is not answered at all if the name is silent.test, and does not exist otherwise.
constexpr std::array entries{
    Entry{"app.test", {.addresses = "127.0.0.1"}},
    Entry{"h2.test", {.addresses = "127.0.0.1"}},
    Entry{"two.test", {.addresses = "127.0.0.2,127.0.0.1"}}, // nobody listens at the first
    Entry{"bare.test", {}},
    Entry{"broken.test", {.code = Reply::Code::server_failure}},
};

} // namespace

NameService::NameService() : thread_{[this] { answer_all(); }} {}

NameService::~NameService() {
  ending_ = true;
  sockaddr_storage self{};
  const socklen_t size = server_.address().to(self);
  ::sendto(server_.datagrams(), "", 0, 0, reinterpret_cast<const sockaddr*>(&self), size); // ends the wait
  thread_.join();
}

void NameService::answer_all() {
  while (!ending_) {
    const auto asked = server_.take();
    if (!asked || asked->question.name == "silent.test") continue;
    const auto* const found = std::ranges::find(entries, asked->question.name, &Entry::name);
    server_.answer(*asked, found != entries.end() ? found->reply : Reply{.code = Reply::Code::no_such_name});
  }
}

} // namespace responsum::wire
