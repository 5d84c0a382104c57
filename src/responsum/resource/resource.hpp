// The interface between an exchange and what it serves.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "responsum/base/arena.hpp"
#include "responsum/base/clock.hpp"
#include "responsum/decision/facts.hpp"
#include "responsum/field/accept_encoding.hpp"
#include "responsum/message/response_head.hpp"
#include "responsum/resource/errand.hpp"

namespace responsum::resource {

// Something that a cache and exchanges under way own together, all on one thread, so the count is plain. The first
// holder is its maker; the last release() ends it.
class Held {
 public:
  Held() = default;
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;

  void retain() { ++holders_; }
  void release() {
    if (--holders_ == 0) delete this;
  }

 protected:
  virtual ~Held() = default;

 private:
  unsigned holders_ = 1;
};

// Holds on to something as long as it lives itself, also when the coroutine that it stands in ends in the middle.
class Holding {
 public:
  Holding() = default;
  // nullptr: there is nothing to hold.
  explicit Holding(Held* held) : held_{held} {
    if (held_ != nullptr) held_->retain();
  }
  Holding(Holding&& other) noexcept : held_{std::exchange(other.held_, nullptr)} {}
  Holding& operator=(Holding&& other) noexcept {
    std::swap(held_, other.held_);
    return *this;
  }
  ~Holding() {
    if (held_ != nullptr) held_->release();
  }

  bool empty() const { return held_ == nullptr; }

 private:
  Held* held_ = nullptr;
};

using Sha256 = std::array<std::uint8_t, 32>;

// Memory in front of a representation's content where delivery keeps the head it wrote, so that both leave in one
// piece.
struct AnswerSlot {
  static constexpr std::size_t headroom = 1024; // octets for a head; a longer one is not kept

  std::string storage; // headroom, then the content if it is small
  std::size_t content_at = 0;
  std::size_t head_at = 0; // == content_at: no head is kept
  std::size_t date_at = 0; // of the date's text within storage
  base::UnixSeconds dated_s = 0;
  std::optional<Sha256> digest{}; // of the content, once somebody has asked

  bool filled() const { return head_at != content_at; }
  std::string_view content() const { return std::string_view{storage}.substr(content_at); }
};

// What was selected to answer with. Views live until the end of the turn, or as long as `holder` is retained.
struct Selected {
  std::span<const message::ResponseField> fields; // of the representation: Content-Type, ETag, Vary, …
  std::string_view content;                       // when it is in memory
  int descriptor = -1;                            // of the file, when it is not
  std::int64_t modified_ns = 0;                   // of the file when its facts were taken, to notice a change
  AnswerSlot* slot = nullptr;                     // nullptr: answers are not kept
  Held* holder = nullptr;
  std::string_view choices;       // for an answer that lists what could be had
  std::optional<Sha256> digest{}; // of the content, where the lookup read_digest was made
};

// Content that comes over time, for one reader. It is asked what there is to say at once, and then not before its
// reader has taken what it said before: so nothing piles up, and what a feed cannot say in time it leaves out or
// keeps where it comes from.
class Feed {
 public:
  enum class State : std::uint8_t {
    more,
    ended,
    cut, // short of what it should have been, and nobody must take it for the whole
  };
  // How often it is asked, unless it tells its watcher when there is more.
  static constexpr base::Milliseconds interval_ms = 250;

