// JSON that clients send.
#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

namespace responsum::resource {

using Json = nlohmann::ordered_json;

struct JsonRead {
  Json value; // discarded: there is none
  bool too_deep = false;
};

// Values may lie within values `deepest` times: whoever uses them goes down by recursion.
inline JsonRead read_json(std::string_view text, int deepest) {
  JsonRead read;
  const auto watch = [&](int depth, Json::parse_event_t, Json&) {
    read.too_deep = read.too_deep || depth > deepest;
    return !read.too_deep;
  };
  read.value = Json::parse(text.begin(), text.end(), watch, false);
  return read;
}

} // namespace responsum::resource
