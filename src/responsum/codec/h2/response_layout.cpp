#include "responsum/codec/h2/response_layout.hpp"

#include <algorithm>

#include "responsum/codec/h2/head_layout.hpp"

namespace responsum::codec::h2 {

using message::Fault;

void ResponseLayout::start() {
  text_.clear();
  if (text_.capacity() > kept_layout_capacity) text_.shrink_to_fit(); // of the largest response that there was
  line_ = fault_offset_ = 0;
  fault_ = Fault::none;
  status_seen_ = fields_begun_ = false;
}

// The first one is told.
void ResponseLayout::fail(Fault fault) {
  if (fault_ != Fault::none) return;
  fault_ = fault;
  fault_offset_ = static_cast<std::uint32_t>(text_.size());
}

// What is beyond the limits is cut off; one octet more is kept, for the parser to see that it is too much.
void ResponseLayout::append(std::string_view part) {
  const std::size_t most = std::size_t{limits_.max_status_line_bytes} + limits_.max_fields_bytes + 1;
  text_.append(part.substr(0, most - std::min(most, text_.size())));
}

void ResponseLayout::add(std::string_view name, std::string_view value) {
  if (fault_ != Fault::none) return;
  begin_line();
  if (name.starts_with(':')) {
    if (fields_begun_) return fail(Fault::pseudo_field_late);
    if (name != ":status") return fail(Fault::pseudo_field_unknown);
    if (status_seen_) return fail(Fault::pseudo_field_repeated);
    status_seen_ = true;
    for (const std::string_view part : {std::string_view{"HTTP/1.1 "}, value, std::string_view{" \r\n"}})
      append(part);
    return;
  }
  if (!status_seen_) return fail(Fault::pseudo_field_missing);
  fields_begun_ = true;
  if (const Fault fault = judge_field(name, value); fault != Fault::none) return fail(fault);
  for (const std::string_view part : {name, std::string_view{": "}, value, std::string_view{"\r\n"}}) append(part);
}

h1::Progress ResponseLayout::finish(message::ReceivedHead& head) {
  if (fault_ == Fault::none && !status_seen_) fail(Fault::pseudo_field_missing);
  if (fault_ == Fault::none) append("\r\n");
  h1::ResponseParser parser;
  parser.start(head);
  const h1::Progress progress = parser.parse(text_, limits_, head);
  head.version = message::Version::http_2;
  if (fault_ != Fault::none) return h1::Progress::faulty;
  if (progress == h1::Progress::complete) return progress;
  // A value that ends lines would have been seen before: what is not complete is cut off.
  fault_ = progress == h1::Progress::faulty ? parser.fault() : Fault::fields_total_too_large;
  fault_offset_ = progress == h1::Progress::faulty ? parser.fault_offset() : static_cast<std::uint32_t>(text_.size());
  line_ = progress == h1::Progress::faulty ? parser.line_offset() : line_;
  return h1::Progress::faulty;
}

} // namespace responsum::codec::h2
