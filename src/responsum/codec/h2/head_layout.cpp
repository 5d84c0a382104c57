#include "responsum/codec/h2/head_layout.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>

#include "responsum/base/ascii.hpp"
#include "responsum/codec/h1/pen.hpp"
#include "responsum/codec/h1/scan.hpp"

namespace responsum::codec::h2 {

namespace {

using namespace std::string_view_literals;

// RFC 9113 8.2.1: no name may hold others. HTTP/1.1 would read a colon as the end of the name.
constexpr auto name_chars = [] {
  std::array<bool, 256> belongs{};
  for (std::size_t i = 0; i < belongs.size(); ++i) {
    const char c = static_cast<char>(i);
    belongs[i] = base::is_token_char(c) && !base::is_upper(c);
  }
  return belongs;
}();
bool is_name_char(char c) { return name_chars[static_cast<unsigned char>(c)]; }

bool breaks_lines(std::string_view text) {
  const char* const end = text.data() + text.size();
  if (h1::scan::value_end(text.data(), end) == end) [[likely]] // there are no controls at all
    return false;
  return text.find_first_of("\r\n\0"sv) != std::string_view::npos;
}

bool breaks_target(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == 0x7f; });
}

// RFC 9113 8.2.2
bool is_of_connection(std::string_view name, std::string_view value) {
  switch (name.size()) {
  case 2: return name == "te" && !base::equals_ignoring_case(value, "trailers");
  case 7: return name == "upgrade";
  case 10: return name == "connection" || name == "keep-alive";
  case 16: return name == "proxy-connection";
  case 17: return name == "transfer-encoding";
  default: return false;
  }
}

} // namespace

Fault judge_field(std::string_view name, std::string_view value) {
  if (name.empty()) return Fault::field_name_empty;
  if (const auto odd = std::ranges::find_if_not(name, is_name_char); odd != name.end())
    return base::is_alpha(*odd) ? Fault::field_name_upper_case : Fault::field_name_character;
  if (breaks_lines(value)) return value.find('\0') != value.npos ? Fault::field_nul : Fault::field_value_character;
  if (!value.empty() && (base::is_blank(value.front()) || base::is_blank(value.back())))
    return Fault::field_value_surrounded;
  return is_of_connection(name, value) ? Fault::field_of_connection : Fault::none;
}

void HeadLayout::start() {
  for (Pseudo* p : {&method_, &scheme_, &authority_, &path_, &protocol_}) {
    p->value.clear();
    p->sent = false;
  }
  if (capacity_ > kept_layout_capacity) { // of the largest request that there was
    text_.reset();
    capacity_ = 0;
  }
  size_ = 0;
  cookie_.clear();
  priority_.clear();
  most_ = 0;
  line_ = fault_offset_ = 0;
  fault_ = Fault::none;
  fields_begun_ = false;
}

// The first one is told.
void HeadLayout::fail(Fault fault) {
  if (fault_ != Fault::none) return;
  fault_ = fault;
  fault_offset_ = static_cast<std::uint32_t>(size_);
}

// Room for so many more octets.
char* HeadLayout::room(std::size_t octets) {
  if (size_ + octets > capacity_) [[unlikely]] {
    constexpr std::size_t least = 512;
    capacity_ = std::max(least, 2 * (size_ + octets));
    auto larger = std::make_unique_for_overwrite<char[]>(capacity_);
    if (size_ != 0) std::memcpy(larger.get(), text_.get(), size_);
    text_ = std::move(larger);
  }
  return text_.get() + size_;
}

// What is beyond the limits is cut off.
void HeadLayout::append(std::string_view text) {
  const std::size_t count = std::min(text.size(), most_ - size_);
  char* const to = room(count);
  if (count != 0) std::memcpy(to, text.data(), count);
  size_ += count;
}

void HeadLayout::add(std::string_view name, std::string_view value) {
  if (fault_ != Fault::none) return;
  if (name.starts_with(':')) return add_pseudo(name, value);
  if (!fields_begun_) begin_fields();
  if (fault_ != Fault::none || full()) return; // of which the parser tells then
  line_ = static_cast<std::uint32_t>(size_);
  if (const Fault fault = judge_field(name, value); fault != Fault::none) return fail(fault);
  if (name == "host") return add_host(value);
  if (name == "priority") priority_ = value.substr(0, 64);
  if (name == "cookie") {
    if (!cookie_.empty()) cookie_.append("; ");
    cookie_.append(value.substr(0, limits_.max_fields_bytes + 1 -
                                       std::min<std::size_t>(cookie_.size(), limits_.max_fields_bytes)));
    return;
  }
  add_line(name, value);
}

