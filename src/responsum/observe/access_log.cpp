#include "responsum/observe/access_log.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <ctime>

#include "responsum/base/text.hpp"
#include "responsum/base/writer.hpp"
#include "responsum/decision/replay.hpp"

namespace responsum::observe {

namespace {

// "2026-11-20T12:31:07.042Z" (RFC 3339)
std::string timestamp(base::UnixSeconds seconds, std::int32_t nanoseconds) {
  std::tm parts{};
  const std::time_t time = seconds;
  ::gmtime_r(&time, &parts);
  std::array<char, 32> text{};
  const std::size_t length = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts);
  const std::string milliseconds = std::to_string(1000 + nanoseconds / 1'000'000);
  return std::string{text.data(), length} + "." + milliseconds.substr(1) + "Z";
}

void member(std::string& to, std::string_view key, std::string_view text) {
  to.append(to.back() == '{' ? "\"" : ",\"").append(key).append("\":").append(base::quote_json(text));
}

void member(std::string& to, std::string_view key, std::uint64_t number) {
  to.append(to.back() == '{' ? "\"" : ",\"").append(key).append("\":").append(std::to_string(number));
}

std::string edition_text(std::uint32_t edition) {
  std::array<char, 8> text{};
  base::Writer out{text};
  out.hexadecimal(edition, 8);
  return std::string{out.written()};
}

} // namespace

void write_log_line(std::string& to, const Record& r, std::string_view site, std::string_view route) {
  const auto id = text_of(r.id);
  to.push_back('{');
  member(to, "time", timestamp(r.wall_s, r.wall_ns));
  member(to, "exchange", std::string_view{id.data(), id.size()});
  member(to, "peer", r.peer.view());
  member(to, "method", message::name(r.method));
  member(to, "host", r.host.view());
  member(to, "target", r.target.view());
  member(to, "status", r.status);
  member(to, "condition", decision::id(r.condition));
  if (!site.empty()) member(to, "site", site);
  if (!route.empty()) member(to, "route", route);
  if (r.fault != message::Fault::none) {
    member(to, "fault", message::id(r.fault));
    member(to, "fault_offset", r.fault_offset);
  }
  if (r.subject.length != 0) member(to, "subject", r.subject.view());
  if (r.error != 0) member(to, "errno", static_cast<std::uint64_t>(r.error));
  member(to, "generated_by", name(r.generated_by));
  member(to, "client_outcome", name(r.client_outcome));
  member(to, "received_bytes", r.received_bytes);
  member(to, "sent_bytes", r.sent_bytes);
  member(to, "duration_ms", r.duration_ms);
  member(to, "minted_by", decision::row(r.minted_by).tag);
  member(to, "edition", edition_text(r.edition));
  member(to, "path", decision::words(r.path));
  to.append("}\n");
}

AccessLog::AccessLog(Target target, const std::string& path, std::size_t buffer_bytes) : buffer_bytes_{buffer_bytes} {
  switch (target) {
  case Target::off: return;
  case Target::standard_output: descriptor_ = STDOUT_FILENO; break;
  case Target::standard_error: descriptor_ = STDERR_FILENO; break;
  case Target::file:
    descriptor_ = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
    if (descriptor_ < 0) open_error_ = errno;
    owns_ = descriptor_ >= 0;
  }
  buffer_.reserve(buffer_bytes_);
}

AccessLog::~AccessLog() {
  flush();
  if (owns_) ::close(descriptor_);
}

void AccessLog::add(const Record& record, std::string_view site, std::string_view route) {
  if (!on()) return;
  write_log_line(buffer_, record, site, route);
  if (buffer_.size() >= buffer_bytes_) flush();
}

void AccessLog::flush() {
  if (buffer_.empty()) return;
  std::size_t done = 0;
  while (done < buffer_.size()) {
    const ssize_t n = ::write(descriptor_, buffer_.data() + done, buffer_.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    done += static_cast<std::size_t>(n);
  }
  if (done < buffer_.size()) {
    // The line that was cut is ended, so that the next batch begins on its own.
    std::uint64_t lost = 0;
    for (std::size_t at = done; at < buffer_.size(); ++at)
      if (buffer_[at] == '\n') ++lost;
    dropped_.add(lost);
    if (done > 0 && buffer_[done - 1] != '\n')
      buffer_.assign("\n");
    else
      buffer_.clear();
  } else {
    buffer_.clear();
  }
}

} // namespace responsum::observe
