#include "responsum/resource/file/commit.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

#include "responsum/base/ascii.hpp"
#include "responsum/field/content_type.hpp"
#include "responsum/resource/file/calls.hpp"
#include "responsum/resource/file/patch.hpp"

namespace responsum::resource::file {

using decision::Hindrance;
using message::Method;

namespace {

constexpr int most_attempts = 8; // at what somebody else is as fast at

constexpr std::size_t name_octets = 12; // of a member, which the server names

std::expected<std::string, int> read_whole(int parent, const char* name, std::uint64_t most, struct stat& status) {
  const net::Descriptor file{::openat(parent, name, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC)};
  if (!file.valid() || ::fstat(file.number(), &status) != 0) return std::unexpected{errno};
  if (!S_ISREG(status.st_mode)) return std::unexpected{EISDIR};
  if (static_cast<std::uint64_t>(status.st_size) > most) return std::unexpected{E2BIG};
  std::string text(static_cast<std::size_t>(status.st_size), '\0');
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t n = ::pread(file.number(), text.data() + done, text.size() - done, static_cast<off_t>(done));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return std::unexpected{n == 0 ? EIO : errno};
    done += static_cast<std::size_t>(n);
  }
  return text;
}

} // namespace

Commit::Commit(const Premises& premises, Place place, Spot spot, std::string name, const Request& request,
               const decision::Facts& facts)
    : premises_{premises},
      place_{std::move(place)},
      spot_{std::move(spot)},
      name_{std::move(name)},
      address_{request.address},
      method_{request.head.method},
      content_type_{request.head.value(message::Field::content_type)},
      conditions_{request.head},
      now_s_{facts.now_s},
      directory_{facts.resource.directory},
      decoded_{!base::trim(request.head.value(message::Field::content_encoding)).empty()},
      replaced_{facts.resource.exists() ? facts.resource.representation.length : 0} {
  if (takes_tree()) {
    user_ = request.user;
    target_ = request.head.text(request.head.path);
    preferences_ = field::parse_prefer(request.head.value(message::Field::prefer));
  }
  if (method_ != Method::post) return;
  location_ = request.head.text(request.head.path);
  if (!location_.ends_with('/')) location_ += '/';
}

// --- While the content comes ---------------------------------------------------------------------------------------

void Commit::give_up() {
  draft_.give_up();
  reservation_.give_back();
}

void Commit::meet(Met met) {
  met_ = met;
  give_up();
}

bool Commit::begin_draft() {
  if (draft_.begun()) return true;
  auto begun = place_ ? (*place_)->begin(spot_.parent.number(), spot_.parent_path) : std::unexpected{place_.error()};
  if (begun)
    draft_ = std::move(*begun);
  else
    meet(met_with(begun.error()));
  return begun.has_value();
}

bool Commit::cover(std::uint64_t octets) {
  const std::uint64_t quota = premises_.options.quota_bytes;
  if (quota == 0) return true;
  // While it is replaced both are there; it is what is there afterwards that counts.
  return reservation_.cover(premises_.system.common().ledger(premises_.root), octets, quota + replaced_);
}

void Commit::keep(std::string_view piece) {
  if (method_ == Method::put || method_ == Method::post)
    write(piece);
  else if (method_ == Method::patch)
    patch_.append(piece);
}

void Commit::write(std::string_view piece) {
  if (!begin_draft()) return;
  if (!cover(draft_.octets() + piece.size())) return meet({Hindrance::over_quota});
  if (const int error = draft_.write(piece); error != 0) meet(met_with(error));
}

// --- The change ----------------------------------------------------------------------------------------------------

bool Commit::is_quick() const {
  if (premises_.options.durability == Durability::full || method_ == Method::patch) return false;
  return !takes_tree();
}

void Commit::make(Patience patience) {
  patience_ = patience;
  met_ = {Hindrance::none};
  if (method_ == Method::put)
    put();
  else if (method_ == Method::post)
    post();
  else if (method_ == Method::patch)
    patch();
  else
    remove();
  if (!done_) return;
  Common& common = premises_.system.common();
  common.note_change();
  if (premises_.options.preconditions == Preconditions::contended)
    common.writers().note(premises_.key_of(name_), address_, now_s_);
}

// Asked under the lock: what is there now may be other than what the client knew.
Hindrance Commit::consent(const struct stat* now) const {
  if (now != nullptr && S_ISLNK(now->st_mode)) return Hindrance::link;
  if (now != nullptr && S_ISDIR(now->st_mode) && method_ != Method::delete_) return Hindrance::unsuited;
  const std::string tag = now == nullptr || S_ISDIR(now->st_mode) ? std::string{} : tag_of(stamp_of(*now));
  decision::ResourceFacts resource;
  resource.located = now == nullptr ? decision::Located::none : decision::Located::found;
  resource.representation.tag = {tag, false};
  if (now != nullptr) resource.representation.modified_s = stamp_of(*now).modified_ns / 1'000'000'000;
  return conditions_.hold(resource, now_s_) ? Hindrance::none : Hindrance::overtaken;
}

