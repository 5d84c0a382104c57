#include "facts_of.hpp"

#include "responsum/base/text.hpp"
#include "responsum/decision/walk.hpp"
#include "responsum/message/request_head.hpp"

namespace responsum::pages {

using decision::Condition;
using decision::ConditionRow;
using decision::Obligation;

std::vector<EdgeInto> edges_into(Condition condition) {
  std::vector<EdgeInto> edges;
  for (const decision::Decision& d : decision::diagram) {
    const bool sent_in_passing =
        (condition == Condition::content_wanted && d.needs == decision::Lookup::send_continue) ||
        (condition == Condition::tls_upgraded && d.needs == decision::Lookup::start_tls);
    if (sent_in_passing) edges.push_back({&d, true});
    if (d.yes.ends && d.yes.condition == condition) edges.push_back({&d, true});
    if (d.no.ends && d.no.condition == condition) edges.push_back({&d, false});
  }
  return edges;
}

namespace {

// The others are found in what a server behind this one answers.
bool concerns_requests(message::FaultGroup group) {
  return message::concerns_request_head(group) || group == message::FaultGroup::chunk;
}

// Where a walk ends whose only fact is the fault.
Condition sorted(message::Fault fault) {
  if (message::group(fault) == message::FaultGroup::chunk) return Condition::content_malformed;
  message::RequestHead head;
  decision::Facts facts;
  facts.request = &head;
  facts.fault = fault;
  decision::Walk walk;
  walk.proceed(facts);
  return walk.verdict().condition();
}

} // namespace

std::vector<message::Fault> faults_behind(Condition condition) {
  std::vector<message::Fault> faults;
  for (const message::FaultRow& r : message::fault_rows)
    if (concerns_requests(r.group) && sorted(r.fault) == condition) faults.push_back(r.fault);
  return faults;
}

std::vector<std::string_view> fields_of(Condition condition) {
  std::vector<std::string_view> fields;
  const ConditionRow& r = decision::row(condition);
  if (obliges(condition, Obligation::allow)) fields.push_back("Allow");
  if (obliges(condition, Obligation::location)) fields.push_back("Location");
  if (obliges(condition, Obligation::content_range)) fields.push_back("Content-Range");
  if (obliges(condition, Obligation::complete_length)) fields.push_back("Content-Range");
  if (obliges(condition, Obligation::retry_after)) fields.push_back("Retry-After");
  if (obliges(condition, Obligation::rate_limit)) fields.push_back("RateLimit");
  if (obliges(condition, Obligation::blocked_by)) fields.push_back("Link");
  if (obliges(condition, Obligation::payment)) fields.push_back("Link");
  if (obliges(condition, Obligation::echo)) fields.push_back("Set-Cookie");
  if (obliges(condition, Obligation::validators)) fields.push_back("ETag");
  if (obliges(condition, Obligation::member)) fields.push_back("Location");
  if (obliges(condition, Obligation::preference)) fields.push_back("Vary");
  if (obliges(condition, Obligation::accept)) fields.push_back("Accept");
  if (obliges(condition, Obligation::accept_encoding)) fields.push_back("Accept-Encoding");
  if (obliges(condition, Obligation::accept_patch)) fields.push_back("Accept-Patch");
  if (r.content == decision::Content::representation) fields.push_back("Last-Modified");
  if (r.content == decision::Content::report) fields.push_back("Content-Type");
  if (r.content == decision::Content::explanation) fields.push_back("Responsum-Verdict");
  if (r.ending == decision::Ending::final_and_close) fields.push_back("Connection");
  return fields;
}

std::string anchor(const decision::Decision& decision) { return base::lower_case(decision.tag); }

bool answers(const ConditionRow& row) { return row.ending != decision::Ending::hang_up; }

std::vector<const ConditionRow*> conditions_with(status::Status status) {
  std::vector<const ConditionRow*> rows;
  for (const ConditionRow& r : decision::condition_rows)
    if (answers(r) && r.status == status) rows.push_back(&r);
  return rows;
}

std::vector<const ConditionRow*> silent_conditions() {
  std::vector<const ConditionRow*> rows;
  for (const ConditionRow& r : decision::condition_rows)
    if (!answers(r)) rows.push_back(&r);
  return rows;
}

std::string code_text(status::Status status) { return std::to_string(code(status)); }
std::string title_of(status::Status status) { return code_text(status) + " " + std::string{phrase(status)}; }
std::string status_line(status::Status status) { return "HTTP/1.1 " + title_of(status); }

} // namespace responsum::pages
