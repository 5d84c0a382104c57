#include "responsum/exchange/deliver.hpp"

#include <algorithm>
#include <memory>

#include "responsum/base/ascii.hpp"
#include "responsum/base/writer.hpp"
#include "responsum/codec/h1/response_writer.hpp"
#include "responsum/exchange/admission_fields.hpp"
#include "responsum/exchange/cors_fields.hpp"
#include "responsum/exchange/digests.hpp"
#include "responsum/exchange/form.hpp"
#include "responsum/exchange/hop.hpp"
#include "responsum/exchange/kept.hpp"
#include "responsum/exchange/location.hpp"
#include "responsum/exchange/retirement_fields.hpp"
#include "responsum/exchange/upload.hpp"
#include "responsum/field/http_date.hpp"
#include "responsum/field/range.hpp"

namespace responsum::exchange {

using codec::h1::ConnectionOption;
using decision::Condition;
using decision::Content;
using decision::Obligation;
using message::Method;
using message::ResponseHead;

namespace {

class Delivering {
 public:
  Delivering(Exchange& x, Explanations& explanations, bool close)
      : x_{x},
        bench_{x.bench()},
        explanations_{explanations},
        verdict_{x.verdict()},
        row_{verdict_.row()},
        relayed_{row_.content == Content::relayed},
        status_{relayed_ && !is_tunnel() ? *status::status_from(x.facts().hop.status)
                                         : verdict_.status(x.profile())} {
    // Nobody knows how long an endless one lasts, so nothing is sent behind it.
    endless_ = row_.content == Content::representation && x.facts().resource.representation.endless;
    // In HTTP/2 a stream ends by itself, and no trouble with one is any of the others'.
    http2_ = x.head().version == message::Version::http_2;
    close_ =
        close || (!http2_ && (endless_ || row_.ending == decision::Ending::final_and_close || !x.head().keep_alive));
    if (relayed_) {
      note_relayed();
      close_ = close_ || !frames_relayed();
    }
    const bool upgrades = obliged(Obligation::upgrade) || sent_.upgrade;
    option_ = codec::h1::connection_option(x.head().version, !close_, upgrades);
    if (is_tunnel()) option_ = ConnectionOption::upgrade;
  }

  Delivery run() {
    if (row_.ending == decision::Ending::hang_up) {
      answer_.close = answer_.hang_up = true;
      return {.answer = answer_, .status = status_};
    }
    answer_.close = close_;
    head_.status = status::code(status_);
    head_.phrase = status::phrase(x_.profile(), status_);
    // RFC 9110 6.6.1, 10.2.4: what its origin says of a response stands.
    if (!sent_.date) head_.add("Date", bench_.arena.copy(bench_.date.at(bench_.now.wall_s)));
    if (!bench_.server_field.empty() && !sent_.server) head_.add("Server", bench_.server_field);
    for (const message::ResponseField& f : bench_.table->fields) head_.add(f.name, f.value);
    if (const std::string_view policy = transport_policy(x_); !policy.empty())
      head_.add("Strict-Transport-Security", policy);
    add_obliged_fields();
    if (const std::string_view hop = proxy_status(x_); !hop.empty()) head_.add("Proxy-Status", hop);
    if (x_.facts().cors.configured) add_cors_fields(x_, head_);
    if (x_.facts().retirement.announced) add_retirement_fields(x_, head_);
    if (x_.facts().resource.fell_back) head_.add("Vary", "Sec-Fetch-Mode, Accept");
    add_content();
    return {.answer = answer_,
            .status = status_,
            .feed = std::move(feed_),
            .chunked = coding_ == codec::h1::TransferCoding::chunked,
            .deed = deed_,
            .tunnel = is_tunnel()};
  }

 private:
  bool is_head() const { return x_.head().method == Method::head; }
  bool obliged(Obligation o) const { return decision::obliges(verdict_.condition(), o); }

  std::uint64_t length() const { return x_.facts().resource.representation.length; }

