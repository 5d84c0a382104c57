#include "responsum/net/resolver.hpp"

#include <ares.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/time.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <utility>

#include "responsum/base/assert.hpp"

namespace responsum::net {

namespace {

NameFault fault_of(int status) {
  switch (status) {
  case ARES_SUCCESS: return NameFault::none;
  case ARES_ENOTFOUND: return NameFault::unknown;
  case ARES_ENODATA: return NameFault::no_address;
  case ARES_EFORMERR: return NameFault::malformed;
  case ARES_ESERVFAIL: return NameFault::failed;
  case ARES_ENOTIMP: return NameFault::not_implemented;
  case ARES_EREFUSED: return NameFault::refused;
  case ARES_ECONNREFUSED: return NameFault::unreachable;
  case ARES_EBADRESP: return NameFault::unreadable;
  case ARES_EBADNAME: return NameFault::unknown; // no name at all
  case ARES_ETIMEOUT: return NameFault::silent;
  default: return NameFault::other;
  }
}

// The name service has said so, which is more than silence.
constexpr bool is_settled(NameFault fault) { return fault == NameFault::unknown || fault == NameFault::no_address; }

} // namespace

// --- The library ---------------------------------------------------------------------------------------------------

// For one server, or for those that the system names. Its sockets and its clock on the reactor of the worker.
//
// The library would go from server to server by itself, but does not tell then what they said. So each is asked
// by a channel of its own.
struct Resolver::Channel final : private Timer {
  Channel(Reactor& reactor, const Address* server, bool searches, const ResolverLimits& limits)
      : Timer{&Channel::expired}, reactor_{reactor} {
    static const int ready = ::ares_library_init(ARES_LIB_INIT_ALL); // once a process
    if (ready != ARES_SUCCESS) return;
    ares_options wanted{};
    wanted.flags = ARES_FLAG_NOCHECKRESP | (searches ? 0 : ARES_FLAG_NOSEARCH);
    // The second question waits twice as long as the first.
    wanted.timeout = static_cast<int>(std::max<std::uint64_t>(limits.server_timeout_ms / 3, 1));
    wanted.tries = 2;
    wanted.sock_state_cb = [](void* self, ares_socket_t descriptor, int readable, int writable) {
      static_cast<Channel*>(self)->mind(descriptor, readable != 0, writable != 0);
    };
    wanted.sock_state_cb_data = this;
    const int mask = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB;
    if (::ares_init_options(&channel_, &wanted, mask) != ARES_SUCCESS)
      channel_ = nullptr;
    else if (server != nullptr)
      ::ares_set_servers_ports_csv(channel_, server->text().c_str());
  }
  ~Channel() {
    if (channel_ != nullptr) ::ares_destroy(channel_);
  }

  void ask(Name& name) {
    if (channel_ == nullptr) return name.not_told(NameFault::other);
    ares_addrinfo_hints hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM; // one node an address
    ::ares_getaddrinfo(
        channel_, name.host().c_str(), nullptr, &hints,
        [](void* to, int status, int, ares_addrinfo* result) { answered(*static_cast<Name*>(to), status, result); },
        &name);
    watch_time();
  }

  std::vector<Address> servers() const {
    std::vector<Address> all;
    ares_addr_port_node* first = nullptr;
    if (channel_ == nullptr || ::ares_get_servers_ports(channel_, &first) != ARES_SUCCESS) return all;
    for (const ares_addr_port_node* node = first; node != nullptr; node = node->next) {
      sockaddr_storage system{};
      if (node->family == AF_INET) {
        sockaddr_in v4{};
        v4.sin_addr = node->addr.addr4;
        std::memcpy(&system, &v4, sizeof v4);
      } else {
        sockaddr_in6 v6{};
        std::memcpy(&v6.sin6_addr, &node->addr.addr6, sizeof v6.sin6_addr);
        std::memcpy(&system, &v6, sizeof v6);
      }
      system.ss_family = static_cast<sa_family_t>(node->family);
      constexpr int usual_port = 53;
      const int port = node->udp_port == 0 ? usual_port : node->udp_port;
      all.push_back(Address::from(system).with_port(static_cast<std::uint16_t>(port)));
    }
    ::ares_free_data(first);
    return all;
  }

 private:
  // One of the library's sockets.
  struct Source final : EventSource {
    Source(Channel& of, ares_socket_t number) : channel{of}, descriptor{number} {}
    void on_events(std::uint32_t events) override {
      const bool in = (events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0;
      const bool out = (events & (EPOLLOUT | EPOLLHUP | EPOLLERR)) != 0;
      channel.process(in ? descriptor : ARES_SOCKET_BAD, out ? descriptor : ARES_SOCKET_BAD);
    }
    Channel& channel;
    ares_socket_t descriptor;
  };

