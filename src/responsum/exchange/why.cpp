#include "responsum/exchange/why.hpp"

#include <algorithm>
#include <utility>

#include "responsum/base/ascii.hpp"
#include "responsum/base/text.hpp"
#include "responsum/codec/h2/head_layout.hpp"
#include "responsum/decision/replay.hpp"
#include "responsum/decision/values.hpp"
#include "responsum/exchange/deliver.hpp"
#include "responsum/exchange/incoming.hpp"
#include "responsum/field/connection.hpp"

namespace responsum::exchange {

using codec::h1::BodyFraming;
using codec::h1::ContentReader;
using codec::h1::Progress;
using decision::Condition;
using decision::Node;

namespace {

template <class Element>
std::optional<Place> place_of(const Element* element) {
  if (element == nullptr) return std::nullopt;
  return Place{element->name, base::describe(element->origin)};
}

// Takes an upgrade off the lines that ask for one: in HTTP/2 it is CONNECT that does (RFC 8441 5). Empty: none did.
std::string_view take_upgrade(std::vector<std::pair<std::string, std::string_view>>& fields) {
  const auto value_of = [&fields](std::string_view name) {
    const auto found = std::ranges::find(fields, name, &std::pair<std::string, std::string_view>::first);
    return found == fields.end() ? std::string_view{} : found->second;
  };
  const std::string_view protocol = value_of("upgrade");
  if (protocol.empty() || !field::parse_connection(value_of("connection")).upgrade) return {};
  std::erase_if(fields, [](const auto& f) { return f.first == "upgrade" || f.first == "connection"; });
  return protocol;
}

// All that a worker lends to an exchange and a session does for it, for one exchange.
class Telling {
 public:
  Telling(const Ground& ground, std::string_view input, const Circumstances& circumstances)
      : ground_{ground}, input_{input}, circumstances_{circumstances} {}

  Told run() {
    const Progress progress = circumstances_.http2 ? read_http2() : read_http1();
    decision::ConnectionFacts connection = circumstances_.connection;
    if (progress == Progress::incomplete && connection.head_in_time) connection.head_complete = false;
    connection.any_byte_arrived = !input_.empty();
    const bool arrived = connection.head_in_time && connection.head_complete;
    const bool whole = arrived && progress == Progress::complete;
    if (progress == Progress::complete) head_.join_repeated(arena_);
    if (!whole) head_.set_bytes(input_.data());
    if (!arrived) head_.keep_alive = false;

    connection.takes_upgrade = ground_.tls_upgrade && peer_.certificates == nullptr;
    Exchange x{bench_, head_, peer_};
    x.facts().connection = connection;
    x.facts().admission = circumstances_.admission;
    if (!arrived) x.facts().limit = &ground_.limits.head_timeout_ms;
    if (progress == Progress::faulty) supply_fault(x.facts(), fault_, input_, ground_.limits);
    told_.consumed = whole ? head_.size : input_.size();
    bool close = connection.draining || last_of_connection(circumstances_.answered, ground_.limits);
    if (whole && head_.announces_content()) {
      answer_with_content(x, close);
    } else {
      const Need need = walk(x);
      RESPONSUM_ASSERT(need == Need::nothing);
      answer(x, close);
    }
    if (circumstances_.http2) told_.consumed = offered_; // streams do not follow each other
    explain(x);
    return std::move(told_);
  }

 private:
  Progress read_http1() {
    codec::h1::RequestParser parser;
    parser.start(head_);
    const Progress progress = parser.parse(input_, ground_.parser, head_);
    if (progress == Progress::faulty) fault_ = fault_of(parser);
    return progress;
  }

  // What a client of HTTP/2 makes of the lines: pseudo-header fields first, names in lower case, no Host.
  Progress read_http2() {
    constexpr std::string_view line_end = "\r\n";
    std::string_view rest = input_;
    const auto next = [&rest](std::string_view end) {
      const std::size_t size = std::min(rest.find(end), rest.size());
      const std::string_view text = rest.substr(0, size);
      rest.remove_prefix(std::min(size + end.size(), rest.size()));
      return text;
    };
    const std::string_view method = next(" ");
    const std::string_view path = next(" ");
    next(line_end);
    std::optional<std::string_view> authority;
    std::vector<std::pair<std::string, std::string_view>> fields;
    for (std::string_view line = next(line_end); !line.empty(); line = next(line_end)) {
      const std::size_t colon = std::min(line.find(':'), line.size());
      std::string name = base::lower_case(line.substr(0, colon));
      const std::string_view value = base::trim(line.substr(std::min(colon + 1, line.size())));
      if (name == "host" && fields.empty())
        authority = value;
      else
        fields.emplace_back(std::move(name), value);
    }
    const std::string_view protocol = method == "GET" ? take_upgrade(fields) : std::string_view{};
    layout_.start();
    layout_.add(":method", protocol.empty() ? method : "CONNECT");
    if (!protocol.empty()) layout_.add(":protocol", protocol);
    layout_.add(":path", path);
    layout_.add(":scheme", circumstances_.peer.certificates == nullptr ? "http" : "https");
    if (authority) layout_.add(":authority", *authority);
    for (const auto& [name, value] : fields) layout_.add(name, value);
    const Progress progress = layout_.finish(head_, !rest.empty());
    if (progress == Progress::faulty) fault_ = fault_of(layout_);
    laid_out_ = std::string{layout_.text()}.append(rest);
    input_ = laid_out_;
    head_.set_bytes(input_.data());
    return progress;
  }

