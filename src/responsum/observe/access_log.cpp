#include "responsum/observe/access_log.hpp"

#include <fcntl.h>
#include <limits.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "responsum/base/assert.hpp"
#include "responsum/base/text.hpp"
#include "responsum/base/timestamp.hpp"
#include "responsum/base/writer.hpp"
#include "responsum/decision/replay.hpp"
#include "responsum/observe/histogram.hpp"

namespace responsum::observe {

namespace {

// Of what is an exchange's own: texts, of which JSON may need six octets for one, and numbers.
constexpr std::size_t longest_beginning = 12'288;
static_assert(6 * Record::text_octets + longest_attempts_json + 1024 < longest_beginning);

// Whether all eight octets are printable ASCII that JSON does not escape. Of each octet the highest bit says so: that
// a borrow can set the one above it too does no harm, as the one below was found already.
constexpr bool is_plain(std::uint64_t octets) {
  constexpr std::uint64_t each = 0x0101010101010101;
  constexpr std::uint64_t high = each * 0x80;
  const std::uint64_t control = octets - each * ' ';
  const std::uint64_t quote = (octets ^ each * '"') - each;
  const std::uint64_t backslash = (octets ^ each * '\\') - each;
  const std::uint64_t beyond = octets + each; // 0x7f, or more with the octet itself
  return ((control | quote | backslash | beyond | octets) & high) == 0;
}

// "00" to "99".
constexpr auto two_digits = [] {
  std::array<char, 200> digits{};
  for (std::size_t i = 0; i < 100; ++i) {
    digits[2 * i] = static_cast<char>('0' + i / 10);
    digits[2 * i + 1] = static_cast<char>('0' + i % 10);
  }
  return digits;
}();

constexpr std::size_t digits_of(std::uint64_t value) {
  std::size_t digits = 1;
  for (; value >= 10'000; value /= 10'000) digits += 4;
  return digits + (value >= 10 ? 1 : 0) + (value >= 100 ? 1 : 0) + (value >= 1000 ? 1 : 0);
}

// Appends without looking for room, which `longest_beginning` promises, and stays in a register: a base::Writer that
// is handed about is read from memory and written back with every piece, and that costs more than the pieces do.
struct Pen {
  char* at;

