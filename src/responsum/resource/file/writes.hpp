// What a route takes that changes its files: looks at how they stand, and begins the change.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "responsum/message/method.hpp"
#include "responsum/net/reactor.hpp"
#include "responsum/resource/file/commit.hpp"
#include "responsum/resource/resource.hpp"

namespace responsum::resource::file {

// The methods that there is a change for.
inline constexpr message::MethodSet writing_methods{message::Method::put, message::Method::delete_,
                                                    message::Method::patch, message::Method::post};

// Changes that other threads make: whoever destroys it waits until they are over.
class UnderWay {
 public:
  // One of them; it is over when this ends.
  class Mark {
   public:
    explicit Mark(UnderWay& of);
    Mark(Mark&& other) noexcept : of_{std::exchange(other.of_, nullptr)} {}
    Mark& operator=(Mark&&) = delete;
    ~Mark();

   private:
    UnderWay* of_;
  };

  UnderWay() = default;
  UnderWay(const UnderWay&) = delete;
  UnderWay& operator=(const UnderWay&) = delete;
  ~UnderWay();

 private:
  std::mutex mutex_;
  std::condition_variable one_is_over_;
  std::size_t count_ = 0;
};

class Writes {
 public:
  // `types`, `system` and `reactor` outlive this; `allowed` are all methods of the route. Without a reactor changes
  // are made at once, whatever they wait for.
  Writes(std::string root, WriteOptions options, message::MethodSet allowed, Symlinks symlinks,
         const MediaTypes& types, const FileSystem& system, net::Reactor* reactor)
      : premises_{std::move(root), options, types, system},
        allowed_{allowed},
        symlinks_{symlinks},
        reactor_{reactor} {}

  bool any() const { return !premises_.options.methods.empty(); }
  // Removes what servers that are gone have left unfinished.
  void sweep(int root) const { Spool::sweep(root); }
  // How much is there, if that matters, and which uploads are under way: it may take a while, and so belongs to the
  // start.
  void count(int root) const;
  // Goes on with what servers that are gone have begun to remove.
  void take_up(int root) const;

  // Lookup locate, for a method that changes something. `path` is decoded and begins with a slash.
  void look(int root, std::string_view path, const Request&, Bench&, decision::Facts&, Selected&);
  std::unique_ptr<Deed> begin(int root, std::string_view path, const Request&, const Caller&, Bench&,
                              const decision::Facts&);

  // Lookup locate, for a request whose target names an upload.
  void find_upload(int root, const Request&, decision::Facts&) const;
  // Likewise, a job.
  void find_job(const Request&, Bench&, decision::Facts&, Selected&) const;

  // --- For what was begun

  // What an upload that has come in whole is to become; shared, as Uploading says. `request` has the head that began
  // it.
  std::shared_ptr<Commit> commit_of(int root, const Request& request, base::UnixSeconds now_s);
  const Premises& premises() const { return premises_; }
  net::Reactor* reactor() const { return reactor_; }
  base::Threads& threads() const { return premises_.system.common().threads(); }
  UnderWay::Mark under_way() { return UnderWay::Mark{under_way_}; }

 private:
  struct Memo {
    std::uint64_t turn = 0;
    std::string path;
    Spot spot;
  };

  void look_at_directory(const Spot&, decision::Facts&) const;
  void look_at_file(const Spot&, const struct stat&, Bench&, decision::Facts&, Selected&) const;
  void look_at_quota(const message::RequestHead&, decision::Facts&) const;
  std::unique_ptr<Deed> begin_upload(int root, const Request&, const Caller&, const decision::Facts&);
  bool wants_condition(std::string_view name, const Request&, const decision::Facts&) const;
  decision::Hindrance hindrance_at(const Spot&, const message::RequestHead&) const;
  std::expected<Spot, Met> spot_of(int root, const std::string& path, const Bench&);
  Commit::Place place_for(int root, message::Method method, bool directory);

  Premises premises_;
  message::MethodSet allowed_;
  Symlinks symlinks_;
  net::Reactor* reactor_;
  Spool spool_;
  Memo memo_;          // of the name looked at last: mostly the change begins in the same turn
  UnderWay under_way_; // the last, and so the first to end: what is under way uses the rest
};

} // namespace responsum::resource::file
