#include "responsum/resource/file/writes.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <utility>

#include "responsum/base/writer.hpp"
#include "responsum/field/http_date.hpp"
#include "responsum/resource/file/patch.hpp"
#include "responsum/resource/file/uploading.hpp"
#include "responsum/resource/file/writing.hpp"

namespace responsum::resource::file {

using decision::Facts;
using decision::Hindrance;
using decision::Located;
using message::Method;
using message::MethodSet;

namespace {

MethodSet intersection(MethodSet a, MethodSet b) {
  MethodSet both;
  a.for_each([&](Method m) {
    if (b.contains(m)) both.insert(m);
  });
  return both;
}

// Of the upload that the target names.
std::string upload_name(const message::RequestHead& head) {
  return std::string{head.text(head.query).substr(upload_query.size())};
}

constexpr MethodSet reading{Method::get, Method::head, Method::options, Method::trace};

MethodSet with(MethodSet set, std::initializer_list<Method> more) {
  for (const Method m : more) set.insert(m);
  return set;
}

// Where nothing by the name is to be made, what is missing on the way is missing itself.
Located located_by(const Met& met, Symlinks symlinks) {
  return met.hindrance == Hindrance::name_impossible ? Located::none : reason_of(met.error, symlinks);
}

// What an answer says of the state that a condition was held against.
std::span<const message::ResponseField> write_fields(const decision::RepresentationFacts& now, base::Arena& arena) {
  base::Writer tag{arena.allocate(now.tag.opaque.size() + 2)};
  tag.text("\"").text(now.tag.opaque).text("\"");
  return *arena.make<std::array<message::ResponseField, 2>>(
      std::array{message::ResponseField{"Last-Modified", field::http_date_in(arena, now.modified_s)},
                 message::ResponseField{"ETag", tag.written()}});
}

std::string name_in(std::string_view path) {
  path.remove_prefix(1);
  while (path.ends_with('/')) path.remove_suffix(1);
  return std::string{path};
}

} // namespace

std::expected<Spot, Met> Writes::spot_of(int root, const std::string& path, const Bench& bench) {
  if (memo_.turn == bench.turn && memo_.path == path && memo_.spot.parent.valid()) return std::move(memo_.spot);
  return find_spot(premises_.system, root, path, symlinks_);
}

void Writes::look(int root, std::string_view path, const Request& request, Bench& bench, Facts& facts,
                  Selected& selected) {
  facts.learned(decision::Lookup::locate);
  selected = {};
  decision::ResourceFacts& r = facts.resource;
  decision::ChangeFacts& c = facts.change;
  const Method method = request.head.method;
  const bool slash = path.ends_with('/');
  const std::string name = name_in(path);
  if (name.empty()) { // the root itself, which no name leads to
    r.located = Located::found;
    r.directory = true;
    c.allowed = intersection(allowed_, with(reading, {Method::post}));
    if (method != Method::post) c.seen = Hindrance::unsuited;
    return;
  }
  auto spot = find_spot(premises_.system, root, name, symlinks_);
  struct stat status{};
  const bool exists = spot && ::fstatat(spot->parent.number(), spot->name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0;
  if (!exists) {
    const Met met = spot ? met_with(errno) : spot.error();
    const bool absent = spot && met.error == ENOENT;
    c.allowed = intersection(allowed_, {Method::put, Method::options});
    const bool in_the_way = met.hindrance == Hindrance::parent_missing ||
                            met.hindrance == Hindrance::name_impossible || met.hindrance == Hindrance::link;
    c.makes_new = method == Method::put && (absent || in_the_way);
    r.located = absent ? Located::none : located_by(met, symlinks_);
    if (c.makes_new) r.located = Located::none;
    r.error = absent ? 0 : met.error;
    if (!c.makes_new) return;
    if (slash)
      c.seen = Hindrance::unsuited;
    else
      c.seen = absent ? hindrance_at(*spot, request.head) : met.hindrance;
  } else {
    r.located = Located::found;
    if (S_ISDIR(status.st_mode)) {
      r.directory = true;
      look_at_directory(*spot, facts);
    } else if (S_ISREG(status.st_mode) || S_ISLNK(status.st_mode)) {
      look_at_file(*spot, status, bench, facts, selected);
      if (slash) c.seen = Hindrance::unsuited;
    } else {
      r.located = Located::special;
      return;
    }
    if (c.seen == Hindrance::none) c.seen = hindrance_at(*spot, request.head);
    // A new member of a directory changes nothing that anybody knows.
    c.condition_wanted = method != Method::post && wants_condition(name, request, facts);
  }
  if (spot) memo_ = {bench.turn, name, std::move(*spot)};
  if (c.seen == Hindrance::none) look_at_quota(request.head, facts);
  const UploadOptions& uploads = premises_.options.uploads;
  if (facts.upload.begins)
    facts.upload.room = premises_.system.common().uploads(premises_.root).has_room(uploads, facts.now_s);
}

void Writes::count(int root) const {
  Common& common = premises_.system.common();
  Ledger* const ledger = premises_.options.quota_bytes != 0 ? &common.ledger(premises_.root) : nullptr;
  if (premises_.options.uploads.terms.offered)
    common.uploads(premises_.root).load(root, premises_.options.uploads, base::read_clock().wall_s, ledger);
}

void Writes::take_up(int root) const {
  if (reactor_ == nullptr || !premises_.options.deletes_trees) return;
  Common& common = premises_.system.common();
  common.jobs(premises_.root)
      .take_up(premises_.system, root, premises_.options.jobs.max_count,
               premises_.options.quota_bytes != 0 ? &common.ledger(premises_.root) : nullptr);
}

// To others than who began it there is nothing.
void Writes::find_job(const Request& request, Bench& bench, Facts& facts, Selected& selected) const {
  facts.resource.located = Located::job;
  decision::JobFacts& j = facts.job;
  const auto job = premises_.system.common().jobs(premises_.root).find(std::string{j.id});
  j.known = job && (job->user.empty() || job->user == request.user);
  if (!j.known) return;
  j.over = job->over();
  j.expired = j.over && facts.now_s - job->ended_s > premises_.options.jobs.retention_s;
  j.succeeded = job->outcome == decision::id(decision::Condition::write_removed);
  j.result = bench.arena.copy(result_of(*job));
  // The longer it takes, the longer it may take.
  const base::UnixSeconds age_s = facts.now_s - job->begun_s;
  j.ask_again_s = static_cast<std::uint32_t>(std::clamp<base::UnixSeconds>(age_s, 1, Jobs::longest_interval_s));
  selected.content = bench.arena.copy(write_report(*job));
  selected.fields = *bench.arena.make<std::array<message::ResponseField, 2>>(
      std::array{message::ResponseField{"Content-Type", report_type(*job)},
                 message::ResponseField{"Cache-Control", "no-store"}});
}

void Writes::find_upload(int root, const Request& request, Facts& facts) const {
  facts.resource.located = Located::upload;
  facts.change.allowed = facts.route.allowed;
  decision::UploadFacts& u = facts.upload;
  const std::string id = upload_name(request.head);
  const auto found = premises_.system.common().uploads(premises_.root).find(root, id);
  u.known = found && found->purpose.target() == request.head.text(request.head.path);
  if (!u.known) return;
  const UploadState& state = found->state;
  u.complete = state.phase == UploadState::Phase::complete;
  u.expired = facts.now_s - state.touched_s > premises_.options.uploads.terms.max_age_s;
  u.known = u.expired || u.complete || found->has_content;
  u.offset = state.offset;
  u.length = state.length;
}

// Shared, as Uploading says.
std::shared_ptr<Commit> Writes::commit_of(int root, const Request& request, base::UnixSeconds now_s) {
  std::string name = name_in(request.path);
  const std::string path = request.head.method != Method::post ? name : name.empty() ? "new" : name + "/new";
  auto spot = find_spot(premises_.system, root, path, symlinks_);
  Facts facts;
  facts.now_s = now_s;
  struct stat s{};
  if (spot && ::fstatat(spot->parent.number(), spot->name.c_str(), &s, AT_SYMLINK_NOFOLLOW) == 0 &&
      S_ISREG(s.st_mode)) {
    facts.resource.located = Located::found;
    facts.resource.representation.length = static_cast<std::uint64_t>(s.st_size);
  }
  Commit::Place place = spot ? spool_.place(root) : std::unexpected{0};
  const std::optional<Met> met = spot ? std::nullopt : std::optional{spot.error()};
  // Shared, as Uploading says.
  auto commit = std::make_shared<Commit>(premises_, std::move(place), spot ? std::move(*spot) : Spot{},
                                         std::move(name), request, facts);
  if (met) commit->meet(*met);
  return commit;
}

std::unique_ptr<Deed> Writes::begin_upload(int root, const Request& request, const Caller& caller,
                                           const Facts& facts) {
  net::Descriptor held{::fcntl(root, F_DUPFD_CLOEXEC, 0)};
  if (!held.valid()) return nullptr;
  std::string id = facts.upload.named ? upload_name(request.head) : "";
  // Shared, as Uploading says.
  return std::make_unique<Uploading>(*this, std::make_shared<UploadWork>(premises_, std::move(held)), std::move(id),
                                     request, caller, facts);
}

// Only so that it can be told beforehand: room is taken by the lookup reserve.
void Writes::look_at_quota(const message::RequestHead& head, Facts& facts) const {
  const std::uint64_t quota = premises_.options.quota_bytes;
  const bool keeps = head.method == Method::put || head.method == Method::post;
  if (quota == 0 || !keeps || !head.has_content_length || head.content_length == 0) return;
  const std::uint64_t most = quota + (facts.resource.exists() ? facts.resource.representation.length : 0);
  const std::uint64_t used = premises_.system.common().ledger(premises_.root).used();
  if (used > most || head.content_length > most - used) facts.change.seen = Hindrance::over_quota;
}

void Writes::look_at_directory(const Spot& spot, Facts& facts) const {
  decision::ChangeFacts& c = facts.change;
  c.allowed = intersection(allowed_, with(reading, {Method::post, Method::delete_}));
  const Method method = facts.request->method;
  if (method != Method::post && method != Method::delete_) {
    c.seen = Hindrance::unsuited;
  } else if (method == Method::delete_ && !premises_.options.deletes_trees) {
    const auto entries = premises_.system.entries(spot.parent.number(), spot.name.c_str(), Symlinks::refuse);
    if (entries && !entries->empty()) c.seen = Hindrance::not_empty;
  }
}

void Writes::look_at_file(const Spot& spot, const struct stat& status, Bench& bench, Facts& facts,
                          Selected& selected) const {
  decision::ChangeFacts& c = facts.change;
  const std::string_view type = premises_.types.of(spot.name);
  c.allowed = with(reading, {Method::put, Method::delete_});
  if (is_patchable(type)) c.allowed.insert(Method::patch);
  c.allowed = intersection(allowed_, c.allowed);
  const Method method = facts.request->method;
  if (!c.allowed.contains(method)) {
    c.seen = Hindrance::unsuited;
    return;
  }
  const Stamp stamp = stamp_of(status);
  facts.resource.representation = {.tag = {bench.arena.copy(tag_of(stamp)), false},
                                   .modified_s = stamp.modified_ns / 1'000'000'000,
                                   .dates_strongly = true,
                                   .length = stamp.size,
                                   .media_type = type,
                                   .coding = {}};
  selected.fields = write_fields(facts.resource.representation, bench.arena);
  if (S_ISLNK(status.st_mode))
    c.seen = Hindrance::link;
  else if (method == Method::patch && !patch_format_of(facts.request->value(message::Field::content_type)))
    c.seen = Hindrance::format_unknown;
}

bool Writes::wants_condition(std::string_view name, const Request& request, const Facts& facts) const {
  switch (premises_.options.preconditions) {
  case Preconditions::never: return false;
  case Preconditions::always: return true;
  case Preconditions::contended:
    return premises_.system.common().writers().contended(premises_.key_of(name), request.address, facts.now_s);
  }
  std::unreachable();
}

// What would be in the way of a change. It is met again when the change is made; it is looked for beforehand where
// something hangs on it: a client that waits, a condition that is judged only if the rest is right, much content.
Hindrance Writes::hindrance_at(const Spot& spot, const message::RequestHead& head) const {
  using enum message::Field;
  constexpr std::uint64_t little = 64 * 1024;
  const bool conditional = head.sent(if_match) || head.sent(if_none_match) || head.sent(if_unmodified_since);
  const bool much = head.has_content_length && head.content_length > little;
  if (!head.sent(expect) && !conditional && !much) return Hindrance::none;
  const int parent = spot.parent.number();
  if (const int error = premises_.system.permits_change(parent, spot.name.c_str()); error != 0)
    return met_with(error).hindrance;
  if (premises_.system.is_locked(parent, spot.name.c_str())) return Hindrance::locked;
  if (!head.has_content_length || head.content_length == 0) return Hindrance::none;
  const auto free = premises_.system.free_bytes(parent, spot.name.c_str());
  return free && *free < head.content_length ? Hindrance::no_space : Hindrance::none;
}

// What is only removed needs no place for drafts, and must not fail for want of one.
Commit::Place Writes::place_for(int root, Method method, bool directory) {
  if (method == Method::delete_ && !(directory && premises_.options.deletes_trees)) return std::unexpected{0};
  return spool_.place(root);
}

std::unique_ptr<Deed> Writes::begin(int root, std::string_view path, const Request& request, const Caller& caller,
                                    Bench& bench, const Facts& facts) {
  if (facts.upload.named || (facts.upload.begins && facts.upload.room))
    return begin_upload(root, request, caller, facts);
  std::string name = name_in(path);
  const Method method = request.head.method;
  // Of a member whose name is not chosen yet it is the collection that has to be found.
  auto spot = method == Method::post
                  ? find_spot(premises_.system, root, name.empty() ? std::string{"new"} : name + "/new", symlinks_)
                  : spot_of(root, name, bench);
  Commit::Place place = spot ? place_for(root, method, facts.resource.directory) : std::unexpected{0};
  const std::optional<Met> met = spot ? std::nullopt : std::optional{spot.error()};
  // Shared, as Writing says.
  auto commit = std::make_shared<Commit>(premises_, std::move(place), spot ? std::move(*spot) : Spot{},
                                         std::move(name), request, facts);
  if (met) commit->meet(*met);
  return std::make_unique<Writing>(*this, std::move(commit), request, caller, facts);
}

UnderWay::Mark::Mark(UnderWay& of) : of_{&of} {
  const std::lock_guard lock{of.mutex_};
  ++of.count_;
}

UnderWay::Mark::~Mark() {
  if (of_ == nullptr) return;
  const std::lock_guard lock{of_->mutex_};
  --of_->count_;
  of_->one_is_over_.notify_all(); // with the lock held: whoever waits may end what this is in
}

UnderWay::~UnderWay() {
  std::unique_lock lock{mutex_};
  one_is_over_.wait(lock, [this] { return count_ == 0; });
}

} // namespace responsum::resource::file
