// A request and facts that tests and benchmarks begin from: GET of a file that is there, all lookups done.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "responsum/base/assert.hpp"
#include "responsum/decision/walk.hpp"

namespace responsum::decision {

class Sample {
 public:
  static constexpr base::UnixSeconds modified_s = 784'111'777; // Sun, 06 Nov 1994 08:49:37 GMT
  static constexpr std::string_view modified = "Sun, 06 Nov 1994 08:49:37 GMT";
  static constexpr std::string_view before = "Sun, 06 Nov 1994 08:49:36 GMT";
  static constexpr std::string_view after = "Sun, 06 Nov 1994 08:49:38 GMT";
  static constexpr std::string_view no_date = "last Tuesday";
  static constexpr std::uint64_t length = 1000; // octets of the representation
  static constexpr std::uint64_t max_content_bytes = 100;

  Sample() { reset(); }
  Sample(const Sample&) = delete;
  Sample& operator=(const Sample&) = delete;

  void reset() {
    head.clear();
    text_.clear();
    text_.reserve(capacity);
    head.set_bytes(text_.data());
    head.method = message::Method::get;
    facts = Facts{};
    facts.request = &head;
    facts.route.site_known = facts.route.route_known = true;
    facts.route.allowed = {message::Method::get, message::Method::head, message::Method::options};
    facts.route.max_content_bytes = max_content_bytes;
    facts.route.max_ranges = 5;
    facts.resource.located = Located::found;
    facts.resource.representation = {{"v1", false}, modified_s, true, length, "text/html", ""};
    facts.now_s = modified_s + 1'000'000'000;
    facts.known = ~0u;
    send(message::Field::host, "example.org");
    head.authority = head.first_line(message::Field::host).value;
  }

  // At most a few hundred octets together: the bytes of a head do not move once somebody looks at them.
  void send(message::Field field, std::string_view value) {
    RESPONSUM_ASSERT(text_.size() + value.size() <= capacity);
    const auto offset = static_cast<std::uint32_t>(text_.size());
    text_.append(value);
    head.add_line({{}, {offset, static_cast<std::uint32_t>(value.size())}, field});
  }

  // Range, with what the lookup finds in it.
  void send_range(std::string_view value) {
    send(message::Field::range, value);
    const std::uint64_t complete = facts.resource.representation.length;
    const field::ByteRanges found = field::parse_byte_ranges(value, complete, ranges_, facts.route.max_ranges);
    const std::size_t left = field::coalesce(std::span{ranges_}.first(found.count));
    facts.range = {found.outcome, std::span{ranges_}.first(left)};
  }

  void send_content(std::uint64_t octets) {
    head.has_content_length = true;
    head.content_length = octets;
  }

  message::RequestHead head;
  Facts facts;

 private:
  static constexpr std::size_t capacity = 1024;
  std::string text_;
  std::array<field::ByteRange, 16> ranges_{};
};

// A whole walk; every lookup that it needs has been done.
inline Verdict walk_through(const Facts& facts) {
  Walk walk;
  const bool ended = walk.proceed(facts);
  RESPONSUM_ASSERT(ended);
  return walk.verdict();
}

// The fault that stands first in its group.
inline message::Fault fault_of(message::FaultGroup group) {
  for (const auto& r : message::fault_rows)
    if (r.group == group) return r.fault;
  return message::Fault::none;
}

} // namespace responsum::decision
