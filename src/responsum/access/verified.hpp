// Credentials that were found right a while ago: whoever sends them again is not made to wait for a slow hash.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "responsum/access/cryptography.hpp"
#include "responsum/base/clock.hpp"

namespace responsum::access {

struct Identity {
  std::string user;
  std::vector<std::string> groups;

  bool has_group(std::string_view group) const;
};

// Belongs to one worker and one configuration. Keeps no credentials, only marks of them.
class Verified {
 public:
  explicit Verified(std::size_t most, const Secret& key = make_secret()) : most_{most}, marker_{key} {}

  using Mark = Marker::Mark;
  Mark mark_of(std::string_view credentials) { return marker_.of(credentials); }
  // Null: not known, or not any more. Good until the next add().
  const Identity* find(const Mark& mark, base::UnixSeconds now_s);
  const Identity& add(const Mark& mark, Identity identity, base::UnixSeconds now_s, base::UnixSeconds until_s);
  std::size_t size() const { return known_.size(); }

 private:
  struct Known {
    Identity identity;
    base::UnixSeconds until_s;
  };
  struct MarkHash {
    std::size_t operator()(const Mark& mark) const { return mark.low; }
  };

  std::size_t most_;
  Marker marker_;
  std::unordered_map<Mark, Known, MarkHash> known_;
};

} // namespace responsum::access
