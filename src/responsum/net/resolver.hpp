// Names of hosts, led to addresses by the name service: one worker's view, asked on its reactor, each answer good for
// as long as it says (RFC 1035 3.2.1).
#pragma once

#include <array>
#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "responsum/base/limit.hpp"
#include "responsum/net/address.hpp"
#include "responsum/net/intrusive.hpp"
#include "responsum/net/reactor.hpp"
#include "responsum/net/timer.hpp"

namespace responsum::net {

// Why a name leads nowhere.
enum class NameFault : std::uint8_t {
  none,
  unknown,    // there is no such name
  no_address, // there is, and it has no address
  malformed,
  failed,
  not_implemented,
  refused,
  unreachable, // none of the servers, by what the system said at once
  unreadable,  // an answer that is none
  silent,      // no answer in time
  other,       // of this machine: no memory, no descriptors
};

struct NameFaultRow {
  NameFault fault;
  std::string_view rcode; // as the registry of DNS has it (RFC 6895 2.3); empty: the servers have not said so
  std::string_view words;
};
inline constexpr std::array name_fault_rows{
    NameFaultRow{NameFault::none, "", "found"},
    NameFaultRow{NameFault::unknown, "NXDOMAIN", "there is no such name"},
    NameFaultRow{NameFault::no_address, "NOERROR", "the name has no address"},
    NameFaultRow{NameFault::malformed, "FORMERR", "the name servers did not understand the question"},
    NameFaultRow{NameFault::failed, "SERVFAIL", "the name servers failed"},
    NameFaultRow{NameFault::not_implemented, "NOTIMP", "the name servers do not answer such questions"},
    NameFaultRow{NameFault::refused, "REFUSED", "the name servers refused to answer"},
    NameFaultRow{NameFault::unreachable, "", "no name server can be reached"},
    NameFaultRow{NameFault::unreadable, "", "the answer of the name server is malformed"},
    NameFaultRow{NameFault::silent, "", "no name server answered"},
    NameFaultRow{NameFault::other, "", "the question could not be asked"},
};
constexpr const NameFaultRow& row(NameFault f) { return name_fault_rows[static_cast<std::size_t>(f)]; }

struct ResolverLimits {
  base::Limit server_timeout_ms; // without an answer of one server until the next is asked
  base::Limit min_ttl_ms;        // an answer is believed at least so long
  base::Limit max_ttl_ms;        // and at most so long
  base::Limit failure_ttl_ms;    // that there is none is believed so long
  base::Limit max_stale_ms;      // addresses are used so long beyond their time where the servers do not answer
  base::Limit max_addresses;     // of one name
};

class Resolver;
class NameWait;

// One name, asked for as long as it is used.
class Name : private Timer {
 public:
  Name(Resolver& resolver, std::string host);
  Name(const Name&) = delete;
  Name& operator=(const Name&) = delete;

  const std::string& host() const { return host_; }
  // As last heard, the preferred first (RFC 6724); port 0. They change only between the calls of one turn.
  std::span<const Address> addresses() const& { return addresses_; }
  // Whether a connection to it may go on being used, whatever its port.
  bool leads_to(const Address& address);

 private:
  friend class Resolver;
  friend class NameWait;

  // True: what is known is enough, and `fault` says what it is.
  bool knows(base::Milliseconds now_ms, NameFault& fault);
  bool may_use_stale(base::Milliseconds now_ms) const;
  void ask();
  void begin_round();
  // By the server that was asked.
  void not_told(NameFault fault);
  void found(std::vector<Address> addresses, base::Milliseconds ttl_ms);
  void failed(NameFault fault);
  void tell(NameFault fault);
  bool waited_in_vain();
  void refresh();
  static void time_ended(Timer& timer) { static_cast<Name&>(timer).refresh(); }

  Resolver& resolver_;
  std::string host_;
  std::vector<Address> addresses_;
  base::Milliseconds good_until_ms_ = 0;   // what the last answer said
  base::Milliseconds failed_until_ms_ = 0; // until then nobody asks again
  NameFault fault_ = NameFault::none;      // of the last question
  List<NameWait> waiting_;
  std::size_t server_ = 0;             // that is asked
  std::size_t asked_ = 0;              // servers before it, in this round
  NameFault said_ = NameFault::silent; // by them, what tells most
  bool asking_ = false;
  bool refreshing_ = false; // asking, because the time of what is known has ended, and it is in use
  bool used_ = false;       // since the last answer
};

// Waits for what a name leads to: give it a name of its own, then `co_await` it, once.
class NameWait final : public Hook<NameWait>, private Timer, private Sleeper {
 public:
  enum class End : std::uint8_t { known, timed_out, given_up };
  // `name` lives as long as the wait, unless that is given up before.
  NameWait(Name& name, Reactor& reactor, Deadline deadline);
  NameWait(const NameWait&) = delete;
  NameWait& operator=(const NameWait&) = delete;
  ~NameWait();

  bool await_ready();
  void await_suspend(std::coroutine_handle<> handle);
  // known: the name has addresses, unless fault() says why it has not.
  End await_resume() const { return end_; }
  NameFault fault() const { return fault_; }

  // The name goes. Whoever waits is woken in this turn.
  void give_up() { end(End::given_up, NameFault::other); }

 private:
  friend class Name;

  void end(End end, NameFault fault);
  void on_wake() override;
  static void expired(Timer& timer);

  Name* name_;
  Reactor& reactor_;
  Deadline deadline_;
  std::coroutine_handle<> waiting_;
  End end_ = End::known;
  NameFault fault_ = NameFault::none;
};

class Resolver {
 public:
  // The reactor outlives it; it is used in the reactor's thread.
  // `servers`: empty: those of the system, and then the domains that it searches.
  Resolver(Reactor& reactor, std::span<const Address> servers, const ResolverLimits& limits);
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;
  // Its names go with it; who waits for one of them has given up before.
  ~Resolver();

  // The same for the same host. It is asked when somebody waits for it.
  Name& name(std::string_view host);

 private:
  friend class Name;
  struct Channel; // the library's part

  Reactor& reactor_;
  ResolverLimits limits_;
  std::vector<std::unique_ptr<Name>> names_;
  std::vector<std::unique_ptr<Channel>> channels_; // one a server
  std::size_t first_ = 0;                          // which of them is asked first
};

} // namespace responsum::net
