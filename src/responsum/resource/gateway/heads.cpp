#include "responsum/resource/gateway/heads.hpp"

#include <algorithm>
#include <memory>
#include <string>

#include "responsum/base/ascii.hpp"
#include "responsum/base/assert.hpp"
#include "responsum/base/text.hpp"
#include "responsum/base/writer.hpp"
#include "responsum/codec/h1/request_writer.hpp"
#include "responsum/field/forwarded.hpp"
#include "responsum/field/hop_by_hop.hpp"
#include "responsum/field/max_forwards.hpp"
#include "responsum/field/upgrade.hpp"
#include "responsum/field/via.hpp"
#include "responsum/resource/gateway/websocket.hpp"
#include "responsum/status/status.hpp"

namespace responsum::resource::gateway {

using message::Field;
using message::RequestHead;

namespace {

// Written anew below, from what was understood.
constexpr message::FieldSet written_anew{Field::content_length,
                                         Field::host,
                                         Field::max_forwards,
                                         Field::early_data,
                                         Field::via,
                                         Field::forwarded,
                                         Field::x_forwarded_for,
                                         Field::x_forwarded_host,
                                         Field::x_forwarded_proto};

// What is about the content of a request, or about what its sender has of the answer: nothing of who sends it.
constexpr message::FieldSet of_request_alone{Field::content_encoding,
                                             Field::content_range,
                                             Field::content_type,
                                             Field::expect,
                                             Field::if_match,
                                             Field::if_modified_since,
                                             Field::if_none_match,
                                             Field::if_range,
                                             Field::if_unmodified_since,
                                             Field::range,
                                             Field::trailer};

// Of an answer that switches protocols, where CONNECT has asked for that (RFC 8441 5.1; RFC 9110 9.3.6).
bool is_of_http_1_alone(Field field, std::string_view name) {
  return field == Field::content_length || is_same_name(name, websocket_accept_name);
}

constexpr std::string_view asked_method = "X-Forwarded-Method";
constexpr std::string_view asked_uri = "X-Forwarded-Uri";

// The path as it was routed by. Where the client wrote it in another way that means the same, it is written anew, so
// that the next hop cannot read it as another.
std::string_view target_of(const Request& request, base::Arena& memory) {
  const std::string_view raw = request.head.text(request.head.path);
  const bool whole = request.path.size() == request.whole_path.size();
  const bool plain = whole && !raw.empty() && raw.find("/.") == std::string_view::npos &&
                     raw.find("%2") == std::string_view::npos && raw.find("//") == std::string_view::npos;
  const bool asks = request.head.text(request.head.target).ends_with('?');
  const std::string_view query = request.head.text(request.head.query);
  const std::string_view path = plain ? raw : memory.copy(base::encode_path(request.path));
  if (query.empty() && !asks) return path.empty() ? "/" : path;
  base::Writer target{memory.allocate(std::max<std::size_t>(path.size(), 1) + 1 + query.size())};
  return target.text(path.empty() ? "/" : path).character('?').text(query).written();
}

// What `own` writes, behind the members that are there before.
std::string_view joined(std::string_view before, std::size_t most, auto&& own, base::Arena& memory) {
  const std::span<char> room = memory.allocate(before.size() + 2 + most);
  base::Writer out{room};
  if (!before.empty()) out.text(before).text(", ");
  own(out);
  memory.shrink_last(room, out.size());
  return out.written();
}

std::string_view joined(std::string_view before, std::string_view own, base::Arena& memory) {
  if (before.empty()) return own;
  return joined(before, own.size(), [own](base::Writer& out) { out.text(own); }, memory);
}

std::string_view joined_via(std::string_view before, message::Version version, std::string_view pseudonym,
                            base::Arena& memory) {
  return joined(
      before, field::via_member_size(version, pseudonym),
      [&](base::Writer& out) { field::write_via_member(out, version, pseudonym); }, memory);
}

// A list whose room was taken as a whole.
template <class Member>
class List {
 public:
  List(std::size_t most, base::Arena& memory) : members_{memory.make_array<Member>(most)} {}

