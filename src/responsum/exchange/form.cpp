#include "responsum/exchange/form.hpp"

#include "responsum/field/prefer.hpp"

namespace responsum::exchange {

using decision::Condition;

namespace {

// RFC 7240 3: said where it made a difference.
void add_preference(const Exchange& x, message::ResponseHead& head) {
  const Condition condition = x.verdict().condition();
  if (!decision::obliges(condition, decision::Obligation::preference)) return;
  const bool minimal = field::parse_prefer(x.head().value(message::Field::prefer)).returns == field::Return::minimal;
  if (condition == Condition::form_kept) head.add("Preference-Applied", "return=representation");
  if (condition == Condition::form_noted && minimal) head.add("Preference-Applied", "return=minimal");
  head.add("Vary", "Prefer, Sec-Fetch-Dest");
}

} // namespace

void add_form_fields(const Exchange& x, message::ResponseHead& head) {
  const Condition condition = x.verdict().condition();
  add_preference(x, head);
  // W3C LDP 7.1.2: as Accept of a refusal, but for whoever only asks, too.
  if (condition == Condition::options_resource || condition == Condition::content_type)
    head.add("Accept-Post", resource::form_types);
}

} // namespace responsum::exchange
