#include "event_reader.hpp"

#include <utility>

namespace responsum::cmd {

bool EventReader::end_line() {
  const std::string line = std::exchange(line_, {});
  if (line.empty()) {
    if (!has_data_) event_.type.clear();
    return has_data_;
  }
  const std::size_t colon = line.find(':');
  if (colon == 0) return false; // a comment, which keeps the connection alive
  const std::string_view name = std::string_view{line}.substr(0, colon);
  std::string_view value = colon == std::string::npos ? std::string_view{} : std::string_view{line}.substr(colon + 1);
  if (value.starts_with(' ')) value.remove_prefix(1);
  if (name == "event") {
    event_.type = value;
  } else if (name == "id") {
    event_.id = value;
  } else if (name == "data") {
    if (has_data_) event_.data.push_back('\n');
    event_.data.append(value);
    has_data_ = true;
  }
  return false;
}

Event EventReader::take() {
  Event event{std::exchange(event_.type, {}), std::exchange(event_.data, {}), event_.id};
  if (event.type.empty()) event.type = "message";
  has_data_ = false;
  return event;
}

} // namespace responsum::cmd
