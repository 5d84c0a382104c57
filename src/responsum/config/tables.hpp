// The readers of the single tables and the checks over all of them; one step each of read.cpp.
#pragma once

#include <algorithm>

#include "responsum/config/context.hpp"

namespace responsum::config {

// Whether all limits that the rows name have the same values, wherever they were written.
bool have_same_limits(const auto& rows, const auto& a, const auto& b) {
  return std::ranges::all_of(rows, [&](const auto& row) { return (a.*row.member).value == (b.*row.member).value; });
}

void read_server(const Context& context, const Node& table, ServerSettings& server);
void read_log(const Context& context, const Node& table, LogSettings& log);
void read_record(const Context& context, const Node& table, RecordSettings& record);

// Both may be written in several files; what is set twice is an error that names both places.
void read_limits(const Context& context, const Node& table, Limits& limits);
void read_types(const Context& context, const Node& table, std::vector<TypeRule>& types);

// `table` is one [[site]].
void read_site(const Context& context, const Node& table, SiteSettings& site);

void read_dns(const Context& context, const Node& table, DnsSettings& dns);

// `table` is one [[upstream]].
void read_upstream(const Context& context, const Node& table, UpstreamSettings& upstream);
// The limit of that row, if the table sets it.
void read_limit(TableReader& reader, const UpstreamLimitRow& row, UpstreamLimits& limits);
// Its keys about TLS, once its servers are known.
void read_upstream_tls(const Context& context, TableReader& reader, UpstreamSettings& upstream);
// Empty: a name that a name service can be asked for, or a numeric address without brackets.
std::string wrong_with_host(std::string_view host);
// `proxy` of a [[site.route]], `server` of an [auth.NAME].
ChosenUpstream read_chosen_upstream(const Context& context, const Node& node, std::string_view key);
// What a server is asked for that is not what a client wants; nothing where that is reported.
std::optional<std::string> read_asked_path(const Context& context, const Node& node, std::string_view what);

// `fastcgi` and `cgi` of a [[site.route]].
void read_fastcgi(TableReader& reader, RouteSettings& route);
void read_cgi(const Context& context, const Node& node, RouteSettings& route);
bool speaks_fastcgi(const UpstreamSettings& upstream);
void complete_scripts(UpstreamSettings& upstream);
// That scripts are where FastCGI is spoken, and the reverse.
void check_scripts(const Configuration& configuration, Problems& problems);

// `certificate` and `key` of [server] or of a [[site]], and the other keys of CertificateSettings.
void read_certificates(TableReader& reader, CertificateSettings& settings);

// `tls_early_data` of [server].
void read_early_data(const Context& context, const Node& node, Setting<std::uint32_t>& setting);

// `writes` of a [[site.route]], and the keys that go with it.
void read_writing(TableReader& reader, RouteSettings& route);

// `form` of a [[site.route]].
void read_form(const Context& context, const Node& table, RouteSettings& route);

// `requires`, `replay_safe` and `early_data` of a [[site.route]].
void read_protocols(TableReader& reader, RouteSettings& route);

// `redirect_to_https` and `hsts` of a [[site]].
void read_encryption(TableReader& reader, SiteSettings& site);

// `table` is [auth]: one table for each name.
void read_auth(const Context& context, const Node& table, std::deque<AuthSettings>& all);
// `auth` of a [[site]] or a [[site.route]].
void read_auth_names(const Context& context, const Node& node, Setting<std::vector<std::string>>& names);
// `auth`, `rule`, `otherwise`, `hide_denied` and `cors` of a [[site.route]].
void read_access(TableReader& reader, RouteSettings& route);
// `canonical_host`, `redirect` and `retired` of a [[site]].
void read_redirects(TableReader& reader, SiteSettings& site);
// What has either `path` or `pattern`; `what` names it.
std::optional<route::Matcher> read_matcher(TableReader& reader, Place place, std::string_view what);
// `until` of a [[site.redirect]], `sunset` of a [[site.route]].
void read_end(const Context& context, const Node& node, std::string_view key, std::optional<route::Retirement>& end);
// `node` is a list of [[site.retired]].
void read_retired(const Context& context, const Node& node, std::vector<route::Retired>& retired);
// That names are of something, that rules can be reached, that no password goes in the clear.
void check_access(const Configuration& configuration, Problems& problems);
// `countries` of a rule or a legal order.
void read_countries(const Context& context, const Node& node, std::vector<access::Country>& countries);
// What `[server]`, a [[site]] and a [[site.route]] say of whom they let in, how much of it, and when.
void read_server_admission(TableReader& reader, ServerSettings& server);
void read_site_admission(TableReader& reader, SiteSettings& site);
void read_route_admission(TableReader& reader, RouteSettings& route);
void complete_admission(Configuration& configuration);
void check_admission(const Configuration& configuration, Problems& problems);

// Fills in what depends on more than one table.
void complete(Configuration& configuration);

// What no single table shows: hosts and addresses written twice, routes that nothing reaches, limits that contradict.
void check(const Configuration& configuration, Problems& problems);

} // namespace responsum::config
