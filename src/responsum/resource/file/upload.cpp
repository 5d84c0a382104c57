#include "responsum/resource/file/upload.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "responsum/base/ascii.hpp"
#include "responsum/base/writer.hpp"
#include "responsum/field/decimal.hpp"
#include "responsum/resource/file/calls.hpp"
#include "responsum/resource/file/names.hpp"

namespace responsum::resource::file {

using decision::Hindrance;
using message::Field;
using Phase = UploadState::Phase;

namespace {

constexpr std::size_t most_record_bytes = 64 * 1024;

// How it stands is one line of this length at the start of the record, less than a sector, so that it is written as a
// whole or not at all: offset, length, phase and time.
constexpr std::size_t number_digits = 20;
constexpr std::string_view no_length = "--------------------";
constexpr std::size_t state_octets = 3 * number_digits + 5;

constexpr std::string_view record_extension = ".record";
std::string record_name(const std::string& id) { return id + std::string{record_extension}; }

void append_number(std::string& text, std::uint64_t number) {
  std::string digits = std::to_string(number);
  text.append(number_digits - digits.size(), '0').append(digits);
}

std::string text_of(const UploadState& state) {
  std::string text;
  append_number(text, state.offset);
  text += ' ';
  if (state.length)
    append_number(text, *state.length);
  else
    text += no_length;
  text.append(" ").append(1, static_cast<char>(state.phase)).append(" ");
  append_number(text, static_cast<std::uint64_t>(std::max<base::UnixSeconds>(0, state.touched_s)));
  return text += '\n';
}

std::optional<UploadState> read_state(std::string_view text) {
  constexpr std::size_t length_at = number_digits + 1;
  constexpr std::size_t phase_at = length_at + number_digits + 1;
  if (text.size() < state_octets || text[state_octets - 1] != '\n') return std::nullopt;
  const std::string_view length = text.substr(length_at, number_digits);
  const auto offset = field::parse_saturating(text.substr(0, number_digits));
  const auto octets = length == no_length ? std::nullopt : field::parse_saturating(length);
  const auto touched = field::parse_saturating(text.substr(phase_at + 2, number_digits));
  const char phase = text[phase_at];
  if (!offset || !touched || (!octets && length != no_length)) return std::nullopt;
  if (phase != static_cast<char>(Phase::open) && phase != static_cast<char>(Phase::placing) &&
      phase != static_cast<char>(Phase::complete))
    return std::nullopt;
  return UploadState{*offset, octets, static_cast<Phase>(phase), static_cast<base::UnixSeconds>(*touched)};
}

std::string read_record(int file) {
  std::string text(most_record_bytes, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const ssize_t n = ::pread(file, text.data() + size, text.size() - size, static_cast<off_t>(size));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    size += static_cast<std::size_t>(n);
  }
  text.resize(size);
  return text;
}

int write_at(int file, std::string_view text, std::uint64_t offset) {
  while (!text.empty()) {
    const ssize_t n = ::pwrite(file, text.data(), text.size(), static_cast<off_t>(offset));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno;
    offset += static_cast<std::uint64_t>(n);
    text.remove_prefix(static_cast<std::size_t>(n));
  }
  return 0;
}

struct Record {
  UploadState state;
  UploadPurpose purpose;
};
std::optional<Record> parse_record(std::string_view text) {
  const auto state = read_state(text);
  if (!state) return std::nullopt;
  auto purpose = UploadPurpose::read(text.substr(state_octets));
  if (!purpose) return std::nullopt;
  return Record{*state, std::move(*purpose)};
}

// Of the fields of a request those that say what becomes of its content, or of what is there.
bool is_kept(Field field, std::string_view name) {
  if (field == Field::other) return base::equals_ignoring_case(name, "Repr-Digest");
  return field == Field::content_type || field == Field::content_encoding || field == Field::if_match ||
         field == Field::if_none_match || field == Field::if_unmodified_since;
}

// What was being placed when its server ended is as it was before, or complete.
void settle(UploadState& state, bool has_content) {
  if (state.phase != Phase::placing) return;
  state.phase = has_content ? Phase::open : Phase::complete;
  if (!has_content) state.offset = state.length.value_or(state.offset);
}

} // namespace

// --- What it is for ------------------------------------------------------------------------------------------------

UploadPurpose UploadPurpose::of(const message::RequestHead& head) {
  std::string text{message::name(head.method)};
  text.append(" ").append(head.text(head.path)).append("\n");
  for (const message::FieldLine& line : head.lines())
    if (const std::string_view name = head.text(line.name); is_kept(line.field, name))
      text.append(name).append(": ").append(head.text(line.value)).append("\n");
  return *read(text);
}

std::optional<UploadPurpose> UploadPurpose::read(std::string_view given) {
  UploadPurpose made;
  made.text_ = std::make_unique<std::string>(given);
  made.head_ = std::make_unique<message::RequestHead>();
  const std::string_view text = *made.text_;
  message::RequestHead& head = *made.head_;
  head.set_bytes(text.data());
  const auto slice = [](std::size_t from, std::size_t to) {
    return message::Slice{static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(to - from)};
  };
  const std::size_t space = text.find(' ');
  std::size_t end = text.find('\n');
  if (end == std::string_view::npos || space > end) return std::nullopt;
  head.method = message::method_named(text.substr(0, space));
  head.path = slice(space + 1, end);
  if (head.method != message::Method::put && head.method != message::Method::post) return std::nullopt;
  for (std::size_t at = end + 1; at < text.size(); at = end + 1) {
    const std::size_t colon = text.find(": ", at);
    end = text.find('\n', at);
    if (end == std::string_view::npos || colon > end) return std::nullopt;
    head.add_line({slice(at, colon), slice(colon + 2, end), message::field_named(text.substr(at, colon - at))});
  }
  return made;
}

// --- On the disk ---------------------------------------------------------------------------------------------------

std::expected<net::Descriptor, int> UploadFolder::open(int root) {
  net::Descriptor folder{::openat(root, path().c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
  if (!folder.valid()) return std::unexpected{errno};
  return folder;
}

std::expected<net::Descriptor, int> UploadFolder::make(int root) {
  if (auto there = open(root); there || there.error() != ENOENT) return there;
  const std::string above{Spool::folder_name};
  for (const std::string& name : {above, path()})
    if (::mkdirat(root, name.c_str(), draft_folder_mode) != 0 && errno != EEXIST) return std::unexpected{errno};
  return open(root);
}

bool Upload::is_name(std::string_view id) {
  constexpr std::size_t longest = 64;
  return !id.empty() && id.size() <= longest && std::ranges::all_of(id, [](char c) {
    return base::is_lower(c) || base::is_upper(c) || base::is_digit(c) || c == '-';
  });
}

// Whoever knows it can go on with the upload, so nobody must be able to guess it.
std::string Upload::random_name() {
  constexpr std::size_t octets = 16;
  return random_hexadecimal(octets);
}

std::vector<std::string> Upload::names_in(int folder) {
  std::vector<std::string> names;
  for_each_name(folder, [&names](std::string_view name) {
    if (!name.ends_with(record_extension)) return;
    name.remove_suffix(record_extension.size());
    if (is_name(name)) names.emplace_back(name);
  });
  return names;
}

std::optional<UploadFound> Upload::find(int folder, const std::string& id) {
  const net::Descriptor record{::openat(folder, record_name(id).c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC)};
  if (!record.valid()) return std::nullopt;
  auto read = parse_record(read_record(record.number()));
  if (!read) return std::nullopt;
  struct stat s{};
  const bool has_content = ::fstatat(folder, id.c_str(), &s, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(s.st_mode);
  settle(read->state, has_content);
  return UploadFound{read->state, std::move(read->purpose), has_content};
}

void Upload::remove_content(int folder, const std::string& id) { ::unlinkat(folder, id.c_str(), 0); }

void Upload::remove(int folder, const std::string& id) {
  remove_content(folder, id);
  ::unlinkat(folder, record_name(id).c_str(), 0);
}

// Shared: by whoever sends it and those who wait for the disk in his place.
std::expected<std::shared_ptr<Upload>, int> Upload::begin(net::Descriptor folder, std::string id,
                                                          UploadPurpose purpose, const UploadState& state,
                                                          Durability durability) {
  std::shared_ptr<Upload> made{new Upload}; // shared: see above
  constexpr int flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
  made->content_ = net::Descriptor{::openat(folder.number(), id.c_str(), flags, draft_file_mode)};
  if (!made->content_.valid()) return std::unexpected{errno};
  made->record_ = net::Descriptor{::openat(folder.number(), record_name(id).c_str(), flags, draft_file_mode)};
  int error = made->record_.valid() && ::flock(made->record_.number(), LOCK_EX | LOCK_NB) == 0 ? 0 : errno;
  if (error == 0) error = write_at(made->record_.number(), text_of(state) + std::string{purpose.text()}, 0);
  if (error == 0 && durability == Durability::full)
    if (::fsync(made->record_.number()) != 0 || ::fsync(folder.number()) != 0) error = errno;
  if (error != 0) {
    remove(folder.number(), id);
    return std::unexpected{error};
  }
  made->folder_ = std::move(folder);
  made->id_ = std::move(id);
  made->purpose_ = std::move(purpose);
  made->state_ = state;
  made->durability_ = durability;
  return made;
}

// Shared, as above.
std::expected<std::shared_ptr<Upload>, int> Upload::resume(const FileSystem& system, int root, std::string id,
                                                           Durability durability) {
  auto folder = UploadFolder::open(root);
  if (!folder) return std::unexpected{folder.error()};
  if (system.is_locked(folder->number(), record_name(id).c_str())) return std::unexpected{EWOULDBLOCK};
  std::shared_ptr<Upload> made{new Upload}; // shared, as above
  made->record_ =
      net::Descriptor{::openat(folder->number(), record_name(id).c_str(), O_RDWR | O_NOFOLLOW | O_CLOEXEC)};
  if (!made->record_.valid() || ::flock(made->record_.number(), LOCK_EX | LOCK_NB) != 0)
    return std::unexpected{errno};
  auto record = parse_record(read_record(made->record_.number()));
  if (!record) return std::unexpected{EIO};
  auto content = system.open(root, (UploadFolder::path() + "/" + id).c_str(), O_RDWR, Symlinks::refuse);
  const bool over = record->state.phase != Phase::open && !content && content.error() == ENOENT;
  if (!content && !over) return std::unexpected{content.error()};
  settle(record->state, !over);
  if (!over && record->state.phase == Phase::open) {
    made->content_ = std::move(*content);
    // What is behind it came too late to be promised; whether it is sound nobody knows.
    struct stat s{};
    if (::fstat(made->content_.number(), &s) != 0) return std::unexpected{errno};
    if (static_cast<std::uint64_t>(s.st_size) < record->state.offset) return std::unexpected{EIO};
    if (::ftruncate(made->content_.number(), static_cast<off_t>(record->state.offset)) != 0)
      return std::unexpected{errno};
  }
  made->written_ = record->state.offset;
  made->state_ = record->state;
  made->folder_ = std::move(*folder);
  made->id_ = std::move(id);
  made->purpose_ = std::move(record->purpose);
  made->durability_ = durability;
  return made;
}

// --- Whoever sends it ----------------------------------------------------------------------------------------------

Upload::Turn Upload::take(base::UnixSeconds now_s, std::function<void()> cut_off) {
  const std::lock_guard lock{mutex_};
  // With the lock held: whoever leaves knows then that he is not told any more.
  if (cut_off_) cut_off_();
  cut_off_ = std::move(cut_off);
  state_.touched_s = now_s;
  return ++turn_;
}

void Upload::leave(Turn turn) {
  const std::lock_guard lock{mutex_};
  if (turn == turn_) cut_off_ = nullptr;
}

UploadState Upload::state() const {
  const std::lock_guard lock{mutex_};
  return state_;
}

std::uint64_t Upload::written() const {
  const std::lock_guard lock{mutex_};
  return written_;
}

Met Upload::write(Turn turn, std::string_view piece) {
  const std::lock_guard lock{mutex_};
  if (turn != turn_ || state_.phase != Phase::open) return {Hindrance::superseded};
  if (const int error = write_at(content_.number(), piece, written_); error != 0) return met_with(error);
  written_ += piece.size();
  return {Hindrance::none};
}

Met Upload::cut(Turn turn, std::uint64_t octets) {
  const std::lock_guard lock{mutex_};
  if (turn != turn_ || state_.phase != Phase::open) return {Hindrance::superseded};
  if (::ftruncate(content_.number(), static_cast<off_t>(octets)) != 0) return met_with(errno);
  written_ = octets;
  return {Hindrance::none};
}

void Upload::set_length(Turn turn, std::uint64_t length) {
  const std::lock_guard lock{mutex_};
  if (turn == turn_) state_.length = length;
}

int Upload::write_record(bool lasting) {
  std::string text;
  {
    const std::lock_guard lock{mutex_};
    text = text_of(state_);
  }
  if (const int error = write_at(record_.number(), text, 0); error != 0) return error;
  return lasting && durability_ == Durability::full && ::fdatasync(record_.number()) != 0 ? errno : 0;
}

std::expected<std::uint64_t, int> Upload::keep() {
  const std::lock_guard deed{deeds_};
  std::uint64_t written = 0;
  {
    const std::lock_guard lock{mutex_};
    if (state_.phase != Phase::open) return state_.offset;
    written = written_;
  }
  if (durability_ == Durability::full && ::fdatasync(content_.number()) != 0) return std::unexpected{errno};
  {
    const std::lock_guard lock{mutex_};
    state_.offset = std::max(state_.offset, std::min(written, written_));
    written = state_.offset;
  }
  if (const int error = write_record(true); error != 0) return std::unexpected{error};
  return written;
}

bool Upload::has_turn(Turn turn) const {
  const std::lock_guard lock{mutex_};
  return turn == turn_ && state_.phase == Phase::open;
}

int Upload::enter(Phase phase) {
  {
    const std::lock_guard lock{mutex_};
    state_.phase = phase;
    if (phase == Phase::complete) state_.offset = written_;
  }
  return write_record(true);
}

std::expected<Draft, int> Upload::draft() const {
  net::Descriptor folder{::fcntl(folder_.number(), F_DUPFD_CLOEXEC, 0)};
  net::Descriptor content{::fcntl(content_.number(), F_DUPFD_CLOEXEC, 0)};
  if (!folder.valid() || !content.valid()) return std::unexpected{errno};
  return Draft{std::move(folder), std::move(content), id_, written()};
}

bool Upload::is_on_device_of(int directory) const {
  struct stat there{};
  struct stat here{};
  return ::fstat(directory, &there) == 0 && ::fstat(content_.number(), &here) == 0 && there.st_dev == here.st_dev;
}

int Upload::read(const std::function<bool(std::string_view)>& sink) const {
  std::string room(256 * 1024, '\0');
  for (std::uint64_t at = 0;;) {
    const ssize_t n = ::pread(content_.number(), room.data(), room.size(), static_cast<off_t>(at));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno;
    if (n == 0 || !sink(std::string_view{room}.substr(0, static_cast<std::size_t>(n)))) return 0;
    at += static_cast<std::uint64_t>(n);
  }
}

} // namespace responsum::resource::file
