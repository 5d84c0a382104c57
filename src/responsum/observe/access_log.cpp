#include "responsum/observe/access_log.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>

#include "responsum/base/text.hpp"
#include "responsum/base/writer.hpp"
#include "responsum/decision/replay.hpp"

namespace responsum::observe {

namespace {

// Everything but names of sites and routes, which are as long as somebody made them.
constexpr std::size_t longest_line = 2048;

// "2026-11-20T12:31:07.042Z" (RFC 3339)
void write_time(base::Writer& out, base::UnixSeconds seconds, std::int32_t nanoseconds) {
  std::tm parts{};
  const std::time_t time = seconds;
  ::gmtime_r(&time, &parts);
  const auto two = [&out](int value, char before) {
    out.character(before).character(static_cast<char>('0' + value / 10 % 10));
    out.character(static_cast<char>('0' + value % 10));
  };
  out.decimal(static_cast<std::uint64_t>(parts.tm_year) + 1900);
  two(parts.tm_mon + 1, '-');
  two(parts.tm_mday, '-');
  two(parts.tm_hour, 'T');
  two(parts.tm_min, ':');
  two(parts.tm_sec, ':');
  const int milliseconds = nanoseconds / 1'000'000;
  two(milliseconds / 10, '.');
  out.character(static_cast<char>('0' + milliseconds % 10)).character('Z');
}

// What a client sent may hold anything; nearly always it holds nothing that JSON would have to escape.
void write_quoted(base::Writer& out, std::string_view text) {
  const auto plain = [](char c) { return c >= ' ' && c < 0x7f && c != '"' && c != '\\'; };
  if (std::ranges::all_of(text, plain))
    out.character('"').text(text).character('"');
  else
    out.text(base::quote_json(text));
}

} // namespace

void write_log_line(std::string& to, const Record& r, std::string_view site, std::string_view route) {
  std::array<char, longest_line> line;
  base::Writer out{line};
  const auto id = text_of(r.id);
  out.text("{\"time\":\"");
  write_time(out, r.wall_s, r.wall_ns);
  out.text("\",\"exchange\":\"").text({id.data(), id.size()}).text("\",\"peer\":\"").text(r.peer.view());
  out.text("\",\"peer_port\":").decimal(r.peer_port);
  out.text(",\"method\":\"").text(message::name(r.method)).text("\",\"host\":");
  write_quoted(out, r.host.view());
  out.text(",\"target\":");
  write_quoted(out, r.target.view());
  out.text(",\"status\":").decimal(r.status).text(",\"condition\":\"").text(decision::id(r.condition)).character('"');
  if (r.fault != message::Fault::none)
    out.text(",\"fault\":\"").text(message::id(r.fault)).text("\",\"fault_offset\":").decimal(r.fault_offset);
  if (r.subject.length != 0) {
    out.text(",\"subject\":");
    write_quoted(out, r.subject.view());
  }
  if (r.limit.length != 0) {
    out.text(",\"limit\":");
    write_quoted(out, r.limit.view());
  }
  if (r.trace.known()) {
    const auto trace = field::hexadecimal(r.trace.trace_id);
    const auto parent = field::hexadecimal(r.trace.parent_id);
    out.text(",\"trace_id\":\"").text({trace.data(), trace.size()});
    out.text("\",\"parent_id\":\"").text({parent.data(), parent.size()}).character('"');
  }
  if (r.error != 0) out.text(",\"errno\":").decimal(static_cast<std::uint64_t>(r.error));
  out.text(",\"generated_by\":\"").text(name(r.generated_by)).text("\",\"client_outcome\":\"");
  out.text(name(r.client_outcome)).text("\",\"received_bytes\":").decimal(r.received_bytes);
  out.text(",\"sent_bytes\":").decimal(r.sent_bytes).text(",\"duration_ms\":").decimal(r.duration_ms);
  out.text(",\"minted_by\":\"")
      .text(decision::row(r.minted_by).tag)
      .text("\",\"edition\":\"")
      .hexadecimal(r.edition, 8);
  out.text("\",\"path\":\"");
  decision::write_words(out, r.path);
  out.character('"');
  to.append(out.written());
  if (!site.empty()) to.append(",\"site\":").append(base::quote_json(site));
  if (!route.empty()) to.append(",\"route\":").append(base::quote_json(route));
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
  // The line that was cut is ended, so that the next batch begins on its own.
  const bool cut_in_a_line = done > 0 && done < buffer_.size() && buffer_[done - 1] != '\n';
  dropped_.add(static_cast<std::uint64_t>(
      std::count(buffer_.begin() + static_cast<std::ptrdiff_t>(done), buffer_.end(), '\n')));
  buffer_.clear();
  if (cut_in_a_line) buffer_.push_back('\n');
}

} // namespace responsum::observe
