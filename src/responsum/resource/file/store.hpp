// Changes of names: all at once, under the lock of their directory, for those who still mean it then.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <string>

#include "responsum/decision/change_facts.hpp"
#include "responsum/net/descriptor.hpp"
#include "responsum/resource/file/file_system.hpp"
#include "responsum/resource/file/spool.hpp"
#include "responsum/resource/file/stamp.hpp"

namespace responsum::resource::file {

// Where a name is, or would be.
struct Spot {
  net::Descriptor parent;  // open for reading, so that it can be locked and flushed
  std::string parent_path; // below the root
  std::string name;
};

// What a loss of power leaves of a change that somebody has heard of.
enum class Durability : std::uint8_t {
  full,    // it is on the disk
  ordered, // it, or what it replaced
  none     // it, what it replaced, or an empty file
};

// Whether somebody else who holds a directory's lock is waited for, for a while. Where he is not, that is a hindrance
// with EWOULDBLOCK.
enum class Patience : std::uint8_t { some, none };

struct Met {
  decision::Hindrance hindrance;
  int error = 0; // errno, or 0
};

// What came of a change.
struct Changed {
  bool created = false;
  Stamp stamp;                // of what is there now, if something is
  std::uint64_t replaced = 0; // octets of the file that was there
};
using Change = std::expected<Changed, Met>;

// What is there by the name, as the change would find it; nullptr: nothing.
using Consent = std::function<decision::Hindrance(const struct stat*)>;

// `path` is relative to the root, without slashes at its ends.
std::expected<Spot, Met> find_spot(const FileSystem&, int root, const std::string& path, Symlinks);

// The hindrance that an error of the system means.
Met met_with(int error);

// The file is locked by another program (flock(2), or fcntl(2) on it).
bool is_locked(const FileSystem&, const Spot&);

// Gives the draft the spot's name. `consent` is asked with the lock held, at least once. What is there with a later
// time than the draft's makes that later still, so that no two contents of a name have the same time.
Change place(const FileSystem&, Draft&, const Spot&, Durability, const Consent& consent,
             Patience patience = Patience::some);

// Removes the file or the empty directory.
Change remove(const FileSystem&, const Spot&, Durability, const Consent& consent, Patience patience = Patience::some);

// Takes the directory away with all that is in it, into the folder `jobs` by the name `id`: at once for everybody
// else; there it is still to be removed.
Change take_tree(const FileSystem&, int jobs, const std::string& id, const Spot&, Durability, const Consent& consent);

} // namespace responsum::resource::file
