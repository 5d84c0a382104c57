// What a FastCGI application sends, read whole and in pieces, and the script's head in it: both must come out the
// same.
//
// Input: octet 0 is the length of pieces; the rest is what an application sends. When it is no record, it is taken
// for what a script puts out.
#include <algorithm>
#include <memory>
#include <string>

#include "check.hpp"
#include "responsum/codec/cgi/head_parser.hpp"
#include "responsum/codec/fcgi/reader.hpp"

using namespace responsum;
using fuzz::check;
namespace cgi = codec::cgi;
namespace fcgi = codec::fcgi;

namespace {

struct Answer {
  fcgi::Reader reader{{.max_error_bytes = 16}};
  std::string output;
  std::string errors;
  fcgi::ReadState state = fcgi::ReadState::more;
  std::size_t consumed = 0;
};

Answer read(std::string_view bytes, std::size_t piece) {
  Answer answer;
  for (;;) {
    const fcgi::ReadStep step = answer.reader.read(bytes.substr(answer.consumed, piece));
    answer.consumed += step.consumed;
    answer.state = step.state;
    if (step.state == fcgi::ReadState::output) answer.output += step.data;
    if (step.state == fcgi::ReadState::errors) answer.errors += step.data;
    if (step.state == fcgi::ReadState::ended || step.state == fcgi::ReadState::faulty) return answer;
    if (step.state == fcgi::ReadState::more && answer.consumed == bytes.size()) return answer;
  }
}

struct Head {
  cgi::HeadParser parser;
  std::unique_ptr<message::ReceivedHead> head = std::make_unique<message::ReceivedHead>();
  cgi::Progress progress = cgi::Progress::incomplete;
  std::string held;
};

Head parse(std::string_view bytes, std::size_t piece) {
  constexpr codec::h1::FieldLimits limits{200, 60, 8};
  Head result;
  result.parser.start(*result.head);
  for (std::size_t end = std::min(piece, bytes.size());; end = std::min(end + piece, bytes.size())) {
    std::string moved{bytes.substr(0, end)};
    result.held.swap(moved);
    result.progress = result.parser.parse(result.held, limits, *result.head);
    if (result.progress != cgi::Progress::incomplete || end == bytes.size()) return result;
  }
}

void check_head(std::string_view bytes, std::size_t piece) {
  const Head whole = parse(bytes, bytes.size() + 1);
  const Head pieces = parse(bytes, piece);
  check(whole.progress == pieces.progress, "cuts change no outcome of a head");
  if (whole.progress == cgi::Progress::faulty)
    check(whole.parser.fault() == pieces.parser.fault() &&
              whole.parser.fault_offset() == pieces.parser.fault_offset(),
          "cuts change no fault of a head");
  if (whole.progress != cgi::Progress::complete) return;
  check(whole.head->size == pieces.head->size && whole.parser.kind() == pieces.parser.kind(), "cuts change no head");
  check(whole.head->size <= bytes.size() && !whole.head->chunked(), "a script has no framing");
  check(whole.head->text(whole.head->phrase) == pieces.head->text(pieces.head->phrase), "cuts change no phrase");
  for (const message::FieldLine& line : whole.head->lines()) {
    check(base::is_token(whole.head->text(line.name)), "a name is a token");
    for (const char c : whole.head->text(line.value))
      check(c == '\t' || static_cast<unsigned char>(c) >= ' ', "a value breaks no line");
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  const std::size_t piece = 1u + data[0] % 64u;
  const std::string_view bytes{reinterpret_cast<const char*>(data) + 1, size - 1};
  const Answer whole = read(bytes, bytes.size() + 1);
  const Answer pieces = read(bytes, piece);
  check(whole.state == pieces.state && whole.output == pieces.output && whole.errors == pieces.errors,
        "cuts change no answer");
  check(whole.consumed == pieces.consumed && whole.errors.size() <= 16, "errors have a limit");
  if (whole.state == fcgi::ReadState::faulty)
    check(whole.reader.fault() == pieces.reader.fault() &&
              whole.reader.fault_offset() == pieces.reader.fault_offset(),
          "cuts change no fault");
  check_head(whole.output.empty() ? bytes : std::string_view{whole.output}, piece);
  return 0;
}