  void note_relayed() {
    for (const message::ResponseField& f : x_.selected().fields) {
      const auto is = [&f](std::string_view name) { return base::equals_ignoring_case(f.name, name); };
      sent_.date |= is("Date");
      sent_.server |= is("Server");
      sent_.upgrade |= is("Upgrade");
      sent_.content_length |= is("Content-Length");
    }
  }
  bool is_tunnel() const { return relayed_ && x_.facts().hop.end == decision::HopEnd::switched; }
  bool has_content() const { return !is_head() && !status::content_forbidden(status_); }
  // Whether the client will see where relayed content ends, while its connection stays.
  bool frames_relayed() const {
    return !has_content() || sent_.content_length || x_.head().version != message::Version::http_1_0;
  }

  std::string_view decimal(std::uint64_t value) { return base::decimal_in(bench_.arena, value); }

  void add_obliged_fields() {
    if (obliged(Obligation::allow)) head_.add("Allow", allow());
    if (obliged(Obligation::location)) {
      // What is permanent can be undone; what is not is not to be kept at all.
      const bool in_passing = status_is_temporary();
      location_ = bench_.arena.copy(location_of(x_));
      head_.add("Location", location_);
      head_.add("Cache-Control", in_passing ? "no-store" : "max-age=3600");
    }
    if (x_.facts().route.keeps_records) add_form_fields(x_, head_);
    if (obliged(Obligation::member)) head_.add("Location", x_.facts().change.location);
    if (obliged(Obligation::accept_encoding)) head_.add("Accept-Encoding", resource::accept_encoding);
    if (obliged(Obligation::accept)) head_.add("Accept", accepted_types());
    if (obliged(Obligation::accept_patch)) head_.add("Accept-Patch", accepted_patches(x_));
    const bool asks = verdict_.condition() == Condition::options_resource && x_.facts().route.uploads.offered;
    if (asks) head_.add("Accept-Patch", accepted_patches(x_));
    if (asks || obliged(Obligation::upload) || x_.facts().upload.complete) add_upload_fields(x_, head_);
    if (obliged(Obligation::upgrade)) head_.add("Upgrade", upgrade());
    if (obliged(Obligation::challenge)) add_challenges();
    if (obliged(Obligation::cookie))
      head_.add("Set-Cookie", bench_.arena.copy(route::write_cookie(*x_.route()->guard)));
    if (obliged(Obligation::retry_after)) head_.add("Retry-After", retry_after(x_));
    if (x_.route() != nullptr && x_.route()->admits) add_admission_fields(x_, head_);
    if (obliged(Obligation::complete_length)) {
      base::Writer out{bench_.arena.allocate(field::content_range_capacity)};
      field::write_unsatisfied_range(out, length());
      head_.add("Content-Range", out.written());
    }
    if (obliged(Obligation::validators) && row_.content != Content::representation) add_validators();
    if (row_.content == Content::explanation) {
      if (status::class_of(status_) >= status::Class::client_error) head_.add("Cache-Control", "no-store");
    }
    if (row_.content == Content::explanation || asks_for_verdict(x_.head()))
      head_.add("Responsum-Verdict", verdict());
  }

  bool status_is_temporary() const {
    const Condition c = verdict_.condition();
    return obliged(Obligation::cookie) || c == Condition::job_done || c == Condition::moved_see_other ||
           c == Condition::moved_temporarily || c == Condition::moved_temporarily_any || c == Condition::form_result;
  }

  // RFC 9110 11.6.1: one for each scheme that the route takes, the preferred first.
  void add_challenges() {
    if (verdict_.condition() == Condition::console_token) return head_.add("WWW-Authenticate", route::challenge);
    const decision::AccessFacts& f = x_.facts().access;
    for (const access::Realm* realm : x_.route()->policy.realms) {
      const access::SchemeRow& scheme = access::row(realm->scheme);
      if (scheme.challenge.empty()) continue;
      const bool tried = f.scheme == scheme.name;
      head_.add("WWW-Authenticate", bench_.arena.copy(bench_.table->authenticator->challenge(
                                        *realm, tried ? f.credentials : decision::CredentialState::none, f.complaint,
                                        bench_.now.wall_s)));
    }
  }

