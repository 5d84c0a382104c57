// An upload that can be resumed: what has come of it, in a folder of the spool, beside a record of how it stands and
// of the request that began it. Both outlive the server.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "responsum/base/clock.hpp"
#include "responsum/message/request_head.hpp"
#include "responsum/net/descriptor.hpp"
#include "responsum/resource/file/file_system.hpp"
#include "responsum/resource/file/spool.hpp"
#include "responsum/resource/file/store.hpp"
#include "responsum/resource/resource.hpp"

namespace responsum::resource::file {

struct UploadState {
  // While it is placed, its content leaves the folder: whoever finds it so, and no content, knows that it was placed.
  enum class Phase : char { open = 'o', placing = 'p', complete = 'c' };

  std::uint64_t offset = 0;            // octets that are kept, as lastingly as the route promises
  std::optional<std::uint64_t> length; // of the whole, once that is known
  Phase phase = Phase::open;
  base::UnixSeconds touched_s = 0; // when a request was about it last
};

// The request that began it, as far as it says what becomes of the content.
class UploadPurpose {
 public:
  // A line for method and path, and a line a field.
  static UploadPurpose of(const message::RequestHead& head);
  static std::optional<UploadPurpose> read(std::string_view text);

  std::string_view text() const { return *text_; }
  const message::RequestHead& head() const { return *head_; }
  std::string_view target() const { return head_->text(head_->path); } // as it was sent

 private:
  UploadPurpose() = default;

  std::unique_ptr<std::string> text_; // stays where it is: the head looks into it
  std::unique_ptr<message::RequestHead> head_;
};

// The folder below a root that uploads are in.
struct UploadFolder {
  static std::string path() { return std::string{Spool::folder_name} + "/" + std::string{Spool::uploads_name}; }
  // Errors are errno.
  static std::expected<net::Descriptor, int> open(int root);
  static std::expected<net::Descriptor, int> make(int root);
};

// What is there of one that nobody may be sending just now.
struct UploadFound {
  UploadState state;
  UploadPurpose purpose;
  bool has_content = false;
};

class Upload {
 public:
  // A name that something in the folder can have.
  static bool is_name(std::string_view id);
  static std::string random_name();
  static std::vector<std::string> names_in(int folder);
  // Reads its record. None: there is none, or none that can be read.
  static std::optional<UploadFound> find(int folder, const std::string& id);
  // Removes all of it, or its content alone.
  static void remove(int folder, const std::string& id);
  static void remove_content(int folder, const std::string& id);

  // Shared by those who send it and by threads that wait for the disk in their place. Errors are errno; EWOULDBLOCK:
  // another program has it.
  static std::expected<std::shared_ptr<Upload>, int> begin(net::Descriptor folder, std::string id,
                                                           UploadPurpose purpose, const UploadState& state,
                                                           Durability durability);
  // Shared, as above.
  static std::expected<std::shared_ptr<Upload>, int> resume(const FileSystem& system, int root, std::string id,
                                                            Durability durability);
  Upload(const Upload&) = delete;
  Upload& operator=(const Upload&) = delete;

  // All that follows can be called in any thread; what is not const and has no turn waits for the disk. Who sends it
  // has a turn; the turn of whoever had it before is over, and he is told so by what he left here.
  using Turn = std::uint64_t;
  Turn take(base::UnixSeconds now_s, std::function<void()> cut_off);
  // Nobody is to be told any more.
  void leave(Turn turn);

  UploadState state() const;
  std::uint64_t written() const; // octets, of which state().offset are kept
  const UploadPurpose& purpose() const { return purpose_; }
  const std::string& id() const { return id_; }

  // Appends. Hindrance::superseded: the turn is over.
  Met write(Turn turn, std::string_view piece);
  // Throws away what came behind it, of which nothing was promised.
  Met cut(Turn turn, std::uint64_t octets);
  void set_length(Turn turn, std::uint64_t length);
  // Makes what was written last, and notes how much that is. Errors are errno.
  std::expected<std::uint64_t, int> keep();
  // Nobody else does what waits for the disk as long as this is held.
  std::unique_lock<std::mutex> hold() { return std::unique_lock{deeds_}; }
  bool has_turn(Turn turn) const;
  // Notes that its content is being placed, or has been. It is held.
  int enter(UploadState::Phase phase);
  // Gives its content to whoever places or removes it.
  std::expected<Draft, int> draft() const;
  // Reads its content from the beginning; false from the sink: no more is wanted. Errors are errno.
  int read(const std::function<bool(std::string_view)>& sink) const;
  void remove() const { remove(folder_.number(), id_); }
  int folder() const { return folder_.number(); }
  bool is_on_device_of(int directory) const;

 private:
  Upload() = default;
  int write_record(bool lasting);

  net::Descriptor folder_;
  std::string id_;
  UploadPurpose purpose_{*UploadPurpose::read("PUT /\n")};
  Durability durability_ = Durability::full;
  net::Descriptor content_;
  net::Descriptor record_; // locked as long as this lives: the content becomes somebody else's

  std::mutex deeds_; // held by whoever waits for the disk: one at a time, and before the other
  mutable std::mutex mutex_;
  UploadState state_;
  std::uint64_t written_ = 0;
  Turn turn_ = 0;
  std::function<void()> cut_off_; // of whose turn it is
};

} // namespace responsum::resource::file
