#include "responsum/exchange/location.hpp"

#include "responsum/base/ascii.hpp"
#include "responsum/base/text.hpp"
#include "responsum/field/host.hpp"

namespace responsum::exchange {

namespace {

using decision::Condition;

// The port that a URI need not name (RFC 9110 4.2.2).
constexpr std::string_view default_port = ":443";

std::string with_query(std::string path, const message::RequestHead& head) {
  if (const std::string_view query = head.text(head.query); !query.empty()) path.append("?").append(query);
  return path;
}

// The host of the request stands for itself only because a site answers to it: nobody is sent to a host that is not
// ours. On a port that wants TLS the client has come to the right one already.
std::string secure_authority(const Exchange& x) {
  const std::string_view asked = x.head().text(x.head().authority);
  const auto& wanted = x.site()->secure;
  if (wanted && !wanted->host.empty()) return wanted->host + wanted->port_suffix();
  if (!x.facts().connection.encrypted_where_expected) {
    return std::string{asked.ends_with(default_port) ? asked.substr(0, asked.size() - default_port.size()) : asked};
  }
  return std::string{field::parse_host(asked)->host} + wanted->port_suffix(); // a request with another was refused
}

// As it was asked for, octet by octet: what the path means is for the next request to find out.
std::string secure_address(const Exchange& x) {
  const std::string_view path = x.head().text(x.head().path);
  return with_query("https://" + secure_authority(x) + std::string{path.empty() ? "/" : path}, x.head());
}

// The same path and query at the site's own host, by the same scheme and port.
std::string canonical_address(const Exchange& x) {
  const std::string_view asked = x.head().text(x.head().authority);
  const std::size_t port = field::parse_host(asked)->host.size();
  const std::string_view path = x.head().text(x.head().path);
  return with_query((x.facts().connection.encrypted ? "https://" : "http://") + x.site()->canonical_host +
                        std::string{asked.substr(port)} + std::string{path.empty() ? "/" : path},
                    x.head());
}

} // namespace

bool is_own_address(const Exchange& x, std::string_view location) {
  location = location.substr(0, location.find('#'));
  const std::string_view scheme = x.facts().connection.encrypted ? "https://" : "http://";
  if (location.starts_with(scheme)) {
    location.remove_prefix(scheme.size());
    const std::size_t end = std::min(location.find_first_of("/?"), location.size());
    if (!base::equals_ignoring_case(location.substr(0, end), x.head().text(x.head().authority))) return false;
    location.remove_prefix(end);
  }
  const std::string_view path = x.head().text(x.head().path);
  return location == with_query(std::string{path}, x.head());
}

std::string location_of(const Exchange& x) {
  const Condition c = x.verdict().condition();
  if (!decision::obliges(c, decision::Obligation::location)) return {};
  if (c == Condition::canon_scheme || c == Condition::canon_scheme_any) return secure_address(x);
  if (c == Condition::token_kept) return "/";
  if (c == Condition::job_done) return std::string{x.facts().job.result};
  if (c == Condition::canon_host || c == Condition::canon_host_any) return canonical_address(x);
  if (c == Condition::form_result) return x.route()->result;
  if (x.facts().redirect.leads) return std::string{x.facts().redirect.location};
  return with_query(base::encode_path(x.path()) + "/", x.head());
}

} // namespace responsum::exchange
