#include "responsum/session/send.hpp"

#include <sys/stat.h>

namespace responsum::session {

namespace {

// A stretch longer than this is sent but for its last octet, then the file is looked at again: what changed meanwhile
// must not end as if it were whole. Shorter ones leave in one go.
constexpr std::uint64_t looked_at_again = 512 * 1024;

bool unchanged(int descriptor, std::int64_t modified_ns) {
  struct stat s{};
  if (::fstat(descriptor, &s) != 0) return false;
  return static_cast<std::int64_t>(s.st_mtim.tv_sec) * 1'000'000'000 + s.st_mtim.tv_nsec == modified_ns;
}

void amend(Connection& c, observe::ClientOutcome outcome, std::uint64_t unsent) {
  if (c.last_record != 0) c.context.bench.recorder.amend(c.last_record - 1, outcome, unsent);
}

} // namespace

net::Async<bool> send_answer(Connection& c, exchange::Answer answer) {
  using Kind = net::FileSent::Kind;
  answer.holder->retain();
  const auto timeout = static_cast<base::Milliseconds>(c.limits().write_timeout_ms.value);
  std::uint64_t unsent = answer.octets - answer.head.size();
  bool sent_all = true;
  c.socket.queue(answer.head);
  for (const exchange::Part& part : answer.parts) {
    c.socket.queue(part.bytes);
    unsent -= part.bytes.size();
    std::uint64_t at = part.file_offset;
    std::uint64_t left = part.file_octets;
    while (left != 0 && sent_all) {
      const std::uint64_t count = left > looked_at_again ? left - 1 : left;
      const net::FileSent sent = co_await c.socket.send_file(answer.descriptor, at, count, timeout);
      at += sent.bytes;
      left -= sent.bytes;
      unsent -= sent.bytes;
      const bool same = left == 0 || unchanged(answer.descriptor, answer.modified_ns);
      if (sent.kind == Kind::done && same) continue;
      sent_all = false;
      const bool by_file = sent.kind == Kind::done || sent.kind == Kind::shrank || sent.kind == Kind::unreadable;
      amend(c, by_file ? observe::ClientOutcome::truncated : observe::ClientOutcome::aborted, unsent);
      c.socket.abort();
    }
    if (!sent_all) break;
  }
  answer.holder->release();
  co_return sent_all;
}

} // namespace responsum::session
