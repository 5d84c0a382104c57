// One resource, "/file" with ten octets unless a test says otherwise, and requests for it as text.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <cerrno>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include "responsum/codec/h1/request_parser.hpp"
#include "responsum/exchange/deliver.hpp"

namespace responsum::exchange {

// Says of every path what its test told it to.
class Thing final : public resource::Resource {
 public:
  decision::Located located = decision::Located::found;
  bool directory = false;
  bool keeps = false; // the heads of its answers
  std::string failed_component;
  int error = 0;
  resource::AnswerSlot slot = filled_slot();

  message::MethodSet methods() const override {
    return {message::Method::get, message::Method::head, message::Method::options};
  }
  void locate(const resource::Request&, resource::Bench&, decision::Facts& facts,
              resource::Selected& selected) override {
    facts.resource.located = located;
    facts.resource.directory = directory;
    facts.resource.failed_component = failed_component;
    facts.resource.error = error;
    facts.resource.representation = {.tag = {"t", false},
                                     .modified_s = 700'000'000,
                                     .dates_strongly = true,
                                     .length = slot.content().size(),
                                     .media_type = "text/plain",
                                     .coding = {}};
    selected.fields = fields;
    selected.content = slot.content();
    if (keeps) selected.slot = &slot;
  }
  void list(const resource::Request&, resource::Bench&, resource::Selected&) override {}

 private:
  static resource::AnswerSlot filled_slot() {
    resource::AnswerSlot made;
    made.storage = std::string(resource::AnswerSlot::headroom, '?') + "0123456789";
    made.content_at = made.head_at = resource::AnswerSlot::headroom;
    return made;
  }
  static constexpr std::array fields{message::ResponseField{"Content-Type", "text/plain"},
                                     message::ResponseField{"ETag", "\"t\""},
                                     message::ResponseField{"Vary", "Accept-Encoding"}};
};

class Served : public ::testing::Test {
 protected:
  Served() {
    route::Route route{.name = "main route",
                       .origin = {"site.toml", 7, 1},
                       .path = base::parse_path("/").value(),
                       .stripped = 0,
                       .facts = {},
                       .resource = &thing_};
    route.facts.site_known = route.facts.route_known = true;
    route.facts.allowed = thing_.methods();
    route.facts.max_ranges = 4;
    route::Site& made = table_.sites.emplace_back();
    made.name = "main";
    made.hosts.push_back(route::parse_host("site.test").value());
    made.routes.push_back(std::move(route));
  }

  route::Site& site() { return table_.sites.front(); }

  // All octets of the answer.
  std::string answer(std::string_view method, std::string_view target, std::string_view fields = "") {
    arena_.reset();
    const std::string bytes = std::string{method} + " " + std::string{target} + " HTTP/1.1\r\nHost: site.test\r\n" +
                              std::string{fields} + "\r\n";
    const auto head = std::make_unique<message::RequestHead>();
    codec::h1::RequestParser parser;
    parser.start(*head);
    EXPECT_EQ(parser.parse(bytes, {}, *head), codec::h1::Progress::complete) << bytes;
    Exchange exchange{bench_, *head, peer_};
    exchange.facts().connection = connection_;
    EXPECT_EQ(exchange.run(), Need::nothing) << bytes;
    const Delivery delivery = deliver(exchange, explanations_, false);
    std::string all{delivery.answer.head};
    for (const Part& part : delivery.answer.parts) all += part.bytes;
    EXPECT_EQ(all.size(), delivery.answer.octets);
    return all;
  }
  std::string get(std::string_view target, std::string_view fields = "") { return answer("GET", target, fields); }

  static std::string status(std::string_view answer) {
    return std::string{answer.substr(0, answer.find("\r\n")).substr(9)};
  }
  static std::string field(std::string_view answer, std::string_view name) {
    const std::string key = "\r\n" + std::string{name} + ": ";
    const std::string_view head = answer.substr(0, answer.find("\r\n\r\n") + 2);
    const std::size_t at = head.find(key);
    if (at == head.npos) return "none";
    const std::string_view rest = head.substr(at + key.size());
    return std::string{rest.substr(0, rest.find("\r\n"))};
  }
  static std::string content(std::string_view answer) {
    return std::string{answer.substr(answer.find("\r\n\r\n") + 4)};
  }

  Thing thing_;
  route::Table table_;
  base::Arena arena_;
  base::Now now_{.monotonic_ms = 1000, .wall_s = 784'111'777, .wall_ns = 0};
  std::uint64_t turn_ = 1;
  observe::Recorder recorder_{0};
  field::DateCache date_;
  Explanations explanations_;
  Workbench bench_{.arena = arena_,
                   .now = now_,
                   .turn = turn_,
                   .recorder = recorder_,
                   .date = date_,
                   .table = &table_,
                   .server_field = "Responsum"};
  Peer peer_{.address = "192.0.2.7", .trusted = false};
  decision::ConnectionFacts connection_;
};

} // namespace responsum::exchange
