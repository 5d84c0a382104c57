#include "responsum/access/verified.hpp"

#include <algorithm>
#include <utility>

namespace responsum::access {

bool Identity::has_group(std::string_view group) const { return std::ranges::find(groups, group) != groups.end(); }

const Identity* Verified::find(const Mark& mark, base::UnixSeconds now_s) {
  const auto found = known_.find(mark);
  if (found == known_.end()) return nullptr;
  if (now_s < found->second.until_s) [[likely]]
    return &found->second.identity;
  known_.erase(found);
  return nullptr;
}

const Identity& Verified::add(const Mark& mark, Identity identity, base::UnixSeconds now_s,
                              base::UnixSeconds until_s) {
  if (known_.size() >= most_) {
    std::erase_if(known_, [now_s](const auto& entry) { return entry.second.until_s <= now_s; });
    // Which of them goes does not matter: it comes again at the price of one look.
    if (known_.size() >= most_) known_.erase(known_.begin());
  }
  return known_.insert_or_assign(mark, Known{std::move(identity), until_s}).first->second.identity;
}

} // namespace responsum::access
