#include "responsum/resource/gateway/heads.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <span>

#include "responsum/base/ascii.hpp"
#include "responsum/base/text.hpp"
#include "responsum/base/writer.hpp"
#include "responsum/codec/h1/request_writer.hpp"
#include "responsum/field/connection.hpp"
#include "responsum/field/forwarded.hpp"
#include "responsum/field/hop_by_hop.hpp"
#include "responsum/field/max_forwards.hpp"
#include "responsum/field/via.hpp"
#include "responsum/status/status.hpp"

namespace responsum::resource::gateway {

using message::Field;
using message::RequestHead;

namespace {

// Written anew below, from what was understood.
bool is_written_anew(Field field) {
  constexpr std::array anew{Field::content_length,
                            Field::host,
                            Field::max_forwards,
                            Field::early_data,
                            Field::via,
                            Field::forwarded,
                            Field::x_forwarded_for,
                            Field::x_forwarded_host,
                            Field::x_forwarded_proto};
  return std::ranges::find(anew, field) != anew.end();
}

// The path as it was routed by. Where the client wrote it in another way that means the same, it is written anew, so
// that the next hop cannot read it as another.
std::string target_of(const Request& request) {
  const std::string_view raw = request.head.text(request.head.path);
  const bool whole = request.path.size() == request.whole_path.size();
  const bool plain = whole && !raw.empty() && raw.find("/.") == std::string_view::npos &&
                     raw.find("%2") == std::string_view::npos && raw.find("//") == std::string_view::npos;
  std::string target = plain ? std::string{raw} : base::encode_path(request.path);
  if (target.empty()) target = "/";
  const std::string_view query = request.head.text(request.head.query);
  if (!query.empty() || request.head.text(request.head.target).ends_with('?')) target.append("?").append(query);
  return target;
}

std::string joined(std::string_view before, std::string_view own) {
  return before.empty() ? std::string{own} : std::string{before}.append(", ").append(own);
}

// The fields of a request for the next hop. Values that are made here are kept until they have been written.
class Fields {
 public:
  Fields(const RequestHead& head, const Road& road, const Options& options)
      : head_{head}, road_{road}, options_{options} {}

  std::span<const codec::h1::RequestField> write() {
    field::for_each_forwarded(head_, field::TrailersAre::forwarded, [this](const message::FieldLine& line) {
      if (!is_written_anew(line.field)) fields_.push_back({head_.text(line.name), head_.text(line.value)});
    });
    if (head_.has_content_length) add("Content-Length", std::to_string(head_.content_length));
    if (head_.length_unknown) add("Transfer-Encoding", "chunked");
    if (const auto count = field::parse_max_forwards(head_.value(Field::max_forwards)))
      add("Max-Forwards", std::to_string(field::next_max_forwards(*count).value_or(0)));
    if (road_.early || head_.sent(Field::early_data)) add("Early-Data", "1");
    if (options_.forwarded_by == ForwardedBy::x_forwarded || options_.forwarded_by == ForwardedBy::both) add_old();
    if (options_.forwarded_by == ForwardedBy::forwarded || options_.forwarded_by == ForwardedBy::both) add_new();
    add_via();
    add_connection();
    return fields_;
  }

 private:
  void add(std::string_view name, std::string value) {
    made_.push_back(std::move(value));
    fields_.push_back({name, made_.back()});
  }
  // What a proxy of ours says stands; anybody else could say anything.
  std::string_view said(Field f) const { return road_.trusted ? head_.value(f) : std::string_view{}; }
  std::string_view scheme() const { return road_.encrypted ? "https" : "http"; }

  void add_old() {
    const std::string_view host = head_.text(head_.authority);
    add("X-Forwarded-For", joined(said(Field::x_forwarded_for), road_.client_address));
    const std::string_view proto = said(Field::x_forwarded_proto);
    add("X-Forwarded-Proto", std::string{proto.empty() ? scheme() : proto});
    const std::string_view named = said(Field::x_forwarded_host);
    if (!named.empty() || !host.empty()) add("X-Forwarded-Host", std::string{named.empty() ? host : named});
  }

  void add_new() {
    const field::ForwardedToWrite own{
        .for_ = road_.client_address, .host = head_.text(head_.authority), .proto = scheme()};
    std::string text(field::max_forwarded_size(own), '\0');
    base::Writer out{text};
    field::write_forwarded(out, own);
    text.resize(out.size());
    add("Forwarded", joined(said(Field::forwarded), text));
  }

  void add_via() {
    std::string text(field::via_member_size(head_.version, options_.pseudonym), '\0');
    base::Writer out{text};
    field::write_via_member(out, head_.version, options_.pseudonym);
    add("Via", joined(head_.value(Field::via), text));
  }

  void add_connection() {
    std::string options;
    if (asks_to_switch(head_)) {
      add("Upgrade", std::string{head_.value(Field::upgrade)});
      options = "upgrade";
    }
    if (field::takes_trailers(head_.value(Field::te))) {
      add("TE", "trailers");
      options.append(options.empty() ? "TE" : ", TE");
    }
    if (!options.empty()) add("Connection", std::move(options));
  }

  const RequestHead& head_;
  const Road& road_;
  const Options& options_;
  std::deque<std::string> made_; // stay where they are as others come
  std::vector<codec::h1::RequestField> fields_;
};

} // namespace

bool asks_to_switch(const RequestHead& head) {
  return head.version == message::Version::http_1_1 && head.sent(Field::upgrade) &&
         field::parse_connection(head.value(Field::connection)).upgrade;
}

std::string request_head(const Request& request, const Road& road, const Options& options) {
  const RequestHead& head = request.head;
  const std::string target = target_of(request);
  const std::string_view asked = head.text(head.authority);
  Fields fields{head, road, options};
  const codec::h1::RequestToWrite wanted{.method = head.text(head.method_text),
                                         .target = target,
                                         .host = options.host == HostSent::client && !asked.empty() ? asked
                                                                                                    : road.authority,
                                         .fields = fields.write()};
  std::string text(codec::h1::request_size(wanted), '\0');
  base::Writer out{text};
  codec::h1::write_request(out, wanted);
  return text;
}

std::string via_of(const message::ReceivedHead& head, std::string_view pseudonym) {
  std::string text(field::via_member_size(head.version, pseudonym), '\0');
  base::Writer out{text};
  field::write_via_member(out, head.version, pseudonym);
  return joined(head.value(Field::via), text);
}

void response_fields(const message::ReceivedHead& head, std::string_view via, bool upgrades,
                     std::vector<message::ResponseField>& to) {
  const field::HopByHop passing{head.value(Field::connection), field::TrailersAre::dropped};
  for (const message::FieldLine& line : head.lines()) {
    const std::string_view name = head.text(line.name);
    const bool upgrade = line.field == Field::upgrade && upgrades;
    if (line.field == Field::via || line.field == Field::proxy_status) continue;
    if (upgrade || passing.forwards(line.field, name)) to.push_back({name, head.text(line.value)});
  }
  to.push_back({"Via", via});
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
