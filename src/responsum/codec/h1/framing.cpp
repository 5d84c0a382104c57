#include "responsum/codec/h1/framing.hpp"

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "responsum/base/ascii.hpp"
#include "responsum/field/connection.hpp"
#include "responsum/field/host.hpp"
#include "responsum/status/table.hpp"

namespace responsum::codec::h1 {
namespace {

using message::Field;
using message::FieldLine;
using message::MessageHead;
using message::RequestHead;
using message::TargetForm;

std::uint32_t offset_in(const MessageHead& head, const char* at) {
  return static_cast<std::uint32_t>(at - head.bytes());
}

constexpr std::optional<std::uint16_t> default_port(std::string_view scheme) {
  if (base::equals_ignoring_case(scheme, "http")) return 80;
  if (base::equals_ignoring_case(scheme, "https")) return 443;
  return std::nullopt;
}

// Equal but for case and a port that goes without saying.
bool same_authority(const field::Host& a, const field::Host& b, std::string_view scheme) {
  const std::optional<std::uint16_t> implied = default_port(scheme);
  return base::equals_ignoring_case(a.host, b.host) && (a.port ? a.port : implied) == (b.port ? b.port : implied);
}

// RFC 9112 3.2. What the target says wins (3.2.2); a Host that says otherwise is how requests are smuggled past a
// router that believes Host, so it is refused instead of ignored.
std::optional<FaultAt> judge_host(RequestHead& head) {
  if (!head.sent(Field::host)) {
    if (head.version == message::Version::http_1_0) return std::nullopt;
    return FaultAt{Fault::host_missing, head.size - 2};
  }
  if (head.repeated(Field::host)) [[unlikely]] {
    const auto after_first = [seen = 0](const FieldLine& line) mutable {
      return line.field == Field::host && seen++ == 1;
    };
    return FaultAt{Fault::host_repeated, std::ranges::find_if(head.lines(), after_first)->name.offset};
  }
  const message::Slice value = head.first_line(Field::host).value;
  const auto host = field::parse_host(head.text(value));
  if (!host) [[unlikely]]
    return FaultAt{Fault::host_invalid, value.offset + static_cast<std::uint32_t>(host.error().offset)};
  // An empty Host is for targets without an authority, which the http schemes do not have (RFC 9110 4.2.1).
  if (host->host.empty()) [[unlikely]]
    return FaultAt{Fault::host_invalid, value.offset};

  switch (head.target_form) {
  case TargetForm::origin:
  case TargetForm::asterisk: head.authority = value; break;
  case TargetForm::absolute:
    if (!same_authority(*field::parse_host(head.text(head.authority)), *host, head.text(head.scheme)))
      return FaultAt{Fault::host_disagrees, value.offset};
    break;
  case TargetForm::authority: break;
  }
  return std::nullopt;
}

// Walks through the elements of Transfer-Encoding. Empty elements are faults: intermediaries disagree about them.
class CodingList {
 public:
  explicit CodingList(std::string_view text) : rest_{base::trim(text)} {}

  struct Coding {
    std::string_view name;
    bool parameters = false;
  };
  // Nothing when the list goes on with something that is no coding.
  std::optional<Coding> next() {
    Coding coding{take_token()};
    if (coding.name.empty()) return std::nullopt;
    for (skip_blanks(); take(';'); skip_blanks()) {
      coding.parameters = true;
      if (!take_parameter()) return std::nullopt;
    }
    if (rest_.empty()) return coding;
    if (!take(',')) return std::nullopt;
    skip_blanks();
    if (rest_.empty()) return std::nullopt;
    return coding;
  }
  bool at_end() const { return rest_.empty(); }
  const char* place() const { return rest_.data(); }

 private:
  void skip_blanks() {
    while (!rest_.empty() && base::is_blank(rest_.front())) rest_.remove_prefix(1);
  }
  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  std::string_view take_token() {
    const auto end = std::ranges::find_if_not(rest_, base::is_token_char);
    const std::string_view token{rest_.begin(), end};
    rest_.remove_prefix(token.size());
    return token;
  }
  // transfer-parameter = token BWS "=" BWS ( token / quoted-string ), RFC 9112 7
  bool take_parameter() {
    skip_blanks();
    if (take_token().empty()) return false;
    skip_blanks();
    if (!take('=')) return false;
    skip_blanks();
    return take('"') ? take_quoted_rest() : !take_token().empty();
  }
  bool take_quoted_rest() {
    while (!rest_.empty() && rest_.front() != '"')
      rest_.remove_prefix(rest_.front() == '\\' && rest_.size() > 1 ? 2 : 1);
    return take('"');
  }

