// What a worker remembers of the file system: things found and things missed, by decoded path.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "responsum/resource/file/file_system.hpp"
#include "responsum/resource/file/stamp.hpp"
#include "responsum/resource/resource.hpp"

namespace responsum::resource::file {

// One stored form of a file: identity, or a precompressed sibling.
struct Variant {
  std::string path;   // relative to the root
  std::string coding; // "" is identity
  Stamp stamp;
  std::string tag; // opaque part of the entity tag
  std::string media_type;
  decision::RepresentationFacts facts; // views of the strings above
  std::deque<std::string> texts;       // what `fields` views
  std::vector<message::ResponseField> fields;
  AnswerSlot slot;
  net::Descriptor descriptor; // open when the content is not in memory
};

// What is known of one path. `variants` is a deque since variants hold views of themselves.
struct Cached final : Held {
  std::string path; // relative to the root, with a final slash if one was sent
  decision::Located located = decision::Located::none;
  bool directory = false;
  bool has_index = false;
  std::string failed_component;
  int error = 0;
  std::deque<Variant> variants; // identity first
  std::string choices;
  base::Milliseconds checked_ms = 0;
  std::uint64_t checked_after = 0; // FileSystem::changes() then
  std::size_t bytes = 0;           // of content that it keeps in memory
  bool used = false;               // since the clock's hand last passed
};

// At most `capacity` paths and `capacity_bytes` of content; the one least recently used goes, roughly (clock). What
// is replaced or evicted lives on until the next turn, since output that was queued may refer to it.
class Cache {
 public:
  static constexpr std::size_t longest_key = 1024; // longer paths are not remembered

  Cache(std::size_t capacity, std::size_t capacity_bytes) : capacity_{capacity}, capacity_bytes_{capacity_bytes} {}
  ~Cache();
  Cache(const Cache&) = delete;
  Cache& operator=(const Cache&) = delete;

  Cached* find(std::string_view path);
  // Takes over the caller's hold on `entry`.
  void put(std::string_view path, Cached* entry, std::uint64_t turn);
  void clear(std::uint64_t turn);
  // Lets go of what was replaced in earlier turns.
  void begin_turn(std::uint64_t turn);
  // Lets go of an entry at the next turn.
  void retire(Cached* entry, std::uint64_t turn);

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  void evict_one(std::uint64_t turn);

  std::size_t capacity_;
  std::size_t capacity_bytes_;
  std::size_t bytes_ = 0;
  std::unordered_map<std::string, Cached*, Hash, std::equal_to<>> entries_;
  std::vector<std::string> ring_; // keys, in the order of the clock's hand
  std::size_t hand_ = 0;
  std::vector<Cached*> retired_;
  std::uint64_t retired_in_ = 0;
};

} // namespace responsum::resource::file
