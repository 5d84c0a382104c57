// A whole HTTP/2 session on a socket: whatever frames a client sends, in whatever pieces and however slowly, what
// comes back are frames, every exchange ends in a record, the same ones however the input was cut; and the connection
// ends and leaves nothing behind.
//
// Input: octet 0 is what stands in `Options`, octet 1 the length of the first piece, octet 2 that of the pieces after
// it. The rest are frames: type, flags, stream, length of the payload, payload. A length above 0xf0 chooses one of
// the header sections below as payload instead, so that requests do not have to be found octet by octet.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "responsum/codec/h2/server.hpp"
#include "responsum/config/read.hpp"
#include "responsum/net/reactor.hpp"
#include "responsum/server/assemble.hpp"
#include "responsum/session/http1.hpp"

#include "session_run.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using namespace responsum;
using fuzz::check;
using fuzz::Options;
using fuzz::Outcome;
using fuzz::Run;

constexpr std::size_t frame_head_octets = 9;

using enum decision::Condition;
constexpr std::array connection_errors{frames_unsound, frames_cancelled, frames_continued, frames_idle};

// RFC 7541 6.2.2: literal, not indexed, names and values as they are.
std::string section(std::initializer_list<std::pair<std::string_view, std::string_view>> fields) {
  std::string octets;
  for (const auto& [name, value] : fields) {
    octets.push_back('\0');
    octets.push_back(static_cast<char>(name.size()));
    octets.append(name);
    octets.push_back(static_cast<char>(value.size()));
    octets.append(value);
  }
  return octets;
}

std::string request(std::string_view method, std::string_view path, std::string_view name = "accept",
                    std::string_view value = "*/*") {
  return section({{":method", method}, {":scheme", "http"}, {":authority", "a"}, {":path", path}, {name, value}});
}

const std::array sections{
    request("GET", "/small.txt"),
    request("GET", "/big"),
    request("HEAD", "/big"),
    request("GET", "/big", "range", "bytes=0-9,100-40000"),
    request("GET", "/nope"),
    request("POST", "/small.txt", "content-length", "5"),
    request("POST", "/small.txt", "expect", "100-continue"),
    request("GET", "/listed/"),
    request("GET", "/small.txt", "connection", "close"),
    request("GET", "/big", "priority", "u=1, i"),
    request("OPTIONS", "*"),
    request("TRACE", "/trace/"),
    section({{":method", "CONNECT"}, {":authority", "a:1"}}),
    section({{":method", "CONNECT"}, {":protocol", "websocket"}, {":scheme", "http"}, {":path", "/"}}),
    section({{"x-trailer", "1"}}),
};

std::string frames_of(std::string_view input) {
  std::string octets{codec::h2::preface};
  while (input.size() >= 4) {
    const auto length = static_cast<std::uint8_t>(input[3]);
    std::string payload{input.substr(4, length)};
    std::size_t taken = 4 + payload.size();
    if (length > 0xf0) {
      payload = sections[(length - 0xf1u) % sections.size()];
      taken = 4;
    }
    const std::size_t n = payload.size();
    octets.append({static_cast<char>(n >> 16), static_cast<char>(n >> 8), static_cast<char>(n), input[0], input[1]});
    octets.append({'\0', '\0', '\0', input[2]});
    octets.append(payload);
    input.remove_prefix(taken);
  }
  return octets;
}

std::size_t octets_at(std::string_view text, std::size_t at, std::size_t count) {
  std::size_t value = 0;
  for (const char c : text.substr(at, count)) value = value << 8 | static_cast<std::uint8_t>(c);
  return value;
}

bool sends_goaway(std::string_view sent) {
  sent.remove_prefix(codec::h2::preface.size());
  while (sent.size() >= frame_head_octets) {
    if (sent[3] == 7) return true;
    sent.remove_prefix(std::min(sent.size(), frame_head_octets + octets_at(sent, 0, 3)));
  }
  return false;
}

// RFC 9113 3.4, 4.1, 4.2: settings first, nothing larger than what every client takes. A connection that is cut off
// may end within a frame. One that ends before its preface did is answered in HTTP/1.1.
void expect_frames(std::string_view sent) {
  if (sent.starts_with("HTTP/1.1 ")) return;
  for (bool first = true; sent.size() >= frame_head_octets; first = false) {
    const std::size_t length = octets_at(sent, 0, 3);
    check(length <= 16384, "a frame has the least of sizes that clients take");
    check(!first || sent[3] == 4, "settings come first");
    check((octets_at(sent, 5, 4) & 0x80000001u) != 0 || octets_at(sent, 5, 4) == 0, "streams are the client's");
    sent.remove_prefix(std::min(sent.size(), frame_head_octets + length));
  }
}

bool broke_rules(const Outcome& outcome) {
  return std::ranges::any_of(outcome.records, [](const observe::Record& r) {
    return std::ranges::find(connection_errors, r.condition) != connection_errors.end();
  });
}

// What was decided, whatever the order in which requests with content came to their end.
std::vector<std::string> verdicts(const Outcome& outcome) {
  std::vector<std::string> all;
  for (const observe::Record& r : outcome.records)
    all.push_back(std::to_string(r.status) + " " + std::string{decision::id(r.condition)});
  std::ranges::sort(all);
  return all;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 3) return 0;
  static const fuzz::Folder folder;
  constexpr std::string_view limits = "";
  static fuzz::World world{folder, limits};
  const Options options{data[0]};
  const std::string bytes = frames_of({reinterpret_cast<const char*>(data) + 3, size - 3});
  const std::size_t first = data[1];
  const std::size_t piece = 1u + data[2];

  const Outcome in_pieces = Run{world, options}.send(bytes, first, piece);
  expect_frames(in_pieces.bytes);
  // What is on its way when the connection is to end is answered or not, whoever ends it.
  if (options.time_passes || options.drains || options.reads_slowly || options.full || options.capped) return 0;
  if (sends_goaway(bytes)) return 0;
  const Outcome whole = Run{world, options}.send(bytes, bytes.size(), 1);
  expect_frames(whole.bytes);
  // Whether a frame may still come for a stream depends on whether its answer is out.
  if (!broke_rules(whole) && !broke_rules(in_pieces))
    check(verdicts(whole) == verdicts(in_pieces), "the same is decided, however the input was cut");
  return 0;
}
