// Responses as a strict client reads them, in HTTP/1.1 (RFC 9112) or 2, and how they are held against an expectation.
#pragma once

#include <cstddef>
#include <expected>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runner/script.hpp"

namespace responsum::wire {

struct Response {
  std::string status_line; // in HTTP/2 "HTTP/2 200"
  std::vector<std::pair<std::string, std::string>> fields;
  std::string body;             // without its chunks' framing
  bool ends_with_close = false; // nothing but the close of the connection delimits the body
  std::size_t octets = 0;       // of the whole response as it came in, in HTTP/1.1
  bool http_2 = false;
  std::vector<std::pair<std::string, std::string>> trailers{};

  std::string_view code() const; // its three digits
  // All values of a field, in order; names without regard to case.
  std::vector<std::string> values(std::string_view name) const;
};

// The first response in `octets`, to a request with this method. Nothing while it is incomplete; a text when it can
// be no response. `ended`: the server has closed the connection, so that nothing will follow.
std::expected<std::optional<Response>, std::string> parse_response(std::string_view octets, std::string_view method,
                                                                   bool ended);

// Puts a star in place of the values of these fields, also where the content repeats them; "content" is all of that.
void mask(Response& response, const std::vector<std::string>& names);

// All of a response that has to be the same when the same request is sent again, be it in other pieces: without the
// date, the exchange's identifier, which also parts are separated by, and the seconds of Retry-After, which are
// spread.
std::string repeatable(const Response& response);

// As repeatable(), of what has to be the same in every protocol: without the phrase, what is of the connection, and
// the words of an explanation.
std::string essence(const Response& response);

// What of the head and body does not fit, each as "LINE: text". Connection, condition and way are for the driver.
std::vector<std::string> mismatches(const Expectation& expected, const Response& response, const LookUp& look_up,
                                    const std::filesystem::path& sites);

} // namespace responsum::wire