  std::string_view rest_;
};

// RFC 9112 6.1, 6.3: a message's codings end in chunked, once; all others are unknown to this server. What nobody
// knows is told last, after the length.
struct CodingVerdict {
  std::optional<FaultAt> fault;
  std::optional<FaultAt> unknown;
};

CodingVerdict judge_codings(const MessageHead& head) {
  CodingVerdict verdict;
  bool chunked = false;
  std::uint32_t last_offset = 0;
  const auto fault = [](Fault which, std::uint32_t offset) { return CodingVerdict{FaultAt{which, offset}, {}}; };
  bool last_is_chunked = false;
  for (const FieldLine& line : head.lines()) {
    if (line.field != Field::transfer_encoding) continue;
    CodingList list{head.text(line.value)};
    do {
      const std::uint32_t at = offset_in(head, list.place());
      const auto coding = list.next();
      if (!coding) return fault(Fault::transfer_encoding_syntax, offset_in(head, list.place()));
      last_offset = at;
      last_is_chunked = base::equals_ignoring_case(coding->name, "chunked");
      if (!last_is_chunked) {
        if (!verdict.unknown) verdict.unknown = FaultAt{Fault::coding_unknown, at};
        continue;
      }
      // RFC 9112 7.1: chunked has no parameters.
      if (coding->parameters) return fault(Fault::transfer_encoding_syntax, at);
      if (chunked) return fault(Fault::chunked_repeated, at);
      chunked = true;
    } while (!list.at_end());
  }
  if (!last_is_chunked) return fault(Fault::chunked_not_last, last_offset);
  return verdict;
}

// RFC 9110 8.6, RFC 9112 6.3 (5): digits, or the same number again, in one list or on several lines. No sign, no
// empty element, no hexadecimal: other readers might see another number.
std::optional<FaultAt> judge_length(MessageHead& head) {
  constexpr std::uint64_t largest = INT64_MAX;
  for (const FieldLine& line : head.lines()) {
    if (line.field != Field::content_length) continue;
    std::string_view rest = head.text(line.value);
    for (bool more = true; more;) {
      const std::size_t comma = rest.find(',');
      more = comma != rest.npos;
      const std::string_view digits = base::trim(rest.substr(0, comma));
      const std::uint32_t at = offset_in(head, digits.data());
      if (digits.empty() || !std::ranges::all_of(digits, base::is_digit)) return FaultAt{Fault::length_invalid, at};
      const auto length = base::parse_decimal(digits);
      if (!length || *length > largest) return FaultAt{Fault::length_too_large, at};
      if (head.has_content_length && head.content_length != *length) return FaultAt{Fault::length_conflict, at};
      head.has_content_length = true;
      head.content_length = *length;
      if (more) rest.remove_prefix(comma + 1);
    }
  }
  return std::nullopt;
}

std::optional<FaultAt> judge_framing(MessageHead& head) {
  const bool has_codings = head.sent(Field::transfer_encoding);
  if (!has_codings && !head.sent(Field::content_length)) return std::nullopt;

  CodingVerdict codings;
  if (has_codings) {
    const std::uint32_t offset = head.first_line(Field::transfer_encoding).name.offset;
    if (head.version == message::Version::http_1_0) return FaultAt{Fault::transfer_encoding_in_http_1_0, offset};
    if (head.sent(Field::content_length)) return FaultAt{Fault::transfer_encoding_and_length, offset};
    codings = judge_codings(head);
    if (codings.fault) return codings.fault;
  }
  if (const auto fault = judge_length(head)) return fault;
  if (codings.unknown) return codings.unknown;
  head.length_unknown = has_codings;
  return std::nullopt;
}

// RFC 9112 9.3: HTTP/1.1 stays unless told to close, HTTP/1.0 closes unless told to stay.
void decide_keep_alive(MessageHead& head) {
  bool close = false;
  bool stay = head.version != message::Version::http_1_0;
  if (head.sent(Field::connection)) {
    for (const FieldLine& line : head.lines()) {
      if (line.field != Field::connection) continue;
      const std::string_view value = head.text(line.value);
      if (value == "keep-alive") { // what browsers send, always
        stay = true;
        continue;
      }
      const field::ConnectionOptions options = field::parse_connection(value);
      stay = stay || options.keep_alive;
      close = close || options.close;
    }
  }
  head.keep_alive = stay && !close;
}

} // namespace

std::optional<FaultAt> judge_head(RequestHead& head) {
  if (const auto fault = judge_host(head)) return fault;
  if (const auto fault = judge_framing(head)) return fault;
  decide_keep_alive(head);
  return std::nullopt;
}

std::optional<FaultAt> judge_head(message::ReceivedHead& head) {
  if (const auto fault = judge_framing(head)) return fault;
  decide_keep_alive(head);
  // What announces content that may not follow has perhaps sent it: it must not be read as the next response.
  const bool announces = head.length_unknown || head.content_length > 0;
  const auto status = status::status_from(head.status); // a script may leave it to its server
  if (announces && status && status::framing_forbidden(*status)) head.keep_alive = false;
  return std::nullopt;
}

} // namespace responsum::codec::h1
