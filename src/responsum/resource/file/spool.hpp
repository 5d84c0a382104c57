// Where content is until it is whole: a folder below the root from which nothing is served. A server that is killed
// leaves drafts there, never below a name, and the next one removes them.
#pragma once

#include <sys/stat.h>

#include <atomic>
#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "responsum/net/descriptor.hpp"
#include "responsum/resource/file/file_system.hpp"

namespace responsum::resource::file {

// The folder of a spool in that of a root. Whoever has it holds a lock on it as long as it lives: so servers know
// what others still use, also those of an earlier configuration. Safe in whatever thread.
class SpoolFolder;

// Content that no name leads to yet. What is not placed is removed with it.
class Draft {
 public:
  Draft() = default;
  // What has come already, under a name in a directory.
  Draft(net::Descriptor directory, net::Descriptor file, std::string name, std::uint64_t octets)
      : file_{std::move(file)}, elsewhere_{std::move(directory)}, name_{std::move(name)}, octets_{octets} {}
  Draft(Draft&& other) noexcept;
  Draft& operator=(Draft&& other) noexcept;
  ~Draft() { give_up(); }

  bool begun() const { return file_.valid(); }
  int descriptor() const { return file_.number(); }
  std::uint64_t octets() const { return octets_; }

  // 0 or an errno; after one the draft is of no use any more.
  int write(std::string_view piece);
  int sync() const;
  // Gives it the name. 0 or an errno: EEXIST, ENOENT and EISDIR when it stands otherwise there.
  int place(int parent, const char* name, Standing standing);
  void give_up();

 private:
  friend class SpoolFolder;

  int directory() const; // that it is in
  int take_name(int parent, const char* name, Standing standing);
  void unpoint() const;

  std::shared_ptr<const SpoolFolder> folder_; // shared: a draft may outlive the spool that began it
  net::Descriptor file_;
  net::Descriptor elsewhere_; // the directory, where it is not the folder
  std::string name_;
  std::string pointer_; // in the folder a symbolic link tells of it, if it is elsewhere
  std::uint64_t octets_ = 0;
};

// Shared: its drafts, which may outlive the spool, are in it.
class SpoolFolder : public std::enable_shared_from_this<SpoolFolder> {
 public:
  // Errors are errno.
  static std::expected<std::shared_ptr<SpoolFolder>, int> make(int root);
  SpoolFolder(const SpoolFolder&) = delete;
  SpoolFolder& operator=(const SpoolFolder&) = delete;
  ~SpoolFolder();

  // It is in this root still.
  bool serves(int root) const;
  // For a name in `parent`, whose path below the root is told. Errors are errno. The file is on the parent's file
  // system.
  std::expected<Draft, int> begin(int parent, const std::string& parent_path);
  // The folder for trees that no name leads to any more. Errors are errno.
  std::expected<net::Descriptor, int> jobs() const;

 private:
  friend class Draft;
  SpoolFolder() = default;
  int open(int root);

  net::Descriptor all_; // ".responsum"
  net::Descriptor own_; // the folder in it
  std::string own_name_;
  std::uint64_t device_ = 0;
  struct stat root_{};
  std::atomic<std::uint64_t> count_ = 0;
};

class Spool {
 public:
  static constexpr std::string_view folder_name = ".responsum";
  // In it the folder of uploads that can be resumed: what is there outlives the server.
  static constexpr std::string_view uploads_name = "uploads";
  // Likewise that of trees which are being removed.
  static constexpr std::string_view jobs_name = "jobs";
  // Of every name that a spool makes, in whatever directory: none is served, listed or written.
  static constexpr bool is_reserved(std::string_view segment) { return segment.starts_with(folder_name); }
  // Of a path, relative or not.
  static bool has_reserved(std::string_view path);

  // Removes what those have left who are gone. Errors are nobody's business: what cannot be removed is found again.
  static void sweep(int root);

  // Shared with the drafts in it and with changes that are made elsewhere.
  using Place = std::shared_ptr<SpoolFolder>;
  // Below this root; another one than before if the root's name leads to another directory now. Errors are errno.
  std::expected<Place, int> place(int root);

 private:
  Place place_;
};

} // namespace responsum::resource::file