  // A handshake that is waited for ends well here.
  Need walk(Exchange& x) {
    for (;;) {
      const Need need = x.run();
      if (need == Need::start_tls) {
        start_tls(x);
      } else if (need == Need::errand) {
        run_errand(x);
      } else if (need == Need::finish_handshake) {
        x.facts().connection.early = false;
        x.facts().learned(decision::Lookup::finish_handshake);
      } else {
        return need;
      }
    }
  }

  // Nothing is handed on here, and nobody is asked; what comes of it is the next hop's to say. Nothing is changed
  // either: there is room, it would be done, and what is in the way at that moment nobody knows.
  static void run_errand(Exchange& x) {
    decision::Facts& f = x.facts();
    f.hop.judgement = decision::Judgement::let_in;
    if (x.wanted() == decision::Lookup::ask_authority) x.assume_let_in();
    f.hop.status = status::code(decision::row(Condition::gw_relayed).status);
    if (x.head().asks_by_connect()) f.hop.end = decision::HopEnd::switched;
    f.change.created = f.change.makes_new || x.head().method == message::Method::post;
    f.upload.unfinished = (f.upload.named || (f.upload.begins && f.upload.room)) && f.upload.completes != true;
    f.learned(x.wanted());
  }

  void start_tls(Exchange& x) {
    told_.interim = deliver_interim(x, Condition::tls_upgraded);
    if (circumstances_.upgrade_fails) return x.tls_started();
    if (circumstances_.upgraded) peer_ = *circumstances_.upgraded;
    x.tls_started();
    x.facts().connection.encrypted = true; // where nothing is known of certificates, it is for whatever host
  }

  void answer_with_content(Exchange& x, bool close) {
    std::string_view rest = input_.substr(head_.size);
    ContentReader reader{BodyFraming::of(head_)};
    bool was_read = false;
    for (Need need = walk(x); need != Need::nothing; need = walk(x)) {
      if (need == Need::send_continue) {
        if (rest.empty() || circumstances_.content_deferred) {
          told_.interim = interim(x);
          x.facts().content.continue_sent = true;
        }
        x.facts().learned(decision::Lookup::send_continue);
      } else {
        const ContentEnd end = read_content(reader, rest);
        supply_content(x.facts(), end, fault_of(reader, end), ground_.limits);
        x.facts().learned(decision::Lookup::read_content);
        was_read = end == ContentEnd::whole;
      }
    }
    const bool discards = !was_read && discards_content(head_, ground_.limits);
    answer(x, close || (!was_read && !discards));
    if (discards && !told_.close)
      told_.close = take_content(reader, rest, ground_.limits.max_discarded_bytes) != ContentEnd::whole;
    told_.consumed = input_.size() - rest.size();
  }

  ContentEnd read_content(ContentReader& reader, std::string_view& rest) const {
    const auto end = take_content(reader, rest, ground_.limits.max_content_bytes);
    if (end && end != ContentEnd::whole) return *end;
    if (circumstances_.content_slow) return ContentEnd::slow;
    if (circumstances_.content_cut) return ContentEnd::cut;
    return end.value_or(ContentEnd::cut);
  }

  std::string interim(const Exchange& x) {
    if (circumstances_.http2)
      return "HTTP/2 " + std::to_string(status::code(decision::status_of(Condition::content_wanted, x.profile()))) +
             "\r\n\r\n";
    return std::string{deliver_interim(x, Condition::content_wanted)};
  }

  void answer(Exchange& x, bool close) {
    const Delivery delivery = deliver(x, explanations_, close);
    told_.close = delivery.answer.close;
    if (delivery.answer.hang_up) return;
    told_.status = delivery.status;
    for (const Part& part : delivery.answer.parts) told_.content += part.bytes;
    if (circumstances_.http2) return show_fields(delivery);
    constexpr std::string_view head_end = "\r\n\r\n";
    const std::string_view bytes = delivery.answer.head;
    const std::size_t head_octets = bytes.find(head_end) + head_end.size();
    told_.head = bytes.substr(0, head_octets);
    told_.content.insert(0, bytes.substr(head_octets));
    told_.content_octets = delivery.answer.octets - head_octets;
  }

