// The resource of a route that serves files: finds, caches and selects. One object a worker and route.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "responsum/base/pattern.hpp"
#include "responsum/resource/file/cache.hpp"
#include "responsum/resource/file/file_system.hpp"
#include "responsum/resource/file/listing.hpp"
#include "responsum/resource/file/media_type.hpp"
#include "responsum/resource/file/writes.hpp"
#include "responsum/resource/resource.hpp"

namespace responsum::resource::file {

// A content coding that siblings of a file may be stored in.
struct Coding {
  std::string name;      // as in Content-Encoding: "br"
  std::string extension; // with its dot: ".br"
};

struct CacheRule {
  base::PathPattern match; // of the path below the root
  std::string value;       // of Cache-Control
};

struct FilesOptions {
  std::string root;   // a directory
  std::string single; // "/name": every request is for this file; empty: the request says
  std::vector<std::string> index;
  std::vector<Coding> codings; // in the server's order of preference
  std::vector<CacheRule> cache_rules;
  std::string charset; // of text types; empty: none is said
  Symlinks symlinks = Symlinks::beneath;
  ListingForm listing = ListingForm::negotiated;
  message::MethodSet methods;
  WriteOptions writes;
  bool lists_hidden = false;
  std::uint64_t max_cached_file_bytes = 128 * 1024;
  std::uint64_t max_cached_bytes = 64 * 1024 * 1024;
  std::size_t max_cached_files = 4096;
  base::Milliseconds check_ms = 1000; // how long the file system is not asked again
};

// Serves `root`, or the one file that `single` names in it.
class Files final : public Resource {
 public:
  // `types`, `system` and `reactor` outlive this; without a reactor a change waits where it is asked for.
  Files(FilesOptions options, const MediaTypes& types, const FileSystem& system, net::Reactor* reactor = nullptr);

  message::MethodSet methods() const override { return options_.methods; }
  void locate(const Request&, Bench&, decision::Facts&, Selected&) override;
  void list(const Request&, Bench&, Selected&) override;
  std::unique_ptr<Deed> begin(const Request&, const Caller&, Bench&, const decision::Facts&) override;
  std::unique_ptr<Deed> sum_up(const Selected&, Watcher*) override;
  std::vector<std::string> near_names(const Request&, Bench&) override;

 private:
  const net::Descriptor& root(const Bench&);
  std::string_view path_of(const Request&) const;
  Cached* build(std::string_view path, const Bench&);
  void add_representations(Cached&, const std::string& path);
  bool was_touched(const Cached&) const;
  bool still_true(const Cached&, const Bench&);
  void supply(Cached&, const Request&, decision::Facts&, Selected&) const;

  FilesOptions options_;
  const MediaTypes& types_;
  const FileSystem& system_;
  net::Reactor* reactor_;
  Writes writes_;
  Cache cache_;
  net::Descriptor root_;
  base::Milliseconds root_checked_ms_ = -1;
};

} // namespace responsum::resource::file
