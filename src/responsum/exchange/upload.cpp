#include "responsum/exchange/upload.hpp"

#include <algorithm>
#include <string>

#include "responsum/base/ascii.hpp"
#include "responsum/field/content_type.hpp"
#include "responsum/field/upload.hpp"

namespace responsum::exchange {

using decision::Condition;
using decision::Facts;
using decision::UploadFacts;
using message::Method;

namespace {

constexpr message::MethodSet upload_methods{Method::head, Method::options, Method::patch, Method::delete_};

// The value of a field that may stand there once only; empty where it does not.
std::string_view only_value(const message::RequestHead& head, std::string_view name) {
  std::string_view found;
  for (const message::FieldLine& line : head.lines()) {
    if (line.field != message::Field::other || !base::equals_ignoring_case(head.text(line.name), name)) continue;
    if (!found.empty()) return {};
    found = head.text(line.value);
  }
  return found;
}

// Octets of the whole, by the content alone: where it is the rest.
std::optional<std::uint64_t> counted(const message::RequestHead& head, const UploadFacts& u) {
  constexpr std::uint64_t most = 999'999'999'999'999; // what fields can say
  const std::uint64_t brought = head.has_content_length ? head.content_length : 0;
  if (u.completes != true || head.length_unknown || brought > most) return std::nullopt;
  if (u.named && !u.at) return std::nullopt;
  return u.at.value_or(0) + brought;
}

bool is_partial_upload(const message::RequestHead& head) {
  const auto media = field::parse_media_type(head.value(message::Field::content_type));
  return media && base::equals_ignoring_case(media->type, "application") &&
         base::equals_ignoring_case(media->subtype, "partial-upload");
}

std::string limits(const Facts& f) {
  const decision::UploadTerms& terms = f.route.uploads;
  return field::upload_limit(terms.max_bytes, f.route.max_content_bytes,
                             f.upload.known ? std::optional{terms.max_age_s} : std::nullopt);
}

} // namespace

void judge_upload(Facts& facts) {
  const message::RequestHead& head = *facts.request;
  const decision::UploadTerms& terms = facts.route.uploads;
  if (!terms.offered) return;
  UploadFacts& u = facts.upload;
  u.named = head.text(head.query).starts_with(resource::upload_query);
  if (u.named) facts.route.allowed = upload_methods;
  if (message::is_safe(head.method)) return;
  u.completes = field::parse_upload_complete(only_value(head, "Upload-Complete"));
  if (u.named) u.at = field::parse_upload_number(only_value(head, "Upload-Offset"));
  const auto version = field::parse_upload_number(only_value(head, "Upload-Draft-Interop-Version"));
  u.begins = !u.named && u.completes && (head.method == Method::put || head.method == Method::post) &&
             (terms.version == 0 || version == terms.version);
  if (!u.named && !u.begins) return;
  u.appends_octets = head.announces_content();
  u.partial = !u.named || is_partial_upload(head);
  const auto said = field::parse_upload_number(only_value(head, "Upload-Length"));
  const auto all = counted(head, u);
  const std::uint64_t brought = u.at.value_or(0) + (head.has_content_length ? head.content_length : 0);
  u.lengths_agree = !said || (all ? *said == *all : brought <= *said);
  u.announced = said ? said : all;
}

void add_upload_fields(const Exchange& x, message::ResponseHead& head) {
  base::Arena& arena = x.bench().arena;
  const UploadFacts& u = x.facts().upload;
  const Condition condition = x.verdict().condition();
  if (u.known) {
    head.add("Upload-Complete", u.complete ? "?1" : "?0");
    head.add("Upload-Offset", arena.copy(std::to_string(u.offset)));
    if (u.length) head.add("Upload-Length", arena.copy(std::to_string(*u.length)));
  }
  head.add("Upload-Limit", arena.copy(limits(x.facts())));
  if (condition == Condition::upload_state) head.add("Cache-Control", "no-store");
  // RFC 9110 15.3.2: what was made is not at the address of the upload.
  if (condition == Condition::write_made && u.named) head.add("Location", x.head().text(x.head().path));
}

std::string_view accepted_patches(const Exchange& x) {
  const Facts& f = x.facts();
  if (!f.route.uploads.offered) return resource::accept_patch;
  if (f.upload.named || !f.route.allowed.contains(Method::patch)) return field::partial_upload;
  return x.bench().arena.copy(std::string{field::partial_upload} + ", " + std::string{resource::accept_patch});
}

} // namespace responsum::exchange
