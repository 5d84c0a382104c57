// The server's end of a connection in HTTP/2, which plays the answers of an upstream; nghttp2's, so that two readings
// of the protocol meet.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nghttp2/nghttp2.h>

#include "driver/line.hpp"
#include "runner/answer.hpp"

namespace responsum::wire {

class Http2End {
 public:
  // Both outlive it.
  Http2End(Line& line, const std::map<std::string, Answer, std::less<>>& answers);
  ~Http2End();
  Http2End(const Http2End&) = delete;
  Http2End& operator=(const Http2End&) = delete;

  // Until either side ends.
  void run();

 private:
  using Fields = std::vector<std::pair<std::string, std::string>>;
  // A canned answer as HTTP/2 says it.
  struct Said {
    std::vector<Fields> heads; // the interim ones, then the final one
    std::string content;
    Fields trailers;
    bool whole = false; // and not cut off in the middle
  };
  struct Stream {
    std::string method, path, head, content;
    Said said;
    std::size_t sent = 0;
    bool played = false;
    bool ends = true; // its content
  };

  static Said read(std::string_view octets);
  static std::vector<nghttp2_nv> pairs_of(const Fields& fields);

  const Answer* answer_to(const Stream& stream) const;
  void on_whole(std::int32_t id);
  void play(std::int32_t id, const Answer& answer);
  void end(std::int32_t id, Answer::End end);
  bool send();

  static int on_header(nghttp2_session*, const nghttp2_frame* frame, const std::uint8_t* name, std::size_t name_size,
                       const std::uint8_t* value, std::size_t value_size, std::uint8_t flags, void* self);
  static int on_data(nghttp2_session*, std::uint8_t flags, std::int32_t id, const std::uint8_t* octets,
                     std::size_t size, void* self);
  static int on_frame(nghttp2_session*, const nghttp2_frame* frame, void* self);
  static ssize_t give(nghttp2_session*, std::int32_t id, std::uint8_t* to, std::size_t most, std::uint32_t* flags,
                      nghttp2_data_source*, void* self);

  Line& line_;
  const std::map<std::string, Answer, std::less<>>& answers_;
  nghttp2_session* session_ = nullptr;
  std::map<std::int32_t, Stream> streams_;
  int played_ = 0; // answers, or what is in the place of one
  bool over_ = false;
};

} // namespace responsum::wire
