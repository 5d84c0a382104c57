#include "responsum/exchange/kept.hpp"

#include <algorithm>

#include "responsum/field/structured.hpp"

namespace responsum::exchange {

bool asks_for_verdict(const message::RequestHead& head) {
  constexpr auto field = message::Field::responsum_verdict;
  if (!head.sent(field) || head.repeated(field)) [[likely]]
    return false;
  const auto item = field::structured::parse_item(head.value(field));
  return item && item->value == field::structured::BareItem{true};
}

std::string_view transport_policy(const Exchange& x) {
  const decision::ConnectionFacts& connection = x.facts().connection;
  if (x.site() == nullptr || !connection.encrypted || !connection.authoritative) return {};
  return x.site()->hsts;
}

bool is_kept_kind(const Exchange& x, bool close) {
  if (x.verdict().condition() != decision::Condition::repr_whole || x.selected().slot == nullptr || close)
    return false;
  // What is said of the end of a name is for that one, and until then.
  if (x.facts().retirement.announced) return false;
  // What is left of a limit is another with every answer.
  if (x.rate_limit() != nullptr) return false;
  // One head a slot: where those with and without TLS differ, it is the one with.
  if (!x.facts().connection.encrypted && !x.site()->hsts.empty()) return false;
  // What is said of an origin is for that one; where none is named it is the same every time.
  if (x.facts().cors.configured && x.head().sent(message::Field::origin)) return false;
  // So is what is said of a digest, to those who have asked for it.
  if (x.head().sent(message::Field::want_repr_digest) || x.head().sent(message::Field::want_content_digest))
    return false;
  return x.head().keep_alive && x.head().version == message::Version::http_1_1 && !asks_for_verdict(x.head());
}

Answer kept_answer(Exchange& x) {
  resource::AnswerSlot& slot = *x.selected().slot;
  Workbench& bench = x.bench();
  if (slot.dated_s != bench.now.wall_s) {
    const std::string_view date = bench.date.at(bench.now.wall_s);
    std::ranges::copy(date, slot.storage.begin() + static_cast<std::ptrdiff_t>(slot.date_at));
    slot.dated_s = bench.now.wall_s;
  }
  const bool is_head = x.head().method == message::Method::head;
  const std::string_view all = std::string_view{slot.storage}.substr(slot.head_at);
  constexpr std::size_t taken_at_once = 32 * 1024; // by the kernel, from a client that reads
  Answer answer;
  answer.head = is_head ? all.substr(0, slot.content_at - slot.head_at) : all;
  answer.octets = answer.head.size();
  if (answer.octets > taken_at_once) answer.holder = x.selected().holder;
  if (!is_head && x.selected().descriptor >= 0) {
    const std::uint64_t length = x.facts().resource.representation.length;
    answer.parts = {bench.arena.make<Part>(std::string_view{}, std::uint64_t{0}, length), 1};
    answer.octets += length;
    answer.descriptor = x.selected().descriptor;
    answer.modified_ns = x.selected().modified_ns;
    answer.holder = x.selected().holder;
  }
  return answer;
}

void keep_head(Exchange& x, std::string_view head) {
  resource::AnswerSlot& slot = *x.selected().slot;
  if (head.size() > slot.content_at) return;
  slot.head_at = slot.content_at - head.size();
  std::ranges::copy(head, slot.storage.begin() + static_cast<std::ptrdiff_t>(slot.head_at));
  slot.date_at = slot.head_at + head.find(": ") + 2;
  slot.dated_s = x.bench().now.wall_s;
}

} // namespace responsum::exchange
