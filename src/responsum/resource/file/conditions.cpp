#include "responsum/resource/file/conditions.hpp"

#include <array>

#include "responsum/decision/answers/precondition.hpp"

namespace responsum::resource::file {

using message::Field;

Conditions::Conditions(const message::RequestHead& head) {
  for (const Field field : {Field::if_match, Field::if_none_match, Field::if_unmodified_since}) {
    // A date that was sent twice is none; of lists it is all the lines together that are asked about.
    if (!head.sent(field) || (field == Field::if_unmodified_since && head.repeated(field))) continue;
    if (head_ == nullptr) head_ = std::make_unique<message::RequestHead>();
    const std::string_view value = head.value(field);
    const message::Slice slice{static_cast<std::uint32_t>(values_.size()), static_cast<std::uint32_t>(value.size())};
    values_ += value;
    head_->add_line({{}, slice, field});
  }
  if (head_ == nullptr) return;
  head_->method = head.method;
  head_->set_bytes(values_.data());
}

bool Conditions::hold(const decision::ResourceFacts& now, base::UnixSeconds now_s) const {
  return head_ == nullptr || decision::preconditions_hold(*head_, now, now_s);
}

} // namespace responsum::resource::file
