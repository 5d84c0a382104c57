// What was entered in a form as a record: read by the type that it came as, and held against what is asked for.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "responsum/base/clock.hpp"
#include "responsum/decision/change_facts.hpp"

namespace responsum::resource::form {

struct FieldRule {
  std::string name;
  bool required = false; // and not empty
  bool number = false;
};

struct RecordRules {
  std::vector<FieldRule> fields;
  bool takes_others = true; // fields that no rule names
};

// Hindrance::record_malformed or record_invalid.
struct Unfit {
  decision::Hindrance hindrance;
  std::string complaint;
};

// What was entered, as a JSON object: a list where a name came more than once; numbers where rules say so.
// `content_type` may be empty where the content is.
std::expected<std::string, Unfit> read_record(std::string_view content_type, std::string_view content,
                                              const RecordRules& rules);

// With its line feed, the only one in it. `fields` is a JSON object.
std::string write_record(const base::Now& now, std::string_view exchange, std::string_view fields);

} // namespace responsum::resource::form
