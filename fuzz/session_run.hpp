// A session on a socket whose other end is the fuzzer: its files, its configuration, and how it is run to its end.
#pragma once

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <sys/socket.h>
#include <unistd.h>

#include "responsum/config/read.hpp"
#include "responsum/net/reactor.hpp"
#include "responsum/server/assemble.hpp"
#include "responsum/session/http1.hpp"

#include "check.hpp"

namespace responsum::fuzz {

// In which no two places look alike, and longer than a socket takes at once.
inline std::string big_file() {
  std::string text(60'000, '\0');
  for (std::size_t i = 0; i < text.size(); ++i) text[i] = static_cast<char>('a' + (i * 7 + i / 251) % 26);
  return text;
}

inline constexpr std::string_view settings = R"(
[limits]
max_fields_bytes = 2048
max_field_line_bytes = 512
max_fields = 24
max_content_bytes = 256
max_discarded_bytes = 64
max_requests_per_connection = 40
max_cached_file_bytes = 4096
max_cached_files = 4
[log]
access = "off"
[[site]]
hosts = ["a", "*.b", "[::1]"]
[[site.route]]
path = "/listed/"
files = "."
listing = true
hidden = "serve"
[[site.route]]
path = "/strict/"
files = "."
negotiation = "strict"
precompressed = true
[[site.route]]
path = "/trace/"
files = "."
trace = true
symlinks = "refuse"
[[site.route]]
path = "/"
files = "."
precompressed = true
cache_control = [{match = "*.html", value = "no-cache"}]
[[site]]
hosts = "old"
profile = "rfc2616"
[[site.route]]
path = "/"
files = "."
)";

// The files that are served, made once.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "fuzz-session-XXXXXX").string();
    check(::mkdtemp(name.data()) != nullptr, "there is a folder for the files");
    path_ = name;
    std::filesystem::create_directories(path_ / "sub" / "empty");
    write("index.html", "<p>hello");
    write("index.html.gz", "not really");
    write("small.txt", "0123456789");
    write("none", "");
    write("big", big_file());
    write(".hidden", "h");
    std::filesystem::create_symlink("/etc", path_ / "out");
    std::filesystem::create_symlink("loop", path_ / "loop");
    std::filesystem::create_symlink("small.txt", path_ / "link");
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  std::string configuration_file() const { return (path_ / "fuzz.toml").string(); }

 private:
  void write(const char* name, std::string_view text) const { std::ofstream{path_ / name} << text; }
  std::filesystem::path path_;
};

// The octet that says how a session runs.
struct Options {
  bool time_passes;  // between the pieces, and the client does not say that it has ended
  bool full;         // the worker has no room
  bool capped;       // the address has too many connections
  bool trusted;      // the client is
  bool drains;       // the server, after the first piece
  bool reads_slowly; // the client, in small steps

  explicit Options(std::uint8_t octet)
      : time_passes{(octet & 1) != 0},
        full{(octet & 6) == 6},
        capped{(octet & 6) == 4},
        trusted{(octet & 8) != 0},
        drains{(octet & 16) != 0},
        reads_slowly{(octet & 32) != 0} {}
};

// What outlives a session: one that reads whole and one that reads in pieces go the same way, so they name the same
// exchanges.
struct World {
  // `more`: lines before those that all have.
  World(const Folder& folder, std::string_view more)
      : generation{
            server::assemble(config::read_text(std::string{more}.append(settings), folder.configuration_file(), {})
                                 .value()
                                 .configuration,
                             system, labels, access)} {}

  resource::file::FileSystem system;
  observe::RouteLabels labels;
  access::Shared access{0};
  std::shared_ptr<session::Generation> generation;
  observe::Recorder recorder{1};
  exchange::Explanations explanations;
};

struct Outcome {
  std::string bytes;
  std::vector<observe::Record> records;
};

class Run final : private session::Sessions {
 public:
  Run(World& world, const Options& options) : world_{world}, options_{options} {
    int ends[2];
    check(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) == 0, "there are sockets");
    const int few = 1; // the least that the system gives, so that answers have to wait
    ::setsockopt(ends[0], SOL_SOCKET, SO_SNDBUF, &few, sizeof few);
    client_ = net::Descriptor{ends[1]};
    decision::ConnectionFacts facts;
    facts.worker_has_room = !options.full;
    facts.address_below_cap = !options.capped;
    const auto peer = net::Address::parse(options.trusted ? "127.0.0.1:4711" : "192.0.2.7:4711");
    reactor_.spawn(session::serve(reactor_, context_, {net::Descriptor{ends[0]}, *peer, false}, facts, *this));
  }

  Outcome send(std::string_view bytes, std::size_t first, std::size_t piece) {
    const std::uint64_t before = world_.recorder.written();
    for (std::size_t size = first; !bytes.empty() && !closed_; size = piece) {
      const std::string_view part = bytes.substr(0, size);
      if (part.empty()) continue;
      const ssize_t sent = ::send(client_.number(), part.data(), part.size(), MSG_NOSIGNAL);
      if (sent > 0) bytes.remove_prefix(static_cast<std::size_t>(sent));
      if (sent < 0 && errno != EAGAIN) break;
      turn();
      if (options_.drains) reactor_.drain();
      if (options_.time_passes) clock_.monotonic_ms += 300;
    }
    if (!options_.time_passes) ::shutdown(client_.number(), SHUT_WR);
    for (int turns = 0; !(ended_ && closed_); ++turns) {
      check(turns < 20'000, "a session ends");
      if (options_.time_passes) clock_.monotonic_ms += 100;
      turn();
    }
    check(reactor_.live_frames() == 0, "no coroutine is left");
    Outcome outcome{std::move(received_), {}};
    for (std::uint64_t n = before; n < world_.recorder.written(); ++n)
      outcome.records.push_back(world_.recorder.read(n).value());
    return outcome;
  }

 private:
  void session_ended(const net::Address&) override { ended_ = true; }
  bool introduced(const net::Address&) override { return true; }

  void turn() {
    reactor_.run_turn(0);
    // Who still looks at the memory of a turn that is over sees it.
    const auto gone = reactor_.turn_memory().allocate(32 * 1024);
    std::memset(gone.data(), '#', gone.size());
    reactor_.turn_memory().reset();
    char part[4096];
    for (int i = 0; i < (options_.reads_slowly ? 1 : 64) && !closed_; ++i) {
      const ssize_t got = ::recv(client_.number(), part, options_.reads_slowly ? 700 : sizeof part, 0);
      if (got < 0 && errno == EAGAIN) return;
      if (got <= 0) closed_ = true;
      if (got > 0) received_.append(part, static_cast<std::size_t>(got));
    }
  }

  World& world_;
  const Options& options_;
  base::Now clock_{.monotonic_ms = 100'000, .wall_s = 1'700'000'000, .wall_ns = 0};
  net::Reactor reactor_{{.receive_buffer_bytes = 16 * 1024, .clock = [this] { return clock_; }}};
  field::DateCache date_;
  exchange::Workbench bench_{.arena = reactor_.turn_memory(),
                             .now = reactor_.now(),
                             .turn = reactor_.turn_number(),
                             .recorder = world_.recorder,
                             .date = date_,
                             .table = &world_.generation->table,
                             .server_field = world_.generation->server_field};
  session::Context context_{.reactor = reactor_,
                            .bench = bench_,
                            .explanations = world_.explanations,
                            .log = nullptr,
                            .generation = world_.generation};
  net::Descriptor client_;
  std::string received_;
  bool ended_ = false;
  bool closed_ = false;
};

} // namespace responsum::fuzz