  void mind(ares_socket_t descriptor, bool readable, bool writable) {
    const auto found = std::ranges::find_if(sources_, [&](const auto& s) { return s->descriptor == descriptor; });
    const std::uint32_t events = (readable ? EPOLLIN : 0u) | (writable ? EPOLLOUT : 0u);
    if (found == sources_.end()) {
      if (events == 0) return;
      Source& made = *sources_.emplace_back(std::make_unique<Source>(*this, descriptor));
      reactor_.watch(descriptor, events, made); // where that fails the question times out
    } else if (events != 0) {
      reactor_.rewatch(descriptor, events, **found);
    } else { // it may be the one whose event is told: nothing of it is touched afterwards
      reactor_.forget(**found);
      sources_.erase(found);
    }
  }

  void process(ares_socket_t in, ares_socket_t out) {
    ::ares_process_fd(channel_, in, out);
    watch_time();
  }

  void watch_time() {
    timeval room{};
    const timeval* wait = ::ares_timeout(channel_, nullptr, &room);
    if (wait == nullptr) return reactor_.timers().disarm(*this);
    constexpr long thousand = 1000;
    reactor_.timers().arm(*this, reactor_.after(wait->tv_sec * thousand + wait->tv_usec / thousand + 1));
  }

  static void expired(Timer& timer) { static_cast<Channel&>(timer).process(ARES_SOCKET_BAD, ARES_SOCKET_BAD); }

  static void answered(Name& name, int status, ares_addrinfo* result) {
    const std::unique_ptr<ares_addrinfo, decltype(&::ares_freeaddrinfo)> owned{result, &::ares_freeaddrinfo};
    if (status == ARES_EDESTRUCTION) return; // the name goes, too
    std::vector<Address> addresses;
    base::Milliseconds ttl_s = std::numeric_limits<std::int32_t>::max();
    const auto take = [&](const ares_addrinfo_node& node) {
      sockaddr_storage system{};
      std::memcpy(&system, node.ai_addr, std::min<std::size_t>(node.ai_addrlen, sizeof system));
      const Address address = Address::from(system);
      if (std::ranges::find(addresses, address) == addresses.end()) addresses.push_back(address);
      ttl_s = std::min<base::Milliseconds>(ttl_s, std::max(node.ai_ttl, 0));
    };
    if (status == ARES_SUCCESS && result != nullptr)
      for (const ares_addrinfo_node* node = result->nodes; node != nullptr; node = node->ai_next) take(*node);
    if (addresses.empty()) return name.not_told(status == ARES_SUCCESS ? NameFault::no_address : fault_of(status));
    name.found(std::move(addresses), ttl_s * 1000);
  }

