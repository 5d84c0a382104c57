// Answers before the final one, written out.
#include "responsum/base/writer.hpp"
#include "responsum/codec/h1/response_writer.hpp"
#include "responsum/exchange/deliver.hpp"
#include "responsum/field/upgrade.hpp"

namespace responsum::exchange {

using codec::h1::ConnectionOption;
using decision::Condition;
using decision::Obligation;
using message::ResponseHead;

namespace {

// `head` has the fields.
std::string_view written(Workbench& bench, ResponseHead& head, status::Status s, status::Profile profile,
                         ConnectionOption option) {
  head.status = status::code(s);
  head.phrase = status::phrase(profile, s);
  base::Writer out{bench.arena.allocate(codec::h1::head_size(head, option))};
  codec::h1::write_head(out, head, message::Version::http_1_1, option);
  return out.written();
}

} // namespace

std::string_view deliver_interim(const Exchange& exchange, Condition condition) {
  ResponseHead head;
  ConnectionOption option = ConnectionOption::none;
  if (decision::obliges(condition, Obligation::upgrade)) {
    head.add("Upgrade", field::upgrade_to_tls(exchange.head().value(message::Field::upgrade),
                                              exchange.facts().site.tls_protocols));
    option = ConnectionOption::upgrade;
  }
  const status::Profile profile = exchange.profile();
  return written(exchange.bench(), head, decision::status_of(condition, profile), profile, option);
}

std::string_view write_interim(Workbench& bench, const resource::Interim& interim, status::Profile profile) {
  const status::Status s =
      interim.relayed != 0 ? *status::status_from(interim.relayed) : decision::status_of(interim.condition, profile);
  ResponseHead head;
  head.relayed = interim.fields;
  return written(bench, head, s, profile, ConnectionOption::none);
}

} // namespace responsum::exchange
