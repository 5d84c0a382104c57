#include "responsum/codec/h1/request_parser.hpp"

#include "responsum/codec/h1/field_lines.hpp"
#include "responsum/codec/h1/framing.hpp"
#include "responsum/codec/h1/target.hpp"
#include "responsum/codec/proxy_protocol/header.hpp"

namespace responsum::codec::h1 {
namespace {

using message::RequestHead;
using message::Slice;

constexpr std::size_t version_bytes = 8; // "HTTP/1.1"

// The bytes of a head and what is made of them.
struct Input {
  const char* base;
  const char* end;
  const Limits& limits;
  RequestHead& head;
  message::Version version;

  std::uint32_t offset(const char* at) const { return static_cast<std::uint32_t>(at - base); }
  Slice slice(const char* from, const char* to) const {
    return {offset(from), static_cast<std::uint32_t>(to - from)};
  }
  const char* at_most(const char* from, std::uint32_t bytes) const {
    return end - from > static_cast<std::ptrdiff_t>(bytes) ? from + bytes : end;
  }
};

// The octet where a CRLF may stand: complete with the octet after it, or `otherwise`.
Finding line_end(const Input& in, const char* at, Fault otherwise) {
  if (at == in.end) return Finding::incomplete();
  if (*at == '\n') return Finding::faulty(Fault::request_line_bare_lf, at);
  if (*at != '\r') return Finding::faulty(otherwise, at);
  if (at + 1 == in.end) return Finding::incomplete();
  if (at[1] != '\n') return Finding::faulty(Fault::request_line_bare_cr, at);
  return Finding::complete(at + 2);
}

// RFC 9112 2.2: empty lines before a request are skipped, a few of them.
Finding skip_empty_lines(const Input& in, const char* at) {
  while (at != in.end && (*at == '\r' || *at == '\n')) {
    if (at == in.base + 2 * max_empty_lines) return Finding::faulty(Fault::empty_lines, at);
    const Finding line = line_end(in, at, Fault::request_line_bare_cr);
    if (line.progress != Progress::complete) return line;
    at = line.at;
  }
  return at == in.end ? Finding::incomplete() : Finding::complete(at);
}

// A header of the PROXY protocol, version 2, begins as two empty lines do; `at` is what stands behind them.
[[gnu::cold]] Finding odd_method(const Input& in, const char* at) {
  constexpr std::string_view signature = proxy_protocol::v2_signature;
  constexpr std::size_t empty_lines = 4;
  const std::string_view have{in.base, in.end};
  if (*at == signature[empty_lines] && at == in.base + empty_lines) {
    if (have.size() < signature.size() && signature.starts_with(have)) return Finding::incomplete();
    if (have.starts_with(signature)) return Finding::faulty(Fault::proxy_bytes, in.base);
  }
  return Finding::faulty(Fault::method_character, at);
}

// Complete with the first octet of the target.
Finding take_method(const Input& in, const char* begin) {
  const char* limit = in.at_most(begin, in.limits.max_method_bytes + 1u);
  const char* at = scan::find_end_one_by_one(begin, limit, scan::in_token);
  if (at - begin > in.limits.max_method_bytes) return Finding::faulty(Fault::method_too_long, at - 1);
  if (at == in.end) return Finding::incomplete();
  if (*at != ' ' || at == begin) {
    // The first octets of a TLS record: handshake, major version 3 (RFC 8446 5.1).
    if (*at == 0x16 && at == in.base) {
      if (at + 1 == in.end) return Finding::incomplete();
      if (at[1] == 0x03) return Finding::faulty(Fault::tls_bytes, at);
    }
    if (*at == '\r' || *at == '\n') {
      const Finding end = line_end(in, at, Fault::method_character);
      if (end.progress != Progress::complete) return end;
      return Finding::faulty(Fault::request_line_incomplete, at);
    }
    return odd_method(in, at);
  }
  in.head.method_text = in.slice(begin, at);
  in.head.method = message::method_named({begin, at});
  return Finding::complete(at + 1);
}

// What stands where a target ends and is no space.
[[gnu::cold]] Finding odd_target_end(const Input& in, const char* at) {
  if (*at == '#') return Finding::faulty(Fault::target_fragment, at);
  const Finding end = line_end(in, at, Fault::target_character);
  if (end.progress != Progress::complete) return end;
  const bool simple_request = in.head.method == message::Method::get && at != in.base + in.head.target.offset;
  return Finding::faulty(simple_request ? Fault::http_0_9 : Fault::request_line_incomplete, at);
}

// RFC 9113 3.4: the preface of HTTP/2 is made to look like a request that no HTTP/1 server may take for one. Until it
// is seen to be something else it may still be that; `at` is what follows "PRI * ".
[[gnu::cold]] Finding h2_preface(const Input& in, const char* at) {
  constexpr std::string_view rest = "HTTP/2.0\r\n";
  const std::string_view have = std::string_view{at, in.end}.substr(0, rest.size());
  if (!rest.starts_with(have)) return Finding::faulty(Fault::target_form, in.base + in.head.target.offset);
  if (have.size() < rest.size()) return Finding::incomplete();
  return Finding::faulty(Fault::h2_preface, in.base + in.head.method_text.offset);
}

// Complete with the first octet of the version.
Finding take_target(const Input& in, const char* begin) {
  RequestHead& head = in.head;
  const char* limit = in.at_most(begin, in.limits.max_target_bytes + 1);
  const char* path_end = scan::path_end(begin, limit);
  const char* at = path_end;
  if (at != limit && *at == '?') at = scan::query_end(at + 1, limit);
  if (at - begin > static_cast<std::ptrdiff_t>(in.limits.max_target_bytes)) [[unlikely]]
    return Finding::faulty(Fault::target_too_long, begin + in.limits.max_target_bytes);
  if (at == in.end) [[unlikely]]
    return Finding::incomplete();
  head.target = in.slice(begin, at);
  if (*at != ' ') [[unlikely]]
    return odd_target_end(in, at);
  if (at == begin) [[unlikely]]
    return Finding::faulty(Fault::request_line_extra_space, at);

  if (*begin == '/' && head.method != message::Method::connect) [[likely]] {
    head.target_form = message::TargetForm::origin;
    head.path = in.slice(begin, path_end);
    head.query = path_end == at ? Slice{} : in.slice(path_end + 1, at);
    return Finding::complete(at + 1);
  }
  if (*begin == '*' && at - begin == 1 && head.text(head.method_text) == "PRI") return h2_preface(in, at + 1);
  if (const auto wrong = split_target(head)) return Finding::faulty(wrong->fault, in.base + wrong->offset);
  return Finding::complete(at + 1);
}

// HTTP-version is eight octets and case-sensitive (RFC 9112 2.3).
Finding take_odd_version(const Input& in, const char* begin) {
  constexpr std::string_view pattern = "HTTP/#.#";
  const char* end = in.at_most(begin, version_bytes);
  for (const char* at = begin; at != end; ++at) {
    const char expected = pattern[static_cast<std::size_t>(at - begin)];
    if (expected == '#' ? base::is_digit(*at) : *at == expected) continue;
    if (*at != '\r' && *at != '\n') return Finding::faulty(Fault::version_syntax, at);
    const Finding line = line_end(in, at, Fault::version_syntax);
    if (line.progress != Progress::complete) return line;
    return Finding::faulty(at == begin ? Fault::request_line_incomplete : Fault::version_syntax, at);
  }
  const Finding line = line_end(in, end, Fault::request_line_trailing);
  if (line.progress != Progress::complete) return line;

  in.head.version_text = in.slice(begin, end);
  const char* major = begin + 5;
  const char* minor = begin + 7;
  if (in.version == message::Version::http_2 && *major == '2') {
    in.head.version = in.version;
    return line;
  }
  if (*major != '1') return Finding::faulty(Fault::version_unsupported, major);
  // A higher minor version promises to be read as the highest one that is known (RFC 9110 2.5).
  in.head.version = *minor == '0' ? message::Version::http_1_0 : message::Version::http_1_1;
  return line;
}

// Complete with the first octet of the fields.
Finding take_version(const Input& in, const char* begin) {
  constexpr std::string_view usual = "HTTP/1.1\r\n";
  if (std::string_view{begin, in.end}.substr(0, usual.size()) != usual) [[unlikely]]
    return take_odd_version(in, begin);
  in.head.version_text = in.slice(begin, begin + version_bytes);
  in.head.version = message::Version::http_1_1;
  return Finding::complete(begin + usual.size());
}

// What a balancer says in version 1 of the PROXY protocol is like a request line, but never one.
[[gnu::cold]] bool is_introduction(const Input& in, const char* begin) {
  constexpr std::string_view beginning = "PROXY ";
  std::string_view line{begin, in.end};
  if (begin != in.base || !line.starts_with(beginning)) return false;
  line.remove_prefix(beginning.size());
  return line.starts_with("TCP4 ") || line.starts_with("TCP6 ") || line.starts_with("UNKNOWN");
}

Finding take_request_line(const Input& in, const char* begin) {
  Finding part = take_method(in, begin);
  if (part.progress == Progress::complete) part = take_target(in, part.at);
  if (part.progress == Progress::complete) part = take_version(in, part.at);
  if (part.progress == Progress::faulty && is_introduction(in, begin)) [[unlikely]]
    return Finding::faulty(Fault::proxy_bytes, begin);
  return part;
}

} // namespace

void RequestParser::start(RequestHead& head, message::Version version) {
  *this = RequestParser{};
  version_ = version;
  head.clear();
}

Progress RequestParser::settle(const char* base, Finding finding) {
  if (finding.progress == Progress::faulty) [[unlikely]] {
    phase_ = Phase::faulty;
    fault_ = finding.fault;
    fault_offset_ = static_cast<std::uint32_t>(finding.at - base);
  }
  return finding.progress;
}

Progress RequestParser::parse(std::string_view bytes, const Limits& limits, RequestHead& head) {
  head.set_bytes(bytes.data());
  const Input in{bytes.data(), bytes.data() + bytes.size(), limits, head, version_};

  if (phase_ == Phase::request_line) {
    Finding found = skip_empty_lines(in, in.base + line_);
    if (found.progress == Progress::complete) {
      line_ = in.offset(found.at);
      found = take_request_line(in, found.at);
    }
    if (found.progress != Progress::complete) return settle(in.base, found);
    fields_ = line_ = in.offset(found.at);
    phase_ = Phase::fields;
  }
  if (phase_ == Phase::fields) {
    const char* line = in.base + line_;
    const FieldLimits field_limits{limits.max_fields_bytes, limits.max_field_line_bytes, limits.max_fields};
    const Finding found = take_field_lines({in.base, in.base + fields_, in.end, field_limits}, head, line);
    line_ = in.offset(line);
    if (found.progress != Progress::complete) return settle(in.base, found);
    head.size = in.offset(found.at);
    if (const auto wrong = judge_head(head))
      return settle(in.base, Finding::faulty(wrong->fault, in.base + wrong->offset));
    phase_ = Phase::complete;
  }
  return phase_ == Phase::complete ? Progress::complete : Progress::faulty;
}

} // namespace responsum::codec::h1