void HeadLayout::add_line(std::string_view name, std::string_view value) {
  const std::size_t octets = h1::Pen::line_size(name, value);
  if (octets > most_ - size_) [[unlikely]] {
    for (const std::string_view part : {name, ": "sv, value, "\r\n"sv}) append(part);
    return;
  }
  h1::Pen{room(octets)}.put_line(name, value);
  size_ += octets;
}

// RFC 9113 8.3.1: what both say must be the same, and once it is there in the lines.
void HeadLayout::add_host(std::string_view value) {
  if (!authority_.sent) return add_line("host", value);
  if (!base::equals_ignoring_case(authority_.value, value)) fail(Fault::host_disagrees);
}

void HeadLayout::add_pseudo(std::string_view name, std::string_view value) {
  if (fields_begun_) return fail(Fault::pseudo_field_late);
  Pseudo* pseudo = nullptr;
  std::size_t most = limits_.max_field_line_bytes;
  if (name == ":method") {
    pseudo = &method_;
    most = limits_.max_method_bytes;
  } else if (name == ":path") {
    pseudo = &path_;
    most = limits_.max_target_bytes;
  } else if (name == ":scheme") {
    pseudo = &scheme_;
  } else if (name == ":authority") {
    pseudo = &authority_;
  } else if (name == ":protocol") {
    pseudo = &protocol_;
  } else {
    return fail(Fault::pseudo_field_unknown);
  }
  if (pseudo->sent) return fail(Fault::pseudo_field_repeated);
  pseudo->sent = true;
  pseudo->value = value.substr(0, most + 1); // one more, for the parser to see that it is too long
}

// RFC 9113 8.3.1, and 8.5 for CONNECT.
Fault HeadLayout::judge_pseudo() const {
  if (!method_.sent || method_.value.empty()) return Fault::pseudo_field_missing;
  if (!std::ranges::all_of(method_.value, base::is_token_char)) return Fault::method_character;
  if (protocol_.sent && (method_.value != "CONNECT" || !base::is_token(protocol_.value)))
    return Fault::pseudo_field_unknown;
  if (method_.value == "CONNECT" && !protocol_.sent) {
    if (path_.sent || scheme_.sent) return Fault::pseudo_field_unknown;
    if (!authority_.sent) return Fault::pseudo_field_missing;
  } else {
    if (!scheme_.sent || scheme_.value.empty()) return Fault::pseudo_field_missing;
    if (!path_.sent || path_.value.empty()) return Fault::pseudo_field_missing;
    if (breaks_target(path_.value)) return Fault::target_character;
    if (path_.value.front() != '/' && path_.value != "*") return Fault::target_form;
  }
  if (breaks_target(authority_.value)) return Fault::host_invalid;
  return Fault::none;
}

void HeadLayout::begin_fields() {
  fields_begun_ = true;
  if (const Fault fault = judge_pseudo(); fault != Fault::none) return fail(fault);
  const bool tunnels = method_.value == "CONNECT" && !protocol_.sent;
  most_ = std::numeric_limits<std::size_t>::max();
  append(protocol_.sent ? "GET"sv : method_.value);
  append(" ");
  append(tunnels ? authority_.value : path_.value);
  append(" HTTP/2.0\r\n");
  line_ = static_cast<std::uint32_t>(size_);
  most_ = size_ + limits_.max_fields_bytes + 1; // one more, for the parser to see that it is too much
  if (authority_.sent) add_line("host", authority_.value);
  if (protocol_.sent) add_line("upgrade", protocol_.value);
}

h1::Progress HeadLayout::finish(message::RequestHead& head, bool content_follows) {
  if (!fields_begun_) begin_fields();
  if (fault_ == Fault::none) {
    if (!cookie_.empty()) add_line("cookie", cookie_);
    append("\r\n");
  }
  h1::RequestParser parser;
  parser.start(head, message::Version::http_2);
  const h1::Progress progress = parser.parse(text(), limits_, head);
  head.version = message::Version::http_2;
  head.keep_alive = true;
  if (fault_ != Fault::none) return h1::Progress::faulty;
  if (progress == h1::Progress::complete) {
    // RFC 9110 9.3.6: whatever it says, what follows CONNECT is no content of it.
    if (protocol_.sent) {
      head.has_content_length = false;
      head.content_length = 0;
    }
    // Where a length of nought was announced, content is to be seen, too, before it is believed.
    head.length_unknown = content_follows && head.content_length == 0 && !protocol_.sent;
    return progress;
  }
  fault_ = parser.fault();
  fault_offset_ = parser.fault_offset();
  line_ = parser.line_offset();
  return h1::Progress::faulty;
}

} // namespace responsum::codec::h2