  std::string_view allow() {
    // OPTIONS * asks what the server as a whole can do (RFC 9110 9.3.7).
    message::MethodSet methods = x_.facts().route.allowed;
    if (verdict_.condition() == Condition::options_server) methods = {Method::get, Method::head, Method::options};
    if (verdict_.condition() == Condition::method_unsuited) methods = x_.facts().change.allowed;
    std::size_t room = 0;
    methods.for_each([&room](Method m) { room += message::name(m).size() + 2; });
    base::Writer out{bench_.arena.allocate(room)};
    methods.for_each([&out](Method m) {
      if (out.size() != 0) out.text(", ");
      out.text(message::name(m));
    });
    return out.written();
  }

  std::string_view accepted_types() {
    std::string all;
    for (const std::string& type : x_.route()->accept_types) all.append(all.empty() ? "" : ", ").append(type);
    return bench_.arena.copy(all);
  }

  // RFC 9110 15.5.22: the first thing that is missing; what else is asks for itself then.
  std::string_view upgrade() {
    const decision::RequiredProtocols& required = x_.facts().route.required;
    if (required.tls && !x_.facts().connection.encrypted) return bench_.table->tls_protocols;
    return required.http_2 && x_.head().version < message::Version::http_2 ? "HTTP/2.0" : "websocket";
  }

  std::string_view verdict() {
    const std::string_view shown = decision::id(shown_condition(x_));
    base::Writer out{bench_.arena.allocate(shown.size() + 16 + observe::exchange_id_length)};
    const auto id = observe::text_of(x_.id());
    return out.text(shown).text(";exchange=\"").text({id.data(), id.size()}).text("\"").written();
  }

  // RFC 9110 15.4.5: of the fields of a 200 those that guide caches.
  void add_validators() {
    for (const message::ResponseField& f : x_.selected().fields)
      if (f.name == "ETag" || f.name == "Vary" || f.name == "Cache-Control") {
        // An error is not to be stored, whatever the representation may be.
        if (f.name == "Cache-Control" && row_.content == Content::explanation) continue;
        head_.add(f.name, f.value);
      }
  }

  void add_content() {
    switch (row_.content) {
    case Content::none: send_nothing(); break;
    case Content::explanation: send_explanation(); break;
    case Content::echo: send_echo(); break;
    case Content::record: send_record(); break;
    case Content::listing:
      x_.list_directory();
      for (const message::ResponseField& f : x_.selected().fields) head_.add(f.name, f.value);
      send_bytes(x_.selected().content);
      break;
    case Content::representation: send_representation(); break;
    case Content::report: send_report(); break;
    case Content::relayed: send_relayed(); break;
    }
  }

  // What has come already and is all leaves like any content; otherwise the deed goes on telling it.
  void send_relayed() {
    head_.relayed = x_.selected().fields;
    // In a dry run nothing was handed on; and who may come was not asked for by the client's method.
    if (x_.deed() == nullptr || (is_head() && verdict_.condition() == Condition::auth_relayed)) return write_head();
    resource::Deed& deed = *x_.deed();
    if (is_tunnel()) {
      write_head();
      return tell_on();
    }
    const bool chunks = has_content() && !sent_.content_length;
    if (chunks && x_.head().version == message::Version::http_1_1) coding_ = codec::h1::TransferCoding::chunked;
    std::string content;
    const bool whole = deed.next(bench_.now, content) == resource::Feed::State::ended && deed.trailers().empty();
    if (whole && coding_ == codec::h1::TransferCoding::none) return write_head(bench_.arena.copy(content));
    write_head();
    deed.put_back(std::move(content));
    tell_on();
  }

  void tell_on() {
    deed_ = x_.deed();
    feed_ = x_.take_deed();
  }

  void send_nothing() {
    // RFC 9110 8.6: no length where there can be no content; 0 where there could.
    if (!status::content_forbidden(status_)) head_.add("Content-Length", "0");
    write_head();
  }

  void send_bytes(std::string_view content) {
    head_.add("Content-Length", decimal(content.size()));
    write_head(is_head() ? std::string_view{} : content);
  }

  // How work stands, as whoever does it has written it down.
  void send_report() {
    for (const message::ResponseField& f : x_.selected().fields) head_.add(f.name, f.value);
    send_bytes(bench_.arena.copy(x_.selected().content));
  }

