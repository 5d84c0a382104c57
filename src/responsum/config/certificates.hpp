// The certificates that a configuration names: read, held against their keys, their dates and the hosts of the sites.
#pragma once

#include <string>

#include "responsum/base/clock.hpp"
#include "responsum/config/configuration.hpp"
#include "responsum/config/context.hpp"

namespace responsum::config {

// Who expires sooner is warned of.
inline constexpr base::UnixSeconds expires_soon_s = 14 * 24 * 60 * 60;

// The name of what a site or the server shows; "" when it has no certificate of its own.
std::string identity_name(const CertificateSettings& settings);

// Fills in Configuration::identities: that of the server first if there is one, then those of the sites.
void load_certificates(Configuration& configuration, Problems& problems, const base::Now& now);

} // namespace responsum::config
