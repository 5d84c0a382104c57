#include "responsum/resource/file/files.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "responsum/field/accept.hpp"
#include "responsum/field/accept_encoding.hpp"
#include "responsum/field/http_date.hpp"
#include "responsum/resource/file/summing.hpp"

namespace responsum::resource::file {

using decision::Facts;
using decision::Located;
using decision::Lookup;

namespace {

bool read_whole(int descriptor, std::uint64_t size, std::string& into, std::size_t at) {
  into.resize(at + size);
  std::uint64_t done = 0;
  while (done < size) {
    const ssize_t n = ::pread(descriptor, into.data() + at + done, size - done, static_cast<off_t>(done));
    if (n <= 0) return false;
    done += static_cast<std::uint64_t>(n);
  }
  return true;
}

} // namespace

Files::Files(FilesOptions options, const MediaTypes& types, const FileSystem& system, net::Reactor* reactor)
    : options_{std::move(options)},
      types_{types},
      system_{system},
      reactor_{reactor},
      writes_{options_.root, options_.writes, options_.methods, options_.symlinks, types, system, reactor},
      cache_{options_.max_cached_files, options_.max_cached_bytes} {
  if (!writes_.any()) return;
  const net::Descriptor root{::open(options_.root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)};
  if (!root.valid()) return;
  writes_.sweep(root.number());
  writes_.count(root.number());
  writes_.take_up(root.number());
}

// The root is looked up by name again after check_ms, so that a symbolic link that deploys by being replaced is
// noticed.
const net::Descriptor& Files::root(const Bench& bench) {
  if (root_.valid() && bench.now.monotonic_ms - root_checked_ms_ < options_.check_ms) return root_;
  root_checked_ms_ = bench.now.monotonic_ms;
  root_ = net::Descriptor{::open(options_.root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)};
  return root_;
}

std::string_view Files::path_of(const Request& request) const {
  return options_.single.empty() ? request.path : std::string_view{options_.single};
}

void Files::locate(const Request& request, Bench& bench, Facts& facts, Selected& selected) {
  cache_.begin_turn(bench.turn);
  const std::string_view path = path_of(request);
  if (facts.job.named) return writes_.find_job(request, bench, facts, selected);
  if (facts.upload.named && root(bench).valid()) return writes_.find_upload(root_.number(), request, facts);
  if (writes_.any() && !message::is_safe(request.head.method) && root(bench).valid())
    return writes_.look(root_.number(), path, request, bench, facts, selected);
  Cached* known = cache_.find(path);
  const std::uint64_t changes = system_.common().changes();
  if (known == nullptr || bench.now.monotonic_ms - known->checked_ms >= options_.check_ms ||
      known->checked_after != changes || was_touched(*known)) [[unlikely]] {
    if (known == nullptr || !still_true(*known, bench)) {
      known = build(path.substr(1), bench);
      cache_.put(path, known, bench.turn);
    }
    known->checked_ms = bench.now.monotonic_ms;
    known->checked_after = changes;
  }
  supply(*known, request, facts, selected);
}

// What is sent from the file itself is looked at for every request: its bytes could be others than its tag says.
bool Files::was_touched(const Cached& known) const {
  for (const Variant& v : known.variants) {
    if (!v.descriptor.valid()) continue;
    const auto status = system_.status(v.descriptor.number());
    if (!status || stamp_of(*status) != v.stamp) return true;
  }
  return false;
}

// What is known stays known while every file it was read from is the same; misses are always asked again.
bool Files::still_true(const Cached& known, const Bench& bench) {
  if (!root(bench).valid()) return false;
  if (known.located != Located::found || known.variants.empty()) return false;
  if (known.directory != (known.variants.front().path != known.path)) return false;
  // An index that comes before the one that was found may have appeared.
  for (const std::string& index : options_.index) {
    const std::string file = known.path + index;
    if (!known.directory || file == known.variants.front().path) break;
    const auto thing = examine(system_, root_.number(), file, options_.symlinks);
    if (thing && S_ISREG(thing->status.st_mode)) return false;
  }
  for (const Variant& v : known.variants) {
    const auto thing = examine(system_, root_.number(), v.path, options_.symlinks);
    if (!thing || !S_ISREG(thing->status.st_mode) || stamp_of(thing->status) != v.stamp) return false;
  }
  if (known.variants.size() != options_.codings.size() + 1) {
    for (const Coding& c : options_.codings) {
      const bool had = std::ranges::any_of(known.variants, [&](const Variant& v) { return v.coding == c.name; });
      if (!had && examine(system_, root_.number(), known.variants.front().path + c.extension, options_.symlinks))
        return false;
    }
  }
  return true;
}

Cached* Files::build(std::string_view path, const Bench& bench) {
  auto* entry = new Cached;
  entry->path = path;
  entry->checked_ms = bench.now.monotonic_ms;
  const auto refuse = [entry](const Refusal& r) {
    entry->located = r.why;
    entry->error = r.error;
    entry->failed_component = r.component;
    return entry;
  };
  if (!root(bench).valid()) return refuse({Located::io_error, errno, options_.root});
  if (Spool::has_reserved(path)) return refuse({Located::none, 0, entry->path});

  std::string name = entry->path;
  while (name.ends_with('/')) name.pop_back();
  const auto thing = examine(system_, root_.number(), name, options_.symlinks);
  if (!thing) return refuse(thing.error());
  entry->located = Located::found;
  if (S_ISREG(thing->status.st_mode)) {
    add_representations(*entry, name);
    return entry;
  }
  entry->directory = true;
  if (!entry->path.empty() && !entry->path.ends_with('/')) return entry;
  for (const std::string& index : options_.index) {
    const std::string file = name.empty() ? index : name + "/" + index;
    const auto found = examine(system_, root_.number(), file, options_.symlinks);
    if (found && !S_ISREG(found->status.st_mode)) continue;
    if (!found && found.error().why == Located::none) continue;
    if (!found) return refuse(found.error());
    entry->has_index = true;
    add_representations(*entry, file);
    break;
  }
  return entry;
}

// Identity and each sibling that is stored. What cannot be read of the file itself is the entry's refusal; a sibling
// that cannot be read is as if it were not there.
void Files::add_representations(Cached& entry, const std::string& path) {
  const auto add = [&](const std::string& file, std::string_view coding,
                       std::string_view extension) -> std::optional<Refusal> {
    auto opened = open_to_read(system_, root_.number(), file, options_.symlinks);
    if (!opened) return std::move(opened.error());
    Variant& v = entry.variants.emplace_back();
    v.path = file;
    v.coding = coding;
    v.stamp = stamp_of(opened->status);
    v.tag = tag_of(v.stamp, coding);
    v.media_type = types_.of(file.substr(0, file.size() - extension.size()));
    if (v.stamp.size > options_.max_cached_file_bytes) {
      v.descriptor = std::move(opened->descriptor);
      v.slot.storage.resize(AnswerSlot::headroom);
    } else if (!read_whole(opened->descriptor.number(), v.stamp.size, v.slot.storage, AnswerSlot::headroom)) {
      const int error = errno;
      entry.variants.pop_back();
      return Refusal{Located::io_error, error, file};
    }
    v.slot.content_at = v.slot.head_at = AnswerSlot::headroom;
    entry.bytes += v.slot.storage.size();
    return std::nullopt;
  };
  if (const auto refusal = add(path, "", "")) {
    entry.located = refusal->why;
    entry.error = refusal->error;
    entry.failed_component = refusal->component;
    return;
  }
  for (const Coding& c : options_.codings) add(path + c.extension, c.name, c.extension);

  const bool varies = entry.variants.size() > 1;
  for (Variant& v : entry.variants) {
    const std::int64_t seconds = v.stamp.modified_ns / 1'000'000'000;
    v.facts = {.tag = {v.tag, false},
               .modified_s = seconds,
               .dates_strongly = false,
               .length = v.stamp.size,
               .media_type = v.media_type,
               .coding = v.coding};
    const auto field = [&v](std::string_view name, std::string value) {
      v.fields.push_back({name, v.texts.emplace_back(std::move(value))});
    };
    std::array<char, field::http_date_length> date{};
    field::write_http_date(seconds, date);
    const bool charset = !options_.charset.empty() && is_text(v.media_type);
    field("Content-Type", charset ? v.media_type + "; charset=" + options_.charset : v.media_type);
    if (!v.coding.empty()) field("Content-Encoding", v.coding);
    field("Last-Modified", std::string{date.data(), date.size()});
    field("ETag", "\"" + v.tag + "\"");
    field("Accept-Ranges", "bytes");
    if (varies) field("Vary", "Accept-Encoding");
    const auto rule =
        std::ranges::find_if(options_.cache_rules, [&](const CacheRule& r) { return r.match.matches(path); });
    if (rule != options_.cache_rules.end()) field("Cache-Control", rule->value);
    entry.choices += entry.choices.empty() ? v.media_type + "; coding " : std::string{", "};
    entry.choices += v.coding.empty() ? "identity" : v.coding;
  }
}

namespace {

// The stored form with the greatest weight; of equal ones the one that the server prefers, codings before identity.
// None: the client refuses all. RFC 9110 12.5.3
Variant* select(std::deque<Variant>& variants, const message::RequestHead& head) {
  if (!head.sent(message::Field::accept_encoding)) return &variants.front();
  const std::string_view accepted = head.value(message::Field::accept_encoding);
  // Without a weight or a star nothing is refused, and a file stored in one form has no choice.
  if (variants.size() == 1 && accepted.find(';') == std::string_view::npos) [[likely]]
    return &variants.front();
  const field::CodingQualities qualities = field::parse_accept_encoding(accepted);
  Variant* best = nullptr;
  field::Quality best_quality = 0;
  for (auto v = variants.begin() + 1; v != variants.end(); ++v) {
    const auto coding = field::content_coding_named(v->coding);
    if (!coding || qualities.of(*coding) <= best_quality) continue;
    best = &*v;
    best_quality = qualities.of(*coding);
  }
  if (qualities.of(field::ContentCoding::identity) > best_quality) best = &variants.front();
  return best;
}

} // namespace

void Files::supply(Cached& entry, const Request& request, Facts& facts, Selected& selected) const {
  facts.learned(Lookup::locate);
  decision::ResourceFacts& r = facts.resource;
  r.located = entry.located;
  r.directory = entry.directory;
  r.has_index = entry.has_index;
  r.failed_component = entry.failed_component;
  r.error = entry.error;
  selected.holder = &entry;
  selected.choices = entry.choices;
  if (entry.variants.empty()) return;
  Variant* chosen = select(entry.variants, request.head);
  r.coding_acceptable = chosen != nullptr;
  if (chosen == nullptr) chosen = &entry.variants.front();
  r.representation = chosen->facts;
  // RFC 9110 8.8.2.2: only a date that lies a second back or more can tell two versions apart.
  r.representation.dates_strongly = facts.now_s - chosen->facts.modified_s >= 1;
  selected.fields = chosen->fields;
  selected.content = chosen->slot.content();
  selected.descriptor = chosen->descriptor.number();
  selected.modified_ns = chosen->stamp.modified_ns;
  selected.slot = &chosen->slot;
}

std::unique_ptr<Deed> Files::begin(const Request& request, const Caller& caller, Bench& bench, const Facts& facts) {
  if (!writes_.any() || !root(bench).valid()) return nullptr;
  return writes_.begin(root_.number(), path_of(request), request, caller, bench, facts);
}

std::unique_ptr<Deed> Files::sum_up(const Selected& selected, Watcher* watcher) {
  if (selected.descriptor < 0) return nullptr;
  Common& common = system_.common();
  auto sum = common.sums().known(selected.descriptor);
  // The entry that the descriptor is of may be gone before the sum is there.
  net::Descriptor own{sum ? -1 : ::fcntl(selected.descriptor, F_DUPFD_CLOEXEC, 0)};
  if (!sum && own.valid() && watcher != nullptr && reactor_ != nullptr)
    return std::make_unique<Summing>(common.sums(), std::move(own), common.threads(), *reactor_, *watcher);
  if (!sum) sum = sum_of(selected.descriptor, [] { return true; });
  return std::make_unique<Summing>(sum);
}

void Files::list(const Request& request, Bench& bench, Selected& selected) {
  const auto* entry = static_cast<const Cached*>(selected.holder);
  const std::string path = entry->path.empty() ? "." : entry->path;
  auto entries = system_.entries(root(bench).number(), path.c_str(), options_.symlinks);
  if (entries) std::erase_if(*entries, [](const Entry& e) { return Spool::is_reserved(e.name); });
  const field::MediaType json{"application", "json", {}};
  const field::MediaType html{"text", "html", {}};
  const std::string_view accept = request.head.value(message::Field::accept);
  const bool as_json = options_.listing == ListingForm::json ||
                       (options_.listing == ListingForm::negotiated &&
                        field::media_quality(accept, json) > field::media_quality(accept, html));
  const std::string text = write_listing(entries ? std::move(*entries) : std::vector<Entry>{}, request.whole_path,
                                         as_json ? ListingForm::json : ListingForm::html, options_.lists_hidden);
  static constexpr std::array html_fields{message::ResponseField{"Content-Type", "text/html; charset=utf-8"},
                                          message::ResponseField{"Vary", "Accept"}};
  static constexpr std::array json_fields{message::ResponseField{"Content-Type", "application/json"},
                                          message::ResponseField{"Vary", "Accept"}};
  selected.fields = as_json ? std::span<const message::ResponseField>{json_fields} : html_fields;
  selected.content = bench.arena.copy(text);
  selected.slot = nullptr;
}

} // namespace responsum::resource::file
