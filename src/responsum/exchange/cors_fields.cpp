#include "responsum/exchange/cors_fields.hpp"

#include <string>
#include <string_view>
#include <vector>

#include "responsum/base/writer.hpp"

namespace responsum::exchange {

using message::Method;

namespace {

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

std::string joined(message::MethodSet methods) {
  std::string text;
  methods.for_each([&text](Method m) { text += (text.empty() ? "" : ", ") + std::string{message::name(m)}; });
  return text;
}

} // namespace

// Fetch, "HTTP responses" of the CORS protocol. What depends on the origin says so to caches, also where none came.
void add_cors_fields(const Exchange& x, message::ResponseHead& head) {
  base::Arena& arena = x.bench().arena;
  const access::Cors& cors = *x.route()->cors;
  const decision::CorsFacts& f = x.facts().cors;
  const bool same_for_all = cors.takes_all() && !cors.credentials;
  if (!same_for_all) head.add("Vary", "Origin");
  if (!f.origin_allowed) return;
  const std::string_view origin = x.head().value(message::Field::origin);
  head.add("Access-Control-Allow-Origin", same_for_all ? "*" : arena.copy(origin));
  if (cors.credentials) head.add("Access-Control-Allow-Credentials", "true");
  if (x.verdict().condition() == decision::Condition::cors_preflight) {
    head.add("Access-Control-Allow-Methods", arena.copy(joined(cors.methods)));
    if (!cors.headers.empty()) head.add("Access-Control-Allow-Headers", arena.copy(joined(cors.headers)));
    head.add("Access-Control-Max-Age", base::decimal_in(arena, cors.max_age_s));
  } else if (!cors.exposed.empty()) {
    head.add("Access-Control-Expose-Headers", arena.copy(joined(cors.exposed)));
  }
}

} // namespace responsum::exchange
