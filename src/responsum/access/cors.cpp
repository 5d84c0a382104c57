#include "responsum/access/cors.hpp"

#include <algorithm>

#include "responsum/base/ascii.hpp"
#include "responsum/field/host.hpp"
#include "responsum/field/list.hpp"

namespace responsum::access {

using decision::CorsRefusal;
using message::Field;

namespace {

// Empty: the route takes all of them.
std::string_view first_foreign(const Cors& cors, std::string_view names) {
  if (std::ranges::find(cors.headers, "*") != cors.headers.end()) return {};
  field::ListCursor list{names, field::Quotes::none};
  while (const auto name = list.next())
    if (std::ranges::none_of(cors.headers,
                             [&](const std::string& h) { return base::equals_ignoring_case(h, *name); }))
      return *name;
  return {};
}

} // namespace

decision::CorsFacts check(const Cors& cors, const message::RequestHead& head) {
  decision::CorsFacts facts{.configured = true};
  if (!head.sent(Field::origin) || head.repeated(Field::origin)) return facts;
  const std::string_view origin = head.value(Field::origin);
  facts.origin_allowed = cors.takes_all() || std::ranges::find(cors.origins, origin) != cors.origins.end();
  facts.preflight = head.method == message::Method::options && head.sent(Field::access_control_request_method);
  if (!facts.preflight) return facts;
  const std::string_view method = head.value(Field::access_control_request_method);
  if (!facts.origin_allowed) {
    facts.refusal = CorsRefusal::origin;
    facts.refused = origin;
  } else if (!cors.methods.contains(message::method_named(method))) {
    facts.refusal = CorsRefusal::method;
    facts.refused = method;
  } else if (const auto name = first_foreign(cors, head.value(Field::access_control_request_headers));
             !name.empty()) {
    facts.refusal = CorsRefusal::header;
    facts.refused = name;
  }
  return facts;
}

bool is_origin(std::string_view text) {
  const std::size_t mark = text.find("://");
  if (mark == text.npos) return false;
  const std::string_view scheme = text.substr(0, mark);
  const std::string_view host = text.substr(mark + 3);
  if (scheme != "http" && scheme != "https") return false;
  return std::ranges::none_of(host, base::is_upper) && !host.empty() && field::parse_host(host).has_value();
}

} // namespace responsum::access