  void text(std::string_view s) {
    std::memcpy(at, s.data(), s.size());
    at += s.size();
  }
  void decimal(std::uint64_t value) {
    at += digits_of(value);
    char* digit = at;
    for (; value >= 100; value /= 100) std::memcpy(digit -= 2, &two_digits[value % 100 * 2], 2);
    if (value >= 10)
      std::memcpy(digit - 2, &two_digits[value * 2], 2);
    else
      *--digit = static_cast<char>('0' + value);
  }
  // Whole words are less work than so many octets, so the length goes with them: to where the quotation mark stands.
  template <std::size_t Capacity>
  void text(const ShortText<Capacity>& t) {
    char* const before = at - 1;
    const char last = *before;
    const auto* from = reinterpret_cast<const char*>(&t);
    for (std::size_t i = 0; i < t.words(); ++i) std::memcpy(before + 8 * i, from + 8 * i, 8);
    *before = last;
    at += t.length;
  }
  // What a client sent may hold anything; nearly always it holds nothing that JSON would have to escape.
  template <std::size_t Capacity>
  void quoted(const ShortText<Capacity>& t) {
    *at++ = '"';
    const char* const begin = at;
    text(t);
    constexpr std::uint64_t spaces = 0x2020202020202020;
    std::memcpy(at, &spaces, sizeof spaces); // for the last of the words that are looked at
    bool plain = true;
    for (const char* word = begin; word < at; word += 8) {
      std::uint64_t octets;
      std::memcpy(&octets, word, sizeof octets);
      plain &= is_plain(octets);
    }
    if (!plain) [[unlikely]]
      at = escape(at - t.length - 1, t.view());
    else
      *at++ = '"';
  }
  [[gnu::cold, gnu::noinline]] static char* escape(char* to, std::string_view s) {
    const std::string escaped = base::quote_json(s);
    std::memcpy(to, escaped.data(), escaped.size());
    return to + escaped.size();
  }
};

// What seldom is: of a fault, of a limit, of a trace, of an answer that did not arrive.
[[gnu::cold]] Pen write_seldom(Pen out, const Record& r) {
  if (r.fault != message::Fault::none) {
    out.text(",\"fault\":\"");
    out.text(message::id(r.fault));
    out.text("\",\"fault_offset\":");
    out.decimal(r.fault_offset);
  }
  if (r.client.length != 0) {
    out.text(",\"client\":");
    out.quoted(r.client);
  }
  if (r.subject.length != 0) {
    out.text(",\"subject\":");
    out.quoted(r.subject);
  }
  if (r.limit.length != 0) {
    out.text(",\"limit\":");
    out.quoted(r.limit);
  }
  if (r.trace.known()) {
    const auto trace = field::hexadecimal(r.trace.trace_id);
    const auto parent = field::hexadecimal(r.trace.parent_id);
    out.text(",\"trace_id\":\"");
    out.text({trace.data(), trace.size()});
    out.text("\",\"parent_id\":\"");
    out.text({parent.data(), parent.size()});
    out.text("\"");
  }
  if (r.error != 0) {
    out.text(",\"errno\":");
    out.decimal(static_cast<std::uint64_t>(r.error));
  }
  if (r.attempts.count != 0) {
    out.text(",\"attempts\":");
    out.text(write_json(r.attempts.made()));
  }
  if (r.client_outcome != ClientOutcome::complete) {
    out.text(",\"client_outcome\":\"");
    out.text(name(r.client_outcome));
    out.text("\"");
  }
  return out;
}

// Returns the end of what it wrote.
char* write_beginning(char* to, const Record& r, LineBeginning& beginning) {
  Pen out{to};
  const LineBeginning::Text& begun = beginning.of(r);
  out.text({begun.data(), begun.size()});
  write_last_digits<LineBeginning::id_digits>(out.at, r.id);
  out.at += LineBeginning::id_digits;
  out.text("\",\"peer\":\"");
  out.text(r.peer);
  out.text("\",\"peer_port\":");
  out.decimal(r.peer_port);
  out.text(",\"host\":");
  out.quoted(r.host);
  out.text(",\"target\":");
  out.quoted(r.target);
  if (r.tls != Encryption::none) {
    out.text(",\"tls\":\"");
    out.text(name(r.tls));
    out.text("\"");
  }
  if (r.version == message::Version::http_2) out.text(",\"protocol\":\"HTTP/2\"");
  if (r.says_more() || r.client_outcome != ClientOutcome::complete) [[unlikely]]
    out = write_seldom(out, r);
  out.text(",\"received_bytes\":");
  out.decimal(r.received_bytes);
  out.text(",\"sent_bytes\":");
  out.decimal(r.sent_bytes);
  out.text(",\"duration_ms\":");
  out.decimal(r.duration_ms);
  return out.at;
}

// What is the same for all exchanges that PathHistogram counts in one row.
std::string end_of_line(const Record& r, std::string_view site, std::string_view route) {
  std::array<char, 512 + decision::longest_words> text;
  base::Writer out{text};
  out.text(",\"method\":\"").text(message::name(r.method)).text("\",\"status\":").decimal(r.status);
  out.text(",\"condition\":\"").text(decision::id(r.condition));
  if (r.generated_by != GeneratedBy::self) out.text("\",\"generated_by\":\"").text(name(r.generated_by));
  out.text("\",\"minted_by\":\"").text(decision::row(r.minted_by).tag);
  out.text("\",\"edition\":\"").hexadecimal(r.edition, 8).text("\",\"path\":\"");
  decision::write_words(out, r.path);
  out.character('"');
  std::string end{out.written()};
  if (!site.empty()) end.append(",\"site\":").append(base::quote_json(site));
  if (!route.empty()) end.append(",\"route\":").append(base::quote_json(route));
  return end.append("}\n");
}

} // namespace

void LineBeginning::write(const Record& r, std::int32_t millisecond) {
  const auto second = base::second_text(r.wall_s);
  base::Writer out{text_};
  out.text("{\"time\":\"").text({second.data(), second.size()}).character('.');
  for (const int part : {100, 10, 1}) out.character(static_cast<char>('0' + millisecond / part % 10));
  const auto id = text_of(r.id);
  out.text("Z\",\"exchange\":\"").text({id.data(), id.size() - id_digits});
  RESPONSUM_ASSERT(out.size() == size);
  second_ = r.wall_s;
  millisecond_ = millisecond;
  id_ = r.id.value >> id_shift;
}

void write_log_line(std::string& to, const Record& record, std::string_view site, std::string_view route) {
  std::array<char, longest_beginning> beginning;
  LineBeginning begun;
  const char* end = write_beginning(beginning.data(), record, begun);
  to.append(beginning.data(), static_cast<std::size_t>(end - beginning.data()))
      .append(end_of_line(record, site, route));
}

AccessLog::AccessLog(Target target, const std::string& path, std::size_t buffer_bytes) : buffer_bytes_{buffer_bytes} {
  switch (target) {
  case Target::off: return;
  case Target::standard_output: use_standard(STDOUT_FILENO); break;
  case Target::standard_error: use_standard(STDERR_FILENO); break;
  case Target::file:
    descriptor_ = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
    if (descriptor_ < 0) open_error_ = errno;
    owns_ = descriptor_ >= 0;
  }
  buffer_.resize(buffer_bytes_ + longest_beginning);
  ends_.resize(PathHistogram::capacity);
}

// Whoever reads a pipe or looks at a terminal may stop, and waiting for them would stop the worker. The descriptor is
// shared with whoever started the server, so it is opened anew rather than changed. A pipe takes a whole batch, if
// the kernel lets it.
void AccessLog::use_standard(int standard) {
  descriptor_ = standard;
  struct stat s{};
  if (::fstat(standard, &s) != 0) return;
  is_socket_ = S_ISSOCK(s.st_mode);
  is_pipe_ = S_ISFIFO(s.st_mode);
  if (!is_pipe_ && !S_ISCHR(s.st_mode)) return;
  const std::string path = "/proc/self/fd/" + std::to_string(standard);
  const int opened = ::open(path.c_str(), O_WRONLY | O_APPEND | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
  if (opened < 0) return;
  descriptor_ = opened;
  owns_ = true;
  if (is_pipe_) ::fcntl(opened, F_SETPIPE_SZ, static_cast<int>(buffer_bytes_ * 2));
}

AccessLog::~AccessLog() {
  flush();
  if (owns_) ::close(descriptor_);
}

void AccessLog::add(const Record& record, std::size_t row, std::string_view site, std::string_view route) {
  if (!on()) return;
  std::string unplaced;
  std::string& end = row < ends_.size() ? ends_[row] : unplaced;
  if (end.empty()) [[unlikely]]
    end = end_of_line(record, site, route);
  if (buffer_.size() - used_ < longest_beginning + end.size()) buffer_.resize(used_ + longest_beginning + end.size());
  char* at = write_beginning(buffer_.data() + used_, record, beginning_);
  std::memcpy(at, end.data(), end.size());
  used_ = static_cast<std::size_t>(at - buffer_.data()) + end.size();
  if (used_ >= kept_ + buffer_bytes_) flush();
}

ssize_t AccessLog::write_some(std::string_view lines) const {
  // Workers share a pipe, and no more than this goes into it in one piece (pipe(7)).
  if (is_pipe_ && lines.size() > PIPE_BUF) {
    const std::size_t end = lines.substr(0, PIPE_BUF).rfind('\n');
    lines = lines.substr(0, end == std::string_view::npos ? lines.find('\n') + 1 : end + 1);
  }
  if (is_socket_) return ::send(descriptor_, lines.data(), lines.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  return ::write(descriptor_, lines.data(), lines.size());
}

void AccessLog::flush() {
  if (used_ == 0) return;
  const std::string_view lines{buffer_.data(), used_};
  std::size_t done = 0;
  bool full = false;
  while (done < lines.size()) {
    const ssize_t n = write_some(lines.substr(done));
    if (n < 0 && errno == EINTR) continue;
    full = n < 0 && errno == EAGAIN;
    if (n <= 0) break;
    done += static_cast<std::size_t>(n);
  }
  // Who reads slowly gets the rest with the next batch; who does not read any more is not waited for.
  kept_ = full && lines.size() - done < buffer_bytes_ ? lines.size() - done : 0;
  if (kept_ != 0) {
    std::memmove(buffer_.data(), buffer_.data() + done, kept_);
    used_ = kept_;
    return;
  }
  // The line that was cut is ended, so that the next batch begins on its own.
  const bool cut_in_a_line = done > 0 && done < lines.size() && lines[done - 1] != '\n';
  dropped_.add(static_cast<std::uint64_t>(std::ranges::count(lines.substr(done), '\n')));
  used_ = 0;
  if (cut_in_a_line) buffer_[used_++] = '\n';
}

} // namespace responsum::observe
