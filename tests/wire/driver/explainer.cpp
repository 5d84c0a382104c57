#include "driver/explainer.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <span>
#include <string>
#include <utility>

#include "driver/read_config.hpp"
#include "responsum/codec/proxy_protocol/parser.hpp"
#include "responsum/exchange/why.hpp"
#include "responsum/net/address.hpp"
#include "responsum/server/assemble.hpp"
#include "runner/translation.hpp"

namespace responsum::wire {

namespace {

using exchange::Circumstances;

// Whom a connection that begins so is for; empty: for whoever made it.
std::string introduced_by(std::string_view begins) {
  namespace proxy = codec::proxy_protocol;
  std::string header{begins};
  constexpr std::string_view place = "{port}";
  if (const auto at = header.find(place); at != std::string::npos) header.replace(at, place.size(), "1");
  proxy::Header read;
  if (proxy::Parser{}.parse(header, {}, read) != codec::h1::Progress::complete || !read.addresses_known()) return "";
  const std::size_t octets = read.family == proxy::Family::ipv4 ? 4 : 16;
  return net::Address::from(std::span{read.source.address}.first(octets), read.source.port).host();
}

decision::CountedBy counted_by(std::string_view condition) {
  using enum decision::CountedBy;
  for (const auto& [id, by] :
       {std::pair{"rate.address", address}, std::pair{"rate.prefix", prefix}, std::pair{"rate.key", key},
        std::pair{"rate.route", route}, std::pair{"rate.user", user}})
    if (condition == id) return by;
  return nothing;
}

// What no octet of a request shows: here the server has to be believed that it was so.
Circumstances circumstances_of(const Exchange& e) {
  const std::string& condition = e.observed->condition;
  Circumstances c;
  c.now = base::read_clock();
  c.answered = e.answered;
  c.content_deferred = e.had_interim;
  c.connection.worker_has_room = condition != "conn.full";
  c.connection.address_below_cap = condition != "conn.cap";
  c.connection.head_in_time = condition != "head.slow";
  if (condition == "proxy.missing") c.connection.introduction = decision::Introduction::missing;
  if (condition == "proxy.malformed") c.connection.introduction = decision::Introduction::unsound;
  c.connection.upgrade_admitted = e.observed->way.find(" D2dn") == std::string::npos;
  c.upgrade_fails = condition == "tls.handshake";
  c.content_slow = condition == "content.slow";
  decision::AdmissionFacts& a = c.admission;
  a.keeps_up = condition != "overload.shed";
  a.place_left = condition != "overload.full";
  a.rate.state_had = condition != "rate.state-lost";
  a.rate.refused_by = counted_by(condition);
  a.bandwidth_left = condition != "bandwidth.spent";
  a.key_known = condition != "meter.unpaid";
  a.credits_left = condition != "meter.exhausted";
  return c;
}

// A head as it is told: of HTTP/2 in lines, too, the first of them with the number alone.
std::optional<Response> read_told(std::string_view head, bool http_2) {
  std::string lines{head};
  if (http_2) lines.replace(0, std::string_view{"HTTP/2"}.size(), "HTTP/1.1").insert(lines.find('\r'), " ");
  // Read as the answer to HEAD: no content follows what was told.
  auto response = parse_response(lines, "HEAD", true);
  if (!response || !*response) return std::nullopt;
  if (http_2) {
    (*response)->status_line = head.substr(0, head.find('\r'));
    (*response)->http_2 = true;
  }
  return std::move(*response);
}

// Of a response as far as it can be told without reading files.
std::string head_of(Response response) {
  response.body.clear();
  return repeatable(response);
}

} // namespace

const session::Generation* Explainer::generation(const std::filesystem::path& config) {
  if (const auto made = generations_.find(config); made != generations_.end()) return made->second.get();
  auto read = read_config(config, environment_);
  const bool of_sites = !read->server.console->has_value();
  auto& made = generations_[config];
  if (of_sites) made = server::assemble(std::move(read), system_, labels_, access_);
  return made.get();
}

void Explainer::expect_same(const std::filesystem::path& config, const Exchange& e) {
  if (e.observed == nullptr) return;
  // The beginning of such a request belongs to the step before it.
  if (e.observed->condition == "server.draining") return;
  // What was done is done: asked about the same request now, it would be another one.
  if (e.observed->way.find(" N0y ") != std::string::npos) return;
  if (e.after_upgrade) return; // no octet of the request shows that it is encrypted
  // Whoever only tells takes no upload over, so he does not meet what is in the way of that.
  if (e.observed->way.find(" U4n") != std::string::npos || e.observed->way.find(" U4an") != std::string::npos) return;
  const session::Generation* g = generation(config);
  if (g == nullptr) return;
  const exchange::Ground ground{g->table, g->limits, g->parser, g->server_field, g->default_profile, g->tls_upgrade};
  const bool http_2 = row(e.transport).http_2;
  const std::optional<std::string> request = http_2 ? said_in_http_2(e.request) : std::string{e.request};
  if (!request) return;
  Circumstances circumstances = circumstances_of(e);
  circumstances.http2 = http_2;
  const std::string client = introduced_by(e.begins);
  if (!client.empty()) circumstances.peer = {.address = client};
  const exchange::Told told = exchange::tell(ground, *request, circumstances);

  SCOPED_TRACE("why says otherwise of the request answered at line " + std::to_string(e.line));
  // From either of these questions on, answers are another server's.
  for (const decision::Node asked : {decision::Node::authority_answers, decision::Node::upstream_up}) {
    const std::string elsewhere = " " + std::string{decision::row(asked).tag};
    const auto at = e.observed->way.find(elsewhere);
    if (at == std::string::npos) continue;
    EXPECT_EQ(told.way.substr(0, told.way.find(elsewhere)), e.observed->way.substr(0, at));
    return;
  }
  EXPECT_EQ(decision::id(told.condition), e.observed->condition);
  EXPECT_EQ(told.way, e.observed->way);
  ASSERT_EQ(told.status.has_value(), e.response != nullptr);
  if (e.response == nullptr) return;
  const auto response = read_told(told.head, http_2);
  ASSERT_TRUE(response) << told.head;
  EXPECT_EQ(head_of(*response), head_of(*e.response));
  EXPECT_EQ(told.interim.empty(), !e.had_interim);
}

} // namespace responsum::wire
