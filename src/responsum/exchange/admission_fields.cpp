#include "responsum/exchange/admission_fields.hpp"

#include <algorithm>
#include <span>
#include <string>

#include "responsum/base/writer.hpp"
#include "responsum/field/http_date.hpp"

namespace responsum::exchange {

using decision::Condition;
using decision::Obligation;

namespace {

bool obliged(const Exchange& x, Obligation o) { return decision::obliges(x.verdict().condition(), o); }

// draft-ietf-httpapi-ratelimit-headers: of the limit that refused; of one that lets pass if clients are told of it.
void add_rate_limit(const Exchange& x, message::ResponseHead& head) {
  const admit::Limit* const limit = x.rate_limit();
  if (limit == nullptr || (!limit->tells && !obliged(x, Obligation::rate_limit))) return;
  base::Arena& arena = x.bench().arena;
  head.add("RateLimit-Policy", arena.copy(limit->policy()));
  head.add("RateLimit", arena.copy(admit::rate_field(limit->name, x.share())));
}

void add_link(base::Arena& arena, message::ResponseHead& head, std::string_view uri, std::string_view relation) {
  if (uri.empty()) return;
  constexpr std::size_t around = sizeof "<>; rel=\"\"";
  base::Writer out{arena.allocate(uri.size() + relation.size() + around)};
  head.add("Link", out.text("<").text(uri).text(">; rel=\"").text(relation).text("\"").written());
}

// MS-WDV 2.2.6: the value is nobody's to read. RFC 8942 2.1 and 3: which hints are wanted, and that it was for them.
void ask_for_context(const Exchange& x, message::ResponseHead& head) {
  base::Arena& arena = x.bench().arena;
  const admit::Context& context = *x.route()->admission.context;
  if (x.verdict().condition() == Condition::context_missing) {
    const auto id = observe::text_of(x.id());
    head.add("Ms-Echo-Request", arena.copy(std::string_view{id.data(), id.size()}));
  }
  if (!context.cookie.empty())
    head.add("Set-Cookie", arena.copy(context.cookie + "=" + context.value + "; Path=/; HttpOnly; SameSite=Lax"));
  if (context.hints.empty()) return;
  std::string all;
  for (const std::string& hint : context.hints) all.append(all.empty() ? "" : ", ").append(hint);
  const std::string_view hints = arena.copy(all);
  head.add("Accept-CH", hints);
  head.add("Critical-CH", hints);
}

} // namespace

// When it is known when; otherwise not all at once: spread over as long again.
std::string_view retry_after(const Exchange& x) {
  const Workbench& bench = x.bench();
  const decision::AdmissionFacts& a = x.facts().admission;
  const Condition c = x.verdict().condition();
  if (obliged(x, Obligation::rate_limit) && x.rate_limit() != nullptr)
    return base::decimal_in(bench.arena, std::max<std::uint64_t>(1, admit::whole_seconds(x.share().wait_ns)));
  if (c == Condition::maintenance && a.service_s != 0) return field::http_date_in(bench.arena, a.service_s);
  if (c == Condition::bandwidth_spent) return field::http_date_in(bench.arena, a.bandwidth_s);
  if (c == Condition::job_queued || c == Condition::job_running)
    return base::decimal_in(bench.arena, x.facts().job.ask_again_s);
  if (const std::uint64_t known_s = x.facts().access.wait_s; known_s != 0)
    return base::decimal_in(bench.arena, known_s);
  return base::decimal_in(bench.arena, bench.retry_after_s + x.id().value % (bench.retry_after_s + 1));
}

void add_admission_fields(const Exchange& x, message::ResponseHead& head) {
  base::Arena& arena = x.bench().arena;
  add_rate_limit(x, head);
  if (obliged(x, Obligation::blocked_by)) add_link(arena, head, x.facts().admission.order.blocked_by, "blocked-by");
  if (obliged(x, Obligation::payment)) add_link(arena, head, x.facts().admission.pay_at, "payment");
  if (obliged(x, Obligation::echo)) ask_for_context(x, head);
}

} // namespace responsum::exchange