  // As people write them: HTTP/2 has a number and fields, and no lines.
  void show_fields(const Delivery& delivery) {
    told_.head = "HTTP/2 " + std::to_string(status::code(delivery.status)) + "\r\n";
    told_.content_octets = 0;
    for (const message::ResponseField& f : delivery.answer.fields)
      told_.head.append(base::lower_case(f.name)).append(": ").append(f.value).append("\r\n");
    told_.head.append("\r\n");
    for (const Part& part : delivery.answer.parts) told_.content_octets += part.bytes.size() + part.file_octets;
  }

  void explain(Exchange& x) {
    const decision::Verdict& verdict = x.verdict();
    const decision::Facts& facts = x.facts();
    told_.method = head_.text(head_.method_text);
    told_.target = head_.text(head_.target);
    told_.host = head_.text(head_.authority);
    told_.condition = verdict.condition();
    told_.minted_by = verdict.minted_by();
    told_.path = verdict.path();
    told_.way = decision::way(verdict.path());
    told_.profile = x.profile();
    told_.site = place_of(x.site());
    told_.route = place_of(x.route());
    told_.limit = limit_behind(verdict.condition(), facts, ground_.limits);
    told_.about = decision::detail_of(verdict.condition(), facts, circumstances_.peer.trusted);
    decision::for_each_answer(verdict.path(), [&](Node node, bool yes) {
      told_.asked.push_back({node, yes, decision::value_of(node, facts), ruled_by(x, node)});
    });
    find_near_misses(x);
  }

  // Questions that the configuration answers.
  std::string ruled_by(const Exchange& x, Node node) const {
    if (node == told_.minted_by && told_.limit != nullptr) return base::describe(*told_.limit);
    if (node == Node::authority_served && told_.site) return "site " + told_.site->name + " at " + told_.site->origin;
    const bool asks_the_route = node == Node::route_matches || node == Node::certificate_demanded ||
                                node == Node::method_allowed || node == Node::conceals || node == Node::may_list;
    if (asks_the_route && told_.route) return "route " + told_.route->name + " at " + told_.route->origin;
    if ((node == Node::name_unmoved || node == Node::leads_elsewhere) && x.facts().redirect.leads)
      return std::string{x.facts().redirect.rule} + " at " + base::describe(x.facts().redirect.rule_origin);
    const bool asks_the_rules =
        node == Node::identity_free || node == Node::rules_allow || node == Node::denial_hidden;
    if (asks_the_rules && !x.facts().access.rule.empty())
      return std::string{x.facts().access.rule} + " at " + base::describe(x.facts().access.rule_origin);
    if (node == Node::declared_content_fits && head_.has_content_length)
      return base::describe(ground_.limits.max_content_bytes);
    return {};
  }

  void find_near_misses(Exchange& x) {
    const Condition c = told_.condition;
    if (c == Condition::authority_unknown) told_.near_misses = route::near_sites(ground_.table, told_.host);
    if (c == Condition::route_none) told_.near_misses = route::near_routes(*x.site(), x.path());
    if (c == Condition::method_not_allowed)
      told_.near_misses = route::near_routes_allowing(*x.site(), x.path(), head_.method);
    const bool by_rules = x.facts().route.ruled && !x.facts().access.allowed &&
                          told_.minted_by >= Node::identity_free && told_.minted_by <= Node::denial_hidden;
    if (by_rules) told_.near_misses = x.near_rules();
    if (c == Condition::fs_none)
      for (std::string& name : x.near_names())
        told_.near_misses.push_back({std::move(name), "a name much like it", {}});
    if (decision::obliges(c, decision::Obligation::variants)) told_.available = x.selected().choices;
  }

  const Ground& ground_;
  std::string_view input_;
  const std::size_t offered_ = input_.size();
  const Circumstances& circumstances_;
  Peer peer_{circumstances_.peer};
  base::Arena arena_;
  std::uint64_t turn_ = 1;
  observe::Recorder recorder_{0};
  field::DateCache date_;
  Explanations explanations_;
  Workbench bench_{.arena = arena_,
                   .now = circumstances_.now,
                   .turn = turn_,
                   .recorder = recorder_,
                   .date = date_,
                   .table = &ground_.table,
                   .server_field = ground_.server_field,
                   .default_profile = ground_.default_profile,
                   .compares_at_once = true};
  message::RequestHead head_;
  codec::h2::HeadLayout layout_{ground_.parser};
  std::string laid_out_;
  HeadFault fault_{};
  Told told_;
};

} // namespace

Told tell(const Ground& ground, std::string_view input, const Circumstances& circumstances) {
  return Telling{ground, input, circumstances}.run();
}

} // namespace responsum::exchange