  void send_explanation() {
    const Form form = form_for(x_.head());
    head_.add("Content-Type", media_type(form));
    const bool by_type = verdict_.condition() == Condition::neg_coding;
    head_.add("Vary", by_type ? "Accept, Accept-Encoding" : "Accept");
    send_bytes(explanations_.write(x_, form, location_));
  }

  // RFC 9110 9.3.8: what came in, but nothing that lets its reader in elsewhere.
  void send_echo() {
    const message::RequestHead& head = x_.head();
    base::Writer out{bench_.arena.allocate(head.size + 16)};
    out.text(head.text(head.method_text)).character(' ').text(head.text(head.target)).character(' ');
    out.text(head.text(head.version_text)).text("\r\n");
    for (const message::FieldLine& line : head.lines()) {
      using enum message::Field;
      if (line.field == authorization || line.field == cookie || line.field == proxy_authorization) continue;
      out.text(head.text(line.name)).text(": ").text(head.text(line.value)).text("\r\n");
    }
    out.text("\r\n");
    head_.add("Content-Type", "message/http");
    send_bytes(out.written());
  }

  // It goes with the deed that kept it, and the answer may take longer.
  void send_record() {
    head_.add("Content-Type", "application/json");
    send_bytes(bench_.arena.copy(x_.selected().content));
  }

  void send_representation() {
    const decision::Facts& f = x_.facts();
    if (endless_) return send_feed();
    const bool multiple = obliged(Obligation::byteranges);
    if (multiple) return send_byteranges();
    for (const message::ResponseField& field : x_.selected().fields) head_.add(field.name, field.value);
    field::ByteRange range{0, length() - 1};
    std::uint64_t octets = length();
    if (obliged(Obligation::content_range)) {
      range = f.range.ranges.front();
      octets = range.size();
      base::Writer out{bench_.arena.allocate(field::content_range_capacity)};
      field::write_content_range(out, range, length());
      head_.add("Content-Range", out.written());
    }
    head_.add("Content-Length", decimal(octets));
    add_digests(x_, range.first, octets, head_);
    if (x_.selected().descriptor < 0) {
      const std::string_view content =
          octets == 0 ? std::string_view{} : x_.selected().content.substr(range.first, octets);
      write_head(is_head() ? std::string_view{} : content, true);
    } else {
      write_head();
      if (!is_head() && octets != 0) send_file(range.first, octets);
    }
    if (is_kept_kind(x_, close_)) keep_head(x_, written_head_);
  }

  // RFC 9112 6.1: an HTTP/1.0 client knows no chunks; to it the end of the connection says that this was all.
  void send_feed() {
    for (const message::ResponseField& field : x_.selected().fields) head_.add(field.name, field.value);
    if (x_.head().version == message::Version::http_1_1) coding_ = codec::h1::TransferCoding::chunked;
    write_head();
    if (!is_head()) feed_ = x_.begin_feed();
  }

  // RFC 9110 15.3.7.2: each part says its type and range; the top level says neither.
  void send_byteranges() {
    const auto ranges = x_.facts().range.ranges;
    const auto id = observe::text_of(x_.id());
    std::string_view type;
    for (const message::ResponseField& f : x_.selected().fields) {
      if (f.name == "Content-Type")
        type = f.value;
      else
        head_.add(f.name, f.value);
    }
    const bool from_file = x_.selected().descriptor >= 0;
    const std::size_t part_head_room = 64 + id.size() + type.size() + field::content_range_capacity;
    auto* parts = bench_.arena.make<std::array<Part, parts_capacity>>()->data();
    std::size_t count = 0;
    std::uint64_t octets = 0;
    for (const field::ByteRange& r : ranges) {
      base::Writer out{bench_.arena.allocate(part_head_room)};
      out.text(count == 0 ? "--" : "\r\n--").text({id.data(), id.size()}).text("\r\nContent-Type: ").text(type);
      out.text("\r\nContent-Range: ");
      field::write_content_range(out, r, length());
      out.text("\r\n\r\n");
      octets += out.size() + r.size();
      if (from_file) {
        parts[count++] = {out.written(), r.first, r.size()};
      } else {
        parts[count++] = {out.written(), 0, 0};
        parts[count++] = {x_.selected().content.substr(r.first, r.size()), 0, 0};
      }
    }
    base::Writer end{bench_.arena.allocate(16 + id.size())};
    end.text("\r\n--").text({id.data(), id.size()}).text("--\r\n");
    parts[count++] = {end.written(), 0, 0};
    octets += end.size();
    base::Writer content_type{bench_.arena.allocate(48 + id.size())};
    content_type.text("multipart/byteranges; boundary=").text({id.data(), id.size()});
    head_.add("Content-Type", content_type.written());
    head_.add("Content-Length", decimal(octets));
    add_repr_digest(x_, head_);
    write_head();
    answer_.parts = {parts, count};
    answer_.octets += octets;
    if (from_file) use_file();
  }

