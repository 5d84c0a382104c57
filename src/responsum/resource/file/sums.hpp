// Digests of files that are too long to be summed up in passing: once for all who ask, in a thread that keeps no
// worker waiting, and remembered as long as the file stays as it is.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>

#include "responsum/base/threads.hpp"
#include "responsum/net/descriptor.hpp"
#include "responsum/net/reactor.hpp"
#include "responsum/resource/file/stamp.hpp"
#include "responsum/resource/resource.hpp"

namespace responsum::resource::file {

using Sum = Sha256;

// Of all that a descriptor leads to, from its start; nothing: it cannot be read, or `goes_on` said no. That is asked
// from time to time.
std::optional<Sum> sum_of(int descriptor, const std::function<bool()>& goes_on);

// Safe to call from any thread.
class Sums {
 public:
  static constexpr std::size_t most_known = 4096; // the oldest is forgotten then

  // Nothing: nobody has asked for it yet, as it is now.
  std::optional<Sum> known(int descriptor);

  // Somebody who waits for one. Destroying it is in the reactor's thread, and asks no more.
  class Wait;
  // `told` is called in the reactor's thread, once: with nothing where the file cannot be read.
  using Told = std::move_only_function<void(std::optional<Sum>)>;
  std::unique_ptr<Wait> ask(net::Descriptor file, base::Threads& threads, net::Reactor& reactor, Told told);

 private:
  struct Key {
    std::uint64_t device = 0;
    Stamp stamp{};
    std::int64_t changed_ns = 0;
    friend bool operator==(const Key&, const Key&) = default;
  };
  struct Known {
    Key key;
    Sum sum;
  };
  struct Work {
    Key key;
    std::list<Wait*> waiting;
  };

  static Key key_of(int descriptor);
  void work(const Key& key, int descriptor);
  bool is_wanted(const Key& key);
  bool end(const Key& key, const std::optional<Sum>& sum, bool left, bool lasting);
  void leave(Wait& wait);

  std::mutex mutex_;
  std::deque<Known> known_;
  std::list<Work> under_way_;
};

class Sums::Wait {
 public:
  Wait(Sums& of, net::Reactor& reactor, Told told);
  Wait(const Wait&) = delete;
  Wait& operator=(const Wait&) = delete;
  ~Wait();

 private:
  friend class Sums;
  // Shared with what is posted to the reactor, which may come when nobody waits any more.
  struct Place {
    Wait* wait;
  };

  Sums& of_;
  net::Reactor& reactor_;
  Told told_;
  std::shared_ptr<Place> place_; // see above
};

} // namespace responsum::resource::file
