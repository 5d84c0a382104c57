// The uploads below a root, as all workers know them: which are under way, what room they take, and which are over.
#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "responsum/base/clock.hpp"
#include "responsum/decision/upload_facts.hpp"
#include "responsum/resource/file/ledger.hpp"
#include "responsum/resource/file/upload.hpp"

namespace responsum::resource::file {

struct UploadOptions {
  decision::UploadTerms terms;
  std::uint64_t max_count = 0;        // under way; of those that are over as many are remembered
  std::uint64_t max_append_bytes = 0; // with one request
  std::uint64_t checkpoint_bytes = 1; // so many of them are kept at a time
};

// Safe in whatever thread.
class Uploads {
 public:
  // What earlier servers have left, once: what nobody has gone on with is thrown away. What the ledger has counted of
  // it stays counted.
  void load(int root, const UploadOptions& options, base::UnixSeconds now_s, Ledger* ledger);

  // For one more.
  bool has_room(const UploadOptions& options, base::UnixSeconds now_s) const;
  // How it stands. None: nobody knows of it.
  std::optional<UploadFound> find(int root, const std::string& id) const;

  // Shared, as Upload says. Errors are errno; EBUSY: there is no room for one more. Takes the reservation along.
  std::expected<std::shared_ptr<Upload>, int> begin(int root, UploadPurpose purpose, const UploadState& state,
                                                    Durability durability, const UploadOptions& options,
                                                    Reservation& reservation);
  // The one that somebody is sending, or the one that is found there; shared, as Upload says.
  std::expected<std::shared_ptr<Upload>, int> take(const FileSystem& system, int root, const std::string& id,
                                                   Durability durability);

  // Room for so many octets of it, within the quota.
  bool cover(const std::string& id, Ledger& ledger, std::uint64_t octets, std::uint64_t most);
  // Its room, for what is made of it.
  Reservation settle(const std::string& id);
  // It is complete; what it was is remembered for a while.
  void retire(int folder, const std::string& id, const UploadOptions& options, base::UnixSeconds now_s);
  // It is gone.
  void forget(const std::string& id);
  void touch(const std::string& id, base::UnixSeconds now_s);

 private:
  struct Entry {
    std::weak_ptr<Upload> live; // shared by those who send it
    Reservation room;
    base::UnixSeconds touched_s = 0;
    bool over = false;
  };

  static bool is_under_way(const Entry& entry, const UploadOptions& options, base::UnixSeconds now_s);
  bool has_room_now(const UploadOptions& options, base::UnixSeconds now_s) const;
  void expire(int folder, const UploadOptions& options, base::UnixSeconds now_s);

  mutable std::mutex mutex_;
  bool loaded_ = false;
  std::map<std::string, Entry, std::less<>> entries_;
};

} // namespace responsum::resource::file
