// What a walk ends in. Nothing but a walk can make one, so no status leaves the server that is not an edge of the
// table.
#pragma once

#include "responsum/decision/path.hpp"
#include "responsum/decision/profile.hpp"

namespace responsum::decision {

class Verdict {
 public:
  Condition condition() const { return condition_; }
  const ConditionRow& row() const { return decision::row(condition_); }
  // The question whose answer ended the walk.
  Node minted_by() const { return minted_by_; }
  const Path& path() const { return path_; }
  status::Status status(status::Profile profile) const { return status_of(condition_, profile); }

 private:
  friend class Walk;
  Verdict(Condition condition, Node minted_by, const Path& path)
      : condition_{condition}, minted_by_{minted_by}, path_{path} {}

  Condition condition_;
  Node minted_by_;
  Path path_;
};

} // namespace responsum::decision
