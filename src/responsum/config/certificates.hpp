// The certificates that a configuration names: read, held against their keys, their dates and the hosts of the sites.
#pragma once

#include <string>
#include <vector>

#include "responsum/base/clock.hpp"
#include "responsum/config/configuration.hpp"
#include "responsum/config/context.hpp"

namespace responsum::config {

// What expires sooner is warned of, and then louder.
inline constexpr base::UnixSeconds expires_soon_s = 30 * 24 * 60 * 60;
inline constexpr base::UnixSeconds expires_at_once_s = 7 * 24 * 60 * 60;

// The name of what a site or the server shows, and of whom it asks for; "" when it has no certificate of its own.
std::string identity_name(const CertificateSettings& settings);

// What Configuration::identities is to be: that of the server first if there is one, then those of the sites. Where
// something is wrong with them, `problems` has an error.
std::vector<net::tls::Identity> read_identities(const Configuration& configuration, Problems& problems,
                                                const base::Now& now);
// Warns of what could be better about them, and of what has become worse since they were read.
void check_identities(const Configuration& configuration, const std::vector<net::tls::Identity>& identities,
                      Problems& problems, const base::Now& now);

// All files that read_identities() reads.
std::vector<std::string> certificate_files(const Configuration& configuration);

} // namespace responsum::config
