#include "responsum/exchange/incoming.hpp"

#include <algorithm>

namespace responsum::exchange {

using codec::h1::ContentReader;
using codec::h1::ContentState;
using message::FaultGroup;

namespace {

const base::Limit* limit_of(FaultGroup group, const Limits& limits) {
  if (group == FaultGroup::target_length) return &limits.max_target_bytes;
  if (group == FaultGroup::fields_total) return &limits.max_fields_bytes;
  if (group == FaultGroup::fields_line) return &limits.max_field_line_bytes;
  if (group == FaultGroup::fields_count) return &limits.max_fields;
  return nullptr;
}

// The name that the line at `offset` begins with, if all of it is there.
std::string_view field_name_at(std::string_view input, std::size_t offset) {
  const std::string_view line = input.substr(std::min(offset, input.size()));
  const std::size_t colon = line.substr(0, 128).find(':');
  return colon == std::string_view::npos ? std::string_view{} : line.substr(0, colon);
}

} // namespace

void supply_fault(decision::Facts& facts, const HeadFault& fault, std::string_view input, const Limits& limits) {
  facts.fault = fault.fault;
  facts.fault_offset = fault.offset;
  const FaultGroup group = message::group(facts.fault);
  facts.limit = limit_of(group, limits);
  // Nothing behind the fault counts: how much of that has come is chance. So there is no name of a field too many.
  if (group == FaultGroup::fields_line || group == FaultGroup::fields_total)
    facts.fault_subject = field_name_at(input.substr(0, facts.fault_offset), fault.line_offset);
}

ContentFault fault_of(const ContentReader& reader, ContentEnd end) {
  if (end != ContentEnd::malformed) return {};
  return {reader.fault(), reader.fault_offset()};
}

std::optional<ContentEnd> take_content(ContentReader& reader, std::string_view& rest, std::uint64_t most) {
  for (;;) {
    const auto step = reader.read(rest);
    rest.remove_prefix(step.consumed);
    if (step.state == ContentState::done) return ContentEnd::whole;
    if (step.state == ContentState::faulty) return ContentEnd::malformed;
    if (reader.received() > most) return ContentEnd::too_large;
    if (step.state == ContentState::more) return std::nullopt;
  }
}

void supply_content(decision::Facts& facts, ContentEnd end, const ContentFault& fault, const Limits& limits) {
  facts.content.whole = end != ContentEnd::cut;
  facts.content.in_time = end != ContentEnd::slow;
  facts.content.sound = end != ContentEnd::malformed;
  facts.content.fits = end != ContentEnd::too_large;
  if (end == ContentEnd::slow) facts.limit = &limits.content_timeout_ms;
  if (end == ContentEnd::too_large) facts.limit = &limits.max_content_bytes;
  if (end == ContentEnd::malformed) {
    facts.content_fault = fault.fault;
    facts.fault_offset = static_cast<std::uint32_t>(fault.offset);
  }
}

bool discards_content(const message::RequestHead& head, const Limits& limits) {
  if (head.sent(message::Field::expect)) return false;
  return head.length_unknown || head.content_length <= limits.max_discarded_bytes;
}

bool last_of_connection(std::uint32_t answered, const Limits& limits) {
  const std::uint64_t most = limits.max_requests_per_connection;
  return most != 0 && answered + std::uint64_t{1} >= most;
}

} // namespace responsum::exchange
