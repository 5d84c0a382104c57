#include "responsum/resource/file/uploading.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "responsum/field/upload.hpp"

namespace responsum::resource::file {

using decision::Condition;
using decision::Hindrance;
using decision::Lookup;
using message::Method;

// Shared with the threads that wait for the disk.
Uploading::Uploading(Writes& writes, std::shared_ptr<UploadWork> work, std::string id, const Request& request,
                     const Caller& caller, const decision::Facts& facts)
    : writes_{writes},
      work_{std::move(work)},
      here_{std::make_shared<Uploading*>(this)}, // shared with what they have the worker do
      watcher_{caller.watcher},
      id_{std::move(id)},
      method_{request.head.method},
      completes_{facts.upload.completes == true},
      lasting_{writes.premises().options.durability == Durability::full},
      length_{facts.upload.announced},
      quota_{writes.premises().options.quota_bytes},
      digests_{request.head, DigestCheck::Of::content} {
  const std::uint64_t brought = request.head.has_content_length ? request.head.content_length : 0;
  declared_ = std::max(length_.value_or(0), facts.upload.at.value_or(0) + brought);
  next_mark_ = writes.premises().options.uploads.checkpoint_bytes;
  if (const auto version = facts.route.uploads.version; version != 0) version_ = std::to_string(version);
  location_ = request.head.text(request.head.path);
  UploadWork& w = *work_;
  w.now_s = facts.now_s;
  w.address = request.address;
  w.whole_path = request.whole_path;
  w.path = request.path;
  if (id_.empty()) {
    w.purpose = UploadPurpose::of(request.head);
    w.initial.length = length_;
    // While it is replaced both are there; it is what is there afterwards that counts.
    if (quota_ != 0 && facts.resource.exists()) quota_ += facts.resource.representation.length;
  }
  net::Reactor* const reactor = writes_.reactor();
  if (reactor == nullptr) return;
  w.cut_off = [reactor, here = here_] {
    reactor->post([here] {
      if (*here != nullptr) (*here)->superseded();
    });
  };
}

Uploading::~Uploading() {
  *here_ = nullptr;
  if (stage_ != Stage::working && work_->is_at_it()) keep_what_came();
}

void Uploading::meet(Met met) {
  if (!hindered()) work_->met = met;
}

// --- What waits for the disk ---------------------------------------------------------------------------------------

void Uploading::run(bool quick, std::function<void(UploadWork&)> job) {
  net::Reactor* const reactor = writes_.reactor();
  if (reactor == nullptr || quick) {
    job(*work_);
    return after(lookup_);
  }
  stage_ = Stage::working;
  auto task = [job = std::move(job), work = work_, here = here_, reactor, under_way = writes_.under_way()]() mutable {
    job(*work);
    // The work goes along, so that it ends in the worker's thread, and before what waits for this to be over.
    reactor->post([work = std::move(work), here = std::move(here)] {
      if (*here != nullptr) (*here)->worked();
    });
  };
  if (writes_.threads().submit(std::move(task), writes_.premises().options.max_waiting)) return;
  work_->met = {Hindrance::exhausted};
  after(lookup_);
}

void Uploading::worked() {
  if (left_) {
    // The client has gone meanwhile, and nobody waits for this.
    stage_ = Stage::over;
    return;
  }
  after(lookup_);
  watcher_.on_progress();
}

void Uploading::proceed(Lookup lookup) {
  lookup_ = lookup;
  if (left_) {
    if (stage_ != Stage::working) stage_ = Stage::over;
    return;
  }
  if (lookup == Lookup::reserve) {
    if (!id_.empty() && length_) work_->upload->set_length(work_->turn, *length_);
    over_quota_ = declared_ != 0 && !cover(declared_);
    stage_ = Stage::told;
  } else if (lookup == Lookup::take_upload) {
    run(!lasting_, [id = id_](UploadWork& w) { w.take(id); });
  } else if (lookup == Lookup::begin_upload && work_->is_at_it()) {
    stage_ = Stage::told;
  } else if (lookup == Lookup::begin_upload) {
    run(!lasting_, [](UploadWork& w) { w.begin(); });
  } else {
    finish();
  }
}

bool Uploading::cover(std::uint64_t octets) {
  if (quota_ == 0) return true;
  Common& common = writes_.premises().system.common();
  Ledger& ledger = common.ledger(writes_.premises().root);
  if (!work_->is_at_it()) return work_->room.cover(ledger, octets, quota_);
  return common.uploads(writes_.premises().root).cover(work_->upload->id(), ledger, octets, quota_);
}

void Uploading::after(Lookup lookup) {
  stage_ = Stage::told;
  if (work_->is_at_it() && id_.empty()) {
    id_ = work_->upload->id();
    location_.append("?").append(upload_query).append(id_);
  }
  if (lookup == Lookup::take_upload && work_->is_at_it()) {
    const UploadState state = work_->upload->state();
    begins_at_ = written_ = told_ = state.offset;
    if (state.length) length_ = state.length;
  } else if (lookup == Lookup::begin_upload && !hindered()) {
    say(Condition::upload_created, "Location", location_);
  }
  const std::uint64_t step = writes_.premises().options.uploads.checkpoint_bytes;
  next_mark_ = (written_ / step + 1) * step;
  if (const net::Reactor* reactor = writes_.reactor()) kept_ms_ = reactor->now().monotonic_ms;
}

// --- The content ---------------------------------------------------------------------------------------------------

// None while a lookup is under way: what the request brings is taken, or thrown away, when that has been told.
std::size_t Uploading::room() const { return stage_ == Stage::working || stage_ == Stage::told ? 0 : most_at_once; }

void Uploading::take(std::string_view piece) {
  if (!accepting_ || hindered()) return;
  digests_.update(piece);
  while (!piece.empty() && !hindered()) {
    const std::size_t part = static_cast<std::size_t>(std::min<std::uint64_t>(piece.size(), next_mark_ - written_));
    write(piece.substr(0, part));
    piece.remove_prefix(part);
    if (written_ != next_mark_) continue;
    next_mark_ += writes_.premises().options.uploads.checkpoint_bytes;
    note_progress();
  }
  const net::Reactor* const reactor = writes_.reactor();
  if (reactor != nullptr && reactor->now().monotonic_ms - kept_ms_ >= keep_after_ms) note_progress();
}

void Uploading::write(std::string_view piece) {
  const std::uint64_t after = written_ + piece.size();
  if (length_ && after > *length_) return meet({Hindrance::length_differs});
  if (after > writes_.premises().options.uploads.terms.max_bytes) return meet({Hindrance::upload_too_large});
  if (!cover(after)) return meet({Hindrance::over_quota});
  const Met met = work_->upload->write(work_->turn, piece);
  if (met.hindrance != Hindrance::none) return meet(met);
  written_ = after;
}

// What has a digest of its own is not promised before that has been seen to be right.
void Uploading::note_progress() {
  if (digests_.any() || hindered() || keeping_) return;
  net::Reactor* const reactor = writes_.reactor();
  if (reactor != nullptr) kept_ms_ = reactor->now().monotonic_ms;
  if (reactor == nullptr || !lasting_) {
    work_->keep();
    return tell_progress();
  }
  auto task = [upload = work_->upload, here = here_, reactor, under_way = writes_.under_way()]() mutable {
    const bool kept = upload->keep().has_value(); // what could not be is met again at the end
    reactor->post([upload = std::move(upload), here = std::move(here), kept] {
      if (*here == nullptr) return;
      (*here)->keeping_ = false;
      if (kept) (*here)->tell_progress();
    });
  };
  keeping_ = writes_.threads().submit(std::move(task), writes_.premises().options.max_waiting);
}

void Uploading::tell_progress() {
  if (left_ || lookup_ == Lookup::change || hindered()) return; // of a change a thread may know more
  const std::uint64_t kept = work_->upload->state().offset;
  if (kept <= told_) return;
  told_ = kept;
  say(Condition::upload_progress, "Upload-Offset", std::to_string(kept));
}

void Uploading::say(Condition condition, std::string_view name, std::string value) {
  std::vector<message::ResponseField> fields{{name, value}};
  std::string limit;
  if (condition == Condition::upload_created) {
    const WriteOptions& options = writes_.premises().options;
    limit = field::upload_limit(options.uploads.terms.max_bytes, options.uploads.max_append_bytes,
                                options.uploads.terms.max_age_s);
    fields.push_back({"Upload-Limit", limit});
  }
  if (!version_.empty()) fields.push_back({"Upload-Draft-Interop-Version", version_});
  watcher_.on_interim({.condition = condition, .fields = fields});
}

void Uploading::content_ended(decision::ContentEnd end) {
  if (end != decision::ContentEnd::whole && stage_ != Stage::working) keep_what_came();
}

// Whoever sent it has gone, or sends what cannot be taken; what came before that is good.
void Uploading::keep_what_came() {
  if (!work_->is_at_it() || written_ == work_->upload->state().offset || stage_ == Stage::over) return;
  if (writes_.reactor() == nullptr || !lasting_) return work_->keep();
  auto task = [upload = work_->upload, under_way = writes_.under_way()] { static_cast<void>(upload->keep()); };
  static_cast<void>(writes_.threads().submit(std::move(task), writes_.premises().options.max_waiting));
}

void Uploading::superseded() {
  if (stage_ == Stage::working || stage_ == Stage::over) return;
  meet({Hindrance::superseded});
  watcher_.on_progress();
}

// --- The end -------------------------------------------------------------------------------------------------------

void Uploading::finish() {
  if (!hindered() && accepting_ && !digests_.matches()) {
    const Met cut = work_->upload->cut(work_->turn, begins_at_);
    written_ = begins_at_;
    meet(cut.hindrance != Hindrance::none ? cut : Met{Hindrance::digest_differs});
  }
  if (method_ == Method::delete_ && !hindered()) return run(!lasting_, [](UploadWork& w) { w.give_up(); });
  if (hindered()) {
    // Longer than it is, it is of no use any more.
    if (work_->met.hindrance == Hindrance::length_differs)
      work_->give_up();
    else
      keep_what_came();
    stage_ = Stage::told;
    return;
  }
  if (completes_) prepare_commit();
  run(!work_->would_wait(completes_), [completes = completes_](UploadWork& w) { w.finish(completes); });
}

void Uploading::prepare_commit() {
  UploadWork& w = *work_;
  const UploadPurpose& purpose = w.purpose ? *w.purpose : w.upload->purpose();
  w.commit = writes_.commit_of(w.root.number(), {w.whole_path, w.path, purpose.head(), w.address}, w.now_s);
}

bool Uploading::settled() const {
  if (left_) return true;
  if (stage_ == Stage::working) return false;
  return stage_ != Stage::ready || hindered();
}

// What has been begun is brought to its end all the same; but nobody can be told how it ended.
void Uploading::client_gone() {
  left_ = true;
  if (stage_ != Stage::working) keep_what_came();
}

void Uploading::tell_state(decision::Facts& facts) const {
  decision::UploadFacts& u = facts.upload;
  const UploadState state = work_->upload->state();
  u.known = true;
  u.complete = state.phase == UploadState::Phase::complete;
  u.offset = state.offset;
  u.length = state.length;
  u.by_post = work_->upload->purpose().head().method == Method::post;
}

void Uploading::tell(decision::Facts& facts, Selected& selected) {
  decision::ChangeFacts& c = facts.change;
  if (left_) {
    c.met = Hindrance::client_gone;
    return;
  }
  stage_ = Stage::ready;
  if (lookup_ == Lookup::reserve) {
    // How it looked before is no matter: now there is room for it, or none.
    if (over_quota_ || c.seen == Hindrance::over_quota)
      c.seen = over_quota_ ? Hindrance::over_quota : Hindrance::none;
    return;
  }
  if (work_->is_at_it()) tell_state(facts);
  facts.resource.error = work_->met.error;
  if (lookup_ == Lookup::take_upload) {
    facts.upload.taken = !work_->locked;
    facts.upload.readable = work_->readable;
    return;
  }
  if (lookup_ == Lookup::begin_upload) {
    facts.upload.placed = !hindered();
    accepting_ = facts.upload.placed && method_ != Method::delete_;
    return;
  }
  if (stage_ == Stage::ready) stage_ = Stage::over;
  c.met = work_->met.hindrance;
  c.error = work_->met.error;
  facts.upload.unfinished = c.met == Hindrance::none && (method_ == Method::delete_ || !facts.upload.complete);
  selected.fields = {}; // those of what was there
  c.location = location_;
  const Commit* const commit = work_->commit.get();
  if (commit == nullptr) return;
  c.created = commit->created();
  c.complaint = commit->complaint();
  if (!facts.upload.unfinished) c.location = commit->location();
  if (commit->tag().empty()) return;
  fields_ = {{{"ETag", commit->tag()}}};
  selected.fields = fields_;
}

} // namespace responsum::resource::file
