#include "responsum/resource/file/writing.hpp"

#include <algorithm>
#include <span>
#include <utility>

#include "responsum/base/ascii.hpp"
#include "responsum/field/accept_encoding.hpp"

namespace responsum::resource::file {

using decision::Hindrance;
using message::Method;

namespace {

const JobOptions& jobs_options(const Writes& writes) { return writes.premises().options.jobs; }
Jobs& jobs_of(const Writes& writes) { return writes.premises().system.common().jobs(writes.premises().root); }

} // namespace

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
  case Stage::removing: return removal_->settled();
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
  if (reactor == nullptr) {
    commit_->make(Patience::some);
    if (commit_->removal() != nullptr) jobs_of(writes_).work(*commit_->removal(), jobs_options(writes_).max_count);
    return;
  }
  if (commit_->is_quick()) {
    commit_->make(Patience::none);
    if (!commit_->would_wait()) return;
  }
  stage_ = Stage::making;
  auto job = [commit = commit_, here = here_, reactor, jobs = &jobs_of(writes_),
              most_jobs = jobs_options(writes_).max_count, under_way = writes_.under_way()]() mutable {
    commit->make(Patience::some);
    if (commit->removal() != nullptr) jobs->start(commit->removal(), most_jobs);
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
  if (commit_->removal() != nullptr) wait_for_removal();
  if (settled()) watcher_.on_progress();
}

void Writing::wait_for_removal() {
  const JobOptions& options = jobs_options(writes_);
  const field::Preferences& wishes = commit_->preferences();
  RemovalWait::Terms terms{
      .wait_ms = {}, .threshold = options.threshold, .processing_interval_ms = options.processing_interval_ms};
  if (wishes.respond_async) terms.wait_ms = options.wait_ms;
  if (wishes.respond_async && wishes.wait_s)
    terms.wait_ms = 1000 * base::Milliseconds{std::min(*wishes.wait_s, RemovalWait::longest_wait_s)};
  stage_ = Stage::removing;
  removal_.emplace(commit_->removal(), terms, *writes_.reactor(), watcher_);
}

// What has been begun is brought to its end all the same; but nobody can be told how it ended.
void Writing::client_gone() {
  if (!settled() && (stage_ == Stage::making || stage_ == Stage::removing)) stage_ = Stage::left;
  if (stage_ == Stage::left) removal_.reset();
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
  if (removal_ && removal_->queued()) return tell_job(facts, selected);
  if (commit_->tag().empty()) return;
  fields_[0] = {"ETag", commit_->tag()};
  selected.fields = std::span{fields_}.first(1);
}

void Writing::tell_job(decision::Facts& facts, Selected& selected) {
  const JobRecord job = removal_->removal().record();
  report_ = write_report(job);
  monitor_ = jobs_options(writes_).at + job.id;
  facts.change.queued = true;
  facts.change.location = monitor_;
  selected.content = report_;
  fields_ = {
      {{"Content-Type", report_type(job)}, {"Cache-Control", "no-store"}, {"Preference-Applied", "respond-async"}}};
  // RFC 7240 3: of what nobody preferred nothing is said.
  selected.fields = std::span{fields_}.first(commit_->preferences().respond_async ? 3 : 2);
}

} // namespace responsum::resource::file
