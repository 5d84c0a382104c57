// Which exchanges somebody wants to see, as a query string says it.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "responsum/admin/observed.hpp"
#include "responsum/decision/diagram.hpp"
#include "responsum/observe/kept_exchange.hpp"
#include "responsum/observe/selection.hpp"

namespace responsum::admin {

// One parameter that cannot be meant.
struct Problem {
  std::string parameter;
  std::string value;
  std::size_t position = 0; // octets from the start of the query
  std::string text;         // a sentence
};

struct Parameter {
  std::string name;
  std::string value; // decoded
  std::size_t position = 0;
};
// "a=1&b=%20x"; `+` is a space. What is not properly encoded stands as it is.
std::vector<Parameter> parameters(std::string_view query);

struct Step {
  decision::Node node;
  std::optional<bool> answer; // none: either
};

struct Filter {
  static constexpr std::size_t highest_most = 1000;

  observe::StatusSet statuses;
  observe::ConditionSet conditions;
  bool any_status = true;
  bool any_condition = true;
  std::optional<observe::ClientOutcome> outcome;
  std::optional<Step> step; // the way went through it
  std::string route;        // its name; empty: any
  std::string text;         // somewhere in target, host, peer, client, subject or id; case does not matter
  std::size_t most = 100;
  bool kept = false; // those in the file of kept exchanges, in place of the recorders'

  // status=5xx,404  condition=fs.*  route=NAME  outcome=aborted  through=H8-n or H8  text=…  most=100
  // kept=1
  static std::expected<Filter, Problem> parse(std::string_view query) { return parse(parameters(query)); }
  static std::expected<Filter, Problem> parse(const std::vector<Parameter>& all);

  bool takes(const observe::Record& record, const Description& description) const;
  bool takes(const observe::KeptExchange& exchange) const;

 private:
  bool takes_on_any_route(const observe::Record& record) const;
};

} // namespace responsum::admin