  Reactor& reactor_;
  ares_channel channel_ = nullptr;
  std::vector<std::unique_ptr<Source>> sources_;
};

Resolver::Resolver(Reactor& reactor, std::span<const Address> servers, const ResolverLimits& limits)
    : reactor_{reactor}, limits_{limits} {
  // Servers of one's own know nothing of the domains that the system would search.
  const bool of_system = servers.empty();
  std::vector<Address> known;
  if (of_system) {
    known = Channel{reactor, nullptr, true, limits}.servers();
    servers = known;
  }
  for (const Address& server : servers)
    channels_.push_back(std::make_unique<Channel>(reactor, &server, of_system, limits));
  if (channels_.empty()) channels_.push_back(std::make_unique<Channel>(reactor, nullptr, of_system, limits));
}

Resolver::~Resolver() = default;

Name& Resolver::name(std::string_view host) {
  const auto same = std::ranges::find_if(names_, [&](const auto& name) { return name->host() == host; });
  if (same != names_.end()) return **same;
  return *names_.emplace_back(std::make_unique<Name>(*this, std::string{host}));
}

// --- A name --------------------------------------------------------------------------------------------------------

Name::Name(Resolver& resolver, std::string host)
    : Timer{&Name::time_ended}, resolver_{resolver}, host_{std::move(host)} {}

bool Name::leads_to(const Address& address) {
  used_ = true;
  refresh();
  return std::ranges::any_of(addresses_, [&](const Address& a) { return a.with_port(address.port()) == address; });
}

bool Name::may_use_stale(base::Milliseconds now_ms) const {
  return !addresses_.empty() && now_ms < good_until_ms_ + resolver_.limits_.max_stale_ms.milliseconds();
}

bool Name::knows(base::Milliseconds now_ms, NameFault& fault) {
  used_ = true;
  fault = NameFault::none;
  if (!addresses_.empty() && now_ms < good_until_ms_) return true;
  // What has just been good stays so until the servers have said what is (RFC 8767 5).
  if ((refreshing_ || now_ms < failed_until_ms_) && may_use_stale(now_ms)) return true;
  // Who comes while nobody answers waits: it may be answered.
  if (now_ms >= failed_until_ms_ || fault_ == NameFault::silent) return false;
  fault = fault_;
  return true;
}

void Name::ask() {
  if (std::exchange(asking_, true)) return;
  begin_round();
}

// Each of the servers once, beginning with the one that answered lately.
void Name::begin_round() {
  asked_ = 0;
  said_ = NameFault::silent;
  server_ = resolver_.first_;
  resolver_.channels_[server_]->ask(*this);
}

void Name::not_told(NameFault fault) {
  if (is_settled(fault)) return failed(fault);
  if (fault != NameFault::silent) said_ = fault;
  const std::size_t count = resolver_.channels_.size();
  const std::size_t next = (server_ + 1) % count;
  const bool is_away = fault == NameFault::silent || fault == NameFault::unreachable;
  if (is_away && resolver_.first_ == server_) resolver_.first_ = next;
  server_ = next;
  if (++asked_ < count) return resolver_.channels_[server_]->ask(*this);
  // As long as somebody waits it is asked again: it is the time limits of those who wait that end it.
  if (said_ == NameFault::silent && !waiting_.empty()) return begin_round();
  failed(said_);
}

void Name::found(std::vector<Address> addresses, base::Milliseconds ttl_ms) {
  const ResolverLimits& limits = resolver_.limits_;
  if (addresses.size() > limits.max_addresses) addresses.resize(limits.max_addresses);
  addresses_ = std::move(addresses);
  const base::Milliseconds least = limits.min_ttl_ms.milliseconds();
  const base::Milliseconds most = std::max(least, limits.max_ttl_ms.milliseconds());
  good_until_ms_ = resolver_.reactor_.now().monotonic_ms + std::clamp(ttl_ms, least, most);
  failed_until_ms_ = 0;
  resolver_.reactor_.timers().arm(*this, {good_until_ms_});
  used_ = false;
  tell(NameFault::none);
}

void Name::failed(NameFault fault) {
  const base::Milliseconds now_ms = resolver_.reactor_.now().monotonic_ms;
  fault_ = fault;
  failed_until_ms_ = now_ms + resolver_.limits_.failure_ttl_ms.milliseconds();
  if (is_settled(fault)) addresses_.clear();
  resolver_.reactor_.timers().arm(*this, {failed_until_ms_});
  tell(may_use_stale(now_ms) ? NameFault::none : fault);
}

void Name::tell(NameFault fault) {
  asking_ = refreshing_ = false;
  while (NameWait* wait = waiting_.pop_front()) wait->end(NameWait::End::known, fault);
}

// The time of what is known has ended: who uses it is not to wait.
void Name::refresh() {
  const base::Milliseconds now_ms = resolver_.reactor_.now().monotonic_ms;
  if (!used_ || asking_ || addresses_.empty() || now_ms < std::max(good_until_ms_, failed_until_ms_)) return;
  refreshing_ = true;
  ask();
}

// Somebody's time is over; the question goes on, for those who come later. Whether what was good lately is used: that
// is better than nothing.
bool Name::waited_in_vain() {
  const base::Milliseconds now_ms = resolver_.reactor_.now().monotonic_ms;
  fault_ = NameFault::silent;
  failed_until_ms_ = now_ms + resolver_.limits_.failure_ttl_ms.milliseconds();
  return may_use_stale(now_ms);
}

// --- Waiting for it ------------------------------------------------------------------------------------------------

NameWait::NameWait(Name& name, Reactor& reactor, Deadline deadline)
    : Timer{&NameWait::expired}, name_{&name}, reactor_{reactor}, deadline_{deadline} {}

NameWait::~NameWait() { reactor_.let_sleep(*this); }

bool NameWait::await_ready() { return name_->knows(reactor_.now().monotonic_ms, fault_); }

void NameWait::await_suspend(std::coroutine_handle<> handle) {
  waiting_ = handle;
  name_->waiting_.push_back(*this);
  reactor_.timers().arm(*this, deadline_);
  name_->ask(); // may answer at once, and then wakes
}

void NameWait::end(End end, NameFault fault) {
  Hook<NameWait>::unlink();
  reactor_.timers().disarm(*this);
  end_ = end;
  fault_ = fault;
  reactor_.wake(*this);
}

void NameWait::on_wake() { std::exchange(waiting_, nullptr).resume(); }

void NameWait::expired(Timer& timer) {
  auto& self = static_cast<NameWait&>(timer);
  if (self.name_->waited_in_vain()) return self.end(End::known, NameFault::none);
  self.end(End::timed_out, NameFault::silent);
}

} // namespace responsum::net
