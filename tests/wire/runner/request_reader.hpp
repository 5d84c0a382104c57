// Requests as a sound HTTP/1.1 client writes them (RFC 9112), read strictly while they come, to be said in HTTP/2.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace responsum::wire {

using FieldLines = std::vector<std::pair<std::string, std::string>>;

struct RequestHead {
  std::string method;
  std::string authority; // of the target if it has one, else of Host
  std::string path;      // with its query; "*" of a server as a whole
  FieldLines fields;     // names in lower case; without Host and what is between the two ends of a connection
  bool has_content = false;
};
struct RequestContent {
  std::string octets; // without the framing of chunks
};
struct RequestEnd { // of a content; a request without one ends with its head
  FieldLines trailers;
};
using RequestEvent = std::variant<RequestHead, RequestContent, RequestEnd>;

class RequestReader {
 public:
  // Goes on with these octets. Answers what they said, or why no sound request says it; then all that follows is
  // unsound, too.
  std::expected<std::vector<RequestEvent>, std::string> read(std::string_view octets);

  // A request has begun, and not even its head has come.
  bool in_head() const { return state_ == State::head && !received_.empty(); }

 private:
  enum class State : std::uint8_t { head, content, chunk_size, chunk_data, chunk_end, trailers };

  bool step(); // whether there was enough for one
  bool read_head(std::string_view head);
  bool read_fields(std::string_view lines, FieldLines& to);
  bool read_framing(RequestHead& head, const FieldLines& all);
  bool read_authority(RequestHead& head, std::string_view target, const FieldLines& all);
  bool read_chunk_size(std::string_view line);
  bool take_content(State next);
  bool unsound(std::string why);

  State state_ = State::head;
  std::string received_;   // and not used yet
  std::uint64_t left_ = 0; // of the content or the chunk
  std::vector<RequestEvent> events_;
  std::string fault_; // empty: none
};

} // namespace responsum::wire
