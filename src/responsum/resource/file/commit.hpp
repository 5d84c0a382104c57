// One change: what is to be done, the content for it, and the doing, which can take place in any thread.
#pragma once

#include <expected>
#include <memory>
#include <string>
#include <string_view>

#include "responsum/decision/facts.hpp"
#include "responsum/field/prefer.hpp"
#include "responsum/resource/file/common.hpp"
#include "responsum/resource/file/conditions.hpp"
#include "responsum/resource/file/file_system.hpp"
#include "responsum/resource/file/jobs.hpp"
#include "responsum/resource/file/media_type.hpp"
#include "responsum/resource/file/spool.hpp"
#include "responsum/resource/file/store.hpp"
#include "responsum/resource/file/uploads.hpp"
#include "responsum/resource/resource.hpp"

namespace responsum::resource::file {

// When whoever changes what is there has to say which state of it is meant.
enum class Preconditions : std::uint8_t { never, contended, always };

struct WriteOptions {
  message::MethodSet methods; // of those that change something; none: the files are only read
  Durability durability = Durability::full;
  std::uint64_t quota_bytes = 0; // of all files below the root; 0: none
  Preconditions preconditions = Preconditions::never;
  bool deletes_trees = false;                         // directories with all that is in them
  std::uint64_t max_patched_bytes = 16 * 1024 * 1024; // of a document that is patched
  std::size_t max_waiting = 1024;                     // changes that wait for a thread
  UploadOptions uploads;                              // that can be resumed
  JobOptions jobs;                                    // of trees that are removed
};

// What changes of one route have in common. It outlives them.
struct Premises {
  std::string root; // its path
  WriteOptions options;
  const MediaTypes& types;
  const FileSystem& system;

  std::string key_of(std::string_view name) const { return root + "/" + std::string{name}; }
};

class Commit {
 public:
  // Where drafts are, or the errno that says why there is no such place.
  using Place = std::expected<Spool::Place, int>;
  // `name` is below the root.
  Commit(const Premises& premises, Place place, Spot spot, std::string name, const Request& request,
         const decision::Facts& facts);

  // --- While the content comes. Whatever is met is final.

  // Room for so many octets of content. False: that is more than the quota, and nothing else has changed.
  bool cover(std::uint64_t octets);
  void keep(std::string_view piece);
  // In place of content: room that was taken before, and content that came before.
  void take_over(Reservation room) { reservation_ = std::move(room); }
  void take_over(Draft draft) { draft_ = std::move(draft); }
  void meet(Met met);
  void give_up();
  const Met& met() const { return met_; }

  // --- Then

  // It is over in moments, unless somebody else is at the same directory.
  bool is_quick() const;
  // In whatever thread, as long as no other uses it.
  void make(Patience patience);
  // Without patience: somebody else was at the same directory, so nothing was done yet.
  bool would_wait() const { return met_.hindrance == decision::Hindrance::locked && met_.error == EWOULDBLOCK; }
  bool done() const { return done_; }
  bool created() const { return created_; }
  // What no name leads to any more, and is still to be removed; null: nothing. Shared, as Removal says.
  const std::shared_ptr<Removal>& removal() const { return removal_; }
  const field::Preferences& preferences() const { return preferences_; }
  std::string_view complaint() const { return complaint_; }
  std::string_view location() const { return location_; }
  std::string_view tag() const { return tag_; }        // as a field has it
  int parent() const { return spot_.parent.number(); } // the directory that it is in, or is to be

 private:
  bool takes_tree() const;
  void take_tree();
  bool begin_draft();
  void write(std::string_view piece);
  void put();
  void post();
  void patch();
  void remove();
  void finish(const Change& change);
  decision::Hindrance consent(const struct stat* now) const;

  const Premises& premises_;
  Place place_;
  Spot spot_;
  std::string name_;
  std::string address_; // of the client
  message::Method method_;
  std::string content_type_;
  Conditions conditions_;
  base::UnixSeconds now_s_;
  // Of who asks for a tree to be removed, and what for: what is said of that goes on with it.
  std::string user_;
  std::string target_; // path, encoded
  field::Preferences preferences_;
  bool directory_;         // that is what is there
  bool decoded_;           // the content is not as it was sent
  std::uint64_t replaced_; // octets of what was there
  Reservation reservation_;
  Draft draft_;
  std::string patch_; // the content of one
  Patience patience_ = Patience::some;
  std::shared_ptr<Removal> removal_; // see above
  Met met_{decision::Hindrance::none};
  bool done_ = false;
  bool created_ = false;
  std::string complaint_;
  std::string location_;
  std::string tag_;
};

} // namespace responsum::resource::file