  virtual ~Feed() = default;
  // Appends what there is to say since the last time.
  virtual State next(const base::Now& now, std::string& to) = 0;
  virtual bool tells_watcher() const { return false; }
  // Fields behind the content, once it has ended. Views live as long as the feed.
  virtual std::span<const message::ResponseField> trailers() const { return {}; }
  // Its reader did not take in time what there was to say, and is cut off.
  virtual void reader_cut() {}
};

// What a resource does for one exchange beyond finding a thing, in one lookup or in several: it takes the content of
// the request, learns facts, and may have content to answer with.
class Deed : public Errand, public Feed {
 public:
  // The walk asks for the next of the deed's lookups, once the one before has been settled.
  virtual void proceed(decision::Lookup lookup) = 0;
  // Whether the content of the request is for it, or for one that comes after it.
  virtual bool takes_content() const { return true; }
  // Octets of the request's content that it takes now; its watcher is told when it takes more.
  virtual std::size_t room() const { return 0; }
  // At most room() octets.
  virtual void take(std::string_view) {}
  // No more of it comes.
  virtual void content_ended(decision::ContentEnd) {}
  // What next() gave and was not sent comes first when it is asked again.
  virtual void put_back(std::string&&) {}
  // Nobody waits for it any more. It is settled now, whether or not what it does goes on all the same.
  virtual void client_gone() {}

  State next(const base::Now&, std::string&) override { return State::ended; }
};

// What one worker lends to every lookup.
struct Bench {
  base::Arena& arena; // until the end of the turn
  base::Now now;
  std::uint64_t turn = 0; // changes with every turn
};

struct Request {
  std::string_view whole_path; // decoded, as people see it
  std::string_view path;       // decoded, without the part that the route strips; begins with a slash
  const message::RequestHead& head;
  std::string_view address{}; // of the client, as text
  // What this server says of who the client is. Nothing that a client says by these names is handed on; a name
  // without a value is not said at all.
  std::span<const message::ResponseField> told{};
  std::string_view user{}; // who sends it; empty: nobody knows
};

// The codings of content that a resource undoes before it keeps it, and how Accept-Encoding says them.
inline constexpr std::array decoded_codings{field::ContentCoding::identity, field::ContentCoding::gzip,
                                            field::ContentCoding::br, field::ContentCoding::zstd};
inline constexpr std::string_view accept_encoding = "gzip, br, zstd, identity";

// The formats of patches that a resource may take, as Accept-Patch says them (RFC 5789 3.1).
inline constexpr std::string_view accept_patch = "application/merge-patch+json, application/json-patch+json";

// What forms come as, as Accept-Post says it (W3C LDP 7.1).
inline constexpr std::string_view form_types =
    "application/x-www-form-urlencoded, multipart/form-data, application/json";

// How the query of an address begins that names an upload; what follows is the name.
inline constexpr std::string_view upload_query = "upload=";

// Who asks for a deed. All of it outlives the deed, as the request and its head do.
struct Caller {
  std::string_view address; // of the client, as text
  bool trusted = false;     // what it says of others stands
  bool encrypted = false;
  std::string_view exchange{}; // what records call it; good for the call alone
  net::Address ends;           // of the client's connection, with its port; none: there is no address
  Watcher& watcher;
};

class Resource {
 public:
  virtual ~Resource() = default;
  virtual message::MethodSet methods() const = 0;

  // Lookup locate: finds the thing, and selects the representation that the request's Accept-Encoding takes best.
  virtual void locate(const Request&, Bench&, decision::Facts&, Selected&) = 0;
  // A directory's entries as content; `fields` of the selection are set with it.
  virtual void list(const Request&, Bench&, Selected&) = 0;
  // The content of a selected representation that is endless, at the moment when it is to be sent. The resource
  // outlives it.
  virtual std::unique_ptr<Feed> feed(const Request&, Bench&) { return nullptr; }
  // Begins what the diagram's lookup asks for, and what follows of it. Null: nothing here takes time.
  virtual std::unique_ptr<Deed> begin(const Request&, const Caller&, Bench&, const decision::Facts&) {
    return nullptr;
  }
  // Lookup read_digest, of a selected content that is not in memory. Null: it has none that would be the same for
  // another reader. Without a watcher it is settled when this returns.
  virtual std::unique_ptr<Deed> sum_up(const Selected&, Watcher*) { return nullptr; }
  // What is there under a name much like one that is not, the likest first: for whoever asks why.
  virtual std::vector<std::string> near_names(const Request&, Bench&) { return {}; }
};

} // namespace responsum::resource