  void add(std::string_view name, std::string_view value) {
    RESPONSUM_ASSERT(count_ < members_.size());
    members_[count_++] = {name, value};
  }
  std::span<const Member> all() const { return members_.first(count_); }

 private:
  std::span<Member> members_;
  std::size_t count_ = 0;
};

// The fields of a request for the next hop.
class Fields {
 public:
  Fields(const Request& request, const Road& road, const Options& options, base::Arena& memory)
      : head_{request.head},
        told_{request.told},
        road_{road},
        options_{options},
        memory_{memory},
        fields_{head_.lines().size() + most_made + told_.size(), memory} {}

  std::span<const codec::h1::RequestField> write() {
    field::for_each_forwarded(head_, field::TrailersAre::forwarded, [this](const message::FieldLine& line) {
      if (passes(line)) fields_.add(head_.text(line.name), head_.text(line.value));
    });
    for (const message::ResponseField& f : told_)
      if (!f.value.empty()) fields_.add(f.name, f.value);
    options_.asks() ? add_question() : add_length();
    if (road_.early || head_.sent(Field::early_data)) fields_.add("Early-Data", "1");
    if (options_.forwarded_by == ForwardedBy::x_forwarded || options_.forwarded_by == ForwardedBy::both) add_old();
    if (options_.forwarded_by == ForwardedBy::forwarded || options_.forwarded_by == ForwardedBy::both) add_new();
    fields_.add("Via", joined_via(head_.value(Field::via), head_.version, options_.pseudonym, memory_));
    if (takes_trailers()) fields_.add("TE", "trailers");
    common_ = fields_.all().size();
    if (!options_.asks()) add_connection();
    return fields_.all();
  }
  // So many of them are not of one connection alone.
  std::size_t common() const { return common_; }

 private:
  static constexpr std::size_t most_made = 13;

  bool passes(const message::FieldLine& line) const {
    const std::string_view name = head_.text(line.name);
    const auto is_this = [name](const message::ResponseField& f) { return is_same_name(f.name, name); };
    if (written_anew.contains(line.field) || std::ranges::any_of(told_, is_this)) return false;
    if (!road_.websocket_key.empty() && is_same_name(name, websocket_key_name)) return false;
    return !options_.asks() || (!of_request_alone.contains(line.field) && !is_same_name(name, asked_method) &&
                                !is_same_name(name, asked_uri));
  }

  void add_length() {
    if (head_.has_content_length) add("Content-Length", head_.content_length);
    if (const auto count = field::parse_max_forwards(head_.value(Field::max_forwards)))
      add("Max-Forwards", field::next_max_forwards(*count).value_or(0));
  }

  // What the client wants, for whoever is asked whether it may.
  void add_question() {
    fields_.add(asked_method, head_.text(head_.method_text));
    fields_.add(asked_uri, origin_form(head_, memory_));
  }

  bool takes_trailers() const { return !options_.asks() && field::takes_trailers(head_.value(Field::te)); }

  void add(std::string_view name, std::uint64_t number) { fields_.add(name, base::decimal_in(memory_, number)); }
  // What a proxy of ours says stands; anybody else could say anything.
  std::string_view said(Field f) const { return road_.trusted ? head_.value(f) : std::string_view{}; }
  std::string_view scheme() const { return road_.encrypted ? "https" : "http"; }

  void add_old() {
    const std::string_view host = head_.text(head_.authority);
    fields_.add("X-Forwarded-For", joined(said(Field::x_forwarded_for), road_.client_address, memory_));
    const std::string_view proto = said(Field::x_forwarded_proto);
    fields_.add("X-Forwarded-Proto", proto.empty() ? scheme() : proto);
    const std::string_view named = said(Field::x_forwarded_host);
    if (!named.empty() || !host.empty()) fields_.add("X-Forwarded-Host", named.empty() ? host : named);
  }

  void add_new() {
    const field::ForwardedToWrite own{
        .for_ = road_.client_address, .host = head_.text(head_.authority), .proto = scheme()};
    fields_.add("Forwarded", joined(
                                 said(Field::forwarded), field::max_forwarded_size(own),
                                 [&](base::Writer& out) { field::write_forwarded(out, own); }, memory_));
  }

