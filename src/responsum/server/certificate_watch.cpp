#include "responsum/server/certificate_watch.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <utility>

#include "responsum/config/certificates.hpp"

namespace responsum::server {

namespace {
constexpr base::UnixSeconds day_s = 24 * 60 * 60;
} // namespace

// Names may be links that are replaced, so what they lead to counts.
CertificateWatch::Stamp CertificateWatch::stamp_of(const std::string& file) {
  struct stat s{};
  if (::stat(file.c_str(), &s) != 0) return {};
  return {s.st_dev, s.st_ino, static_cast<std::uint64_t>(s.st_size), s.st_ctim.tv_sec, s.st_ctim.tv_nsec};
}

std::vector<CertificateWatch::Stamp> CertificateWatch::stamps() const {
  std::vector<Stamp> all;
  for (const std::string& file : files_) all.push_back(stamp_of(file));
  return all;
}

void CertificateWatch::follow(const config::Configuration& configuration, base::UnixSeconds read_s) {
  configuration_ = &configuration;
  files_ = config::certificate_files(configuration);
  seen_ = stamps();
  unread_ = std::ranges::any_of(seen_, [&](const Stamp& stamp) { return stamp.changed_s >= read_s; });
  shown_ = configuration.identities;
  warned_s_ = read_s;
}

base::Milliseconds CertificateWatch::period_ms() const {
  return files_.empty() ? 0 : configuration_->limits.certificate_check_ms.milliseconds();
}

void CertificateWatch::look(const base::Now& now) {
  auto found = stamps();
  const bool changed = found != seen_;
  seen_ = std::move(found);
  if (changed)
    unread_ = true; // and may be still under way
  else if (std::exchange(unread_, false))
    read_again(now);
  warn_daily(now);
}

void CertificateWatch::read_again(const base::Now& now) {
  config::Problems problems;
  Identities identities = config::read_identities(*configuration_, problems, now);
  const auto told = problems.take();
  if (!has_errors(told) && identities == shown_) return; // touched, or what had been read already
  callbacks_.report(told);
  if (has_errors(told)) return;
  shown_ = identities;
  callbacks_.renew(std::move(identities));
}

// A server runs longer than a certificate is good.
void CertificateWatch::warn_daily(const base::Now& now) {
  if (now.wall_s < warned_s_ + day_s || shown_.empty()) return;
  warned_s_ = now.wall_s;
  config::Problems problems;
  config::check_identities(*configuration_, shown_, problems, now);
  if (const auto told = problems.take(); !told.empty()) callbacks_.report(told);
}

} // namespace responsum::server