  void send_file(std::uint64_t offset, std::uint64_t octets) {
    auto* part = bench_.arena.make<Part>(std::string_view{}, offset, octets);
    answer_.parts = {part, 1};
    answer_.octets += octets;
    use_file();
  }

  void use_file() {
    answer_.descriptor = x_.selected().descriptor;
    answer_.modified_ns = x_.selected().modified_ns;
    answer_.holder = x_.selected().holder;
  }

  // Head and content side by side in the arena where the content is short, as one piece.
  void write_head(std::string_view content = {}, bool held = false) {
    if (http2_) return lend_head(content, held);
    constexpr std::size_t worth_copying = 2048;
    const bool together = content.size() <= worth_copying;
    const std::size_t size = codec::h1::head_size(head_, option_, coding_);
    base::Writer out{bench_.arena.allocate(size + (together ? content.size() : 0))};
    codec::h1::write_head(out, head_, x_.head().version, option_, coding_);
    written_head_ = out.written();
    answer_.octets = size + content.size();
    if (together) {
      answer_.head = out.text(content).written();
    } else {
      answer_.head = written_head_;
      answer_.parts = {bench_.arena.make<Part>(content, 0u, 0u), 1};
    }
  }

  // HTTP/2: its connection writes heads. `held`: the content is of the representation's holder.
  void lend_head(std::string_view content, bool held) {
    const std::size_t count = head_.relayed.size() + head_.count;
    const auto fields = bench_.arena.make_array<message::ResponseField>(count);
    std::ranges::copy(head_.own(), std::ranges::copy(head_.relayed, fields.begin()).out);
    answer_.fields = fields;
    for (const message::ResponseField& f : answer_.fields) answer_.octets += f.name.size() + f.value.size();
    if (content.empty()) return;
    answer_.octets += content.size();
    if (held) answer_.holder = x_.selected().holder;
    answer_.parts = {bench_.arena.make<Part>(content, 0u, 0u, answer_.holder != nullptr), 1};
  }

  static constexpr std::size_t parts_capacity = 160; // two for each of 64 ranges, and the end

  Exchange& x_;
  Workbench& bench_;
  Explanations& explanations_;
  const decision::Verdict& verdict_;
  const decision::ConditionRow& row_;
  bool relayed_; // the response is an upstream's
  status::Status status_;
  bool endless_ = false;
  struct {
    bool date = false, server = false, upgrade = false, content_length = false;
  } sent_; // of a relayed response: what is written here otherwise
  bool http2_ = false;
  bool close_ = false;
  ConnectionOption option_ = ConnectionOption::none;
  codec::h1::TransferCoding coding_ = codec::h1::TransferCoding::none;
  ResponseHead head_;
  std::string_view written_head_;
  std::string_view location_;
  Answer answer_;
  std::unique_ptr<resource::Feed> feed_;
  resource::Deed* deed_ = nullptr;
};

Answer paced(Answer answer, const Exchange& exchange) {
  if (exchange.route() != nullptr) answer.max_rate = exchange.route()->admission.max_rate;
  return answer;
}

} // namespace

Delivery deliver(Exchange& exchange, Explanations& explanations, bool close) {
  if (is_kept_kind(exchange, close) && exchange.selected().slot->filled()) [[likely]]
    return {.answer = paced(kept_answer(exchange), exchange),
            .status = exchange.verdict().status(exchange.profile()),
            .claim = exchange.take_claim()};
  Delivery delivery = Delivering{exchange, explanations, close}.run();
  delivery.answer = paced(delivery.answer, exchange);
  delivery.claim = exchange.take_claim();
  return delivery;
}

} // namespace responsum::exchange