  void add_connection() {
    const bool upgrade = field::asks_to_switch(head_);
    const bool trailers = takes_trailers();
    if (head_.length_unknown) fields_.add("Transfer-Encoding", "chunked");
    if (upgrade) fields_.add("Upgrade", head_.value(Field::upgrade));
    if (!road_.websocket_key.empty()) fields_.add(websocket_key_name, road_.websocket_key);
    if (upgrade || trailers)
      fields_.add("Connection", !upgrade ? "TE" : trailers ? "upgrade, TE" : std::string_view{"upgrade"});
  }

  const RequestHead& head_;
  std::span<const message::ResponseField> told_;
  const Road& road_;
  const Options& options_;
  base::Arena& memory_;
  List<codec::h1::RequestField> fields_;
  std::size_t common_ = 0;
};

} // namespace

bool is_same_name(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) {
    const auto plain = [](char c) { return c == '_' ? '-' : base::to_lower(c); };
    return plain(x) == plain(y);
  });
}

std::string_view origin_form(const RequestHead& head, base::Arena& memory) {
  const std::string_view target = head.text(head.target);
  if (target.starts_with('/')) return target;
  const std::string_view path = head.text(head.path);
  const std::string_view query = head.text(head.query);
  base::Writer out{memory.allocate(path.size() + 2 + query.size())};
  out.text(path.empty() ? "/" : path);
  if (!query.empty()) out.character('?').text(query);
  return out.written();
}

RequestMade make_request(const Request& request, const Road& road, const Options& options, base::Arena& memory) {
  const RequestHead& head = request.head;
  const std::string_view asked = head.text(head.authority);
  Fields fields{request, road, options, memory};
  RequestMade made{.whole = {.method = options.asks() ? "GET" : head.text(head.method_text),
                             .target = options.asks() ? options.asked_target : target_of(request, memory),
                             .host = options.host == HostSent::client && !asked.empty() ? asked : road.authority,
                             .fields = fields.write()},
                   .common = 0};
  made.common = fields.common();
  return made;
}

std::string_view request_head(const RequestMade& request, base::Arena& memory) {
  base::Writer out{memory.allocate(codec::h1::request_size(request.whole))};
  codec::h1::write_request(out, request.whole);
  return out.written();
}

std::string_view via_of(const message::ReceivedHead& head, std::string_view pseudonym, base::Arena& memory) {
  return joined_via(head.value(Field::via), head.version, pseudonym, memory);
}

std::span<const message::ResponseField> response_fields(const message::ReceivedHead& head, std::string_view via,
                                                        SwitchTold told, base::Arena& memory) {
  const field::HopByHop passing{head.value(Field::connection), field::TrailersAre::dropped};
  const char* const bytes = memory.copy({head.bytes(), head.size}).data();
  const auto kept = [bytes](message::Slice s) { return std::string_view{bytes + s.offset, s.length}; };
  List<message::ResponseField> fields{head.lines().size() + 1, memory};
  for (const message::FieldLine& line : head.lines()) {
    const std::string_view name = kept(line.name);
    const bool upgrade = line.field == Field::upgrade && told == SwitchTold::upgrade;
    if (told == SwitchTold::by_connect && is_of_http_1_alone(line.field, name)) continue;
    if (line.field == Field::via || line.field == Field::proxy_status) continue;
    if (line.field == Field::status && via.empty()) continue;
    if (upgrade || passing.forwards(line.field, name)) fields.add(name, kept(line.value));
  }
  if (!via.empty()) fields.add("Via", via);
  return fields.all();
}

bool redirects_to_itself(const message::ReceivedHead& response, const RequestHead& request, bool encrypted) {
  if (status::class_of(*status::status_from(response.status)) != status::Class::redirection ||
      !response.sent(Field::location))
    return false;
  const std::string_view location = response.value(Field::location);
  const std::string_view target = request.text(request.target);
  if (location == target) return true;
  const std::string whole =
      (encrypted ? "https://" : "http://") + std::string{request.text(request.authority)} + std::string{target};
  return location == whole;
}

} // namespace responsum::resource::gateway
