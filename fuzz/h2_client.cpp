// What a server sends in HTTP/2, whole and in pieces, must tell those who asked the same, and each of them its end
// once.
//
// Input: octet 0 is the length of the first piece, octet 1 that of the pieces after it; octet 2 says whether SETTINGS
// stand in front of the rest. A request without content and one with some have been sent.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "responsum/base/arena.hpp"
#include "responsum/codec/h2/client.hpp"
#include "responsum/message/received_head.hpp"
#include "responsum/message/response_head.hpp"

#include "check.hpp"

namespace {

using namespace responsum;
using namespace responsum::codec;
using fuzz::check;

// Keeps what it is told.
struct Asked final : h2::Asking {
  Asked(h2::Client& by, std::string_view upload_text) : client{by}, upload{upload_text} {
    const std::vector<message::ResponseField> fields{{":method", upload.empty() ? "GET" : "POST"},
                                                     {":scheme", "https"},
                                                     {":authority", "app.test"},
                                                     {":path", "/"}};
    id = client.ask(fields, *this, !upload.empty());
  }

  Head head(h2::ResponseLayout& layout, bool content_follows) override {
    note(content_follows ? "head " : "only head ");
    check(!final_came, "one final head comes");
    message::ReceivedHead received;
    if (layout.finish(received) != h1::Progress::complete) {
      told += "unsound";
      final_came = true;
      return Head::unsound;
    }
    told += std::to_string(received.status) + " " + std::string{layout.text()};
    final_came = !received.interim();
    return final_came ? Head::final : Head::interim;
  }
  void content(std::string_view piece) override {
    check(!closed_came && !ended, "content comes before its end");
    check(final_came, "content comes behind a head");
    came += piece;
    client.consumed(id, piece.size());
  }
  void trailers(std::span<const message::ResponseField> fields) override {
    note("trailers");
    for (const message::ResponseField& field : fields)
      told += " " + std::string{field.name} + "=" + std::string{field.value};
  }
  void content_ended(message::Fault fault) override {
    note("end " + std::to_string(static_cast<int>(fault)));
    check(!ended, "content ends once");
    ended = true;
  }
  Ready ready(std::size_t most) override {
    const std::size_t count = std::min(most, upload.size() - sent);
    return {count, sent + count == upload.size(), {}};
  }
  bool write(std::span<char> to) override {
    std::memcpy(to.data(), upload.data() + sent, to.size());
    sent += to.size();
    return true;
  }
  void was_reset(std::uint32_t code) override { note("reset " + std::to_string(code)); }
  void passed_over() override { note("passed over"); }
  void closed() override {
    note("closed");
    closed_came = true;
  }

  void note(std::string_view what) {
    check(!closed_came, "nothing comes behind closed()");
    told.append("\n").append(what);
  }

  h2::Client& client;
  std::string_view upload;
  std::size_t sent = 0;
  h2::StreamId id = 0;
  std::string told;
  std::string came;
  bool final_came = false;
  bool ended = false;
  bool closed_came = false;
};

constexpr h2::ClientSettings settings{
    .max_streams = 4, .window_bytes = 1024, .max_idle_frames = 100, .max_continuations = 3};

struct Conversation {
  base::Arena arena;
  h1::ResponseLimits limits{};
  h2::Client client{settings, limits, arena};
  Asked without{client, ""};
  Asked with{client, "some content"};

  Conversation() { send(); }

  void send() {
    for (int turn = 0; turn < 100 && client.has_output(); ++turn) client.output(64 * 1024);
    client.output(0);
  }
  // What comes is copied, so that nothing reads beyond its end.
  void take(std::string_view octets) {
    const std::vector<char> copy{octets.begin(), octets.end()};
    client.take({copy.data(), copy.size()}, 1000);
  }
  void end() {
    check(!client.failed() || !client.trouble().empty(), "who fails says why");
    send(); // who is over is told then
    check(client.streams() == static_cast<std::size_t>(!without.closed_came + !with.closed_came) || client.failed(),
          "each stream ends with closed()");
  }
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 3) return 0;
  std::string bytes;
  if (data[2] % 2 == 0) bytes.append("\0\0\0\4\0\0\0\0\0", 9);
  bytes.append(reinterpret_cast<const char*>(data) + 3, size - 3);

  Conversation whole;
  whole.take(bytes);
  Conversation pieces;
  fuzz::cut(bytes, data[0], 1u + data[1], [&](std::string_view part) { pieces.take(part); });
  check(whole.client.failed() == pieces.client.failed(), "the same fails, however the input was cut");
  check(whole.client.trouble() == pieces.client.trouble(), "for the same reason");
  check(whole.without.told == pieces.without.told && whole.without.came == pieces.without.came,
        "the first is told the same, however the input was cut");
  check(whole.with.told == pieces.with.told && whole.with.came == pieces.with.came,
        "the second is told the same, however the input was cut");
  whole.end();
  pieces.end();
  return 0;
}
