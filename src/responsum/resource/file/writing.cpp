#include "responsum/resource/file/writing.hpp"

#include <utility>

#include "responsum/base/ascii.hpp"
#include "responsum/field/accept_encoding.hpp"

namespace responsum::resource::file {

using decision::Hindrance;
using message::Method;

// Shared with the thread that makes the change.
Writing::Writing(Writes& writes, std::shared_ptr<Commit> commit, const Request& request, const Caller& caller,
                 const decision::Facts& facts)
    : writes_{writes},
      commit_{std::move(commit)},
      here_{std::make_shared<Writing*>(this)}, // shared with what the thread has the worker do
      watcher_{caller.watcher},
      announces_content_{request.head.announces_content()},
      keeps_content_{request.head.method == Method::put || request.head.method == Method::post},
      declared_{request.head.has_content_length ? request.head.content_length : 0},
      most_bytes_{facts.route.max_content_bytes},
      digests_{request.head} {
  const auto coding = base::trim(request.head.value(message::Field::content_encoding));
  if (const auto known = field::content_coding_named(coding)) decoder_ = Decoder::of(*known);
}

Writing::~Writing() { *here_ = nullptr; }

bool Writing::settled() const {
  switch (stage_) {
  case Stage::taking: return commit_->met().hindrance != Hindrance::none;
  case Stage::making: return false;
  case Stage::reserving:
  case Stage::left:
  case Stage::over: return true;
  }
  std::unreachable();
}

void Writing::decode(std::string_view piece) {
  bool fits = true;
  const auto state = decoder_->take(piece, [&](std::string_view out) {
    decoded_ += out.size();
    fits = decoded_ <= most_bytes_;
    if (fits) commit_->keep(out);
    return fits && commit_->met().hindrance == Hindrance::none;
  });
  if (!fits)
    commit_->meet({Hindrance::inflates});
  else if (state == Decoder::State::unsound)
    commit_->meet({Hindrance::undecodable});
}

void Writing::take(std::string_view piece) {
  if (commit_->met().hindrance != Hindrance::none) return;
  digests_.update(piece);
  if (decoder_ != nullptr)
    decode(piece);
  else
    commit_->keep(piece);
}

bool Writing::content_sound() {
  if (commit_->met().hindrance != Hindrance::none) return false;
  if (decoder_ != nullptr && announces_content_ && !decoder_->complete())
    commit_->meet({Hindrance::undecodable});
  else if (!digests_.matches())
    commit_->meet({Hindrance::digest_differs});
  return commit_->met().hindrance == Hindrance::none;
}

void Writing::content_ended(decision::ContentEnd end) {
  if (end != decision::ContentEnd::whole) commit_->give_up();
}

void Writing::proceed(decision::Lookup lookup) {
  if (lookup == decision::Lookup::reserve) {
    // Room for what is declared, before any of it comes.
    over_quota_ = keeps_content_ && declared_ != 0 && !commit_->cover(declared_);
    stage_ = Stage::reserving;
  } else if (lookup == decision::Lookup::change) {
    if (content_sound()) return make();
    stage_ = Stage::over;
  }
}

void Writing::make() {
  stage_ = Stage::over;
  net::Reactor* const reactor = writes_.reactor();
  if (reactor == nullptr) return commit_->make(Patience::some);
  if (commit_->is_quick()) {
    commit_->make(Patience::none);
    if (!commit_->would_wait()) return;
  }
  stage_ = Stage::making;
  auto job = [commit = commit_, here = here_, reactor, under_way = writes_.under_way()]() mutable {
    commit->make(Patience::some);
    // The commit goes along, so that it ends in the worker's thread, and before what waits for this to be over.
    reactor->post([commit = std::move(commit), here = std::move(here)] {
      if (*here != nullptr) (*here)->made();
    });
  };
  if (writes_.threads().submit(std::move(job), writes_.premises().options.max_waiting)) return;
  commit_->meet({Hindrance::exhausted});
  stage_ = Stage::over;
}

void Writing::made() {
  if (stage_ != Stage::making) return;
  stage_ = Stage::over;
  watcher_.on_progress();
}

// What has been begun is brought to its end all the same; but nobody can be told how it ended.
void Writing::client_gone() {
  if (stage_ == Stage::making) stage_ = Stage::left;
}

void Writing::tell(decision::Facts& facts, Selected& selected) {
  decision::ChangeFacts& c = facts.change;
  if (stage_ == Stage::reserving) {
    stage_ = Stage::taking;
    // How it looked before is no matter: now there is room for it, or none.
    if (over_quota_ || c.seen == Hindrance::over_quota)
      c.seen = over_quota_ ? Hindrance::over_quota : Hindrance::none;
    return;
  }
  if (stage_ == Stage::left) {
    c.met = Hindrance::client_gone;
    return;
  }
  c.met = commit_->met().hindrance;
  c.error = facts.resource.error = commit_->met().error;
  c.created = commit_->created();
  c.complaint = commit_->complaint();
  c.location = commit_->location();
  selected.fields = {}; // those of what was there
  if (commit_->tag().empty()) return;
  fields_ = {{{"ETag", commit_->tag()}}};
  selected.fields = fields_;
}

} // namespace responsum::resource::file
