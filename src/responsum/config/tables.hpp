// The readers of the single tables and the checks over all of them; one step each of read.cpp.
#pragma once

#include "responsum/config/context.hpp"

namespace responsum::config {

void read_server(const Context& context, const Node& table, ServerSettings& server);
void read_log(const Context& context, const Node& table, LogSettings& log);
void read_record(const Context& context, const Node& table, RecordSettings& record);

// Both may be written in several files; what is set twice is an error that names both places.
void read_limits(const Context& context, const Node& table, Limits& limits);
void read_types(const Context& context, const Node& table, std::vector<TypeRule>& types);

// `table` is one [[site]].
void read_site(const Context& context, const Node& table, SiteSettings& site);

// `table` is one [[upstream]].
void read_upstream(const Context& context, const Node& table, UpstreamSettings& upstream);
// `proxy` of a [[site.route]].
void read_proxy(const Context& context, const Node& node, RouteSettings& route);

// `certificate` and `key` of [server] or of a [[site]], and the other keys of CertificateSettings.
void read_certificates(TableReader& reader, CertificateSettings& settings);

// `tls_early_data` of [server].
void read_early_data(const Context& context, const Node& node, Setting<std::uint32_t>& setting);

// `requires`, `replay_safe` and `early_data` of a [[site.route]].
void read_protocols(TableReader& reader, RouteSettings& route);

// `redirect_to_https` and `hsts` of a [[site]].
void read_encryption(TableReader& reader, SiteSettings& site);

// Fills in what depends on more than one table.
void complete(Configuration& configuration);

// What no single table shows: hosts and addresses written twice, routes that nothing reaches, limits that contradict.
void check(const Configuration& configuration, Problems& problems);

} // namespace responsum::config