void Commit::finish(const Change& change) {
  if (!change) {
    met_ = change.error();
    if (!would_wait()) give_up();
    return;
  }
  done_ = true;
  created_ = change->created;
  if (premises_.options.quota_bytes != 0) {
    cover(change->stamp.size); // of a patch
    reservation_.spend(change->stamp.size, change->replaced);
  }
  // RFC 9110 9.3.4: what was decoded is not what was sent, and its tag would say that it is.
  if (method_ == Method::delete_ || (decoded_ && method_ != Method::patch)) return;
  tag_ = "\"" + tag_of(change->stamp) + "\"";
}

void Commit::put() {
  if (!begin_draft()) return;
  finish(place(
      premises_.system, draft_, spot_, premises_.options.durability,
      [this](const struct stat* now) { return consent(now); }, patience_));
}

// RFC 9110 9.3.3: the server chooses the name; its extension says the type.
void Commit::post() {
  if (!begin_draft()) return;
  const auto media = field::parse_media_type(content_type_);
  const std::string type = media ? std::string{media->type} + "/" + std::string{media->subtype} : std::string{};
  const std::string_view extension = premises_.types.extension_of(type);
  const auto only_new = [](const struct stat* now) { return now == nullptr ? Hindrance::none : Hindrance::conflict; };
  for (int attempt = 0; attempt < most_attempts; ++attempt) {
    spot_.name = random_hexadecimal(name_octets);
    if (!extension.empty()) spot_.name.append(".").append(extension);
    const Change change = place(premises_.system, draft_, spot_, premises_.options.durability, only_new, patience_);
    if (!change && change.error().hindrance == Hindrance::conflict && change.error().error == 0) continue;
    finish(change);
    if (done_) location_ += spot_.name;
    return;
  }
  meet({Hindrance::conflict});
}

// What is there is read and changed without the lock; if it is another by the time the lock is held, all over again.
void Commit::patch() {
  const auto format = patch_format_of(content_type_);
  if (!format) return meet({Hindrance::format_unknown});
  for (int attempt = 0; attempt < most_attempts; ++attempt) {
    struct stat read{};
    const auto document =
        read_whole(spot_.parent.number(), spot_.name.c_str(), premises_.options.max_patched_bytes, read);
    if (!document) {
      if (document.error() != E2BIG) return meet(met_with(document.error()));
      complaint_ = "the document is larger than max_patched_bytes";
      return meet({Hindrance::patch_inapplicable});
    }
    auto patched = apply_patch(*format, *document, patch_);
    if (!patched) {
      complaint_ = std::move(patched.error().complaint);
      // A client that spoke of another document hears of that first.
      const Hindrance still = consent(&read);
      return meet({still != Hindrance::none ? still : patched.error().hindrance});
    }
    draft_.give_up();
    write(*patched);
    if (met_.hindrance != Hindrance::none) return;
    bool moved = false;
    const Change change =
        place(premises_.system, draft_, spot_, premises_.options.durability, [&](const struct stat* now) {
          if (const Hindrance h = consent(now); h != Hindrance::none) return h;
          moved = now == nullptr || stamp_of(*now) != stamp_of(read);
          return moved ? Hindrance::conflict : Hindrance::none;
        });
    if (!moved || change) return finish(change);
  }
  meet({Hindrance::conflict});
}

bool Commit::takes_tree() const {
  return method_ == Method::delete_ && directory_ && premises_.options.deletes_trees;
}

void Commit::remove() {
  if (takes_tree()) return take_tree();
  const auto may = [this](const struct stat* now) { return consent(now); };
  finish(file::remove(premises_.system, spot_, premises_.options.durability, may, patience_));
}

// With this the name is free, for everybody at the same moment; the rest is a job. Its room goes back as it is freed.
void Commit::take_tree() {
  const WriteOptions& options = premises_.options;
  if (!place_) return meet(met_with(place_.error()));
  auto folder = (*place_)->jobs();
  if (!folder) return meet(met_with(folder.error()));
  std::string id = Jobs::random_id();
  if (id.empty()) return meet({Hindrance::failed, EIO});
  finish(file::take_tree(premises_.system, folder->number(), id, spot_, options.durability,
                         [this](const struct stat* now) { return consent(now); }));
  if (!done_) return;
  Common& common = premises_.system.common();
  const bool wanted = options.jobs.offered && (preferences_.respond_async || options.jobs.threshold != 0);
  removal_ = common.jobs(premises_.root)
                 .begin(premises_.system, std::move(*folder),
                        {.id = std::move(id), .path = target_, .user = user_, .begun_s = now_s_}, wanted,
                        options.jobs.max_count, options.quota_bytes != 0 ? &common.ledger(premises_.root) : nullptr);
}

} // namespace responsum::resource::file
